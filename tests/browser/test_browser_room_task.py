"""Can an expert judge answers by keyboard alone, quickly and on any layout?"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from room_browser import press, seated, shows
from room_double import running_room
from room_state import PASSWORD, RoomState

pytestmark = pytest.mark.browser

TASK = "/room/public_services/task?queue=audit"


@pytest.fixture
def room() -> RoomState:
    return RoomState()


@pytest.fixture
def address(room: RoomState) -> Iterator[str]:
    with running_room(room) as address:
        yield address


def test_twenty_answers_are_judged_by_two_keys_each(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address) as page:
        page.goto(f"{address}{TASK}")
        expect(page.locator("#login")).to_be_focused()
        page.keyboard.type("berik")
        page.keyboard.press("Tab")
        page.keyboard.insert_text(PASSWORD)
        page.keyboard.press("Enter")
        for number in range(1, 21):
            shows(page, number)
            page.keyboard.press("Digit1")
            page.keyboard.press("Enter")
        shows(page, 21)
    assert [one["item"] for one in room.given] == [f"audit-{number}" for number in range(1, 21)]
    assert {one["verdict"] for one in room.given} == {"correct"}
    assert {one["guideline"] for one in room.given} == {"2026-11"}
    assert len({str(one["key"]) for one in room.given}) == 20


def test_a_wrong_answer_is_corrected_without_a_mouse(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "berik") as page:
        page.goto(f"{address}{TASK}&lang=kk")
        shows(page, 1)
        page.keyboard.press("Digit3")
        page.keyboard.press("KeyQ")
        page.keyboard.press("KeyC")
        page.keyboard.insert_text("Екі ай ішінде, 1 рет.")
        page.keyboard.press("Escape")
        page.keyboard.press("KeyP")
        page.keyboard.insert_text("куәлік")
        page.keyboard.press("Enter")
        expect(page.locator("#found li")).to_have_count(3)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        expect(page.locator("#picked li")).to_have_count(1)
        page.keyboard.press("KeyK")
        page.keyboard.insert_text("екі ай\n\nтегін")
        page.keyboard.press("Control+Enter")
        shows(page, 2)
    (given,) = room.given
    assert given["verdict"] == "incorrect"
    assert given["cause"] == "retrieval"
    assert given["corrected"] == "Екі ай ішінде, 1 рет."
    assert given["chunk_ids"] == ["chunk-12"]
    assert given["facts"] == ["екі ай", "тегін"]


def test_keys_work_by_their_place_in_a_kazakh_layout(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "berik") as page:
        page.goto(f"{address}{TASK}&lang=kk")
        shows(page, 1)
        press(page, "Digit2", "ә")
        press(page, "KeyW", "ц")
        press(page, "Enter", "Enter")
        shows(page, 2)
        press(page, "KeyU", "г")
        shows(page, 1)
        press(page, "KeyG", "п")
        expect(page.locator("#guideline")).to_be_hidden()
    (given,) = room.given
    assert (given["verdict"], given["cause"]) == ("partial", "generation")
    assert given["undone"] is True


def test_typing_in_a_field_judges_nothing(browser: Browser, address: str, room: RoomState) -> None:
    with seated(browser, address, "berik") as page:
        page.goto(f"{address}{TASK}&lang=ru")
        shows(page, 1)
        page.keyboard.press("KeyM")
        page.keyboard.type("1 u 3\n")
        expect(page.locator("#comment")).to_have_value("1 u 3\n")
        expect(page.locator("[name=verdict]:checked")).to_have_count(0)
        page.keyboard.press("Control+z")
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        expect(page.locator("#missing")).to_contain_text("Сначала выберите оценку")
    assert room.given == []


def test_a_mistake_needs_its_cause(browser: Browser, address: str, room: RoomState) -> None:
    with seated(browser, address, "berik") as page:
        page.goto(f"{address}{TASK}&lang=en")
        shows(page, 1)
        page.keyboard.press("Digit4")
        page.keyboard.press("Enter")
        expect(page.locator("#missing")).to_have_text("Choose the cause of the mistake.")
        assert room.given == []
        page.keyboard.press("KeyF")
        page.keyboard.press("Enter")
        shows(page, 2)
    assert [one["cause"] for one in room.given] == ["other"]


def test_one_of_the_last_ten_verdicts_is_taken_back(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "berik") as page:
        page.goto(f"{address}{TASK}&lang=kk")
        for number in range(1, 13):
            shows(page, number)
            page.keyboard.press("Digit1")
            page.keyboard.press("Enter")
        shows(page, 13)
        page.keyboard.press("KeyH")
        rows = page.locator("#mine li")
        expect(rows).to_have_count(10)
        expect(rows.first).to_contain_text("(№ 12)")
        rows.nth(3).get_by_role("button").press("Enter")
        shows(page, 9)
    undone = [one["item"] for one in room.given if one["undone"]]
    assert undone == ["audit-9"]


def test_the_help_lists_the_keys_and_single_keys_can_be_switched_off(
    browser: Browser, address: str
) -> None:
    with seated(browser, address, "berik") as page:
        page.goto(f"{address}{TASK}&lang=kk")
        shows(page, 1)
        press(page, "Slash", "?")
        help_ = page.locator("#help")
        expect(help_).to_be_visible()
        expect(help_.locator("tbody tr")).to_have_count(14)
        page.keyboard.press("Digit1")
        expect(page.locator("[name=verdict]:checked")).to_have_count(0)
        page.keyboard.press("Space")
        page.keyboard.press("Escape")
        expect(help_).to_be_hidden()
        page.keyboard.press("Digit1")
        expect(page.locator("[name=verdict]:checked")).to_have_count(0)
        page.reload()
        shows(page, 1)
        page.keyboard.press("Digit1")
        expect(page.locator("[name=verdict]:checked")).to_have_count(0)
        page.keyboard.press("F1")
        expect(page.locator("#keys-on")).not_to_be_checked()


def test_the_answer_keeps_its_notice_first_and_its_attributes(
    browser: Browser, address: str
) -> None:
    with seated(browser, address, "berik") as page:
        page.goto(f"{address}{TASK}&lang=ru")
        answer = page.locator("#answer article")
        expect(answer.get_by_role("note").first).to_have_text("[Жасанды интеллект жауабы]")
        expect(answer.get_by_role("note").last).to_contain_text("/v/7F3K9QXM2TCA")
        expect(answer).to_have_attribute("lang", "kk")
        expect(answer).to_have_attribute("ai-disclosure", "ai-generated")
        expect(answer).to_have_attribute("data-ai-label", "7F3K9QXM2TCA")
