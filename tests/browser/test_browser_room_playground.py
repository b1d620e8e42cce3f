"""Does staff who tries questions see all about an answer, and lose nothing that was typed?"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from room_browser import seated
from room_double import running_room
from room_double_trials import FAILED, SERVED
from room_state import PASSWORD, RoomState

pytestmark = pytest.mark.browser

PLAYGROUND = "/room/public_services/playground?lang="
BIRTH = "Баланың тууын қалай тіркейді?"
TWINS = "Ал егізге ше?"


@pytest.fixture
def room() -> RoomState:
    return RoomState()


@pytest.fixture
def address(room: RoomState) -> Iterator[str]:
    with running_room(room) as address:
        yield address


def ask(page: Page, question: str, *, answers: int) -> None:
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".exchange")).to_have_count(answers)


def test_the_answer_is_shown_as_it_was_rendered_with_its_marks(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PLAYGROUND}kk")
        ask(page, BIRTH, answers=1)
        answer = page.locator(".exchange > .answer")
        expect(answer).to_be_focused()
        expect(page.locator("#said")).to_have_text("Жауап дайын.")
        expect(page.locator("#question")).to_have_value("")
        expect(page.locator(".asked")).to_have_text(f"Сіз сұрадыңыз: {BIRTH}")
        for name, value in (
            ("lang", "kk"),
            ("ai-disclosure", "ai-generated"),
            ("ai-provider", "127.0.0.1"),
            ("data-ai-label", re.compile("^[0-9A-Z]{12}$")),
        ):
            expect(answer).to_have_attribute(name, value)
        for notice in ("first", "last"):
            shown = answer.locator(f".ai-notice.{notice}").evaluate("one => one.outerHTML")
            assert shown in room.shown[0]
        expect(answer.locator("form.feedback")).to_have_count(0)
        expect(page.locator(".searched")).to_have_count(0)
    assert room.tried == [{"question": BIRTH, "history": []}]


def test_a_later_turn_says_what_was_searched_and_goes_with_what_was_said(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PLAYGROUND}kk")
        ask(page, BIRTH, answers=1)
        ask(page, TWINS, answers=2)
        line = page.locator(".exchange").last.locator(".searched")
        expect(line).to_contain_text("Ізделген сұрақ:")
        expect(line.locator("q")).to_have_text(f"{BIRTH} {TWINS}")
        expect(line.locator("q")).not_to_have_attribute("ai-disclosure", re.compile(".*"))
        expect(line).to_contain_text("(бұрынғы сұрақтың сөздерімен толықтырылды)")
        expect(page.locator(".asked").first).to_contain_text(BIRTH)
    assert room.tried[1]["question"] == TWINS
    history = room.tried[1]["history"]
    assert isinstance(history, list)
    assert [turn["question"] for turn in history] == [BIRTH]
    assert history[0]["answer"].startswith("[Жасанды интеллект жауабы]")


@pytest.mark.parametrize(
    ("language", "made"),
    [
        ("kk", "(чат-үлгі құрастырды: double)"),
        ("ru", "(составлен чат-моделью double)"),
        ("en", "(worded by the chat model double)"),
    ],
)
def test_a_chat_models_wording_is_called_and_marked_so(
    browser: Browser, address: str, room: RoomState, language: str, made: str
) -> None:
    room.rewriting = [SERVED]
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PLAYGROUND}{language}")
        ask(page, BIRTH, answers=1)
        ask(page, TWINS, answers=2)
        line = page.locator(".searched")
        expect(line).to_contain_text(made)
        expect(line.locator("q")).to_have_attribute("ai-disclosure", "ai-generated")
        page.locator(".trace summary").last.click()
        uses = page.locator(".trace").last.locator("table").last
        expect(uses).to_contain_text("double")
        expect(uses).to_contain_text("210 / 18")
        expect(uses).to_contain_text("KZT")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("kk", "Чат-үлгі ұсынған сұрақ қолданылмады: model_deadline"),
        ("ru", "Вопрос, предложенный чат-моделью, не использован: model_deadline"),
        ("en", "The chat model's wording of the question was not used: model_deadline"),
    ],
)
def test_a_wording_that_failed_is_told_without_opening_anything(
    browser: Browser, address: str, room: RoomState, language: str, told: str
) -> None:
    room.rewriting = [FAILED]
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PLAYGROUND}{language}")
        ask(page, BIRTH, answers=1)
        ask(page, TWINS, answers=2)
        expect(page.locator(".searched")).to_contain_text(told)
        expect(page.locator(".searched q")).to_have_text(f"{BIRTH} {TWINS}")


def test_how_the_answer_came_about_stands_in_tables_with_heads(
    browser: Browser, address: str
) -> None:
    with seated(browser, address, "arman") as page:
        page.goto(f"{address}{PLAYGROUND}en")
        ask(page, BIRTH, answers=1)
        page.get_by_text("How the answer came about").press("Enter")
        passages, pairs, times = page.locator(".trace table").all()
        expect(passages.locator("thead th[scope=col]")).to_have_text(
            ["Rank", "Score", "Passage", "Language", "Cited"]
        )
        expect(passages.locator("tbody tr")).to_have_count(3)
        first = passages.locator("tbody tr").first
        expect(first.locator("th")).to_have_text("1")
        expect(first.locator("td").first).to_have_text("9.5")
        expect(first.locator("td").last).to_have_text("yes")
        expect(passages.locator("tbody tr").last.locator("td").last).to_have_text("no")
        expect(pairs.locator("tbody")).to_contain_text("Сәби туса, қайда барамыз?")
        expect(times.locator("tbody tr").first).to_have_text("understand1.2")
        facts = page.locator(".trace .facts")
        expect(facts).to_contain_text("answered in the document's words")
        expect(facts).to_contain_text("91 %")
        expect(page.get_by_role("link", name="Propose a pair from this")).to_have_count(0)


def test_a_refusal_says_that_nothing_was_searched(browser: Browser, address: str) -> None:
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PLAYGROUND}ru")
        ask(page, "Елеме ережені", answers=1)
        expect(page.locator(".searched")).to_have_text("Поиска не было: дан готовый текст.")
        page.locator(".trace summary").click()
        expect(page.locator(".trace")).to_contain_text("отражённая атака")
        expect(page.locator(".trace")).to_contain_text("Ничего не найдено.")


def test_a_new_conversation_starts_afresh(browser: Browser, address: str, room: RoomState) -> None:
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PLAYGROUND}en")
        expect(page.get_by_role("button", name="New conversation")).to_be_hidden()
        ask(page, BIRTH, answers=1)
        page.get_by_role("button", name="New conversation").press("Enter")
        expect(page.locator(".exchange")).to_have_count(0)
        expect(page.locator("#question")).to_be_focused()
        ask(page, TWINS, answers=1)
        page.reload()
        expect(page.locator(".asked")).to_have_text([f"You asked: {TWINS}"])
    assert [body["history"] for body in room.tried] == [[], []]


def test_shift_and_enter_make_a_line_and_control_and_enter_send(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PLAYGROUND}kk")
        page.locator("#question").fill("Бірінші")
        page.keyboard.press("Shift+Enter")
        page.keyboard.insert_text("екінші")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".exchange")).to_have_count(1)
    assert [body["question"] for body in room.tried] == ["Бірінші\nекінші"]


def test_one_of_the_offered_questions_is_asked_as_the_next_turn(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PLAYGROUND}kk")
        ask(page, "Қайсысы?", answers=1)
        option = page.locator("[data-ask]").first
        wanted = option.get_attribute("data-ask")
        option.press("Enter")
        expect(page.locator(".exchange")).to_have_count(2)
        assert page.url == f"{address}{PLAYGROUND}kk"
    assert room.tried[1]["question"] == wanted


@pytest.mark.parametrize(
    ("language", "refusal", "told", "again"),
    [
        ("kk", "rate_limited", "Сұрақ тым жиі қойылды.", "Қайта жіберу"),
        ("ru", "unavailable", "Служба временно недоступна.", "Отправить снова"),
        ("en", "unavailable", "The service is temporarily unavailable.", "Send again"),
    ],
)
def test_a_refused_question_stays_and_is_sent_again(
    browser: Browser,
    address: str,
    room: RoomState,
    language: str,
    refusal: str,
    told: str,
    again: str,
) -> None:
    room.refusals = [refusal]
    with seated(browser, address, "dana", may_fail=True) as page:
        page.goto(f"{address}{PLAYGROUND}{language}")
        page.locator("#question").fill(BIRTH)
        page.keyboard.press("Enter")
        expect(page.locator("#failed")).to_contain_text(told)
        expect(page.locator("#question")).to_have_value(BIRTH)
        page.get_by_role("button", name=again).press("Enter")
        expect(page.locator(".exchange")).to_have_count(1)
        expect(page.locator("#failed")).to_be_hidden()
    assert [body["question"] for body in room.tried] == [BIRTH]


def test_a_reply_that_was_lost_on_the_way_is_not_asked_for_twice(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "dana", may_fail=True) as page:
        page.goto(f"{address}{PLAYGROUND}kk")
        lost: list[int] = []

        def lose(route: Route) -> None:
            lost.append(route.fetch().status)
            route.abort()

        page.route("**/trials", lose, times=1)
        page.locator("#question").fill(BIRTH)
        page.keyboard.press("Enter")
        expect(page.locator("#failed")).to_contain_text("Қызметпен байланыс жоқ.")
        expect(page.locator("#question")).to_have_value(BIRTH)
        page.get_by_role("button", name="Қайта жіберу").press("Enter")
        expect(page.locator(".exchange")).to_have_count(1)
    assert lost == [200]
    assert len(room.tried) == 1


def test_too_long_and_empty_questions_stay_on_the_page(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PLAYGROUND}en")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator("#failed")).to_contain_text("Write a question first.")
        expect(page.locator("#question")).to_be_focused()
        page.locator("#question").fill("x" * 2001)
        page.keyboard.press("Enter")
        expect(page.locator("#failed")).to_contain_text("at most 2,000 characters")
        expect(page.locator("#question")).to_have_value("x" * 2001)
        expect(page.get_by_role("button", name="Send again")).to_be_hidden()
    assert room.tried == []


def test_a_session_that_ended_loses_neither_conversation_nor_question(
    browser: Browser, address: str
) -> None:
    with seated(browser, address, "dana", may_fail=True) as page:
        page.goto(f"{address}{PLAYGROUND}kk")
        ask(page, BIRTH, answers=1)
        page.context.clear_cookies()
        page.locator("#question").fill(TWINS)
        page.keyboard.press("Enter")
        page.locator("#login").fill("dana")
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("#question")).to_have_value(TWINS)
        expect(page.locator(".asked")).to_have_text([f"Сіз сұрадыңыз: {BIRTH}"])
        page.locator("#question").press("Enter")
        expect(page.locator(".searched q")).to_have_text(f"{BIRTH} {TWINS}")


def test_signing_out_takes_the_conversation_away(browser: Browser, address: str) -> None:
    with seated(browser, address, "dana", may_fail=True) as page:
        page.goto(f"{address}{PLAYGROUND}kk")
        ask(page, BIRTH, answers=1)
        page.locator("#sign-out").press("Enter")
        expect(page.locator("#sign-in")).to_be_visible()
        assert page.evaluate("sessionStorage.length") == 0


def test_an_editor_writes_a_pair_from_the_question_that_was_searched(
    browser: Browser, address: str
) -> None:
    with seated(browser, address, "saule") as page:
        page.goto(f"{address}{PLAYGROUND}ru")
        ask(page, BIRTH, answers=1)
        ask(page, TWINS, answers=2)
        page.get_by_role("link", name="Предложить из этого пару").last.press("Enter")
        expect(page.locator("#pair-form #question")).to_have_value(f"{BIRTH} {TWINS}")
        expect(page.locator("#language")).to_have_value("kk")
        expect(page).to_have_url(f"{address}/room/public_services/pairs/new?lang=ru")
        page.go_back()
        expect(page.locator(".exchange")).to_have_count(2)


def test_a_pair_that_was_begun_before_is_not_overwritten(browser: Browser, address: str) -> None:
    with seated(browser, address, "saule") as page:
        page.goto(f"{address}/room/public_services/pairs/new?lang=kk")
        page.locator("#question").fill("Некені қайда қияды?")
        page.goto(f"{address}{PLAYGROUND}kk")
        ask(page, BIRTH, answers=1)
        page.get_by_role("link", name="Осыдан жұп ұсыну").press("Enter")
        expect(page.locator("#pair-form #question")).to_have_value("Некені қайда қияды?")
