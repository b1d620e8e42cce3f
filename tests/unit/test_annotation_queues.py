"""Which answers come before experts, in which order, and what follows from what they say?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from room_factories import MONDAY, make_item

from jauap.annotation.draw import Drawing, collect, wanted_to_improve
from jauap.annotation.settle import follow, settle
from jauap.annotation.worth import worth
from jauap.answer import Answer, Outcome
from jauap.assistant import Assistant, Level
from jauap.draw import is_drawn
from jauap.intent import IntentState
from jauap.labelling.label import Labeller
from jauap.labelling.labelled import LabelledAnswer
from jauap.storage.audit_plans import AuditPlan
from jauap.storage.item_rows import Item, ItemState, NewItem, Origin, Queue
from jauap.testing.factories import make_passage
from jauap.verdict import Verdict

PLAN = AuditPlan(
    assistant_id="public_services",
    system="v1",
    kind="sequence",
    n=None,
    target=0.95,
    level=0.95,
    seed="қараша",
    inclusion_prob=1.0,
    role="lead",
    reason="айлық тексеру",
    at=datetime(2026, 11, 1, tzinfo=UTC),
)

Label = Callable[[Answer], LabelledAnswer]


@pytest.fixture
def label(labeller: Labeller, assistant: Assistant) -> Label:
    return lambda answer: labeller.label(answer, assistant=assistant)


def taken(
    labelled: LabelledAnswer, drawing: Drawing, question: str = "Қанша күн?"
) -> dict[str, NewItem]:
    passage = replace(make_passage("Бір жұмыс күні ішінде."), topic="Тіркеу")
    new = collect(
        labelled,
        question_masked=question,
        passages=[make_passage("Басқа мәтін"), passage],
        system="v1",
        at=MONDAY,
        drawing=drawing,
    )
    return {each.queue.value: each for each in new}


def test_the_plan_draws_for_the_audit_and_nothing_else_does(label: Label, answer: Answer) -> None:
    labelled = label(replace(answer, confidence=0.9))
    whole = Drawing(plan=PLAN, lot_share=0.0)
    found = taken(labelled, whole)
    assert set(found) == {"audit"}
    assert (found["audit"].wanted, found["audit"].inclusion_prob) == (2, 1.0)
    assert found["audit"].answer == labelled.text
    assert taken(labelled, Drawing(plan=None, lot_share=0.0)) == {}
    assert taken(labelled, replace(whole, plan=replace(PLAN, system="v2"))) == {}


def test_the_lot_is_the_one_the_gate_repeats(label: Label, answer: Answer) -> None:
    plan = replace(PLAN, inclusion_prob=0.5)
    drawing = Drawing(plan=plan, lot_share=0.0)
    labelled = [label(replace(answer, confidence=0.9)) for _ in range(40)]
    drawn = [each.code for each in labelled if taken(each, drawing)]
    assert drawn == [each.code for each in labelled if is_drawn("қараша", each.code, 0.5)]
    assert 0 < len(drawn) < 40


def test_an_answer_given_before_the_plan_is_not_drawn(label: Label, answer: Answer) -> None:
    labelled = label(replace(answer, confidence=0.9))
    moment = datetime.fromtimestamp(labelled.claims.iat, UTC)
    late = Drawing(plan=replace(PLAN, at=moment), lot_share=0.0)
    assert taken(labelled, late) == {}


@pytest.mark.parametrize(
    ("outcome", "confidence", "is_taken"),
    [
        (Outcome.REFUSED_UNSURE, 0.2, True),
        (Outcome.REFUSED_NO_SOURCE, 0.0, True),
        (Outcome.ASKED_BACK, 0.4, True),
        (Outcome.ANSWERED_EXTRACT, 0.59, True),
        (Outcome.ANSWERED_EXTRACT, 0.6, False),
        (Outcome.REFUSED_OUT_OF_SCOPE, 0.1, False),
    ],
)
def test_doubtful_answers_go_to_the_improve_queue(
    label: Label, answer: Answer, outcome: Outcome, confidence: float, is_taken: bool
) -> None:
    labelled = label(replace(answer, outcome=outcome, confidence=confidence))
    found = taken(labelled, Drawing(lot_share=0.0))
    assert ("improve" in found) is is_taken
    if is_taken:
        item = found["improve"]
        assert (item.inclusion_prob, item.owner, item.origin) == (1.0, "lead", Origin.ANSWER)


def test_the_same_answer_may_be_in_both_queues_as_two_items(label: Label, answer: Answer) -> None:
    labelled = label(replace(answer, outcome=Outcome.REFUSED_UNSURE, confidence=0.1))
    found = taken(labelled, Drawing(plan=PLAN))
    assert set(found) == {"audit", "improve"}
    assert found["audit"].priority == 0.0


def test_the_lot_takes_answers_without_doubt_too(label: Label, answer: Answer) -> None:
    sure = [label(replace(answer, confidence=0.99)) for _ in range(200)]
    by_lot = [each for each in sure if taken(each, Drawing(lot_share=0.2))]
    assert 20 <= len(by_lot) <= 60
    assert taken(by_lot[0], Drawing(lot_share=0.2))["improve"].inclusion_prob == 0.2


def test_without_a_question_or_an_answer_of_its_own_nothing_is_taken(
    label: Label, answer: Answer
) -> None:
    drawing = Drawing(plan=PLAN)
    assert taken(label(answer), drawing, question=" ") == {}
    assert taken(label(replace(answer, outcome=Outcome.SWITCHED_OFF)), drawing) == {}


def test_what_was_cited_comes_first_and_names_topic_and_intent(
    label: Label, answer: Answer
) -> None:
    other, cited = make_passage("Басқа"), replace(make_passage("Бір күн"), topic="Тіркеу")
    citation = replace(answer.citations[0], chunk_id=cited.chunk_id, source_id="registration")
    new = collect(
        label(replace(answer, citations=(citation,), confidence=0.9)),
        question_masked="Қанша күн?",
        passages=[other, cited],
        system="v1",
        at=MONDAY,
        drawing=Drawing(plan=PLAN, lot_share=0.0),
    )
    assert [each.chunk_id for each in new[0].passages] == [cited.chunk_id, other.chunk_id]
    assert (new[0].topic, new[0].intent) == ("Тіркеу", "registration")


def test_a_fifth_of_the_improve_items_is_judged_twice() -> None:
    doubled = sum(wanted_to_improve(f"C{n}") == 2 for n in range(1000))
    assert doubled == 187


def state(**fields: float) -> IntentState:
    known = IntentState(intent="registration", traffic=0.2, asked=20, wrong=5, pairs=3)
    return replace(known, **fields)  # type: ignore[arg-type]


def test_worth_grows_with_traffic_error_doubt_and_harm_and_falls_with_age() -> None:
    item = make_item("A", queue=Queue.IMPROVE)
    usual = worth(item, state(), now=MONDAY)
    assert usual == pytest.approx(0.2 * 0.4687 * 0.3 * 1 / 4, rel=1e-3)
    assert worth(item, state(traffic=0.4), now=MONDAY) == pytest.approx(2 * usual)
    assert worth(item, state(wrong=10), now=MONDAY) > usual
    assert worth(replace(item, confidence=0.1), state(), now=MONDAY) == pytest.approx(3 * usual)
    assert worth(item, replace(state(), harm=Level.HIGH), now=MONDAY) == pytest.approx(4 * usual)
    assert worth(item, state(), now=MONDAY + timedelta(days=3)) == pytest.approx(usual / 4)


def test_an_intent_without_pairs_and_what_a_citizen_called_wrong_come_first() -> None:
    item = make_item("A", queue=Queue.IMPROVE)
    best = worth(replace(item, confidence=0.0), state(traffic=1.0, wrong=20), now=MONDAY)
    assert best <= 1 < worth(item, state(pairs=0), now=MONDAY)
    assert 1 < worth(item, None, now=MONDAY) <= 2
    assert 2 < worth(item, state(), now=MONDAY, said_wrong=True) < 3


@pytest.mark.parametrize(
    ("given", "wanted", "stands"),
    [
        ((), 2, (ItemState.OPEN, None)),
        (("correct",), 2, (ItemState.OPEN, None)),
        (("unsafe",), 2, (ItemState.OPEN, None)),
        (("correct", "correct"), 2, (ItemState.DONE, Verdict.CORRECT)),
        (("partial", "incorrect"), 2, (ItemState.ADJUDICATION, None)),
        (("unsafe", "unsafe"), 2, (ItemState.ADJUDICATION, None)),
        (("incorrect",), 1, (ItemState.DONE, Verdict.INCORRECT)),
        (("unsafe",), 1, (ItemState.ADJUDICATION, None)),
    ],
)
def test_two_who_agree_decide_and_doubt_and_danger_do_not(
    given: tuple[str, ...], wanted: int, stands: tuple[ItemState, Verdict | None]
) -> None:
    assert settle([Verdict(each) for each in given], wanted) == stands


def test_only_a_wrong_audited_answer_is_followed_up() -> None:
    done = Item(
        **{name: getattr(make_item("A"), name) for name in NewItem.__dataclass_fields__},
        id="i",
        judged=2,
        state=ItemState.DONE,
        final=Verdict.PARTIAL,
        created_at=MONDAY,
        closed_at=MONDAY,
        version=2,
    )
    mending = follow(done, was_adjudicated=True)
    assert mending is not None
    assert (mending.queue, mending.origin) == (Queue.IMPROVE, Origin.DISAGREEMENT)
    agreed = follow(done, was_adjudicated=False)
    assert agreed is not None
    assert agreed.origin is Origin.AUDIT
    for untouched in (
        replace(done, final=Verdict.CORRECT),
        replace(done, state=ItemState.ADJUDICATION, final=None),
        replace(done, queue=Queue.IMPROVE),
        replace(done, answer=""),
    ):
        assert follow(untouched, was_adjudicated=True) is None
