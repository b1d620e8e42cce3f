"""Is every page of the room open to everybody, in three languages and on a phone?"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from room_browser import barriers, seated
from room_double import running_room
from room_double_trials import FAILED, SERVED
from room_state import PREVIEW, RoomState, make_pair, make_task

from jauap.assistant import Language

# Twenty-one pages and states, each looked through by axe, in one test.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

A = "/room/public_services"
PAGES = {
    "door": ("", "/room?", "#sign-in"),
    "invitation": ("", "/room/invitation?", "#invitation"),
    "start": ("berik", "/room?", ".door"),
    "overview": ("dana", f"{A}?", ".badge"),
    "task": ("berik", f"{A}/task?queue=improve&", "#waiting"),
    "adjudications": ("berik", f"{A}/adjudications?", "#rows a"),
    "adjudication": (
        "berik",
        "/room/items/audit-7/adjudication?assistant=public_services&",
        ".ai-notice",
    ),
    "pairs": ("dana", f"{A}/pairs?", "#rows a"),
    "pair": ("dana", "/room/pairs/b?assistant=public_services&", "#preview table"),
    "new pair": ("saule", f"{A}/pairs/new?", "#pair-form"),
    "import": ("dana", f"{A}/import?", "#import"),
    "questions": ("dana", f"{A}/questions?", "#import"),
    "playground": ("saule", f"{A}/playground?", "#trial"),
    "password": ("berik", "/room/password?", "#password"),
    "team": ("dana", f"{A}/team?", "#team table"),
    "people": ("zhanar", "/room/people?", "#rows li"),
    "error": ("berik", "/room/nobody?", "h1"),
}
SHARE = {"value": 0.82, "low": 0.75, "high": 0.88, "n": 120}
FEW = SHARE | {"n": 12}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    room = RoomState()
    room.pairs = {
        "a": make_pair("a", "proposed", "p-aigul"),
        "b": make_pair("b", "checked", "p-aigul", preview=PREVIEW),
    }
    judgement = {"person": "k7f2", "verdict": "partial", "cause": "other", "comment": "Мерзім"}
    judgements = [judgement | {"corrected": "Екі ай.", "facts": ["2 ай"]}, judgement]
    room.rewriting = [SERVED, FAILED]
    room.adjudications = {"audit-7": make_task(7) | {"judgements": judgements}}
    counts = {"open": 12, "adjudication": 2, "done": 120, "verdicts": 260}
    room.team = {
        "progress": {"audit": counts, "improve": counts},
        "accuracy": SHARE,
        "by_language": {"kk": SHARE, "en": FEW},
        "by_topic": {"туу": SHARE},
        "agreement": {"raw": SHARE, "ac1": SHARE, "alpha": SHARE},
        "minutes_per_pair": 6.4,
        "pairs": {"active": 14},
    }
    with running_room(room) as address:
        yield address


def judge_badly(page: Page, address: str, language: Language) -> None:
    page.goto(f"{address}{A}/task?queue=audit&lang={language}")
    expect(page.locator("#task")).to_be_visible()
    page.keyboard.press("Digit3")
    page.keyboard.press("KeyP")
    page.keyboard.insert_text("куәлік")
    page.keyboard.press("Enter")
    expect(page.locator("#found li")).to_have_count(3)
    page.locator("#passages summary").first.click()


def try_twice(page: Page) -> None:
    for at, question in enumerate(("Баланың тууын қалай тіркейді?", "Ал егізге ше?"), start=1):
        page.locator("#question").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".exchange")).to_have_count(at)
    page.locator(".trace summary").last.click()
    expect(page.locator(".trace table").last).to_be_visible()


# Colours do not depend on the language, so the dark ones are looked at once.
@pytest.mark.parametrize(
    ("language", "scheme"), [*((each, "light") for each in Language), (Language.KK, "dark")]
)
def test_no_page_of_the_room_has_a_barrier_that_axe_finds(
    browser: Browser, address: str, language: Language, scheme: str
) -> None:
    found: dict[str, list[str]] = {}
    for name, (login, path, ready) in PAGES.items():
        with seated(browser, address, login, scheme=scheme, may_fail=True) as page:
            page.goto(f"{address}{path}lang={language}")
            expect(page.locator(ready).first).to_be_visible()
            found[name] = barriers(page)
    with seated(browser, address, "berik", scheme=scheme) as page:
        judge_badly(page, address, language)
        found["a wrong answer"] = barriers(page)
        page.set_viewport_size({"width": 320, "height": 640})
        found["on a phone"] = barriers(page)
        page.keyboard.press("Escape")
        page.keyboard.press("F1")
        expect(page.locator("#help")).to_be_visible()
        found["help"] = barriers(page)
    with seated(browser, address, "dana", scheme=scheme) as page:
        page.goto(f"{address}{A}/playground?lang={language}")
        try_twice(page)
        found["a trial"] = barriers(page)
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert len(found) == 21


def test_a_phone_of_320_pixels_scrolls_in_one_direction_only(
    browser: Browser, address: str
) -> None:
    wide: dict[str, int] = {}
    for name, (login, path, ready) in PAGES.items():
        with seated(browser, address, login, width=320, height=640, may_fail=True) as page:
            page.goto(f"{address}{path}lang=kk")
            expect(page.locator(ready).first).to_be_visible()
            wide[name] = page.evaluate("document.documentElement.scrollWidth")
    with seated(browser, address, "berik", width=320, height=640) as page:
        judge_badly(page, address, Language.KK)
        wide["a wrong answer"] = page.evaluate("document.documentElement.scrollWidth")
    with seated(browser, address, "dana", width=320, height=640) as page:
        page.goto(f"{address}{A}/playground?lang=kk")
        try_twice(page)
        wide["a trial"] = page.evaluate("document.documentElement.scrollWidth")
    assert {name: width for name, width in wide.items() if width > 320} == {}


@pytest.mark.parametrize("language", Language)
def test_without_script_every_page_says_what_is_missing(
    browser: Browser, address: str, language: Language
) -> None:
    words = {"kk": "JavaScript қажет", "ru": "нужен JavaScript", "en": "needs JavaScript"}
    for login, path, _ready in PAGES.values():
        if path == "/room/nobody?":
            continue
        with seated(browser, address, login, script=False) as page:
            page.goto(f"{address}{path}lang={language}")
            needed = page.locator(".script-needed")
            expect(needed).to_be_visible()
            expect(needed).to_contain_text(words[language])


def test_somebody_without_a_session_is_led_to_the_door(browser: Browser, address: str) -> None:
    with seated(browser, address) as page:
        page.goto(f"{address}{A}/team?lang=ru")
        expect(page.locator("#sign-in")).to_be_visible()
        expect(page).to_have_url(
            f"{address}/room?next=%2Froom%2Fpublic_services%2Fteam%3Flang%3Dru&lang=ru"
        )


def test_a_foreign_address_after_signing_in_is_not_followed(browser: Browser, address: str) -> None:
    with seated(browser, address) as page:
        for foreign in ("https://evil.example/room", "//evil.example/room", "/a/x", "javascript:1"):
            page.goto(f"{address}/room?next={foreign}")
            page.locator("#login").fill("berik")
            page.locator("#password").fill("үш-балапан-жүгірді")
            page.keyboard.press("Enter")
            expect(page.locator(".door")).to_be_visible()
            assert page.url == f"{address}/room"
            page.context.clear_cookies()
