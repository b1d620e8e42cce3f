"""Is what an expert types safe from reload, crash, lost network and a second window?"""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect
from room_browser import seated, shows
from room_double import running_room
from room_state import PASSWORD, RoomState, make_task

pytestmark = pytest.mark.browser

TASK = "/room/public_services/task?queue=audit"
TEXT = "Өтініш екі ай ішінде беріледі."


def begin_correction(page: Page, address: str, text: str = TEXT) -> None:
    page.goto(f"{address}{TASK}&lang=kk")
    shows(page, 1)
    page.keyboard.press("Digit2")
    page.keyboard.press("KeyE")
    page.keyboard.press("KeyC")
    page.keyboard.insert_text(text)


def finds_correction(page: Page, text: str = TEXT) -> None:
    shows(page, 1)
    expect(page.locator("#corrected")).to_have_value(text)
    expect(page.locator("[name=verdict]:checked")).to_have_value("partial")
    expect(page.locator("[name=cause]:checked")).to_have_value("outdated_source")


def test_unfinished_work_survives_a_reload_at_once(browser: Browser) -> None:
    with running_room(RoomState()) as address, seated(browser, address, "berik") as page:
        begin_correction(page, address)
        page.reload()
        finds_correction(page)


def test_unfinished_work_comes_from_the_server_on_another_computer(browser: Browser) -> None:
    room = RoomState()
    with running_room(room) as address:
        with seated(browser, address, "berik") as page:
            begin_correction(page, address)
            expect(page.locator("#saved")).to_have_text("Серверде сақталды")
        with seated(browser, address, "berik") as other:
            other.goto(f"{address}{TASK}&lang=kk")
            finds_correction(other)


def test_unfinished_work_survives_a_server_that_died_and_came_back(browser: Browser) -> None:
    room = RoomState()
    with running_room(room) as address:
        port = urlsplit(address).port or 0
        sitting = seated(browser, address, "berik", may_fail=True)
        page = sitting.__enter__()
        page.goto(f"{address}{TASK}&lang=kk")
        shows(page, 1)
    begin = page.keyboard
    begin.press("Digit2")
    begin.press("KeyE")
    begin.press("KeyC")
    begin.insert_text(TEXT)
    expect(page.locator("#saved")).to_have_text("Байланыс жоқ: осы компьютерде сақталды")
    assert room.unfinished == {}
    with running_room(room, port=port):
        page.reload()
        finds_correction(page)
        expect(page.locator("#saved")).to_have_text("Серверде сақталды")
        page.keyboard.press("Control+Enter")
        shows(page, 2)
        sitting.__exit__(None, None, None)
    assert [one["corrected"] for one in room.given] == [TEXT]


def test_a_verdict_given_without_network_is_sent_once_when_it_is_back(browser: Browser) -> None:
    room = RoomState()
    with (
        running_room(room) as address,
        seated(browser, address, "berik", may_fail=True) as page,
    ):
        page.goto(f"{address}{TASK}&lang=kk")
        shows(page, 1)
        page.context.set_offline(True)
        page.keyboard.press("Digit1")
        page.keyboard.press("Enter")
        waiting = page.locator("#waiting")
        expect(waiting).to_contain_text("1 баға осы компьютерде сақталды")
        expect(page.locator("#saved")).to_contain_text("Байланыс жоқ")
        assert room.given == []
        page.context.set_offline(False)
        shows(page, 2)
        expect(page.locator("#saved")).to_have_text("Баға қабылданды")
    assert [(one["item"], one["verdict"]) for one in room.given] == [("audit-1", "correct")]


def test_a_verdict_given_to_a_dead_server_outlives_the_closed_page(browser: Browser) -> None:
    room = RoomState()
    with (
        running_room(room) as address,
        seated(browser, address, "berik", may_fail=True) as page,
    ):
        page.goto(f"{address}{TASK}&lang=kk")
        shows(page, 1)
        page.context.set_offline(True)
        page.keyboard.press("Digit1")
        page.keyboard.press("Enter")
        expect(page.locator("#waiting")).to_be_visible()
        page.goto("about:blank")
        page.context.set_offline(False)
        page.goto(f"{address}{TASK}&lang=kk")
        shows(page, 2)
    assert [one["item"] for one in room.given] == ["audit-1"]


def test_a_reply_that_was_lost_doubles_nothing(browser: Browser) -> None:
    room = RoomState()
    with (
        running_room(room) as address,
        seated(browser, address, "berik", may_fail=True) as page,
    ):
        page.goto(f"{address}{TASK}&lang=kk")
        shows(page, 1)
        lost: list[APIResponse] = []

        def lose(route: Route) -> None:
            if lost:
                route.continue_()
                return
            lost.append(route.fetch())
            route.abort()

        page.route("**/verdict", lose)
        page.keyboard.press("Digit1")
        page.keyboard.press("Enter")
        shows(page, 2)
        assert len(lost) == 1
    assert [one["item"] for one in room.given] == ["audit-1"]


def test_a_lost_lease_shows_the_work_and_offers_to_copy_it(browser: Browser) -> None:
    room = RoomState()
    with (
        running_room(room) as address,
        seated(browser, address, "berik", may_fail=True) as page,
    ):
        begin_correction(page, address)
        room.lost.add("audit-1")
        page.keyboard.press("Control+Enter")
        lost = page.locator("#lost")
        expect(lost.get_by_role("heading")).to_have_text("Бұл сұрақ енді сізде емес")
        expect(page.locator("#lost-text")).to_have_value(
            f"Баланың тууын тіркеу үшін қандай құжат керек? (№ 1)\n\nТолық емес\n\n{TEXT}"
        )
        expect(page.locator("#lost-copy")).to_be_focused()
        page.keyboard.press("Enter")
        assert TEXT in page.evaluate("navigator.clipboard.readText()")
    assert room.given == []


def test_two_windows_on_one_item_show_both_texts(browser: Browser) -> None:
    room = RoomState()
    with (
        running_room(room) as address,
        seated(browser, address, "berik", may_fail=True) as first,
        seated(browser, address, "berik", may_fail=True) as second,
    ):
        for page in (first, second):
            page.goto(f"{address}{TASK}&lang=kk")
            shows(page, 1)
        begin = "Өтініш үш ай ішінде ХҚКО-ға беріледі."
        for page, text in ((first, TEXT), (second, begin)):
            page.keyboard.press("Digit2")
            page.keyboard.press("KeyE")
            page.keyboard.press("KeyC")
            page.keyboard.insert_text(text)
            if page is first:
                expect(page.locator("#saved")).to_have_text("Серверде сақталды")
        conflict = second.locator("#conflict")
        expect(conflict).to_be_visible()
        corrected = conflict.locator("[data-field=corrected]")
        expect(corrected.locator("del")).to_have_text(["екі"])
        expect(corrected.locator("ins")).to_have_text(["үш", "ХҚКО-ға "])
        assert room.unfinished["p-berik audit-1"]["work"]["corrected"] == TEXT  # type: ignore[index]
        corrected.get_by_role("button", name="Басқасын алу").click()
        conflict.get_by_role("textbox").fill("Өтініш екі ай ішінде ХҚКО-ға беріледі.")
        conflict.get_by_role("button", name="Осы мәтін қалсын").click()
        expect(second.locator("#corrected")).to_have_value("Өтініш екі ай ішінде ХҚКО-ға беріледі.")
        expect(second.locator("#saved")).to_have_text("Серверде сақталды")
        second.keyboard.press("Control+Enter")
        shows(second, 2)
    assert [one["corrected"] for one in room.given] == ["Өтініш екі ай ішінде ХҚКО-ға беріледі."]


def test_a_session_that_ended_leads_to_the_door_and_back_with_the_work(browser: Browser) -> None:
    room = RoomState()
    with (
        running_room(room) as address,
        seated(browser, address, "berik", may_fail=True) as page,
    ):
        begin_correction(page, address)
        page.context.clear_cookies()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#sign-in")).to_be_visible()
        page.locator("#login").fill("berik")
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        shows(page, 2)
    assert [one["corrected"] for one in room.given] == [TEXT]


def test_signing_out_with_an_unsent_verdict_is_refused(browser: Browser) -> None:
    room = RoomState(waiting=[make_task(1)])
    with (
        running_room(room) as address,
        seated(browser, address, "berik", may_fail=True) as page,
    ):
        page.goto(f"{address}{TASK}&lang=ru")
        shows(page, 1)
        page.context.set_offline(True)
        page.keyboard.press("Digit1")
        page.keyboard.press("Enter")
        expect(page.locator("#waiting")).to_be_visible()
        page.get_by_role("button", name="Выйти").click()
        expect(page.get_by_role("alert").first).to_contain_text("Есть неотправленные оценки")
        page.context.set_offline(False)
        expect(page.locator("#waiting")).to_contain_text("вопросов больше нет")
        page.get_by_role("button", name="Выйти").click()
        expect(page.locator("#sign-in")).to_be_visible()
    assert [one["item"] for one in room.given] == ["audit-1"]
