"""Does a pair that two people take through the pages answer a citizen's own wording?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pair_workspace import ID
from playwright.sync_api import Browser, Page, expect
from room_whole import WholeService, whole_service

from jauap.person import Role

# The regression preview and the curve ask the exam again and again.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(360)]

EXAM_WORDING = "Сумкамды ұрлап кетті, ішінде жеке куәлік болды. Полициядан қандай қағаз керек?"
"""A question of the exam."""
CITIZEN_WORDING = "Менің жеке куәлігім қолды болды ғой, енді қандай қағаз керек?"
QUESTION = "Жеке куәлігім қолды болды, қандай қағаз керек?"
ANSWER = "Полицияның өтінішті қабылдағаны туралы талон-хабарлама керек."
SOURCE = "lost-identity-documents"
QUOTE = "полицияның өтінішті қабылдағаны туралы талон-хабарлама"
STAFF = {
    "aigul": {Role.EDITOR, Role.LEAD},
    "berik": {Role.REVIEWER},
    "dana": {Role.LEAD},
}
ROOM = f"/room/{ID}"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[WholeService]:
    # The source that is right, and the one whose passages the wordings are taken for.
    with whole_service(tmp_path, (SOURCE, "residence-deregistration")) as service:
        service.hire(STAFF)
        yield service


def asked(service: WholeService, page: Page, question: str) -> dict[str, object]:
    """Ask as a citizen's own program does."""
    reply = page.request.post(
        f"{service.address}/v1/assistants/{ID}/chat", data={"question": question}
    )
    assert reply.status == 200
    answered: dict[str, object] = reply.json()
    return answered


def first_cited(answer: dict[str, object]) -> str:
    citations = answer["citations"]
    assert isinstance(citations, list)
    return str(citations[0]["title"])


def points(service: WholeService, page: Page) -> list[str]:
    """Draw the curve, as upkeep does every hour, and give the pairs of its points on the page."""
    active = service.runtime.index.active(ID)
    assert active is not None
    service.room.curves.draw(ID, active.fingerprint)
    page.goto(f"{service.address}{ROOM}/team?lang=kk")
    curve = page.locator("section.card", has=page.locator("svg"))
    expect(curve).to_contain_text("Соңғы рет сызылды:")
    return curve.locator("tbody tr td:first-child").all_inner_texts()


def propose(page: Page) -> str:
    """Write a pair with the words of a source that the page finds; give the pair's id."""
    page.locator("#intent").fill("stolen-document")
    page.locator("#question").fill(QUESTION)
    page.locator("#answer").fill(ANSWER)
    page.locator("#search").fill("куәлік ұрланса полиция")
    page.keyboard.press("Enter")
    held = page.locator("#found li", has_text="талон-хабарлама")
    held.get_by_role("button", name="Осыны келтіру").first.click()
    expect(page.locator("#source")).to_have_value(SOURCE)
    page.locator("#quote").fill(QUOTE)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#pair-state")).to_have_text("ұсынылған")
    return page.url.split("?")[0].rsplit("/", 1)[1]


def insist(service: WholeService, page: Page, pair: str, step: str, version: int) -> str:
    """Take a step that the page does not offer; give the code of the refusal."""
    session = page.request.get(f"{service.address}/v1/room/session").json()
    reply = page.request.post(
        f"{service.address}/v1/room/pairs/{pair}/{step}",
        data={"version": version, "reason": "Дұрыс"}
        | ({"accept": True} if step == "review" else {}),
        headers={"Idempotency-Key": step, "X-Form-Token": session["form_token"]},
    )
    return str(reply.json()["error"]["code"])


def test_a_pair_goes_through_the_pages_into_the_answers_and_the_curve(
    browser: Browser, service: WholeService
) -> None:
    with service.entered(browser, "aigul", f"{ROOM}/pairs/new?lang=kk") as page:
        assert first_cited(asked(service, page, EXAM_WORDING)).startswith("Тұрғылықты жері")
        assert asked(service, page, CITIZEN_WORDING)["outcome"] == "answered_extract"
        pair = propose(page)
        # Nobody confirms what he wrote: there is no button, and the service says no as well.
        expect(page.locator("#why")).to_contain_text("Оны сіз жаздыңыз")
        expect(page.locator("#acts button")).to_have_count(0)
        assert insist(service, page, pair, "review", 1) == "own_pair"
    at_pair = f"/room/pairs/{pair}?assistant={ID}&lang=kk"
    with service.entered(browser, "berik", at_pair) as page:
        page.get_by_role("button", name="Растау").press("Enter")
        expect(page.locator("#pair-state")).to_have_text("қаралған")
    with service.entered(browser, "aigul", at_pair) as page:
        page.get_by_role("button", name="Нені өзгертетінін тексеру").press("Enter")
        expect(page.locator("#pair-state")).to_have_text("сыналған", timeout=90_000)
        preview = page.locator("#preview")
        expect(preview.locator(".good")).to_contain_text(QUESTION)
        expect(preview.locator(".bad")).to_have_count(0)
        # Nor does a lead put in force what he wrote.
        expect(page.locator("#why")).to_contain_text("басқа жетекші іске қосады")
        expect(page.locator("[data-act=activate]")).to_have_count(0)
        assert insist(service, page, pair, "activate", 3) == "own_pair"
    with service.entered(browser, "dana", at_pair) as page:
        expect(page.locator("#preview .good")).to_contain_text(QUESTION)
        page.locator("#reason").fill("Азаматтар жиі сұрайды")
        page.get_by_role("button", name="Іске қосу").press("Enter")
        expect(page.locator("#pair-state")).to_have_text("қолданыста")
        answered = asked(service, page, CITIZEN_WORDING)
        assert answered["outcome"] == "answered_verified"
        assert str(answered["text"]).startswith("[")
        assert f"\n\n{ANSWER} [1]" in str(answered["text"])
        assert first_cited(asked(service, page, EXAM_WORDING)).startswith("Жеке куәлік")
        page.goto(f"{service.address}{ROOM}/team?lang=kk")
        expect(page.locator("#team table").first).to_be_visible()
        expect(page.locator("#team svg")).to_have_count(0)
        assert points(service, page) == ["0", "1"]
        in_force = page.locator("section", has_text="Бір жұпқа")
        expect(in_force).to_contain_text("қолданыста")
