"""Do experts teach an assistant by four eyes, and does nobody overwrite anybody unseen?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from room_browser import seated, shows
from room_double import running_room
from room_state import PREVIEW, RoomState, make_pair, make_task

pytestmark = pytest.mark.browser

PAIR = "/room/pairs/a?assistant=public_services&lang="
OWN = "Оны сіз жаздыңыз, сондықтан өзіңіз растай алмайсыз: төрт көз керек."


@pytest.fixture
def room() -> RoomState:
    return RoomState()


@pytest.fixture
def address(room: RoomState) -> Iterator[str]:
    with running_room(room) as address:
        yield address


def test_a_correction_becomes_a_proposed_pair(
    browser: Browser, address: str, room: RoomState
) -> None:
    with seated(browser, address, "aigul") as page:
        page.goto(f"{address}/room/public_services/task?queue=audit&lang=kk")
        shows(page, 1)
        page.keyboard.press("Digit2")
        page.keyboard.press("KeyR")
        page.keyboard.press("KeyC")
        page.keyboard.insert_text("Екі куәлік керек.")
        page.locator("#passages .check input").first.check()
        page.get_by_label("Осыдан жұп ұсыну").check()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#pair-form")).to_be_visible()
        expect(page.locator("#answer")).to_have_value("Екі куәлік керек.")
        expect(page.locator("#source")).to_have_value("birth-registration")
        page.locator("#quote").fill("Туу туралы медициналық куәлік.")
        page.reload()
        expect(page.locator("#quote")).to_have_value("Туу туралы медициналық куәлік.")
        page.locator("#quote").press("Control+Enter")
        expect(page.locator("#pair-state")).to_have_text("ұсынылған")
        expect(page.locator("#why")).to_contain_text("Жұпты оны жазбаған адам қарап шығуы керек.")
    (pair,) = room.pairs.values()
    assert pair["item"] == "audit-1"
    assert pair["answer"] == "Екі куәлік керек."
    assert len(room.given) == 1


def test_nobody_confirms_an_own_pair_and_the_page_says_why(
    browser: Browser, address: str, room: RoomState
) -> None:
    room.pairs["a"] = make_pair("a", "proposed", "p-saule")
    with seated(browser, address, "saule") as page:
        page.goto(f"{address}{PAIR}kk")
        expect(page.locator("#why")).to_contain_text(OWN)
        expect(page.locator("#acts button")).to_have_count(0)
    with seated(browser, address, "berik") as page:
        page.goto(f"{address}{PAIR}kk")
        page.get_by_role("button", name="Растау").click()
        expect(page.locator("#pair-state")).to_have_text("қаралған")
        expect(page.locator("#timeline li")).to_have_count(2)


def test_rejecting_needs_a_reason(browser: Browser, address: str, room: RoomState) -> None:
    room.pairs["a"] = make_pair("a", "proposed", "p-saule")
    with seated(browser, address, "berik") as page:
        page.goto(f"{address}{PAIR}ru")
        page.get_by_role("button", name="Отклонить").click()
        expect(page.locator("#act-missing")).to_contain_text("Напишите причину")
        assert room.pairs["a"]["state"] == "proposed"
        page.locator("#reason").fill("Дереккөз басқа")
        page.get_by_role("button", name="Отклонить").click()
        expect(page.locator("#pair-state")).to_have_text("отклонена")
        expect(page.locator("#timeline li").last).to_contain_text("Дереккөз басқа")


def test_a_lead_sees_what_a_pair_fixes_and_breaks_before_activating_it(
    browser: Browser, address: str, room: RoomState
) -> None:
    room.pairs["a"] = make_pair("a", "reviewed", "p-aigul")
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}{PAIR}kk")
        page.get_by_role("button", name="Нені өзгертетінін тексеру").click()
        expect(page.locator("#preview-words")).to_have_text(
            "100 сұрақ қойылды: 3 түзелді, 1 бұзылды."
        )
        tables = page.locator("#preview table")
        expect(tables).to_have_count(2)
        expect(tables.first.locator("td")).to_have_text(
            ["Қандай құжат?", "ештеңе", "Құжаттар: куәлік"]
        )
        page.locator("#reason").fill("Екі сұрақ түзеледі")
        page.get_by_role("button", name="Іске қосу").click()
        expect(page.locator("#pair-state")).to_have_text("қолданыста")


def test_two_editors_see_both_texts_and_nothing_is_overwritten_unseen(
    browser: Browser, address: str, room: RoomState
) -> None:
    room.pairs["a"] = make_pair("a", "proposed", "p-aigul")
    with (
        seated(browser, address, "saule", may_fail=True) as first,
        seated(browser, address, "dana", may_fail=True) as second,
    ):
        for page, text in ((first, "Жеке куәлік керек."), (second, "Екі куәлік керек.")):
            page.goto(f"{address}{PAIR}kk")
            page.get_by_role("button", name="Өзгерту").click()
            page.locator("#edit-form #answer").fill(text)
        first.get_by_role("button", name="Сақтау").click()
        expect(first.locator("#wording")).to_contain_text("Жеке куәлік керек.")
        second.get_by_role("button", name="Сақтау").click()
        conflict = second.locator("#conflict")
        expect(conflict.locator(".compared del")).to_have_text(["Жеке"])
        expect(conflict.locator(".compared ins")).to_have_text(["Екі"])
        assert room.pairs["a"]["answer"] == "Жеке куәлік керек."
        conflict.get_by_role("textbox").fill("Екі жеке куәлік керек.")
        conflict.get_by_role("button", name="Осы мәтін қалсын").click()
        expect(second.locator("#trouble")).to_contain_text("Екі мәтін біріктірілді.")
        second.get_by_role("button", name="Сақтау").click()
        expect(second.locator("#wording")).to_contain_text("Екі жеке куәлік керек.")
    held = room.pairs["a"]
    assert (held["answer"], held["version"]) == ("Екі жеке куәлік керек.", 3)


def test_a_step_on_an_older_version_shows_the_new_one_first(
    browser: Browser, address: str, room: RoomState
) -> None:
    room.pairs["a"] = make_pair("a", "checked", "p-aigul", preview=PREVIEW)
    with seated(browser, address, "dana", may_fail=True) as page:
        page.goto(f"{address}{PAIR}kk")
        expect(page.locator("#pair-state")).to_have_text("сыналған")
        room.pairs["a"] |= {"version": 2, "answer": "Басқа жауап."}
        page.locator("#reason").fill("Дайын")
        page.get_by_role("button", name="Іске қосу").click()
        expect(page.locator("#trouble")).to_contain_text("Жұпты жаңа ғана басқа адам өзгертті.")
        expect(page.locator("#wording")).to_contain_text("Басқа жауап.")
        assert room.pairs["a"]["state"] == "checked"


def test_an_import_with_faults_names_them_and_adds_nothing(
    browser: Browser, address: str, room: RoomState, tmp_path: Path
) -> None:
    file = tmp_path / "жұптар.csv"
    with seated(browser, address, "dana") as page:
        page.goto(f"{address}/room/public_services/import?lang=kk")
        page.get_by_role("button", name="Тексеру").click()
        expect(page.get_by_role("alert")).to_have_text("Алдымен файлды таңдаңыз.")
        file.write_text("question,answer\nҚашан?,Ертең\n,Бос\nҚайда?,ХҚКО\n,Тағы бос\n", "utf-8")
        page.locator("#file").set_input_files(file)
        page.get_by_role("button", name="Тексеру").click()
        expect(page.locator("#report-words")).to_have_text(
            "4 жолдан 2 қате табылды. Ештеңе қосылмады."
        )
        rows = page.locator("#report-rows tr")
        expect(rows).to_have_count(2)
        expect(rows.first.locator("td")).to_have_text(["3", "question", "Сұрақ бос."])
        expect(page.locator("#apply")).to_be_hidden()
        assert room.imported == []
        file = tmp_path / "түзетілген.csv"
        file.write_text("question,answer\nҚашан?,Ертең\nҚайда?,ХҚКО\n", "utf-8")
        page.locator("#file").set_input_files(file)
        expect(page.locator("#report")).to_be_hidden()
        page.get_by_role("button", name="Тексеру").click()
        page.get_by_role("button", name="Бәрін қосу").click()
        expect(page.locator("#report-words")).to_contain_text("Қосылған жұп: 2,")
    assert len(room.imported) == 1


def test_a_third_person_settles_with_both_judgements_side_by_side(
    browser: Browser, address: str, room: RoomState
) -> None:
    first: dict[str, object] = {
        "person": "k7f2",
        "verdict": "partial",
        "cause": "generation",
        "comment": "Толық емес",
    }
    second: dict[str, object] = {
        "person": "m3q9",
        "verdict": "incorrect",
        "cause": "retrieval",
        "comment": "",
    }
    first |= {"corrected": "Екі ай ішінде.", "facts": ["2 ай"]}
    second |= {"corrected": "Үш ай ішінде.", "facts": []}
    room.adjudications["audit-7"] = make_task(7) | {"judgements": [first, second]}
    with seated(browser, address, "saule") as page:
        page.goto(f"{address}/room/public_services/adjudications?lang=kk")
        page.locator("#rows a").click()
        sides = page.locator(".judgement")
        expect(sides).to_have_count(2)
        expect(sides.nth(0).locator(".badge")).to_have_text("Толық емес")
        expect(sides.nth(1).locator(".badge")).to_have_text("Қате")
        expect(sides.nth(0).locator("ins").first).to_have_text("Екі")
        page.keyboard.press("Digit3")
        page.keyboard.press("Enter")
        expect(page.locator("#missing")).to_contain_text("Себебін жазыңыз")
        page.keyboard.insert_text("Мерзімі екі ай емес")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#none")).to_be_visible()
    (settled,) = room.settled
    assert settled["verdict"] == "incorrect"
    assert settled["reason"] == "Мерзімі екі ай емес"
    assert settled["person"] == "p-saule"
