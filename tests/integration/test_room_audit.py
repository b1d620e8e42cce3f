"""Does what the room found reach the release gate? From the plan to the truth."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from room_factories import ASSISTANT, Room

from jauap.annotation.draw import Drawing, collect
from jauap.annotation.settle import RULES
from jauap.answer import Answer
from jauap.assistant import Assistant
from jauap.evaluation.audit import read_audit, truth_of
from jauap.evaluation.room_logs import Exported, export_audit, lay_down_plan
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.sign import Signer
from jauap.storage.audit_plans import AuditPlan, AuditPlans
from jauap.storage.item_rows import Item, ItemState
from jauap.storage.store import open_store
from jauap.storage.verdict_rows import Judgement
from jauap.storage.verdicts import Receipt, Verdicts
from jauap.testing.factories import make_passage
from jauap.verdict import Seat, Verdict

LAID = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Month(Room):
    """A month of one version: it is drawn from, judged, and exported."""

    def __init__(
        self, path: Path, say: Callable[[], Answer], signer: Signer, who: Assistant
    ) -> None:
        store = open_store(f"sqlite:///{path / 'jauap.db'}")
        super().__init__(store, Verdicts(store, RULES))
        self.folder = path / "evaluation" / ASSISTANT
        self.plans = AuditPlans(store)
        self.at = LAID + timedelta(minutes=1)
        labeller = Labeller(signer, "https://ai.example.gov.kz", "1", lambda: self.at)
        self.labelled: Callable[[], LabelledAnswer] = lambda: labeller.label(say(), assistant=who)

    def plan(self, system: str = "v1", seed: str = "қараша") -> AuditPlan:
        plan = AuditPlan(
            assistant_id=ASSISTANT,
            system=system,
            kind="sequence",
            n=None,
            target=0.95,
            level=0.95,
            seed=seed,
            inclusion_prob=0.5,
            role="lead",
            reason="айлық тексеру",
            at=LAID,
        )
        return lay_down_plan(self.folder, self.plans, plan)

    def answer(self, count: int) -> tuple[Item, ...]:
        drawing = Drawing(plan=self.plans.find(ASSISTANT, "v1"), lot_share=0.0)
        passage = replace(make_passage("Бір жұмыс күні ішінде."), topic="Тіркеу")
        for _ in range(count):
            new = collect(
                self.labelled(),
                question_masked="Қанша күн?",
                passages=[passage],
                system="v1",
                at=self.at,
                drawing=drawing,
            )
            self.items.add(new, at=self.at)
            self.at += timedelta(minutes=1)
        return self.items.drawn(ASSISTANT)

    def export(self) -> Exported:
        return export_audit(
            self.folder,
            self.plans.all_of(ASSISTANT),
            self.items.drawn(ASSISTANT),
            self.verdicts.of_item,
        )

    def truths(self) -> dict[str, Verdict | None]:
        audit = read_audit(self.folder, "v1")
        return {each.item: truth_of(audit.audited.get(each.item)) for each in audit.drawn}


@pytest.fixture
def month(tmp_path: Path, answer: Answer, signer: Signer, assistant: Assistant) -> Month:
    own = assistant.model_copy(update={"id": ASSISTANT})
    said = replace(answer, assistant_id=ASSISTANT, confidence=0.9)
    return Month(tmp_path, lambda: said, signer, own)


def test_from_the_plan_to_the_truth(month: Month) -> None:
    month.plan()
    drawn = month.answer(20)
    assert 4 <= len(drawn) <= 16
    agreed, disputed, waiting, *_ = drawn
    month.judge(agreed.id, "p1")
    month.judge(agreed.id, "p2")
    month.judge(disputed.id, "p1", Verdict.CORRECT)
    month.judge(disputed.id, "p2", Verdict.PARTIAL)
    month.judge(waiting.id, "p1")
    assert month.export() == Exported(plans=0, drawn=len(drawn), verdicts=2)
    assert month.truths() == {each.code: None for each in drawn} | {agreed.code: Verdict.CORRECT}
    item = month.item(disputed.id)
    assert item.state is ItemState.ADJUDICATION
    says = Judgement(verdict=Verdict.PARTIAL, comment="Мерзім аталмаған")
    month.verdicts.adjudicate("a1", item.id, "p3", says, version=item.version, at=month.at)
    assert month.export() == Exported(plans=0, drawn=0, verdicts=3)
    assert month.export() == Exported(plans=0, drawn=0, verdicts=0)
    assert month.truths()[disputed.code] is Verdict.PARTIAL
    audit = read_audit(month.folder, "v1")
    assert [each.item for each in audit.drawn] == [each.code for each in drawn]
    assert audit.plans[0].at < min(each.answered for each in audit.drawn)


def test_a_verdict_changed_after_the_export_supersedes_its_line(month: Month) -> None:
    month.plan()
    item = month.answer(20)[0]
    given = month.judge(item.id, "p1", Verdict.PARTIAL)
    month.judge(item.id, "p2", Verdict.CORRECT)
    says = Judgement(verdict=None)
    month.judge(month.items.drawn(ASSISTANT)[1].id, "p1")
    back = month.verdicts.replace(
        "u1", given.given.id, "p1", says, revision=None, at=month.at, until=month.at
    )
    assert isinstance(back, Receipt)
    month.judge(item.id, "p1", Verdict.CORRECT, key="k2")
    assert month.export().verdicts == 2
    assert month.truths()[item.code] is Verdict.CORRECT
    lines = month.verdicts.of_item(item.id)
    revised = Judgement(verdict=Verdict.INCORRECT)
    for number, line in enumerate(lines):
        month.verdicts.replace(
            f"r{number}",
            line.id,
            line.person_id,
            revised,
            revision=None,
            at=month.at,
            until=month.at,
        )
    assert month.export().verdicts == 2
    assert month.truths()[item.code] is Verdict.INCORRECT


def test_two_who_came_again_in_each_others_seat_keep_theirs_in_the_log(month: Month) -> None:
    month.plan()
    item = month.answer(20)[0]
    first = [month.judge(item.id, who, Verdict.CORRECT) for who in ("p1", "p2")]
    month.export()
    for number, receipt in enumerate(first):
        month.verdicts.replace(
            f"u{number}",
            receipt.given.id,
            receipt.given.person_id,
            Judgement(verdict=None),
            revision=None,
            at=month.at,
            until=month.at,
        )
    seats = [
        month.judge(item.id, who, Verdict.PARTIAL, key="k2").given.seat for who in ("p2", "p1")
    ]
    assert seats == [Seat.FIRST, Seat.SECOND]
    assert month.export().verdicts == 2
    assert month.truths()[item.code] is Verdict.PARTIAL


def test_a_version_keeps_the_plan_it_has(month: Month) -> None:
    first = month.plan()
    assert month.plan(seed="ыңғайлы") == first
    carried = month.plans.carry_on(ASSISTANT, "v2", at=LAID + timedelta(days=1))
    assert month.plan("v2", seed="басқа") == carried
    assert [each.system for each in read_audit(month.folder, "v2").plans] == ["v2"]
