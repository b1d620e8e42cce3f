"""Does an editor see, over the whole service, which question a short later turn became?"""

from collections.abc import Iterator

import pytest
from pair_workspace import ID
from playwright.sync_api import Browser, expect
from room_whole import WholeService, whole_service

from jauap.person import Role
from jauap.storage.item_rows import ItemState

pytestmark = [pytest.mark.browser, pytest.mark.timeout(360)]

PLAYGROUND = f"/room/{ID}/playground"
SOURCES = ("identity-documents", "birth-registration")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeService]:
    with whole_service(tmp_path_factory.mktemp("service"), SOURCES) as service:
        service.hire({"aigul": {Role.EDITOR}, "berik": {Role.ANNOTATOR}})
        yield service


def test_an_editor_sees_as_what_a_short_turn_was_searched_and_the_label_verifies(
    browser: Browser, service: WholeService
) -> None:
    with service.entered(browser, "aigul", f"/room/{ID}?lang=kk") as page:
        page.get_by_role("navigation", name="Бөлме беттері").get_by_text("Сынақ сұрақтар").click()
        question = page.get_by_role("textbox", name="Сұрақ")
        question.fill("Жеке куәлік алу үшін қандай құжаттар керек?")
        question.press("Enter")
        expect(page.locator(".exchange > .answer")).to_have_count(1)
        question.fill("Ал балаға ше?")
        question.press("Control+Enter")
        second = page.locator(".exchange").nth(1)
        expect(second.locator(".answer")).to_be_focused()
        expect(second.locator(".searched")).to_contain_text("Ізделген сұрақ:")
        expect(second.locator(".searched q")).to_have_text(
            "Жеке куәлік алу үшін қандай құжаттар керек Ал балаға ше?"
        )
        second.get_by_text("Жауап қалай шықты").click()
        found = second.get_by_role("region", name="Табылған үзінділер")
        expect(found.locator("tbody tr")).to_have_count(10)
        expect(found).to_contain_text("Жеке куәлік пен паспорт беру")
        code = second.locator(".answer").get_attribute("data-ai-label")
        page.locator(".exchange").first.locator(".ai-notice.last a").press("Enter")
        expect(page.locator("main")).to_contain_text("Мемлекеттік қызметтер көмекшісі")
    assert code is not None
    record = service.runtime.records.find(code)
    assert record is not None
    assert record.claims.chan == "playground"
    service.room.collector.close()
    assert service.room.items.in_state(ID, ItemState.OPEN) == ()


def test_an_annotator_who_judges_blind_sees_no_door_to_it(
    browser: Browser, service: WholeService
) -> None:
    with service.entered(browser, "berik", f"/room/{ID}?lang=kk", may_fail=True) as page:
        expect(page.get_by_text("Тексеру кезегі").first).to_be_visible()
        expect(page.get_by_text("Сынақ сұрақтар")).to_have_count(0)
        page.goto(f"{service.address}{PLAYGROUND}?lang=kk")
        expect(page.locator("#trial")).to_have_count(0)
        expect(page.locator("h1")).to_be_visible()
