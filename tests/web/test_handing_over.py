"""nginx fetches from the bucket by itself, and asks again where it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from asking import Ask, Person, ask, thumbnail_of
from browsers import EARLIER_NAME
from handing import OpenSite
from nginx import find_nginx
from pictures import jpeg
from services.s3 import Bucket, new_bucket
from services.seaweedfs import SeaweedFS

pytestmark = pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed.")


def test_a_thumbnail_that_was_lost_is_made_again(
    bucket: Bucket, open_site: OpenSite
) -> None:
    site = open_site(bucket)
    somebody = Person(site.port)
    thumbnail = thumbnail_of(somebody.keep("a.jpg", jpeg()))
    before, (key,) = somebody.ask(thumbnail), site.thumbnails()
    site.lose(key)

    again = somebody.ask(thumbnail)

    assert (again, site.thumbnails()) == (before, [key])


def test_what_nginx_sends_dropslot_does_not(
    bucket: Bucket, open_site: OpenSite
) -> None:
    site = open_site(bucket)
    somebody = Person(site.port)
    picture = somebody.keep("a.jpg", jpeg())
    for path in (picture, thumbnail_of(picture), somebody.link(picture)):
        somebody.ask(path)
        somebody.ask(path, Range="bytes=0-9")

    told = [
        json.loads(one) for one in site.program.stop().splitlines() if '"out"' in one
    ]

    assert [(one["route"], one["status"], one["out"]) for one in told[2:]] == [
        ("/uploads/<name>", 200, 0),
        ("/uploads/<name>", 206, 0),
        ("/thumbnails/<name>", 200, 0),
        # How long it is, only who has fetched it knows.
        ("/thumbnails/<name>", 206, 10),
        ("/shared/<token>", 200, 0),
        ("/shared/<token>", 206, 0),
    ]


@pytest.mark.parametrize("befall", [SeaweedFS.kill, SeaweedFS.freeze])
def test_a_store_that_is_away_is_a_sentence_in_the_language_of_the_visitor(
    befall: Callable[[SeaweedFS], None], own_seaweedfs: SeaweedFS, open_site: OpenSite
) -> None:
    with new_bucket(own_seaweedfs.address) as bucket:
        site = open_site(bucket)
        somebody = Person(site.port)
        picture = somebody.keep("a.jpg", jpeg())
        befall(own_seaweedfs)

        answer = somebody.ask(picture, Accept_Language="zh")
        own_seaweedfs.kill()

    assert answer.status == 503
    assert answer["content-type"] == "text/plain; charset=utf-8"
    assert answer["retry-after"] == "5"
    assert answer["dropslot-error"] == "storage-failed"
    assert answer["cache-control"] == "no-store"
    assert "服务器暂时无法读取图片" in answer.body.decode()
    assert "StoreAway" in site.program.stop()


def test_replicas_that_are_away_are_a_sentence(
    bucket: Bucket, open_site: OpenSite
) -> None:
    site = open_site(bucket)
    site.program.kill()

    answer = ask(site.port, Ask("/"))

    assert (answer.status, answer["retry-after"]) == (503, "5")
    assert answer["content-type"] == "text/plain; charset=utf-8"
    assert answer.body == (
        b"The server does not answer just now. Please try again in a moment."
    )


def test_only_nginx_has_a_say_in_who_sends(bucket: Bucket, open_site: OpenSite) -> None:
    site = open_site(bucket)
    somebody = Person(site.port)
    picture = somebody.keep("a.jpg", jpeg())
    inside = f"/_s3/{bucket.name}/{site.object_of(picture)}"

    assert somebody.ask(picture, Dropslot_Hand_Over="503").status == 200
    assert somebody.ask(inside).status == 404


def test_what_the_store_refuses_nginx_dropslot_sends_and_tells_its_operator(
    bucket: Bucket, open_site: OpenSite
) -> None:
    site = open_site(bucket)
    somebody = Person(site.program.port)
    photo_ = jpeg()
    picture = somebody.keep("a.jpg", photo_)

    answer = somebody.ask(picture, Dropslot_Hand_Over="200 : 403")

    assert answer.body == photo_
    assert "answers nginx with 403" in site.program.stop()


def test_a_cookie_is_given_once_where_dropslot_answers_twice(
    bucket: Bucket, open_site: OpenSite
) -> None:
    site = open_site(bucket, ACCESS="drop-only")
    somebody = Person(site.port)
    picture = somebody.keep("a.jpg", jpeg())
    # As an earlier version called it: each answer brings it under its new name.
    somebody.cookies = {EARLIER_NAME: next(iter(somebody.cookies.values()))}
    site.lose(site.object_of(picture))

    answer = somebody.ask(picture)

    assert answer.status == 404
    assert answer["set-cookie"]
