"""The start with a bucket: what is wrong is a sentence, what is away is waited for."""

from __future__ import annotations

import math
import shutil
import sys
import tempfile
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import botocore.auth
import pytest
from buckets import bucket_settings, set_only
from dropslot import settings
from dropslot.settings import SettingError, read_settings
from dropslot.storage.private_folder import make_private
from dropslot.storage.s3 import open_bucket
from dropslot.storage.s3.store import BucketStore
from misbehaving import Say, answer, error, garbage, misbehaving
from services.ports import free_ports
from services.s3 import Bucket, new_bucket
from services.seaweedfs import SeaweedFS

LIST = b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"


def _sentence(
    environment: Mapping[str, str],
    name: str,
    tmp_path: Path,
    patch: pytest.MonkeyPatch,
) -> str:
    """What a start with this says."""
    set_only(environment, patch)
    with pytest.raises(SettingError) as told:
        open_bucket(bucket_settings(name, tmp_path))
    sentence = str(told.value)
    assert sentence.startswith(
        f"DROPSLOT_UPLOAD_PATH is 's3://{name}/some/prefix', but"
    )
    assert sentence.endswith(".")
    assert "\n" not in sentence
    for secret in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        assert environment.get(secret, "nothing") not in sentence
    return sentence


@pytest.mark.parametrize("kind", ["bucket", "ceph_bucket"])
def test_a_bucket_that_is_not_there_is_told(
    kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket: Bucket = request.getfixturevalue(kind)

    sentence = _sentence(bucket.environment, "not-there", tmp_path, monkeypatch)

    assert "there is no bucket of that name" in sentence


@pytest.mark.parametrize("kind", ["bucket", "ceph_bucket"])
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"AWS_ACCESS_KEY_ID": "somebody"}, "InvalidAccessKeyId", id="key"),
        pytest.param(
            {"AWS_SECRET_ACCESS_KEY": "else"}, "SignatureDoesNotMatch", id="secret"
        ),
    ],
)
def test_wrong_keys_are_told(
    kind: str,
    changed: dict[str, str],
    told: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket: Bucket = request.getfixturevalue(kind)

    sentence = _sentence(
        {**bucket.environment, **changed}, bucket.name, tmp_path, monkeypatch
    )

    assert "does not take AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in sentence
    assert told in sentence


@pytest.mark.parametrize("kind", ["bucket", "ceph_bucket"])
def test_a_clock_that_is_wrong_is_told(
    kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket: Bucket = request.getfixturevalue(kind)
    wrong = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=2)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: wrong)

    sentence = _sentence(bucket.environment, bucket.name, tmp_path, monkeypatch)

    assert "the clocks of this machine and of" in sentence


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        pytest.param({}, "there are no keys", id="no keys"),
        pytest.param(
            {"AWS_ACCESS_KEY_ID": "lonely"}, "there is only one of", id="one of two"
        ),
        pytest.param({"AWS_PROFILE": "nobody"}, "no such profile", id="no profile"),
        pytest.param(
            {"AWS_ENDPOINT_URL": "s3.example.org"}, "AWS_ENDPOINT_URL", id="no address"
        ),
    ],
)
def test_settings_of_boto3_that_make_no_sense_are_told(
    environment: dict[str, str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"} | environment

    assert told in _sentence(given, "pictures", tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("say", "told"),
    [
        pytest.param(answer(200, b"<html>Hi</html>"), "is no S3 store", id="a page"),
        pytest.param(answer(200, b"Hi"), "is away", id="a text"),
        pytest.param(answer(200, b""), "is no S3 store", id="nothing"),
        pytest.param(answer(404, b"<h1>No</h1>"), "is no S3 store", id="not found"),
        pytest.param(answer(405), "is no S3 store", id="not allowed"),
        pytest.param(error(403, "AccessDenied"), "does not let", id="no rights"),
        pytest.param(
            error(400, "AuthorizationHeaderMalformed"), "AWS_REGION", id="a region"
        ),
        pytest.param(
            error(400, "InvalidBucketName"), "400 InvalidBucketName", id="a name"
        ),
        pytest.param(error(503, "SlowDown"), "is away", id="ill"),
        pytest.param(garbage(b""), "is away", id="closed"),
        pytest.param(garbage(), "is away", id="no HTTP"),
    ],
)
def test_what_is_no_store_for_us_is_told(
    say: Say, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with misbehaving(say) as server:
        assert told in _sentence(server.environment, "pictures", tmp_path, monkeypatch)


def test_what_does_not_speak_tls_is_told(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = bucket.environment["AWS_ENDPOINT_URL"]
    given = {**bucket.environment, "AWS_ENDPOINT_URL": plain.replace("http", "https")}

    sentence = _sentence(given, bucket.name, tmp_path, monkeypatch)

    assert "no TLS connection" in sentence


def test_a_bucket_needs_boto3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.delitem(sys.modules, "dropslot.storage.s3.opening", raising=False)
    monkeypatch.delitem(sys.modules, "dropslot.storage.s3.store", raising=False)
    monkeypatch.delitem(sys.modules, "dropslot.storage.s3.client", raising=False)

    sentence = _sentence({}, "pictures", tmp_path, monkeypatch)

    assert sentence.endswith('pip install "dropslot[s3]".')


def test_a_store_that_is_away_is_told_without_patience(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (port,) = free_ports(1)
    environment = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "a-key",
        "AWS_SECRET_ACCESS_KEY": "a-secret",
    }

    sentence = _sentence(environment, "pictures", tmp_path, monkeypatch)

    assert f"store at http://127.0.0.1:{port} is away (no connection" in sentence
    assert "Connection refused" in sentence


def test_a_store_that_is_away_is_waited_for(
    own_seaweedfs: SeaweedFS,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_only(own_seaweedfs.address, monkeypatch)
    with new_bucket(own_seaweedfs.address) as bucket:
        own_seaweedfs.kill()
        coming = threading.Timer(2.5, own_seaweedfs.start)
        coming.start()

        open_bucket(bucket_settings(bucket.name, tmp_path), math.inf).close()
        coming.join()

    waited, answered = (one.getMessage() for one in caplog.records if one.levelno > 20)
    place = f"'s3://{bucket.name}/some/prefix'"
    assert waited.startswith(f"Waiting for {place} at {own_seaweedfs.endpoint} (")
    assert answered == f"{place} answers."


def test_a_store_that_is_ill_is_waited_for_as_long_as_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with misbehaving(error(503, "SlowDown"), answer(200, LIST)) as server:
        set_only(server.environment, monkeypatch)
        open_bucket(bucket_settings("pictures", tmp_path), 60).close()

    with misbehaving(error(503, "SlowDown")) as server:
        set_only(server.environment, monkeypatch)
        with pytest.raises(SettingError, match="is away"):
            open_bucket(bucket_settings("pictures", tmp_path), 1.5)

    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("endpoint", "address"),
    [
        pytest.param(
            "http://store.example.org:9000",
            "http://store.example.org:9000/pictures/a/b.jpg?",
            id="of a store of one's own",
        ),
        pytest.param(None, "https://pictures.s3.amazonaws.com/a/b.jpg?", id="Amazon's"),
    ],
)
def test_an_address_to_hand_over_is_that_of_the_endpoint_for_five_minutes(
    endpoint: str | None,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "a-secret"}
    named = {"AWS_ENDPOINT_URL": endpoint} if endpoint else {}
    set_only(given | named, monkeypatch)

    handed_over = BucketStore(settings.Bucket("pictures", "a"), tmp_path).hand_over(
        "b.jpg"
    )

    assert handed_over
    assert handed_over.startswith(address)
    assert "X-Amz-Expires=300" in handed_over
    assert "a-secret" not in handed_over


def test_a_folder_for_files_that_cannot_be_made_is_told(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_only(bucket.environment, monkeypatch)
    (tmp_path / "staging").touch()

    with pytest.raises(
        SettingError, match=r"^DROPSLOT_STAGING_PATH is '.*Not a directory"
    ):
        open_bucket(bucket_settings(bucket.name, tmp_path))


def test_a_folder_that_a_server_has_its_temporary_files_in_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ours" / "staging"
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    make_private(folder)

    assert (
        folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777 == 0o700
    )


def test_a_folder_for_files_in_the_temporary_one_is_nobody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    given = {
        "DROPSLOT_UPLOAD_PATH": "s3://pictures",
        "DROPSLOT_DATABASE_URL": "postgresql://db/pictures",
        "DROPSLOT_SECRET_KEY": "k" * 32,
    }
    folder = read_settings(given).staging_path

    make_private(folder)
    make_private(folder)

    first = tmp_path / folder.relative_to(tmp_path).parts[0]
    assert folder.stat().st_mode & 0o777 == first.stat().st_mode & 0o777 == 0o700
    first.chmod(0o777)
    with pytest.raises(PermissionError):
        make_private(folder)
    shutil.rmtree(first)
    first.symlink_to(tmp_path / "theirs")
    (tmp_path / "theirs").mkdir(mode=0o700)
    with pytest.raises(PermissionError):
        make_private(folder)
