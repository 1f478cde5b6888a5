"""``dropslot import``: what was there before is taken in, once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from command import dropslot
from flask import Flask
from flask.testing import FlaskClient
from holding import holding
from pictures import animated, jpeg, png
from posting import kept, post
from signing import signed_in

NAME = "01890000-0000-7000-8000-000000000000.jpg"


def take_in(folder: Path, *words: object, **settings: object) -> str:
    """Run it to its end; return what it printed."""
    given = {f"DROPSLOT_{name}": str(value) for name, value in settings.items()}
    ended = dropslot(folder, "import", *map(str, words), **given)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def close(app: Flask) -> None:
    backend_of(app).sender.close()  # type: ignore[attr-defined]


def listed(client: FlaskClient) -> list[dict[str, object]]:
    uploads: list[dict[str, object]] = client.get("/uploads/").get_json()["uploads"]
    return uploads


def test_the_pictures_of_a_catalog_that_was_lost_get_their_records_again(
    make_app: MakeApp, folder: Path
) -> None:
    app = make_app(ACCESS="private")
    ann = signed_in(app, "ann")
    location = kept(ann, "cat.jpg", jpeg())
    (before,) = listed(ann)
    users = backend_of(app).catalog.owners()
    close(app)
    for path in (folder / ".dropslot").glob("catalog.db*"):
        path.unlink()

    printed = take_in(folder)

    assert printed == "Taken in: 1. Refused: 0. There already: 0.\n"
    app = make_app(ACCESS="public")
    (after,) = listed(app.test_client())
    assert f"/uploads/{after['name']}" == location
    assert (after["width"], after["size"]) == (before["width"], before["size"])
    assert str(after["created"])[:16] == str(before["created"])[:16]
    assert backend_of(app).catalog.owners() == users
    assert app.test_client().get(location).data == jpeg()


def test_a_second_time_finds_nothing_new(folder: Path) -> None:
    folder.mkdir()
    (folder / NAME).write_bytes(jpeg())
    (folder / "IMG_1.JPG").write_bytes(jpeg(seed=1))

    assert take_in(folder).startswith("Taken in: 2.")
    assert take_in(folder) == "Taken in: 0. Refused: 0. There already: 0.\n"


def test_other_files_in_the_folder_are_moved_to_names_of_ours(
    make_app: MakeApp, folder: Path
) -> None:
    (folder / "ann" / "deep").mkdir(parents=True)
    (folder / "IMG_1.JPG").write_bytes(jpeg())
    (folder / "ann" / "deep" / "cat.png").write_bytes(png())
    (folder / "ann" / NAME).write_bytes(jpeg(seed=2))

    take_in(folder)

    app = make_app()
    uploads = {one["title"]: one for one in listed(app.test_client())}
    assert set(uploads) == {"IMG_1.JPG", "cat.png", NAME}
    assert (folder / str(uploads["IMG_1.JPG"]["name"])).read_bytes() == jpeg()
    assert (folder / "ann" / str(uploads["cat.png"]["name"])).read_bytes() == png()
    assert uploads[NAME]["name"] == NAME
    assert not (folder / "IMG_1.JPG").exists()
    assert not (folder / "ann" / "deep" / "cat.png").exists()


def test_a_folder_of_photos_is_copied_with_all_folders_in_it(
    make_app: MakeApp, folder: Path, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    (photos / "2019" / "@eaDir").mkdir(parents=True)
    (photos / "a.jpg").write_bytes(jpeg())
    (photos / "2019" / "b.gif").write_bytes(animated("GIF"))
    (photos / "2019" / "@eaDir" / "thumb.jpg").write_bytes(jpeg(16, 12))
    (photos / ".DS_Store").touch()
    (photos / "Thumbs.db").touch()

    printed = take_in(folder, photos)

    assert printed == "Taken in: 2. Refused: 0. There already: 0.\n"
    uploads = listed(make_app().test_client())
    assert {one["title"] for one in uploads} == {"a.jpg", "b.gif"}
    assert (photos / "a.jpg").read_bytes() == jpeg()


def test_what_is_refused_is_told_line_by_line(folder: Path, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    (photos / "sub").mkdir(parents=True)
    (photos / "good.jpg").write_bytes(jpeg())
    (photos / "sub" / "cut.jpg").write_bytes(jpeg()[:2000])
    (photos / "notes.txt").write_text("notes")
    (photos / "link.jpg").symlink_to(photos / "good.jpg")
    os.mkfifo(photos / "pipe.jpg")

    lines = take_in(folder, photos).splitlines()

    assert lines[-1] == "Taken in: 1. Refused: 4. There already: 0."
    assert sorted(line.partition(": ")[0] for line in lines[:-1]) == [
        "link.jpg",
        "notes.txt",
        "pipe.jpg",
        "sub/cut.jpg",
    ]


def test_no_picture_is_there_twice(
    make_app: MakeApp, folder: Path, tmp_path: Path
) -> None:
    app = make_app()
    kept(app.test_client(), "uploaded.jpg", jpeg())
    photos = tmp_path / "photos"
    photos.mkdir()
    for name, body in (("a", jpeg()), ("b", jpeg(seed=1)), ("c", jpeg(seed=1))):
        (photos / f"{name}.jpg").write_bytes(body)

    first, second = take_in(folder, photos), take_in(folder, photos)

    assert first == "Taken in: 1. Refused: 0. There already: 2.\n"
    assert second == "Taken in: 0. Refused: 0. There already: 3.\n"
    assert len(listed(app.test_client())) == 2


def test_what_is_just_being_kept_is_left_alone(
    make_app: MakeApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    catalog = backend_of(app).catalog
    add = catalog.add
    printed: list[str] = []

    def and_an_import_comes(*given: object) -> None:
        printed.append(take_in(folder))
        add(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(catalog, "add", and_an_import_comes)

    assert post(app.test_client(), ("a.jpg", jpeg())).status_code == 204
    assert printed == ["Taken in: 0. Refused: 0. There already: 0.\n"]


def test_a_server_that_runs_shows_what_is_taken_in(
    make_app: MakeApp, folder: Path, tmp_path: Path
) -> None:
    app = make_app()
    (tmp_path / "a.jpg").write_bytes(jpeg())
    with holding(app):
        take_in(folder, tmp_path / "a.jpg")

    (upload,) = listed(app.test_client())
    assert app.test_client().get(str(upload["url"])).data == jpeg()
    assert app.test_client().get(str(upload["thumbnail"])).status_code == 200


def test_more_than_there_is_room_for_ends_it_with_a_sentence(
    folder: Path, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for seed in range(3):
        (photos / f"{seed}.jpg").write_bytes(jpeg(seed=seed))

    ended = dropslot(
        folder,
        "import",
        str(photos),
        DROPSLOT_MAX_TOTAL=str(2 * len(jpeg()) + 2000),
    )

    assert ended.returncode == 2
    assert ended.stderr.startswith("dropslot: All pictures together have reached")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, folder: Path) -> None:
    ended = dropslot(folder, "import", str(tmp_path / "none"))

    assert ended.returncode == 2
    assert "does not exist" in ended.stderr


def test_a_name_that_is_no_text_keeps_nobody_from_being_taken_in(folder: Path) -> None:
    folder.mkdir()
    (folder / os.fsdecode(b"\xff\xe4.jpg")).write_bytes(jpeg())
    (folder / "b.jpg").write_bytes(jpeg(seed=1))

    assert take_in(folder).startswith("Taken in: 2.")


def test_what_belongs_to_somebody_who_cannot_be_told_stays_where_it_is(
    folder: Path,
) -> None:
    theirs = folder / ("b8" * 32)
    theirs.mkdir(parents=True)
    (theirs / NAME).write_bytes(jpeg())

    told = take_in(folder)

    assert "who is not known any more" in told
    assert (theirs / NAME).is_file()
