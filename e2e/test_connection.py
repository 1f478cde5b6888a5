"""A server that dies, stumbles or comes back: the page says so and goes on."""

from __future__ import annotations

from counting import counting
from pictures import jpeg
from playwright.sync_api import Page, Route, expect
from program import Program
from visitor import choose, expect_arrived, payload, row, throttle


def test_a_server_that_dies_is_waited_for_and_the_file_arrives(
    page: Page, program: Program
) -> None:
    photo = jpeg(width=1600, height=1200)
    port = program.port
    page.goto(program.url)
    throttle(page, len(photo) // 2)
    choose(page, payload("photo.jpg", photo))
    expect(row(page, "photo.jpg").get_by_role("progressbar")).to_be_visible()

    program.kill()

    expect(row(page, "photo.jpg")).to_contain_text(
        "Connection problem. Trying again in"
    )
    expect(row(page, "photo.jpg")).not_to_contain_text("code")
    program.start(port=port)
    expect_arrived(page, "photo.jpg")
    assert len(program.names()) == 1


def test_when_it_gives_up_retrying_is_offered_for_one_and_for_all(
    page: Page, program: Program
) -> None:
    page.clock.install()
    page.goto(program.url)
    page.route("**/", lambda route: route.fulfill(status=500, body="It broke."))
    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))

    # A try ends when the browser says so, however much time the page believes has gone.
    failed = page.get_by_text("2 failed").first
    for _ in range(100):
        page.clock.run_for(10_000)
        if failed.is_visible():
            break

    expect(row(page, "a.jpg")).to_contain_text("The server has a problem.")
    expect(failed).to_be_visible()
    expect(page.get_by_role("button", name="Retry a.jpg")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Retry all").click()
    page.clock.resume()
    expect_arrived(page, "a.jpg", "b.jpg")


def test_a_server_that_is_away_for_minutes_is_waited_for(
    page: Page, program: Program
) -> None:
    page.clock.install()
    page.goto(program.url)
    program.kill()
    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    # Both have tried often: to give up takes eight tries.
    expect(row(page, "b.jpg")).to_contain_text("Trying again in")
    for _ in range(30):
        with page.expect_event("requestfailed"):
            page.clock.run_for(40_000)

    expect(row(page, "a.jpg")).to_contain_text("Trying again in")
    program.start(port=program.port)
    page.clock.run_for(40_000)
    page.clock.resume()

    expect_arrived(page, "a.jpg", "b.jpg")


def test_a_proxy_that_wants_a_sign_in_is_told_of_and_the_file_can_be_retried(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    page.route(
        "**/",
        lambda route: route.fulfill(content_type="text/html", body="<h1>Who?</h1>"),
    )

    choose(page, payload("photo.jpg", jpeg()))

    expect(row(page, "photo.jpg")).to_contain_text(
        "You may have been signed out. Open the page anew"
    )
    page.unroute_all()
    page.get_by_role("button", name="Retry photo.jpg").click()
    expect_arrived(page, "photo.jpg")


def test_a_page_that_is_looked_at_again_waits_no_longer(
    page: Page, program: Program
) -> None:
    page.clock.install()
    page.goto(program.url)
    page.route("**/", lambda route: route.abort("connectionreset"))
    # From now on no time passes but what is told to: the next try is 0.4 s away.
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    with page.expect_event("requestfailed"):
        choose(page, payload("photo.jpg", jpeg()))
        page.clock.run_for(50)
    page.clock.run_for(50)
    expect(row(page, "photo.jpg")).to_contain_text("Trying again in")
    page.unroute_all()

    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.clock.run_for(50)

    page.clock.resume()
    expect_arrived(page, "photo.jpg")


def test_a_server_that_stumbles_twice_gets_the_file_with_the_third_try(
    page: Page, program: Program
) -> None:
    answers = [503, 502]

    def stumble(route: Route) -> None:
        if route.request.method == "POST" and answers:
            route.fulfill(status=answers.pop(0), body="<h1>Bad gateway</h1>")
        else:
            route.continue_()

    page.route("**/", stumble)
    page.goto(program.url)

    choose(page, payload("photo.jpg", jpeg()))

    expect_arrived(page, "photo.jpg")
    assert answers == []


def test_a_file_whose_answers_get_lost_is_stored_once(
    page: Page, program: Program
) -> None:
    with counting(program) as line:
        page.goto(line.url)
        line.loses = 2

        choose(page, payload("photo.jpg", jpeg()))

        expect_arrived(page, "photo.jpg")
    assert line.loses == 0
    assert len(program.names()) == 1


def test_a_file_that_is_cancelled_after_its_answer_got_lost_is_not_kept(
    page: Page, program: Program
) -> None:
    with counting(program) as line:
        page.goto(line.url)
        # More than there are tries within the test.
        line.loses = 100
        choose(page, payload("photo.jpg", jpeg()))
        expect(row(page, "photo.jpg")).to_contain_text("Trying again in")
        assert len(program.names()) == 1

        with page.expect_response(lambda answer: answer.request.method == "DELETE"):
            page.get_by_role("button", name="Cancel photo.jpg").click()

        assert program.names() == []


def test_an_answer_that_is_no_sentence_is_put_in_our_own_words(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    page.route(
        "**/",
        lambda route: route.fulfill(
            status=413, content_type="text/html", body="<h1>413 nginx</h1>"
        ),
    )

    choose(page, payload("photo.jpg", jpeg()))

    expect(row(page, "photo.jpg")).to_contain_text("File is too large for this server.")
    expect(row(page, "photo.jpg")).not_to_contain_text("nginx")


def test_one_file_in_trouble_does_not_hold_the_others_up(
    page: Page, program: Program
) -> None:
    page.goto(program.url)

    def break_one(route: Route) -> None:
        body = route.request.post_data_buffer or b""
        if b'filename="bad.jpg"' in body:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/", break_one)

    choose(page, payload("bad.jpg", jpeg()), payload("good.jpg", jpeg(seed=2)))

    expect_arrived(page, "good.jpg")
    expect(row(page, "bad.jpg")).to_contain_text("Connection problem")
