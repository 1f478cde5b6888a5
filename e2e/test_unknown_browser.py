"""A browser that has lost its cookie, or keeps none, is told what that means."""

from __future__ import annotations

import urllib.request
from http.client import HTTPResponse
from typing import cast
from urllib.error import HTTPError, URLError

import pytest
from members import add_person, fill_in
from pictures import jpeg
from playwright.sync_api import Page, Route, expect
from program import StartProgram
from visitor import choose, expect_arrived, gallery, payload, row

NO_COOKIES = "This browser keeps no cookies for this page."


@pytest.mark.parametrize("access", ["drop-only", "public"])
def test_whoever_lost_the_cookie_hears_that_nothing_was_deleted(
    page: Page, start_program: StartProgram, access: str
) -> None:
    program = start_program(ACCESS=access)
    page.clock.install()
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    expect(gallery(page)).to_have_count(1)
    page.context.clear_cookies()

    page.get_by_role("button", name="Delete a.jpg").first.click()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.clock.fast_forward("08")

    expect(page.locator("#toast")).to_contain_text(
        "Not deleted: this browser has lost the cookie that it was known by"
    )
    expect(gallery(page)).to_have_count(1)
    assert len(list(program.folder.glob("*.jpg"))) == 1


def test_whoever_keeps_no_cookies_hears_at_the_start_what_that_means(
    page: Page, start_program: StartProgram
) -> None:
    program = start_program(ACCESS="drop-only")
    page.route("**/*", pass_without_cookies)

    page.goto(program.url)

    expect(page.locator("main").get_by_text(NO_COOKIES)).to_be_visible()
    expect(page.get_by_text("Here you see what you sent")).to_be_hidden()


def test_whoever_keeps_none_is_told_in_a_page_of_somebody_elses(
    page: Page, start_host: StartProgram
) -> None:
    host = start_host(ACCESS="drop-only")
    page.route("**/*", pass_without_cookies)

    page.goto(f"{host.url}/form?gallery=yes")

    expect(page.locator("#no-cookies")).to_contain_text(NO_COOKIES)


def test_whoever_lost_the_cookie_there_hears_that_nothing_was_deleted(
    page: Page, start_host: StartProgram
) -> None:
    host = start_host(ACCESS="drop-only")
    page.goto(f"{host.url}/form")
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    page.context.clear_cookies()
    # By now it has another one.
    page.evaluate("fetch('/photos/uploads/')")
    page.clock.install()

    row(page, "a.jpg").get_by_role("button", name="Delete").click()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.clock.fast_forward("08")

    expect(page.locator("#toast")).to_contain_text("Not deleted: this browser has lost")
    expect(row(page, "a.jpg")).to_be_visible()


def test_whoever_keeps_cookies_or_signs_in_hears_nothing_of_them(
    page: Page, start_program: StartProgram
) -> None:
    program = start_program(ACCESS="drop-only")
    add_person(program, "ann")

    with page.expect_response("**/uploads/?limit=1"):
        page.goto(program.url)
    expect(page.locator("main").get_by_text(NO_COOKIES)).to_be_hidden()
    page.goto(f"{program.url}/login")
    fill_in(page, "ann")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.context.clear_cookies()

    expect(page.locator("main").get_by_text(NO_COOKIES)).to_be_hidden()


def test_where_everyone_sees_everything_cookies_are_no_news(
    page: Page, start_program: StartProgram
) -> None:
    program = start_program()
    page.route("**/*", pass_without_cookies)

    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")

    expect(page.get_by_text(NO_COOKIES)).to_have_count(0)


def pass_without_cookies(route: Route) -> None:
    """Ask and answer in the place of a browser that keeps no cookies."""
    request = route.request
    headers = {k: v for k, v in request.headers.items() if k != "cookie"}
    asked = urllib.request.Request(
        request.url, request.post_data_buffer, headers, method=request.method
    )
    try:
        answer = cast(HTTPResponse, urllib.request.urlopen(asked))
    except HTTPError as error:
        answer = cast(HTTPResponse, error)
    except URLError:
        # The test is over, and with it the server: the page may still ask.
        return route.abort()
    with answer:
        route.fulfill(
            status=answer.status,
            headers={k: v for k, v in answer.headers.items() if k != "Set-Cookie"},
            body=answer.read(),
        )
