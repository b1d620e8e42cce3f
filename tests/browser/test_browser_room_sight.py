"""Does an expert see answer and verdict at once, however many passages were found?"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from room_browser import barriers, seated
from room_factories import PASSAGE, make_item
from room_live import live_app
from room_people import open_room
from room_service import ASSISTANT, RoomService

from jauap.assistant import Language
from jauap.testing.live import running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LONG = "Тіркеу бір жұмыс күні ішінде өтініш берушінің жеке куәлігі бойынша жүргізіледі. " * 14
PASSAGES = tuple(
    replace(PASSAGE, chunk_id=f"chunk-{number}", heading=f"{number}-тарау", text=LONG)
    for number in range(1, 11)
)
ANSWER = (
    "[Жасанды интеллект жауабы]\n\nТіркеу бір жұмыс күнін алады. [1]\n\nБаж 0,1 АЕК. [2]\n\n"
    "Жауап жасанды интеллектіні қолдану арқылы жасалды. Тексеру: http://127.0.0.1/v/7F3K9QXM2TCA"
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RoomService]:
    with open_room(tmp_path) as people:
        service = RoomService(people.store)
        item = replace(make_item("A1"), answer=ANSWER, passages=PASSAGES)
        service.add(
            replace(item, citations=("chunk-4", "chunk-2")),
            replace(item, code="A2", citations=(), question="Бұл жауап ешнәрсеге сүйенбейді ме?"),
        )
        yield service


@pytest.fixture
def address(service: RoomService) -> Iterator[str]:
    with running(live_app(service)) as address:
        yield address


def in_sight(page: Page, selector: str) -> bool:
    """Tell whether the whole of an element is in the window and nothing lies over it."""
    return bool(
        page.evaluate(
            """(selector) => {
              const element = document.querySelector(selector);
              const { top, bottom, left, right } = element.getBoundingClientRect();
              const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              return top >= 0 && bottom <= innerHeight && right <= innerWidth
                && (element.contains(over) || over.contains(element));
            }""",
            selector,
        )
    )


def open_task(page: Page, address: str, language: str, question: str) -> None:
    page.goto(f"{address}/room/{ASSISTANT}/task?queue=audit&lang={language}")
    expect(page.locator("#task")).to_be_visible()
    if question not in page.locator("#question").inner_text():
        page.keyboard.press("KeyL")
        page.locator("#next").press("Enter")
        expect(page.locator("#question")).to_contain_text(question)


def test_verdict_and_answer_are_in_sight_above_ten_long_passages(
    browser: Browser, address: str
) -> None:
    with seated(browser, address, "annotator", width=1280, height=800) as page:
        for language in Language:
            open_task(page, address, language, "Тіркеуге")
            for seen in ("#question", ".ai-notice.first", "#verdicts .refused", "#send"):
                assert in_sight(page, seen), (language, seen)
        # What is chosen from below the window's edge is not hidden behind the choices.
        box = page.locator("#passage-list li:last-child input")
        box.focus()
        assert in_sight(page, "#passage-list li:last-child input")
        page.keyboard.press("Digit3")
        assert in_sight(page, "#causes")
        page.keyboard.press("Digit1")
        page.keyboard.press("Enter")
        expect(page.locator("#question")).to_contain_text("ешнәрсеге")


def test_cited_passages_come_first_with_their_numbers_and_others_are_folded(
    browser: Browser, address: str
) -> None:
    with seated(browser, address, "annotator", width=1280, height=800) as page:
        open_task(page, address, "kk", "Тіркеуге")
        cited = page.locator("#passage-list > li")
        expect(cited.locator(".badge")).to_have_text(["[1]", "[2]"])
        expect(cited.locator(".source-path")).to_have_text(["4-тарау", "2-тарау"])
        expect(cited.first.locator("blockquote")).to_be_visible()
        others = page.locator("#other-passages")
        expect(others.locator("blockquote").first).to_be_hidden()
        expect(others.locator(":scope > summary")).to_have_text("Табылған басқа үзінділер: 8")
        others.locator(":scope > summary").press("Enter")
        expect(others.locator("li")).to_have_count(8)
        expect(others.locator(".source-path").first).to_be_visible()
        assert barriers(page) == []
        open_task(page, address, "kk", "ешнәрсеге")
        expect(page.locator("#passages-heading")).to_have_text("Табылған үзінділер")
        expect(page.locator("#passage-list")).to_be_hidden()
        expect(others.locator("li")).to_have_count(10)


@pytest.mark.parametrize("language", Language)
def test_on_a_phone_the_verdict_follows_what_is_cited(
    browser: Browser, address: str, language: Language
) -> None:
    with seated(browser, address, "annotator", width=390, height=844) as page:
        open_task(page, address, language, "Тіркеуге")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        cut = page.evaluate(
            "[...document.querySelectorAll('#room *')]"
            ".filter((one) => one.getBoundingClientRect().right > innerWidth + 1)"
            ".map((one) => one.id || one.className)"
        )
        assert cut == []
        expect(page.locator("#passage-list blockquote").first).to_be_hidden()
        gap = page.evaluate(
            "document.querySelector('#verdicts').getBoundingClientRect().top"
            " - document.querySelector('#answer').getBoundingClientRect().bottom"
        )
        assert gap < 844
