"""Do two people at one thing see each other's work, over the whole service?"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pair_workspace import ID, held
from playwright.sync_api import Browser, Page, expect
from room_factories import make_item
from room_whole import WholeService, whole_service

from jauap.annotation.queues import next_task
from jauap.annotation.review import give_verdict, undo_verdict
from jauap.annotation.wishes import Actor
from jauap.assistant import Language
from jauap.knowledge import Wording
from jauap.person import Role
from jauap.storage.item_rows import Queue
from jauap.storage.verdict_rows import Judgement
from jauap.storage.verdicts import Receipt
from jauap.verdict import Cause, Verdict

pytestmark = [pytest.mark.browser, pytest.mark.timeout(360)]

SOURCE = "residence-deregistration"
QUOTE = "16 жасқа толмаған балаларға – паспорт"
STAFF = {
    "aigul": {Role.EDITOR},
    "saule": {Role.EDITOR, Role.REVIEWER},
    "dana": {Role.REVIEWER},
    "berik": {Role.ANNOTATOR},
    "arman": {Role.ANNOTATOR},
}
TEXT = "Өтініш екі ай ішінде беріледі."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeService]:
    with whole_service(tmp_path_factory.mktemp("service"), (SOURCE,)) as service:
        service.hire(STAFF)
        yield service


def put_in(service: WholeService, code: str, question: str) -> str:
    """Put one answer into the audit queue."""
    item = replace(make_item(code), question=question)
    (item_id,) = service.room.items.add([item], at=service.runtime.now())
    return item_id


def judge(service: WholeService, login: str, verdict: Verdict, cause: Cause | None = None) -> str:
    """Judge the only answer that is left; give the verdict's id."""
    queues, person = service.room.queues, service.staff[login]
    task = next_task(queues, person, ID, Queue.AUDIT)
    assert task is not None
    judgement = Judgement(verdict=verdict, cause=cause, milliseconds=20_000)
    given = give_verdict(
        queues, person, task.item.id, judgement, version=task.item.version, key=task.item.id
    )
    assert isinstance(given, Receipt), given
    return given.given.id


def disputed(service: WholeService, code: str, question: str) -> tuple[str, str]:
    """Let two experts differ; give the item's id and that of the second verdict."""
    item = put_in(service, code, question)
    judge(service, "berik", Verdict.CORRECT)
    return item, judge(service, "arman", Verdict.INCORRECT, Cause.OTHER)


def decide(page: Page, key: str, reason: str) -> None:
    expect(page.locator(".judgement")).to_have_count(2)
    page.keyboard.press(key)
    page.keyboard.press("KeyM")
    page.keyboard.insert_text(reason)


def test_two_editors_see_both_texts_and_nothing_is_overwritten_unseen(
    browser: Browser, service: WholeService
) -> None:
    wording = Wording(
        language=Language.KK,
        intent="leaving-abroad",
        question="Шетелге көшсек, балаға не береміз?",
        answer="Паспорт беріледі.",
        source=SOURCE,
        quote=QUOTE,
    )
    author = Actor(person_id=service.staff["aigul"].id, role="editor")
    pair = held(service.room.pairs.propose(author, ID, wording, key="жұп"))
    path = f"/room/pairs/{pair.id}?assistant={ID}&lang=kk"
    with (
        service.entered(browser, "aigul", path) as first,
        service.entered(browser, "saule", path, may_fail=True) as second,
    ):
        for page, text in ((first, "Балаға паспорт беріледі."), (second, "Екі паспорт беріледі.")):
            page.get_by_role("button", name="Өзгерту").press("Enter")
            page.locator("#edit-form #answer").fill(text)
        first.get_by_role("button", name="Сақтау").press("Enter")
        expect(first.locator("#wording")).to_contain_text("Балаға паспорт беріледі.")
        second.get_by_role("button", name="Сақтау").press("Enter")
        conflict = second.locator("#conflict")
        expect(conflict.locator(".compared del")).to_have_text(["Балаға"])
        expect(conflict.locator(".compared ins")).to_have_text(["Екі"])
        conflict.get_by_role("textbox").fill("Екі балаға да паспорт беріледі.")
        conflict.get_by_role("button", name="Осы мәтін қалсын").press("Enter")
        expect(second.locator("#trouble")).to_contain_text("Екі мәтін біріктірілді.")
        second.get_by_role("button", name="Сақтау").press("Enter")
        expect(second.locator("#wording")).to_contain_text("Екі балаға да паспорт беріледі.")
        # Both hands are on it now, so neither of the two confirms it.
        expect(second.locator("[data-act=accept]")).to_have_count(0)
    steps = service.room.held.steps(pair.id)
    assert [step.wording.answer for step in steps if step.wording] == [
        "Паспорт беріледі.",
        "Балаға паспорт беріледі.",
        "Екі балаға да паспорт беріледі.",
    ]


def test_two_windows_on_one_answer_show_both_texts(browser: Browser, service: WholeService) -> None:
    item = put_in(service, "7F3K9QXM2TCA", "Туу қашан тіркеледі?")
    task = f"/room/{ID}/task?queue=audit&lang=kk"
    with (
        service.entered(browser, "berik", task, may_fail=True) as first,
        service.entered(browser, "berik", task, may_fail=True) as second,
    ):
        expect(second.locator("#question")).to_have_text("Туу қашан тіркеледі?")
        for page, text in ((first, TEXT), (second, "Өтініш үш ай ішінде беріледі.")):
            for key in ("Digit2", "KeyE", "KeyC"):
                page.keyboard.press(key)
            page.keyboard.insert_text(text)
            if page is first:
                expect(page.locator("#saved")).to_have_text("Серверде сақталды")
        corrected = second.locator("#conflict [data-field=corrected]")
        expect(corrected.locator("del")).to_have_text(["екі"])
        expect(corrected.locator("ins")).to_have_text(["үш"])
        corrected.get_by_role("button", name="Басқасын алу").press("Enter")
        second.get_by_role("button", name="Осы мәтін қалсын").press("Enter")
        expect(second.locator("#corrected")).to_have_value(TEXT)
        second.keyboard.press("Control+Enter")
        expect(second.locator("#saved")).to_have_text("Баға қабылданды")
    lines = service.room.queues.verdicts.of_item(item)
    assert [line.corrected for line in lines] == [TEXT]
    judge(service, "arman", Verdict.PARTIAL, Cause.OTHER)


def test_who_decides_second_sees_the_decision_and_keeps_the_own_words(
    browser: Browser, service: WholeService
) -> None:
    item, _ = disputed(service, "8G4M2RYN3VDB", "Некені қайда қиямыз?")
    path = f"/room/items/{item}/adjudication?assistant={ID}&lang=kk"
    with (
        service.entered(browser, "saule", path) as first,
        service.entered(browser, "dana", path, may_fail=True) as second,
    ):
        decide(second, "Digit2", "Мекенжайы жоқ")
        decide(first, "Digit3", "Мерзімі басқа")
        first.keyboard.press("Control+Enter")
        expect(first.locator("#none")).to_be_visible()
        second.keyboard.press("Control+Enter")
        told = second.locator("#trouble")
        expect(told).to_contain_text("Бұл дауды жаңа ғана басқа адам шешті")
        expect(told).to_contain_text("Толық емес: Мекенжайы жоқ")
        expect(second.locator("#decision-words")).to_have_text("Қате: Мерзімі басқа")
        expect(second.locator("#verdict-form")).to_be_hidden()
    lines = service.room.queues.verdicts.of_item(item)
    assert [line.verdict for line in lines] == ["correct", "incorrect", "incorrect"]


def test_a_verdict_taken_back_leaves_nothing_to_decide(
    browser: Browser, service: WholeService
) -> None:
    item, second_verdict = disputed(service, "9H5N3SZP4WEC", "Ажырасу қанша тұрады?")
    path = f"/room/items/{item}/adjudication?assistant={ID}&lang=kk"
    with service.entered(browser, "dana", path, may_fail=True) as page:
        decide(page, "Digit3", "Баж мөлшері басқа")
        arman = service.staff["arman"]
        assert isinstance(
            undo_verdict(service.room.queues, arman, second_verdict, key="қайтару"), Receipt
        )
        page.keyboard.press("Control+Enter")
        told = page.locator("#trouble")
        expect(told).to_contain_text("Сарапшы бағасын қайтарып алды")
        expect(told).to_contain_text("Қате: Баж мөлшері басқа")
        expect(page.locator("#verdict-form")).to_be_hidden()
    assert len(service.room.queues.verdicts.of_item(item)) == 1
