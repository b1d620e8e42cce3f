"""Do the room's pages work over the real routes and a real database, even when it is killed?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from room_browser import barriers, seated
from room_live import address_of, free_port, furnish, living
from room_service import ASSISTANT

from jauap.annotation.settle import RULES
from jauap.storage.store import open_store
from jauap.storage.verdict_rows import Given
from jauap.storage.verdicts import Verdicts

# A process that starts beside other tests takes its time.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(360)]

TASK = f"/room/{ASSISTANT}/task?queue=audit&lang=kk"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    furnish(tmp_path / "jauap.db", 24)
    return tmp_path / "jauap.db"


@pytest.fixture
def address(database: Path) -> Iterator[str]:
    port = free_port()
    with living(database, port):
        yield f"http://127.0.0.1:{port}"


def asked(page: Page) -> str:
    """Give the question on the table, once it is there."""
    expect(page.locator("#task")).to_be_visible()
    return page.locator("#question").inner_text()


def stored(database: Path, item_ids: list[str]) -> list[Given]:
    """Give the verdicts on some items that were neither replaced nor taken back."""
    with open_store(address_of(database)) as store:
        verdicts = Verdicts(store, RULES)
        return [line for item_id in item_ids for line in verdicts.of_item(item_id)]


def judge(page: Page, key: str = "Digit1") -> str:
    """Judge what is on the table and wait for what comes next; give the item's id."""
    before = asked(page)
    with page.expect_response("**/verdict") as told:
        page.keyboard.press(key)
        page.keyboard.press("Enter")
    expect(page.locator("#question")).not_to_have_text(before)
    return str(told.value.json()["item"])


def test_twenty_answers_are_judged_over_the_real_routes(
    browser: Browser, address: str, database: Path
) -> None:
    with seated(browser, address, "annotator") as page:
        page.goto(f"{address}{TASK}")
        items = [judge(page) for _ in range(20)]
        page.keyboard.press("KeyH")
        expect(page.locator("#mine li")).to_have_count(10)
        assert barriers(page) == []
    given = stored(database, items)
    assert len({line.item_id for line in given}) == len(given) == 20
    assert {line.verdict for line in given} == {"correct"}


def test_an_undone_verdict_comes_back_with_what_was_typed(
    browser: Browser, address: str, database: Path
) -> None:
    with seated(browser, address, "annotator") as page:
        page.goto(f"{address}{TASK}")
        question = asked(page)
        page.keyboard.press("Digit2")
        page.keyboard.press("KeyE")
        page.keyboard.press("KeyC")
        page.keyboard.insert_text("Үш жұмыс күні.")
        with page.expect_response("**/verdict") as told:
            page.keyboard.press("Control+Enter")
        item = str(told.value.json()["item"])
        expect(page.locator("#question")).not_to_have_text(question)
        page.keyboard.press("KeyU")
        expect(page.locator("#question")).to_have_text(question)
        expect(page.locator("#corrected")).to_have_value("Үш жұмыс күні.")
        expect(page.locator("[name=verdict]:checked")).to_have_value("partial")
    assert stored(database, [item]) == []


def test_words_and_verdicts_survive_a_service_that_is_killed(
    browser: Browser, database: Path
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with seated(browser, address, "annotator", may_fail=True) as page:
        with living(database, port):
            page.goto(f"{address}{TASK}")
            judged = judge(page)
            question = asked(page)
            page.keyboard.press("Digit3")
            page.keyboard.press("KeyW")
            page.keyboard.press("KeyC")
            page.keyboard.insert_text("Бір жұмыс күні")
            expect(page.locator("#saved")).to_have_text("Серверде сақталды")
        page.keyboard.insert_text(" ішінде.")
        expect(page.locator("#saved")).to_have_text("Байланыс жоқ: осы компьютерде сақталды")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#waiting")).to_contain_text("1 баға осы компьютерде сақталды")
        with living(database, port):
            page.get_by_role("button", name="Келесі сұрақ").click()
            expect(page.locator("#saved")).to_have_text("Баға қабылданды")
            assert asked(page) != question
            page.keyboard.press("KeyH")
            expect(page.locator("#mine li")).to_have_count(2)
            expect(page.locator("#mine li").first).to_contain_text(question)
    with open_store(address_of(database)) as store:
        mine = Verdicts(store, RULES).last_of("p-annotator", ASSISTANT)
    assert [line.corrected for line in mine] == ["Бір жұмыс күні ішінде.", ""]
    assert mine[1].item_id == judged


def test_two_who_disagree_are_settled_by_a_third(
    browser: Browser, address: str, database: Path
) -> None:
    with seated(browser, address, "annotator") as page:
        page.goto(f"{address}{TASK}")
        question = asked(page)
        item = judge(page)
    with seated(browser, address, "second") as page:
        page.goto(f"{address}{TASK}")
        while asked(page) != question:
            judge(page)
        # Blind: nothing of the other verdict is in the page.
        expect(page.locator("[name=verdict]:checked")).to_have_count(0)
        page.keyboard.press("Digit4")
        page.keyboard.press("KeyF")
        page.keyboard.press("Enter")
        expect(page.locator("#saved")).to_have_text("Баға қабылданды")
    with seated(browser, address, "reviewer") as page:
        page.goto(f"{address}/room/{ASSISTANT}/adjudications?lang=kk")
        page.locator("#rows a").first.click()
        expect(page.locator(".judgement .badge")).to_have_text(["Дұрыс", "Қауіпті"])
        assert barriers(page) == []
        page.keyboard.press("Digit3")
        page.keyboard.press("KeyM")
        page.keyboard.insert_text("Мерзімі басқа")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#none")).to_be_visible()
        page.goto(f"{address}/room/items/{item}/adjudication?assistant={ASSISTANT}&lang=kk")
        expect(page.locator("#decision-words")).to_have_text("Қате: Мерзімі басқа")
        expect(page.locator("#verdict-form")).to_be_hidden()
    given = stored(database, [item])
    assert [line.verdict for line in given] == ["correct", "unsafe", "incorrect"]


def test_a_lead_sees_the_team_and_nobody_in_it(browser: Browser, address: str) -> None:
    with seated(browser, address, "annotator") as page:
        page.goto(f"{address}{TASK}")
        judge(page)
    with seated(browser, address, "lead", may_fail=True) as page:
        page.goto(f"{address}/room/{ASSISTANT}/team?lang=kk")
        expect(page.locator("#team table").first).to_be_visible()
        told = page.locator("#team").inner_text()
        assert "Тексеру кезегі" in told
        assert "p-annotator" not in told
        assert "Әліби" not in told
        assert barriers(page) == []


def test_each_role_sees_its_own_doors(browser: Browser, address: str) -> None:
    doors = {
        "annotator": ["Басты бет", "Тексеру кезегі", "Жақсарту кезегі", "Сұрақ-жауап жұптары"],
        "editor": [
            "Басты бет",
            "Сұрақ-жауап жұптары",
            "Сынақ сұрақтар",
            "Жұптар қосу",
            "Сұрақтар қосу",
        ],
        "auditor": ["Басты бет", "Дауды шешу", "Сұрақ-жауап жұптары", "Сынақ сұрақтар", "Ұжым"],
        "administrator": ["Басты бет", "Адамдар"],
    }
    for login, names in doors.items():
        with seated(browser, address, login, may_fail=True) as page:
            page.goto(f"{address}/room/{ASSISTANT}?lang=kk")
            expect(page.locator(".room-tabs nav a")).to_have_text(names)
    with seated(browser, address, "foreign_lead", may_fail=True) as page:
        reply = page.goto(f"{address}/room/{ASSISTANT}?lang=kk")
        assert reply is not None
        assert reply.status == 404
    with seated(browser, address, "annotator", may_fail=True) as page:
        reply = page.goto(f"{address}/room/{ASSISTANT}/team?lang=kk")
        assert reply is not None
        assert reply.status == 403
