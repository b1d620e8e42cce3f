"""Does a citizen who comes back to a conversation learn that an answer was taken back?"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from jauap.assistant import Language
from jauap.testing.runtime import FakeRuntime

pytestmark = pytest.mark.browser

PAGE = "/a/public_services?lang="
REMARK = {
    "kk": "Бұл жауап кері қайтарылған. Оны пайдаланбаңыз, маманға хабарласыңыз. Толығырақ",
    "ru": "Этот ответ отозван. Не пользуйтесь им, обратитесь к специалисту. Подробнее",
    "en": "This answer was withdrawn. Do not use it; contact a specialist. Details",
}


def ask(page: Page, text: str, number: int) -> str:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("article.answer[data-ai-label]")).to_have_count(number)
    expect(page.get_by_role("textbox")).to_have_value("")
    code = page.locator("article.answer").nth(number - 1).get_attribute("data-ai-label")
    assert code is not None
    return code


def withdraw(runtime: FakeRuntime, code: str, replaced_by: str = "") -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    held = runtime.records.held
    held[code] = replace(held[code], withdrawn_at=moment, replaced_by=replaced_by)


@pytest.mark.parametrize("language", Language)
def test_33_a_reopened_conversation_marks_what_was_taken_back_and_nothing_else(
    browser: Browser, address: str, runtime: FakeRuntime, language: Language
) -> None:
    """Auditor 33: the page asks for all its answers in one request when it is opened."""
    page = browser.new_page()
    page.goto(f"{address}{PAGE}{language}")
    first, second = ask(page, "Бірінші сұрақ", 1), ask(page, "Екінші сұрақ", 2)
    withdraw(runtime, second)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/v1/labels" in one.url else None)
    page.reload()
    answers = page.locator("article.answer")
    expect(answers).to_have_count(2)
    remark = answers.nth(1).get_by_role("alert")
    expect(remark).to_have_text(REMARK[language])
    expect(remark).to_have_attribute("lang", language.value)
    expect(answers.nth(0).get_by_role("alert")).to_have_count(0)
    assert answers.nth(1).evaluate("one => one.firstElementChild.getAttribute('role')") == "note"
    assert asked == [f"{address}/v1/labels?codes={first},{second}"]
    # An answer that is still fading in is paler than its colours.
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    assert Axe().run(page).response["violations"] == []
    remark.get_by_role("link").click()
    expect(page).to_have_url(f"{address}/v/{second}?lang={language}")
    page.close()


def test_33_a_tab_that_is_looked_at_again_asks_again(
    browser: Browser, address: str, runtime: FakeRuntime
) -> None:
    """Auditor 33: a tab may stay open for days."""
    page = browser.new_page()
    page.goto(f"{address}{PAGE}kk")
    old = ask(page, "Сұрақ", 1)
    stands = ask(page, "Жаңа сұрақ", 2)
    withdraw(runtime, old, replaced_by=stands)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    remark = page.locator("article.answer").nth(0).get_by_role("alert")
    expect(remark.get_by_role("link", name="Орнына берілген жауап")).to_have_attribute(
        "href", f"/v/{stands}?lang=kk"
    )
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(remark).to_have_count(1)
    page.close()


def test_a_reopened_conversation_goes_on_where_it_was(
    browser: Browser, address: str, runtime: FakeRuntime
) -> None:
    page = browser.new_page()
    page.goto(f"{address}{PAGE}kk")
    ask(page, "Бірінші сұрақ", 1)
    page.reload()
    expect(page.locator(".asked")).to_contain_text("Бірінші сұрақ")
    ask(page, "Екінші сұрақ", 2)
    assert [turn.question for turn in runtime.asked[1].history] == ["Бірінші сұрақ"]
    page.close()


def test_a_new_conversation_leaves_nothing_for_the_next_person(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}{PAGE}ru")
    anew = page.get_by_role("button", name="Начать новый разговор")
    expect(anew).to_be_hidden()
    ask(page, "Сұрақ", 1)
    anew.click()
    expect(page.locator("article.answer")).to_have_count(0)
    page.reload()
    expect(page.locator("article.answer")).to_have_count(0)
    assert page.evaluate("() => sessionStorage.length") == 0
    page.close()


def test_a_service_out_of_reach_spoils_no_page(browser: Browser, address: str) -> None:
    page = browser.new_page()
    noise: list[str] = []
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.goto(f"{address}{PAGE}en")
    ask(page, "Question", 1)
    page.route("**/v1/labels?*", lambda route: route.abort())
    page.reload()
    expect(page.locator("article.answer")).to_have_count(1)
    page.route("**/v1/labels?*", lambda route: route.fulfill(status=503, body="{}"))
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".recalled")).to_have_count(0)
    assert noise == []
    page.close()
