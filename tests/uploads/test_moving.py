"""Pictures move to another place while servers are at work, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from browsers import become
from dropslot.database import schema
from dropslot.storage import Staged
from dropslot.storage.folder import FolderStore
from dropslot.uploads import (
    CannotMove,
    Inventory,
    Progress,
    bring_rest,
    empty_source,
    move_away,
    sweep,
)
from dropslot.uploads.copying import Altered, copy
from flask import Flask
from pictures import jpeg
from posting import kept, post
from sending import Sender
from signing import signed_in

SECRET = "a secret key of both"


def ignore(_: Progress) -> None:
    """Nobody watches."""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where pictures are moved to."""
    return tmp_path / "target"


@pytest.fixture
def start(make_app: MakeApp, tmp_path: Path) -> Callable[..., Flask]:
    """Starts a server: ``start(target)``."""
    url = f"sqlite:///{tmp_path}/catalog.db"

    def start(folder: Path, **settings: object) -> Flask:
        shared = {"DATABASE_URL": url, "SECRET_KEY": SECRET}
        return make_app(UPLOAD_PATH=folder, **shared, **settings)

    return start


@pytest.fixture
def old(start: Callable[..., Flask], folder: Path) -> Flask:
    """A server that was started before."""
    return start(folder)


def moved(
    app: Flask, target: Path, say: Callable[[Progress], None] = ignore
) -> Progress:
    progress = Progress(say)
    move_away(backend_of(app), target, progress)
    return progress


def stop(app: Flask) -> None:
    backend_of(app).sender.close()  # type: ignore[attr-defined]


def files_in(folder: Path) -> list[str]:
    """What lies there beside what is ours alone."""
    found = [path for path in folder.rglob("*.jpg") if path.is_file()]
    return sorted(str(path.relative_to(folder)) for path in found)


def test_every_address_stays(
    old: Flask, start: Callable[..., Flask], target: Path
) -> None:
    ann, somebody = signed_in(old, "ann"), old.test_client()
    bodies = [jpeg(seed=n) for n in range(4)]
    clients = [ann, somebody, ann, somebody]
    places = [
        kept(client, "a.jpg", body)
        for client, body in zip(clients, bodies, strict=True)
    ]
    thumbnails = [
        somebody.get(place.replace("uploads", "thumbnails")).data for place in places
    ]

    progress = moved(old, target)

    assert (progress.copied, progress.copied_bytes) == (4, sum(map(len, bodies)))
    new = start(target).test_client()
    assert [new.get(place).data for place in places] == bodies
    made = target / ".dropslot" / "thumbnails"
    assert len(list(made.iterdir())) == 4
    assert [
        new.get(place.replace("uploads", "thumbnails")).data for place in places
    ] == thumbnails


def test_a_file_in_chunks_goes_on(
    old: Flask, start: Callable[..., Flask], target: Path
) -> None:
    sender = Sender(
        body=jpeg(size=(90, 90)), client=old.test_client(), chunk_bytes=1024
    )
    sender.send_all(range(1, sender.count))

    progress = moved(old, target)

    assert progress.chunks == sender.count - 1
    client = start(target).test_client()
    become(client, sender.client)
    sender.client = client
    answer = sender.send(0)
    assert answer.status_code == 204
    assert client.get(answer.headers["Location"]).data == sender.body


def test_before_its_end_nothing_changes_and_it_goes_on_where_it_was(
    old: Flask, start: Callable[..., Flask], folder: Path, target: Path
) -> None:
    client = old.test_client()
    places = [kept(client, "a.jpg", jpeg(seed=n)) for n in range(40)]

    def interrupt(progress: Progress) -> None:
        if progress.copied == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moved(old, target, interrupt)
    copied = len(files_in(target))
    assert 3 <= copied < 40
    assert start(folder).test_client().get(places[0]).status_code == 200

    assert moved(old, target).copied == 40 - copied
    assert files_in(target) == files_in(folder)


def during(do: Callable[[], object]) -> Callable[[Progress], None]:
    """Does something when the first picture has been copied."""
    has_done: list[object] = []

    def say(progress: Progress) -> None:
        if progress.copied and not has_done:
            has_done.append(do())

    return say


def test_what_comes_meanwhile_is_brought_along(
    old: Flask, start: Callable[..., Flask], target: Path
) -> None:
    client = old.test_client()
    kept(client, "a.jpg", jpeg())

    moved(old, target, during(lambda: kept(client, "b.jpg", jpeg(seed=1))))

    assert len(files_in(target)) == 2


def test_nothing_stays_of_what_is_removed_meanwhile(
    old: Flask, start: Callable[..., Flask], folder: Path, target: Path
) -> None:
    client = old.test_client()
    place, _ = [kept(client, "a.jpg", jpeg(seed=n)) for n in range(2)]

    moved(old, target, during(lambda: client.delete(place)))

    new = start(target)
    assert new.test_client().get(place).status_code == 404
    # Once nobody can be copying it any more.
    make_marks_old(new)
    sweep(backend_of(new), datetime.now(UTC))
    assert place.rpartition("/")[2] not in files_in(folder) + files_in(target)
    assert backend_of(new).marks.all() == set()


def make_marks_old(app: Flask) -> None:
    older = schema.marks.c.noted_ms - 2 * 3_600_000
    with backend_of(app).database.begin() as connection:
        connection.execute(schema.marks.update().values(noted_ms=older))


def test_an_old_server_serves_on_and_what_it_does_is_known_to_the_new_ones(
    old: Flask, start: Callable[..., Flask], folder: Path, target: Path
) -> None:
    before = old.test_client()
    first, second = [kept(before, "a.jpg", jpeg(seed=n)) for n in range(2)]
    moved(old, target)
    new = start(target)
    after = new.test_client()

    late = kept(before, "late.jpg", jpeg(seed=2))
    assert before.delete(first).status_code == 204

    assert after.get(late).data == jpeg(seed=2)
    assert after.get(first).status_code == 404
    # It sweeps nothing: it would not remove what lies in the other place.
    make_marks_old(old)
    sweep(backend_of(old), datetime.now(UTC))
    sweep(backend_of(new), datetime.now(UTC))
    name = first.rpartition("/")[2]
    assert name not in files_in(folder) + files_in(target)
    # And the new one removes from both.
    become(after, before)
    assert after.delete(second).status_code == 204
    assert files_in(target) == []
    assert files_in(folder) == [late.rpartition("/")[2]]


def test_the_rest_follows_and_the_old_place_is_emptied(
    old: Flask, start: Callable[..., Flask], folder: Path, target: Path
) -> None:
    ann, somebody = signed_in(old, "ann"), old.test_client()
    places = [kept(client, "a.jpg", jpeg()) for client in (ann, somebody)]
    moved(old, target)
    places.append(kept(ann, "late.jpg", jpeg(seed=2)))
    (folder / "theirs.jpg").write_bytes(b"no record")
    stop(old)
    new = start(target)
    backend = backend_of(new)

    progress = Progress(ignore)
    bring_rest(backend, progress)
    emptied = empty_source(backend)

    assert progress.copied == 1
    assert (emptied.removed, emptied.left) == (3, [])
    assert files_in(folder) == ["theirs.jpg"]
    assert not list((folder / ".dropslot" / "thumbnails").iterdir())
    assert backend.whereabouts.place().moved_from is None
    client = new.test_client()
    assert [client.get(place).status_code for place in places] == [200] * 3
    assert start(target).test_client().get(places[0]).data == jpeg()


def test_what_is_not_alike_in_both_places_stays(
    old: Flask, start: Callable[..., Flask], folder: Path, target: Path
) -> None:
    name = kept(old.test_client(), "a.jpg", jpeg()).rpartition("/")[2]
    moved(old, target)
    stop(old)
    (target / name).write_bytes(bytes(len(jpeg())))

    emptied = empty_source(backend_of(start(target)))

    assert (emptied.removed, emptied.left) == (0, [name])
    assert (folder / name).read_bytes() == jpeg()
    assert backend_of(start(target)).whereabouts.place().moved_from == str(folder)


def test_what_has_not_moved_yet_is_counted_and_is_no_trouble(
    old: Flask, start: Callable[..., Flask], folder: Path, target: Path
) -> None:
    client = old.test_client()
    kept(client, "a.jpg", jpeg())
    moved(old, target)
    kept(client, "late.jpg", jpeg(seed=1))

    inventory = Inventory(backend_of(start(target)))

    assert list(inventory.take()) == []
    assert (inventory.pictures, inventory.moving) == (2, 1)


def test_a_place_in_use_is_not_emptied(
    old: Flask, start: Callable[..., Flask], folder: Path, target: Path
) -> None:
    moved(old, target)

    with pytest.raises(CannotMove, match=f"still runs with '{folder}'"):
        empty_source(backend_of(start(target)))


def test_an_old_server_keeps_nothing_more_where_nobody_looks(
    old: Flask, start: Callable[..., Flask], folder: Path, target: Path
) -> None:
    moved(old, target)
    # Such as one on another machine.
    backend_of(start(target)).whereabouts.settle()

    assert post(old.test_client(), ("a.jpg", jpeg())).status_code == 503
    assert files_in(folder) == []


def test_they_come_back(
    old: Flask, start: Callable[..., Flask], folder: Path, target: Path
) -> None:
    place = kept(old.test_client(), "a.jpg", jpeg())
    (folder / "theirs.jpg").write_bytes(b"no record")
    moved(old, target)
    stop(old)
    new = start(target)
    second = kept(new.test_client(), "b.jpg", jpeg(seed=1))

    # The first one is still there.
    assert moved(new, folder).copied == 1

    client = start(folder).test_client()
    assert [client.get(one).status_code for one in (place, second)] == [200, 200]


def test_a_record_without_bytes_is_told_and_stops_nothing(
    old: Flask, folder: Path, target: Path
) -> None:
    names = [
        kept(old.test_client(), "a.jpg", jpeg(seed=n)).rpartition("/")[2]
        for n in range(2)
    ]
    (folder / names[0]).unlink()

    progress = moved(old, target)

    assert (progress.copied, progress.nowhere) == (1, {names[0]})
    assert backend_of(old).whereabouts.place().store == str(target)


def test_a_server_that_cannot_look_into_the_old_place_says_so(
    old: Flask,
    start: Callable[..., Flask],
    folder: Path,
    target: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    place = kept(old.test_client(), "a.jpg", jpeg())
    moved(old, target)
    stop(old)
    folder.rename(folder.with_name("elsewhere"))

    client = start(target).test_client()

    assert client.get(place).status_code == 200
    assert f"not moved from '{folder}' yet are not shown" in caplog.text
    with pytest.raises(CannotMove, match="on the machine where it is"):
        bring_rest(backend_of(client.application), Progress(ignore))


class Forgetful(FolderStore):
    """Keeps something else, and says nothing."""

    def put(self, staged: Staged, key: str) -> None:
        staged.path.write_bytes(bytes(staged.size_bytes))
        super().put(staged, key)


def test_what_arrives_altered_is_noticed(
    old: Flask, folder: Path, tmp_path: Path
) -> None:
    name = kept(old.test_client(), "a.jpg", jpeg()).rpartition("/")[2]
    (tmp_path / "bad").mkdir()

    with pytest.raises(Altered):
        copy(
            FolderStore(folder),
            Forgetful(tmp_path / "bad"),
            backend_of(old).staging,
            name,
        )


@pytest.fixture
def foreign(target: Path) -> Path:
    """A folder with pictures of somebody else."""
    target.mkdir()
    (target / "theirs.jpg").write_bytes(jpeg())
    return target


def test_a_place_with_pictures_of_others_is_refused(
    old: Flask, foreign: Path, folder: Path
) -> None:
    kept(old.test_client(), "a.jpg", jpeg())

    with pytest.raises(CannotMove, match=r"holds 'theirs\.jpg', which this database"):
        moved(old, foreign)

    assert files_in(foreign) == ["theirs.jpg"]
    assert backend_of(old).whereabouts.place().moving_to is None


def test_a_place_of_another_dropslot_is_refused(
    old: Flask, start: Callable[..., Flask], target: Path
) -> None:
    start(target)

    with pytest.raises(CannotMove, match="belongs to another Dropslot"):
        moved(old, target)


@pytest.mark.parametrize("place", ["uploads", "uploads/deeper", "."])
def test_places_that_lie_in_one_another_are_refused(
    old: Flask, tmp_path: Path, place: str
) -> None:
    with pytest.raises(CannotMove, match="lie in one another"):
        moved(old, tmp_path / place)


def test_the_catalog_must_not_stay_behind(
    make_app: MakeApp, folder: Path, target: Path
) -> None:
    with pytest.raises(CannotMove, match="'dropslot move-records URL'"):
        moved(make_app(), target)

    assert not target.exists()


def test_one_move_is_finished_before_the_next(
    old: Flask, start: Callable[..., Flask], target: Path, tmp_path: Path
) -> None:
    moved(old, target)

    with pytest.raises(CannotMove, match=f"'dropslot move {target} --remove'"):
        moved(start(target), tmp_path / "third")
