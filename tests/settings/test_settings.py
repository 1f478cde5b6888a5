"""Settings: read once, and a wrong value is one clear sentence."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from dropslot.settings import (
    SETTINGS,
    Bucket,
    SettingError,
    read_secret_key,
    read_settings,
)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        pytest.param("MAX_CONTENT_LENGTH", "20 miles", "MB", id="an unknown unit"),
        pytest.param("MAX_CONTENT_LENGTH", "1.5", "bytes", id="half a byte"),
        pytest.param("MAX_CONTENT_LENGTH", "2000 GB", "1 TB", id="too large a size"),
        pytest.param("MAX_TOTAL", "plenty", "none", id="a word for a size"),
        pytest.param("MAX_CONTENT_LENGTH", "-1", "bytes", id="a negative size"),
        pytest.param("MAX_PIXELS", "0", "pixels", id="no pixels"),
        pytest.param("MAX_FRAMES", "1.5", "frames", id="half a frame"),
        pytest.param("CHECK_SECONDS", "soon", "seconds", id="a word for a time"),
        pytest.param("CHECK_SECONDS", "nan", "seconds", id="not a number"),
        pytest.param("CHECK_MEMORY", "1", "bytes", id="too little memory"),
        pytest.param("CHECK_PROCESSES", "-2", "processes", id="negative processes"),
        pytest.param("UPLOAD_EXTENSIONS", ".jpg .exe", ".avif", id="no picture"),
        pytest.param("UPLOAD_EXTENSIONS", " ", ".jpg", id="no extension at all"),
        pytest.param("ACCESS", "secret", "drop-only", id="an unknown mode"),
        pytest.param("PARTIAL_HOURS", "0", "hours", id="no time"),
        pytest.param("PAGE_SIZE", "1000", "uploads", id="too large a page"),
        pytest.param("TRUSTED_PROXIES", "yes", "proxies", id="a word for a number"),
        pytest.param("ACCEL_REDIRECT", "@s3", "/_s3", id="no path"),
        pytest.param("ACCEL_REDIRECT", "/a b", "letters", id="a path with a blank"),
        pytest.param("ACCEL_REDIRECT", "/../s3", "/_s3", id="a path upwards"),
        pytest.param("UPLOAD_PATH", "", "folder", id="no folder"),
        pytest.param("UPLOAD_PATH", "ftp://x", "s3://", id="no folder either"),
        pytest.param("UPLOAD_PATH", "s3://", "s3://bucket", id="no bucket"),
        pytest.param("UPLOAD_PATH", "s3:bucket", "s3://bucket", id="no slashes"),
        pytest.param("UPLOAD_PATH", "s3:/bucket/a", "s3://bucket", id="one slash"),
        pytest.param("UPLOAD_PATH", "s3://Photos", "lower-case", id="upper case"),
        pytest.param("UPLOAD_PATH", "s3://my_photos", "hyphens", id="an underscore"),
        pytest.param("UPLOAD_PATH", "s3://a..b", "dots", id="two dots in a bucket"),
        pytest.param("UPLOAD_PATH", "s3://ab", "3 to 63", id="a short bucket"),
        pytest.param("UPLOAD_PATH", "s3://b-ucket/../x", "dot", id="a way upwards"),
        pytest.param("UPLOAD_PATH", "s3://b-ucket/.dropslot", "dot", id="a hidden one"),
        pytest.param("UPLOAD_PATH", "s3://b-ucket/a//b", "slashes", id="an empty part"),
        pytest.param("UPLOAD_PATH", "s3://b-ucket//", "slashes", id="nothing twice"),
        pytest.param("UPLOAD_PATH", "s3://b-ucket/a b", "letters", id="a blank"),
        pytest.param("UPLOAD_PATH", "s3://b-ucket/a?b", "letters", id="a question"),
        pytest.param("DATABASE_URL", "mysql://x", "PostgreSQL", id="a database"),
        pytest.param("METRICS", "9100", "127.0.0.1:9100", id="a port alone"),
        pytest.param("METRICS", "localhost:0x1", "9100", id="a port in letters"),
        pytest.param("METRICS", "[::1]:65536", "9100", id="too high a port"),
        pytest.param("METRICS", "http://host:1", "9100", id="a whole URL"),
        pytest.param("TITLE", "", "1 to 60", id="no title"),
        pytest.param("TITLE", "a" * 61, "1 to 60", id="a long title"),
        pytest.param("TITLE", "a\u202eb", "1 to 60", id="a title that turns around"),
        pytest.param("MESSAGE", "a" * 501, "500", id="a long message"),
        pytest.param("ACCENT", "teal", "#b3261e", id="a colour by name"),
        pytest.param("ACCENT", "#12345", "hexadecimal", id="five digits"),
        pytest.param("ACCENT", "#fff;}*{", "hexadecimal", id="a rule of a sheet"),
        pytest.param("FOOTER", "Imprint", "https://", id="a text alone"),
        pytest.param("FOOTER", "https://a.org", "texts", id="an address alone"),
        pytest.param("FOOTER", "Go javascript:x()", "mailto:", id="a script"),
        pytest.param("FOOTER", "Go data:text/html,x", "https://", id="data"),
        pytest.param("FOOTER", "Go //evil.example", "https://", id="another site"),
        pytest.param("FOOTER", "Go /\\evil.example", "https://", id="in disguise"),
        pytest.param("FOOTER", "a /b, " * 9, "at most 8", id="too many"),
        pytest.param("SENDER_NAME", "required", "optional", id="a demand"),
        pytest.param("LOCALES", "/nowhere", "folder", id="no folder of sentences"),
        pytest.param("LOGO", "/nowhere.svg", "SVG, PNG", id="no file"),
    ],
)
def test_a_wrong_value_is_told_with_name_value_and_what_is_allowed(
    name: str, value: str, allowed: str
) -> None:
    with pytest.raises(SettingError) as error:
        read_settings({f"DROPSLOT_{name}": value})

    sentence = str(error.value)
    assert sentence.startswith(f"DROPSLOT_{name} is {value!r}, but it must be ")
    assert allowed in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("given", "size_bytes"),
    [
        pytest.param("640MB", 640 * 1024**2, id="as the page shows it"),
        pytest.param("320 MiB", 320 * 1024**2, id="as IEC writes it"),
        pytest.param("0.5 GB", 512 * 1024**2, id="with a fraction"),
        pytest.param("300m", 300 * 1024**2, id="as nginx writes it"),
        pytest.param("314572800", 300 * 1024**2, id="in bytes"),
        pytest.param("314_572_800 B", 300 * 1024**2, id="in bytes, for people"),
        pytest.param(300 * 1024.0**2, 300 * 1024**2, id="as a host app computes it"),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "MAX_CONTENT_LENGTH",
        "CHECK_MEMORY",
        "CHUNK_BYTES",
        "MAX_TOTAL",
        "MAX_UNFINISHED",
    ],
)
def test_every_size_can_be_written_as_people_write_them(
    name: str, given: object, size_bytes: int
) -> None:
    read = read_settings({f"DROPSLOT_{name}": given})

    assert getattr(read, name.lower()) == size_bytes


@pytest.mark.parametrize("given", ["Private", " PRIVATE ", "private"])
def test_a_choice_may_be_written_in_any_case(given: str) -> None:
    assert read_settings({"DROPSLOT_ACCESS": given}).access == "private"


def test_a_choice_of_two_words_may_be_joined_by_either_line() -> None:
    assert read_settings({"DROPSLOT_ACCESS": "Drop_Only"}).access == "drop-only"


@pytest.mark.parametrize("given", [None, "", "none", " NONE"])
def test_all_pictures_together_may_have_no_limit(given: str | None) -> None:
    assert read_settings({"DROPSLOT_MAX_TOTAL": given}).max_total is None


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(".jpg .png", id="with blanks"),
        pytest.param("jpg,png", id="with commas and no dots"),
        pytest.param([".JPG", "png", ".jpg"], id="as a list, like the tutorial's"),
    ],
)
def test_extensions_can_be_written_as_people_write_them(given: object) -> None:
    read = read_settings({"DROPSLOT_UPLOAD_EXTENSIONS": given})

    assert read.upload_extensions == (".jpg", ".png")


def test_the_defaults_are_what_the_documentation_says() -> None:
    read = read_settings({})

    assert read.max_content_length == 64 * 1024**2
    assert read.upload_path == Path.cwd() / "uploads"
    assert read.database_url == f"sqlite:///{Path.cwd()}/uploads/.dropslot/catalog.db"
    assert read.access == "public"


_BUCKET = {
    "DROPSLOT_UPLOAD_PATH": "s3://photos/dropslot",
    "DROPSLOT_DATABASE_URL": "postgresql://me@db/pictures",
    "DROPSLOT_SECRET_KEY": "k" * 32,
}


@pytest.mark.parametrize(
    ("given", "bucket"),
    [
        pytest.param("s3://photos", Bucket("photos"), id="alone"),
        pytest.param("S3://photos/", Bucket("photos"), id="with a slash"),
        pytest.param(
            "s3://photos.example.org/a/b_1/",
            Bucket("photos.example.org", "a/b_1"),
            id="with a prefix",
        ),
        pytest.param(Bucket("photos", "a"), Bucket("photos", "a"), id="as a value"),
    ],
)
def test_pictures_may_go_to_a_bucket(given: object, bucket: Bucket) -> None:
    read = read_settings(_BUCKET | {"DROPSLOT_UPLOAD_PATH": given})

    assert read.upload_path == bucket
    assert str(bucket) == str(given).lower().rstrip("/")


def test_with_a_bucket_files_arrive_in_a_temporary_folder_of_their_own() -> None:
    first = read_settings(_BUCKET).staging_path
    other = read_settings(_BUCKET | {"DROPSLOT_UPLOAD_PATH": "s3://other"}).staging_path

    assert (
        first.parent.parent == Path(tempfile.gettempdir()) / f"dropslot-{os.getuid()}"
    )
    assert first != other


def test_files_arrive_where_the_operator_says(tmp_path: Path) -> None:
    given = {"DROPSLOT_STAGING_PATH": tmp_path}

    assert read_settings(given).staging_path == tmp_path / "staging"
    assert read_settings(_BUCKET | given).staging_path == tmp_path / "staging"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"DATABASE_URL": None}, "DATABASE_URL must be", id="database"),
        pytest.param({"SECRET_KEY": None}, "SECRET_KEY or", id="secret"),
        pytest.param(
            {"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere"},
            "SECRET_KEY_FILE '/nowhere' must be there",
            id="a file that is not there",
        ),
    ],
)
def test_with_a_bucket_what_replicas_share_must_be_given(
    changed: dict[str, str], told: str
) -> None:
    given = _BUCKET | {f"DROPSLOT_{name}": value for name, value in changed.items()}

    with pytest.raises(SettingError) as error:
        read_settings(given)

    sentence = str(error.value)
    assert sentence.startswith("DROPSLOT_UPLOAD_PATH is 's3://photos/dropslot', so ")
    assert f"DROPSLOT_{told}" in sentence
    assert sentence.endswith(".")
    assert "replica" in sentence


def test_with_a_bucket_a_secret_is_read_and_never_made(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch()
    given = _BUCKET | {"DROPSLOT_SECRET_KEY": None, "DROPSLOT_SECRET_KEY_FILE": path}

    with pytest.raises(SettingError, match="it is empty"):
        read_secret_key(read_settings(given))

    path.write_text("k" * 32)
    assert read_secret_key(read_settings(given)) == "k" * 32


@pytest.mark.parametrize("given", ["/_s3", "_s3/", "/_s3/"])
def test_nginx_may_fetch_from_a_bucket(given: str) -> None:
    more = {"DROPSLOT_ACCEL_REDIRECT": given, "DROPSLOT_TRUSTED_PROXIES": "1"}

    assert read_settings(_BUCKET | more).accel_redirect == "/_s3"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(
            {"DROPSLOT_UPLOAD_PATH": "/srv/photos", "DROPSLOT_TRUSTED_PROXIES": "1"},
            "but DROPSLOT_UPLOAD_PATH is the folder '/srv/photos': it is for a bucket",
            id="not from a folder",
        ),
        pytest.param(
            _BUCKET,
            "so DROPSLOT_TRUSTED_PROXIES must be at least 1: there is nginx in front",
            id="not where there is no nginx",
        ),
    ],
)
def test_nginx_fetches_by_itself_only_where_it_can(
    given: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingError) as error:
        read_settings(given | {"DROPSLOT_ACCEL_REDIRECT": "/_s3"})

    sentence = str(error.value)
    assert sentence.startswith(f"DROPSLOT_ACCEL_REDIRECT is '/_s3', {told}")
    assert sentence.endswith(".")


def test_every_setting_has_a_meaning() -> None:
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)


@pytest.mark.parametrize("given", ["abc", "a" * 15, " " * 20])
def test_a_secret_that_can_be_guessed_is_refused_and_not_shown(given: str) -> None:
    with pytest.raises(SettingError) as error:
        read_settings({"DROPSLOT_SECRET_KEY": given})

    assert str(error.value).startswith("DROPSLOT_SECRET_KEY is ")
    assert "at least 16 characters" in str(error.value)
    assert given not in str(error.value)


@pytest.mark.parametrize("held", ["abc", "abc\n"])
def test_a_secret_in_a_file_that_can_be_guessed_is_warned_of_and_kept(
    tmp_path: Path, held: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Another one would end every cookie, sign-in and link that there is."""
    path = tmp_path / "key"
    path.write_text(held)

    assert read_secret_key(read_settings({"DROPSLOT_SECRET_KEY_FILE": path})) == "abc"

    assert "at least 16 characters" in caplog.text


def test_a_secret_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "key")

    with pytest.raises(SettingError, match="not a regular file"):
        read_secret_key(read_settings({"DROPSLOT_SECRET_KEY_FILE": tmp_path / "key"}))


def test_settings_do_not_show_their_secrets() -> None:
    read = read_settings(
        {
            "DROPSLOT_SECRET_KEY": "hush" * 4,
            "DROPSLOT_DATABASE_URL": "postgresql://me:hush@db/pictures",
        }
    )

    assert "hush" not in repr(read)
