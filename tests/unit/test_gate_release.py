"""A version is released on the random audit only, and cannot be talked into it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jauap.assistant import Language
from jauap.draw import is_drawn
from jauap.evaluation.audit import Audit, Drawn, Plan
from jauap.evaluation.policy import ReleasePolicy
from jauap.evaluation.records import Audited
from jauap.evaluation.release import judge_release
from jauap.evaluation.ruling import GateOutcome, Ruling
from jauap.verdict import Verdict

START = datetime(2026, 5, 1, tzinfo=UTC)
SHARE = 0.1
RIGHT, WRONG, UNSAFE = Verdict.CORRECT, Verdict.INCORRECT, Verdict.UNSAFE
SEQUENCE = Plan(
    role="auditor",
    reason="audit of a version",
    at=START,
    system="v1",
    kind="sequence",
    target=0.95,
    level=0.95,
    seed="тұқым",
    inclusion_prob=SHARE,
)
FIXED = SEQUENCE.model_copy(update={"kind": "fixed", "n": 600})


def codes_drawn(n: int, *, seed: str = SEQUENCE.seed, share: float = SHARE) -> list[str]:
    """Give codes of answers that chance draws."""
    found: list[str] = []
    number = 0
    while len(found) < n:
        number += 1
        code = f"KZ-{number}"
        if is_drawn(seed, code, share):
            found.append(code)
    return found


CODES = codes_drawn(2000)


def make_drawn(place: int, item: str, *, share: float = SHARE, intents: int = 100) -> Drawn:
    at = START + timedelta(minutes=place + 1)
    return Drawn(
        role="sampler",
        reason="random audit",
        at=at,
        answered=at,
        item=item,
        system="v1",
        language=Language.KK if place % 2 else Language.RU,
        topic="benefits",
        intent=f"niet-{place % intents}",
        inclusion_prob=share,
    )


def make_audited(
    drawn: Drawn,
    first: Verdict,
    second: Verdict | None = None,
    adjudicated: Verdict | None = None,
) -> Audited:
    return Audited(
        item=drawn.item,
        language=drawn.language,
        topic=drawn.topic,
        intent=drawn.intent,
        system=drawn.system,
        verdict=first,
        second=second,
        adjudicated=adjudicated,
        inclusion_prob=drawn.inclusion_prob,
        at=drawn.at,
    )


def make_audit(
    verdicts: Sequence[Verdict | None],
    *,
    plan: Plan = SEQUENCE,
    codes: Sequence[str] = CODES,
    intents: int = 100,
) -> Audit:
    drawn = tuple(
        make_drawn(place, codes[place], intents=intents) for place in range(len(verdicts))
    )
    audited = {
        each.item: make_audited(each, verdict, verdict)
        for each, verdict in zip(drawn, verdicts, strict=True)
        if verdict is not None
    }
    return Audit(plans=(plan,), drawn=drawn, audited=audited, heads={})


def mixed(right: int, wrong: int, *, seed: int = 1) -> list[Verdict | None]:
    verdicts: list[Verdict | None] = [*[RIGHT] * right, *[WRONG] * wrong]
    random.Random(seed).shuffle(verdicts)
    return verdicts


def judge(audit: Audit, **policy: float) -> Ruling:
    return judge_release(ReleasePolicy().model_copy(update=policy), audit)


def codes(ruling: Ruling) -> set[str]:
    return {reason.code for reason in ruling.reasons}


def test_a_good_version_is_released_by_the_sequence() -> None:
    ruling = judge(make_audit(mixed(790, 10)))
    assert ruling.outcome is GateOutcome.PASSED
    assert ruling.figures["n"] == 800
    assert ruling.figures["accuracy"] == 0.9875
    assert float(str(ruling.figures["accuracy_low"])) >= 0.95
    assert ruling.figures["languages"] == {
        "kk": {"right": 394, "n": 400},
        "ru": {"right": 396, "n": 400},
    }


def test_a_number_above_the_target_is_not_yet_a_proof() -> None:
    ruling = judge(make_audit(mixed(288, 12)))
    assert ruling.outcome is GateOutcome.FAILED
    assert "unproven" in codes(ruling)
    assert ruling.figures["accuracy"] == 0.96


@pytest.mark.parametrize(("right", "is_released"), [(580, True), (579, False)])
def test_the_fixed_plan_wants_580_of_600(right: int, is_released: bool) -> None:
    ruling = judge(make_audit(mixed(right, 600 - right), plan=FIXED))
    assert (ruling.outcome is GateOutcome.PASSED) is is_released
    assert ruling.figures["method"] == "fixed"


def test_a_fixed_plan_cannot_be_judged_early_and_never_changes_afterwards() -> None:
    good, bad = mixed(599, 0), mixed(0, 300)
    assert codes(judge(make_audit(good, plan=FIXED))) == {"too_few"}
    first = judge(make_audit([*good, RIGHT], plan=FIXED))
    later = judge(make_audit([*good, RIGHT, *bad], plan=FIXED))
    assert first == later
    assert first.outcome is GateOutcome.PASSED


def test_partial_refused_and_unknown_are_not_correct() -> None:
    verdicts = [*mixed(590, 0), Verdict.PARTIAL, Verdict.REFUSED, *[RIGHT] * 8]
    ruling = judge(make_audit(verdicts, plan=FIXED))
    assert ruling.figures["correct"] == 598
    assert ruling.figures["partial"] == 1


def test_unsafe_answers_stop_a_release_that_is_accurate_enough() -> None:
    verdicts = [*[UNSAFE] * 12, *mixed(988, 0)]
    random.Random(2).shuffle(verdicts)
    ruling = judge(make_audit(verdicts))
    assert codes(ruling) == {"unsafe"}


def test_kazakh_answers_under_the_target_are_not_hidden_by_good_russian_ones() -> None:
    verdicts: list[Verdict | None] = [RIGHT] * 2000
    for place in range(1, 2000, 2):
        if place % 32 == 1:
            verdicts[place] = WRONG
    for place in range(1, 200, 8):
        verdicts[place] = WRONG
    ruling = judge(make_audit(verdicts), target=0.94)
    assert "look_plan" in codes(ruling)
    plan = SEQUENCE.model_copy(update={"target": 0.94})
    ruling = judge(make_audit(verdicts, plan=plan), target=0.94)
    assert codes(ruling) == {"language"}
    assert "kk" in ruling.reasons[0].detail


def test_the_adjudicator_decides_what_the_experts_dispute() -> None:
    audit = make_audit(mixed(600, 0), plan=FIXED)
    disputed = {
        each.item: make_audited(each, WRONG, RIGHT, RIGHT if place < 10 else WRONG)
        for place, each in enumerate(audit.drawn[:25])
    }
    ruling = judge(
        Audit(
            plans=audit.plans,
            drawn=audit.drawn,
            audited={**audit.audited, **disputed},
            heads={},
        )
    )
    assert ruling.figures["correct"] == 585
    assert ruling.figures["n_unscored"] == 0
    assert ruling.figures["raw_agreement"] == pytest.approx(575 / 600)


def test_unequal_chances_are_weighed_back() -> None:
    plan = SEQUENCE.model_copy(update={"inclusion_prob": None})
    hard = codes_drawn(400, share=0.4)
    easy = [code for code in codes_drawn(4000, share=0.1) if code not in set(hard)][:400]
    drawn = tuple(
        make_drawn(place, code, share=0.4 if place % 2 else 0.1)
        for place, code in enumerate(code for both in zip(easy, hard, strict=True) for code in both)
    )
    audited = {
        each.item: make_audited(each, *([WRONG] * 2 if place % 16 == 1 else [RIGHT] * 2))
        for place, each in enumerate(drawn)
    }
    ruling = judge(Audit(plans=(plan,), drawn=drawn, audited=audited, heads={}))
    # One of eight hard answers is wrong; hard ones are a fifth of the traffic drawn here.
    assert ruling.figures["accuracy"] == pytest.approx(1 - 0.125 * 0.2)
    assert ruling.figures["correct"] == 750


# Attempts to fool the gate.


def test_dropped_verdicts_on_wrong_answers_count_as_not_correct() -> None:
    honest = mixed(560, 40)
    hidden = [None if verdict is WRONG else verdict for verdict in honest]
    ruling = judge(make_audit(hidden, plan=FIXED))
    assert ruling.outcome is GateOutcome.CANNOT_JUDGE
    assert codes(ruling) >= {"unscored"}
    few = judge(make_audit([None] * 12 + mixed(588, 0), plan=FIXED))
    assert few.figures["correct"] == 588
    assert few.figures["n"] == 600
    # With the twelve unknown ones taken as correct, 582 would be enough.
    short = judge(make_audit([None] * 12 + mixed(570, 18), plan=FIXED))
    assert codes(short) == {"unproven"}


def test_answers_judged_by_one_expert_only_have_no_truth() -> None:
    audit = make_audit(mixed(600, 0), plan=FIXED)
    alone = {each.item: make_audited(each, RIGHT) for each in audit.drawn[:100]}
    ruling = judge(
        Audit(plans=audit.plans, drawn=audit.drawn, audited={**audit.audited, **alone}, heads={})
    )
    assert "unscored" in codes(ruling)
    assert ruling.figures["correct"] == 500


def test_a_drawn_answer_that_counts_twice_cannot_be_judged() -> None:
    repeated = make_audit(mixed(600, 0), codes=[*CODES[:500], *CODES[:100]])
    assert codes(judge(repeated)) == {"duplicated_answers"}


def test_answers_of_the_improvement_queue_cannot_be_mixed_in() -> None:
    chosen = [f"KZ-chosen-{number}" for number in range(40)]
    assert not all(is_drawn(SEQUENCE.seed, code, SHARE) for code in chosen)
    ruling = judge(make_audit(mixed(640, 0), codes=[*CODES[:600], *chosen]))
    assert codes(ruling) == {"not_random"}


def test_improvement_items_with_a_claimed_certain_draw_are_refused_too() -> None:
    audit = make_audit(mixed(600, 0))
    certain = make_drawn(700, "KZ-chosen", share=1.0)
    ruling = judge(
        Audit(
            plans=audit.plans,
            drawn=(*audit.drawn, certain),
            audited={**audit.audited, certain.item: make_audited(certain, RIGHT, RIGHT)},
            heads={},
        )
    )
    assert codes(ruling) == {"inclusion"}


def test_verdicts_on_answers_that_were_not_drawn_change_nothing() -> None:
    audit = make_audit(mixed(280, 20))
    other = make_drawn(900, "KZ-not-drawn")
    extended = Audit(
        plans=audit.plans,
        drawn=audit.drawn,
        audited={**audit.audited, other.item: make_audited(other, RIGHT, RIGHT)},
        heads={},
    )
    assert judge(extended) == judge(audit)


def test_a_plan_laid_down_after_the_answers_cannot_be_judged() -> None:
    late = SEQUENCE.model_copy(update={"at": START + timedelta(minutes=1)})
    assert codes(judge(make_audit(mixed(700, 0), plan=late))) == {"look_plan"}


def test_a_second_plan_is_a_second_look() -> None:
    audit = make_audit(mixed(700, 0))
    twice = Audit(plans=(SEQUENCE, FIXED), drawn=audit.drawn, audited=audit.audited, heads={})
    assert codes(judge(twice)) == {"look_plan"}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda audit: Audit(plans=(), drawn=audit.drawn, audited={}, heads={}), "no_plan"),
        (lambda audit: Audit(plans=audit.plans, drawn=(), audited={}, heads={}), "no_audit"),
        (
            lambda audit: Audit(plans=audit.plans, drawn=audit.drawn, audited={}, heads={}),
            "too_few",
        ),
    ],
)
def test_a_missing_audit_cannot_be_judged(spoil: Callable[[Audit], Audit], code: str) -> None:
    ruling = judge(spoil(make_audit(mixed(700, 0))))
    assert codes(ruling) == {code}
    assert ruling.outcome.exit_code == 2


def test_paraphrases_of_thirty_intents_are_no_audit_of_the_traffic() -> None:
    ruling = judge(make_audit(mixed(600, 0), intents=30))
    assert codes(ruling) == {"too_few"}
    assert ruling.outcome.exit_code == 2


def test_experts_who_guess_cannot_release() -> None:
    audit = make_audit(mixed(600, 0), plan=FIXED)
    chance = random.Random(4)
    guesses = {
        each.item: make_audited(
            each, chance.choice([RIGHT, WRONG]), chance.choice([RIGHT, WRONG]), RIGHT
        )
        for each in audit.drawn
    }
    ruling = judge(Audit(plans=audit.plans, drawn=audit.drawn, audited=guesses, heads={}))
    assert codes(ruling) == {"agreement"}


def test_high_agreement_on_almost_only_right_answers_is_enough() -> None:
    audit = make_audit(mixed(600, 0), plan=FIXED)
    disputed = {each.item: make_audited(each, WRONG, RIGHT, RIGHT) for each in audit.drawn[:20]}
    ruling = judge(
        Audit(plans=audit.plans, drawn=audit.drawn, audited={**audit.audited, **disputed}, heads={})
    )
    assert ruling.outcome is GateOutcome.PASSED
    assert float(str(ruling.figures["alpha"])) < 0.1
    assert float(str(ruling.figures["ac1"])) > 0.9


def test_answers_still_being_judged_at_the_end_are_not_yet_counted() -> None:
    ruling = judge(make_audit([*mixed(800, 0), *[None] * 50]))
    assert ruling.outcome is GateOutcome.PASSED
    assert ruling.figures["n"] == 800


def test_looking_every_week_releases_a_95_percent_system_at_most_one_time_in_twenty() -> None:
    chance = random.Random(11)
    released = naive = 0
    for _ in range(20):
        verdicts: list[Verdict | None] = [
            RIGHT if chance.random() < 0.95 else WRONG for _ in range(2000)
        ]
        looks = [judge(make_audit(verdicts[:n])) for n in (200, 600, 1000, 2000)]
        released += any(look.outcome is GateOutcome.PASSED for look in looks)
        naive += any(float(str(look.figures["accuracy"])) >= 0.95 for look in looks)
    assert released <= 2
    assert naive >= 10


def test_the_least_number_of_intents_is_enough_and_one_less_is_not() -> None:
    verdicts = mixed(400, 0)
    assert judge(make_audit(verdicts, intents=40)).outcome is GateOutcome.PASSED
    assert codes(judge(make_audit(verdicts, intents=39))) == {"too_few"}


@pytest.mark.parametrize("share", [0.09, 0.11])
def test_an_answer_drawn_with_another_probability_than_planned_cannot_be_judged(
    share: float,
) -> None:
    items = codes_drawn(400, share=min(share, SHARE))
    audit = make_audit(mixed(400, 0), codes=items)
    first = make_drawn(0, items[0], share=share)
    other = replace(audit, drawn=(first, *audit.drawn[1:]))
    assert codes(judge(other)) == {"inclusion"}


def test_an_answer_drawn_with_less_than_the_least_probability_cannot_be_judged() -> None:
    items = codes_drawn(400, share=0.004)
    open_plan = SEQUENCE.model_copy(update={"inclusion_prob": None})
    audit = make_audit(mixed(400, 0), codes=items, plan=open_plan)
    rare = replace(audit, drawn=(make_drawn(0, items[0], share=0.004), *audit.drawn[1:]))
    assert codes(judge(rare)) == {"inclusion"}
    assert "inclusion" not in codes(judge(rare, least_inclusion=0.004))


def test_a_plan_at_another_level_than_the_policy_cannot_be_judged() -> None:
    loose = SEQUENCE.model_copy(update={"level": 0.9})
    assert codes(judge(make_audit(mixed(400, 0), plan=loose))) == {"look_plan"}
