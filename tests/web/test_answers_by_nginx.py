"""nginx fetches from the bucket by itself, as docs/scaling/nginx.conf says, and nobody
can tell.

Whoever asks without nginx gets all from Dropslot itself: it is compared with that.
"""

from __future__ import annotations

import pytest
from asking import Ask, Person, ask, thumbnail_of
from handing import OpenSite, Site, add_account
from nginx import find_nginx
from pictures import encoded, jpeg, photo
from posting import FORM

pytestmark = pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed.")

LONG_AGO = "Sat, 01 Jan 2000 00:00:00 GMT"


@pytest.mark.parametrize(
    ("kind", "access"),
    [
        pytest.param("bucket", "public", id="SeaweedFS, public"),
        pytest.param("bucket", "private", id="SeaweedFS, private"),
        pytest.param("ceph_bucket", "private", id="Ceph, private"),
    ],
)
def test_every_answer_is_as_from_dropslot_itself_to_the_byte(
    kind: str, access: str, open_site: OpenSite, request: pytest.FixtureRequest
) -> None:
    site = open_site(request.getfixturevalue(kind), ACCESS=access)
    asked = _asks(site)

    through_dropslot = {one: ask(site.program.port, asked[one]) for one in asked}
    through_nginx = {one: ask(site.port, asked[one]) for one in asked}

    assert through_nginx == through_dropslot
    assert "x-amz" not in str(through_nginx).lower()
    assert "X-Amz" not in site.program.stop()
    assert {one.status for one in through_nginx.values()} == {
        200,
        206,
        304,
        404,
        412,
        416,
    }


def _asks(site: Site) -> dict[str, Ask]:
    """All kinds of requests, by what they are."""
    add_account(site.program, "ann")
    ann, stranger = Person(site.program.port), Person(site.program.port)
    ann.sign_in("ann")
    stranger.ask("/")
    picture = ann.keep("头像.png", encoded(photo(400, 300), "PNG"))
    removed, missing = ann.keep("a.jpg", jpeg()), ann.keep("b.jpg", jpeg(seed=1))
    ann.ask(removed, "DELETE")
    thumbnail, lost_link = thumbnail_of(picture), ann.link(missing)
    site.lose(site.object_of(missing))
    head = ann.ask(picture)
    etag, date = head["etag"], head["last-modified"]
    ways = {
        "": {},
        "at first": {"Range": "bytes=0-9"},
        "between": {"Range": "bytes=100-199"},
        "from a byte on": {"Range": "bytes=100-"},
        "the end": {"Range": "bytes=-5"},
        "more than there is": {"Range": "bytes=0-99999999"},
        "behind the end": {"Range": "bytes=99999999-"},
        "several": {"Range": "bytes=0-1,5-6"},
        "another unit": {"Range": "lines=1-2"},
        "nonsense": {"Range": "bytes=abc"},
        "had": {"If-None-Match": etag},
        "had another": {"If-None-Match": '"another"'},
        "had a part": {"If-None-Match": etag, "Range": "bytes=0-9"},
        "since": {"If-Modified-Since": date},
        "since long ago": {"If-Modified-Since": LONG_AGO},
        "only that": {"If-Match": etag},
        "only another": {"If-Match": '"another"'},
        "a part of that": {"If-Range": etag, "Range": "bytes=5-"},
        "a part of another": {"If-Range": '"another"', "Range": "bytes=5-"},
        "a part since": {"If-Range": date, "Range": "bytes=5-"},
        "a part since long ago": {"If-Range": LONG_AGO, "Range": "bytes=5-"},
        "as a page": {**FORM, "Accept-Language": "zh"},
    }
    found = {"picture": picture, "thumbnail": thumbnail, "link": ann.link(picture)}
    gone = {
        "removed": removed,
        "removed thumbnail": thumbnail_of(removed),
        "missing": missing,
        "link to missing": lost_link,
        "no picture": "/uploads/01890000-0000-7000-8000-000000000000.jpg",
    }
    few = {how: ways[how] for how in ("", "at first", "as a page")}
    of = {"ann": ann.known, "a stranger": stranger.known}
    return {
        f"{method} {what} {how} by {who}": Ask(path, {**of[who], **fields}, method)
        for paths, fields_by, everyone in (
            (found, ways, ["ann"]),
            ({**found, **gone}, few, ["ann", "a stranger"]),
        )
        for what, path in paths.items()
        for how, fields in fields_by.items()
        for method in ("GET", "HEAD")
        for who in everyone
    }
