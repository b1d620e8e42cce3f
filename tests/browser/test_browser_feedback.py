"""Can a citizen say that an answer did not help, with and without script, and learn the outcome?"""

import json
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from playwright.sync_api import Browser, expect
from room_browser import barriers, seated
from starlette.staticfiles import StaticFiles

from jauap.api.asking import Asking
from jauap.api.border import Border
from jauap.api.chat import chat_router
from jauap.api.explaining import Explaining
from jauap.api.feedback_pages import feedback_pages_router
from jauap.api.gate import Gate
from jauap.api.labels import labels_router
from jauap.api.metrics import Metrics
from jauap.api.pages.render import STATIC, Pages
from jauap.api.recall import recall_router
from jauap.api.report import Reporter
from jauap.api.screens import screens_router
from jauap.api.verifying import Verifying
from jauap.assistant import Language, Trilingual
from jauap.testing.live import running
from jauap.testing.runtime import FakeRuntime

pytestmark = pytest.mark.browser

TOLD = Trilingual(
    kk="Пікіріңіз алынды. Оны маман қарайды.",
    ru="Ваш отзыв получен. Его рассмотрит специалист.",
    en="Your feedback was received. An expert will look at it.",
)
BUTTONS = {"kk": "Көмектеспеді", "ru": "Не помог", "en": "It did not help"}
SEND = {"kk": "Пікірді жіберу", "ru": "Отправить отзыв", "en": "Send feedback"}


class Heard:
    """Keeps the first word on each answer."""

    def __init__(self) -> None:
        self.words: dict[str, dict[str, object]] = {}

    def __call__(self, code: str, *, kind: str, reason: str, words: str) -> Trilingual | None:
        self.words.setdefault(code, {"kind": kind, "reason": reason, "words": words})
        return TOLD

    def told(self, code: str) -> Trilingual | None:
        return TOLD if code in self.words else None


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def address(heard: Heard) -> Iterator[str]:
    runtime = FakeRuntime()
    metrics = Metrics(dict)
    gate = Gate(runtime.settings, metrics)
    asking, verifying = Asking(runtime, metrics), Verifying(runtime)
    assistants = {key: desk.assistant for key, desk in runtime.desks.items()}
    pages = Pages(assistants, takes_feedback=True)
    explaining = Explaining(runtime, pages)
    reporter = Reporter(pages)
    app = FastAPI()
    reporter.install(app)
    app.include_router(
        screens_router(runtime, asking, verifying, explaining, gate, pages, heard.told)
    )
    app.include_router(feedback_pages_router(pages, verifying, gate, heard))
    app.include_router(chat_router(runtime, asking, gate, pages))
    app.include_router(recall_router(runtime, gate))
    app.include_router(labels_router(runtime, verifying, gate, explaining))

    @app.post("/v1/labels/{code}/feedback")
    async def say(code: str, request: Request) -> Response:
        heard.words.setdefault(code, json.loads(await request.body()))
        return JSONResponse({"state": "received", "what_became": TOLD.model_dump()})

    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(Border, is_https=False, report=reporter.status, observe=lambda *_told: None)
    with running(app) as address:
        yield address


def test_one_press_says_that_an_answer_helped(browser: Browser, address: str, heard: Heard) -> None:
    with seated(browser, address) as page:
        page.goto(f"{address}/a/public_services?lang=kk")
        page.get_by_role("textbox").first.fill("Баланың тууын қалай тіркеймін?")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Көмектесті").click()
        said = page.locator(".feedback [role=status]")
        expect(said).to_contain_text("Пікіріңіз алынды.")
        expect(page.locator(".feedback button")).to_have_count(0)
        said.get_by_role("link").click()
        expect(page.locator("#became-heading")).to_have_text("Пікіріңізден не шықты")
    assert list(heard.words.values()) == [{"kind": "helped"}]


@pytest.mark.parametrize("language", Language)
def test_a_reason_is_asked_for_in_a_dialog(
    browser: Browser, address: str, heard: Heard, language: Language
) -> None:
    with seated(browser, address) as page:
        page.goto(f"{address}/a/public_services?lang={language}")
        page.get_by_role("textbox").first.fill("Куәлік?")
        page.keyboard.press("Enter")
        expect(page.locator("article.answer .feedback")).to_be_visible()
        # The answer speaks the question's language, the dialog that of the page.
        page.locator(".feedback button[value=did_not_help]").press("Enter")
        dialog = page.locator("#feedback")
        expect(dialog).to_be_visible()
        assert barriers(page) == []
        dialog.locator("input[value=wrong_fact]").check()
        dialog.get_by_role("textbox").fill("Мерзімі бір ай")
        dialog.get_by_role("button", name=SEND[language]).click()
        expect(page.locator(".feedback [role=status]")).to_contain_text(TOLD.in_language(language))
    (said,) = heard.words.values()
    assert said["kind"] == "did_not_help"
    assert said["reason"] == "wrong_fact"
    assert said["words"] == "Мерзімі бір ай"
    assert said["question"] == "Куәлік?"
    assert "[" in str(said["answer"])


def test_a_lost_connection_keeps_the_words(browser: Browser, address: str) -> None:
    with seated(browser, address, may_fail=True) as page:
        page.goto(f"{address}/a/public_services?lang=ru")
        page.get_by_role("textbox").first.fill("Срок?")
        page.keyboard.press("Enter")
        page.locator(".feedback button[value=wrong]").click()
        page.context.set_offline(True)
        dialog = page.locator("#feedback")
        dialog.get_by_role("textbox").fill("Неверный срок")
        dialog.get_by_role("button", name="Отправить отзыв").click()
        expect(dialog.get_by_role("alert")).to_have_text("Связь со службой прервалась.")
        expect(dialog.get_by_role("textbox")).to_have_value("Неверный срок")
        page.context.set_offline(False)
        dialog.get_by_role("button", name="Отправить отзыв").click()
        expect(dialog).to_be_hidden()


@pytest.mark.parametrize("language", Language)
def test_without_script_the_buttons_lead_to_a_form(
    browser: Browser, address: str, heard: Heard, language: Language
) -> None:
    with seated(browser, address, script=False) as page:
        page.goto(f"{address}/a/public_services?lang={language}")
        page.get_by_role("textbox").first.fill("Баланың тууын қалай тіркеймін?")
        page.locator("#send").click()
        page.locator(".feedback button[value=wrong]").click()
        assert heard.words == {}
        page.locator("input[value=outdated]").check()
        page.get_by_role("textbox").fill("Ескі заң")
        page.locator("main button.primary").click()
        expect(page.get_by_role("status")).to_be_visible()
    (said,) = heard.words.values()
    assert said == {"kind": "wrong", "reason": "outdated", "words": "Ескі заң"}


def test_a_phone_shows_the_buttons_without_scrolling_sideways(
    browser: Browser, address: str
) -> None:
    with seated(browser, address, width=320, height=640) as page:
        page.goto(f"{address}/a/public_services?lang=kk")
        page.get_by_role("textbox").first.fill("Баланың тууын қалай тіркеймін?")
        page.keyboard.press("Enter")
        expect(page.locator(".feedback")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.locator(".feedback button[value=wrong]").click()
        assert barriers(page) == []
