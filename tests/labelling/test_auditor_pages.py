"""What does a citizen's browser make of a label? Tests 17, 37 and 43 of the auditor's list."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright

from jauap.answer import Answer
from jauap.api.app import create_app
from jauap.assistant import Language
from jauap.labelling.canonical import body_hashes, text_hash
from jauap.labelling.carriers.page import page_file
from jauap.labelling.label import LabelledAnswer
from jauap.labelling.markdown import render_html
from jauap.testing.live import running
from jauap.testing.runtime import Asked, FakeRuntime
from jauap.testing.samples import sample_answer

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
SHAPES = {
    "list": "1. бір\n   - ішкі *тізім **екі***\n2. екі\n\n> дәйексөз `код *жоқ*`\n> жалғасы",
    "table": "| Құжат | Күн |\n|:--|--:|\n| **Өтінім** | 20 |\n| [акт](https://a.kz) | `x` |",
    "code": "# Тақырып\n\nбір  \nекі\nүш\n***\n```\nкод   бос\n  орын\n```\n\n    шегініс",
    "link": "Толығырақ: [**ереже** бойынша](https://adilet.zan.kz/kaz/docs/V20) <https://egov.kz>",
    "escapes": "&laquo;a&raquo; <b>тег</b> \\* ~~ескі~~ 1\\. a_b_c",
    "nested": "***қатты* және *қисық***, ~~***ескі***~~ **`код`**",
    "tasks": "- [ ] бір\n- [x] екі\n\n\n* үш\n\n  абзац\n\n  | a |\n  |---|\n  | б |",
    "russian": "Заявка рассматривается **20 *рабочих* дней** [1].\n\n- паспорт\n- счёт [2]",
    "english": "It takes **20 *working* days** [1].\n\n1. card\n2. account",
}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUESTIONS = {
    Language.KK: "Баланың тууын қалай тіркеуге болады?",
    Language.RU: "Как зарегистрировать рождение ребёнка?",
    Language.EN: "How do I register the birth of a child?",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip("install Debian's chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without script: the labels are there all the same."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def _shown(browser: Browser, html: str, selector: str) -> tuple[str, str]:
    """Give what is shown and what is copied of an element."""
    page = browser.new_page()
    page.set_content(html)
    copied = page.evaluate(
        "(selector) => { const s = getSelection();"
        "s.selectAllChildren(document.querySelector(selector)); return s.toString(); }",
        selector,
    )
    shown = page.locator(selector).inner_text()
    page.close()
    return shown, str(copied)


@pytest.mark.parametrize("markdown", SHAPES.values(), ids=SHAPES)
def test_17_the_plain_hash_is_that_of_the_text_chromium_shows(
    browser: Browser, markdown: str
) -> None:
    """Auditor 17: lists, links, tables, code, nested emphasis, in the article of every page."""
    expected = body_hashes(markdown).plain
    for text in _shown(browser, f"<article>{render_html(markdown)}</article>", "article"):
        assert text_hash(text) == expected


@pytest.mark.parametrize("markdown", SHAPES.values(), ids=SHAPES)
def test_17_the_chat_page_and_the_downloaded_page_show_the_hashed_text(
    browser: Browser, markdown: str
) -> None:
    """Auditor 17: the real pages, through their own templates."""
    runtime = FakeRuntime(say=lambda asked: _said(asked, markdown))
    labelled = runtime.labeller.label(
        _said(_asked(Language.KK), markdown), assistant=runtime.desks["agriculture"].assistant
    )
    expected = body_hashes(markdown).plain
    downloaded, _ = _shown(browser, page_file(labelled), "article div")
    assert text_hash(downloaded) == expected
    with running(create_app(runtime)) as address:
        page = browser.new_page(java_script_enabled=False)
        page.goto(f"{address}/a/public_services?lang=kk")
        page.fill("#question", QUESTIONS[Language.KK])
        page.click("#send")
        assert text_hash(page.locator("article.answer .body").inner_text()) == expected
        page.close()


def _asked(language: Language) -> Asked:
    return Asked(
        assistant_id="public_services", text="", history=(), language=language, channel="web"
    )


def _said(asked: Asked, text: str) -> Answer:
    return replace(sample_answer(asked.language or Language.KK), text=text)


@pytest.mark.parametrize("language", Language)
def test_37_the_notice_comes_first_in_its_language_with_contrast(
    browser: Browser, language: Language
) -> None:
    """Auditor 37: axe on the chat page with an answer, and the order of the article."""
    runtime = FakeRuntime()
    with running(create_app(runtime)) as address:
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        blocked: list[str] = []
        page.on("console", lambda message: blocked.append(message.text))
        page.goto(f"{address}/a/public_services?lang={language}")
        page.get_by_role("textbox").fill(QUESTIONS[language])
        page.keyboard.press("Enter")
        answer = page.locator("article.answer:has(.answer-foot)")
        answer.wait_for()
        assert answer.get_attribute("lang") == language
        assert answer.get_attribute("ai-disclosure") == "ai-generated"
        first = answer.locator(":scope > *").first
        assert first.get_attribute("role") == "note"
        assert first.get_attribute("aria-hidden") is None
        assert first.inner_text().startswith("[")
        assert first.bounding_box()["y"] < answer.locator(".body").bounding_box()["y"]  # type: ignore[index]
        options = {"runOnly": {"type": "tag", "values": AXE_TAGS}}
        found = Axe().run(page, options=options).response["violations"]
        assert [each["id"] for each in found] == []
        assert [text for text in blocked if "Content Security" in text] == []
        context.close()


@pytest.mark.parametrize("language", Language)
def test_37_a_downloaded_page_passes_the_same_check(browser: Browser, language: Language) -> None:
    """Auditor 37: the file stands alone, so it is checked alone."""
    html = page_file(_labelled(language))
    page = browser.new_page()
    page.set_content(html)
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}}
    ignored = {"page-has-heading-one"}  # A message has no heading; its notice is the first line.
    found = Axe().run(page, options=options).response["violations"]
    assert {each["id"] for each in found} - ignored == set()
    assert page.locator("html").get_attribute("lang") == language
    article = page.locator("article")
    assert article.locator(":scope > *").first.get_attribute("role") == "note"
    assert article.get_attribute("data-ai-label")
    page.close()


def _labelled(language: Language) -> LabelledAnswer:
    runtime = FakeRuntime()
    assistant = runtime.desks["agriculture"].assistant
    return runtime.labeller.label(sample_answer(language), assistant=assistant)


@pytest.mark.parametrize("language", Language)
def test_43_the_page_describes_its_answer_and_nothing_blocks_that(
    page: Page, language: Language
) -> None:
    """Auditor 43: JSON-LD in a page whose policy allows no inline script is data, and stays."""
    with running(create_app(FakeRuntime())) as address:
        noise: list[str] = []
        page.on("console", lambda message: noise.append(message.text))
        page.goto(f"{address}/a/public_services?lang={language}")
        page.fill("#question", QUESTIONS[language])
        page.click("#send")
        described = json.loads(
            page.locator('script[type="application/ld+json"]').text_content() or ""
        )
        code = page.locator("article.answer").get_attribute("data-ai-label")
    assert described["@context"] == "https://schema.org"
    assert described["identifier"] == code
    assert described["digitalSourceType"].startswith("https://schema.org/")
    assert [text for text in noise if "Content Security" in text] == []


@pytest.mark.parametrize("form", ["txt", "md", "html", "pdf"])
def test_a_citizen_takes_an_answer_along_without_script(page: Page, form: str) -> None:
    """Auditor 1 and 42: the download is the labelled text, in each form."""
    if form == "pdf":
        pytest.importorskip("fpdf")
    runtime = FakeRuntime()
    with running(create_app(runtime)) as address:
        page.goto(f"{address}/a/public_services?lang=kk")
        page.fill("#question", QUESTIONS[Language.KK])
        page.click("#send")
        (code,) = runtime.records.held
        with page.expect_download() as started:
            page.click(f'.downloads button[value="{form}"]')
        saved = started.value
        assert saved.suggested_filename == f"{code}.{form}"
        content = Path(saved.path()).read_bytes()
    if form == "pdf":
        assert content.startswith(b"%PDF-")
        return
    text = content.decode()
    assert "[Жасанды интеллект жауабы]" in text
    assert "Баланың тууын" in text
    assert runtime.records.held[code].jws in text
