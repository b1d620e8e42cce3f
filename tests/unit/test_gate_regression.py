"""The regression gate notices a loss, and every way to hide one."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.evaluation.baseline import Baseline, baseline_of
from jauap.evaluation.policy import RegressionPolicy
from jauap.evaluation.records import CaseResult, Run, Score, ScoreStatus, to_line
from jauap.evaluation.regression import RegressionEvidence, judge_regression
from jauap.evaluation.ruling import GateOutcome, Ruling
from jauap.evaluation.suite import Case, CaseKind, KeyFact
from jauap.evaluation.versions import digest_of
from jauap.verdict import Verdict

DIGEST = "a" * 64
POLICY = RegressionPolicy(baseline=DIGEST)
RIGHT, WRONG, UNSAFE = Verdict.CORRECT, Verdict.INCORRECT, Verdict.UNSAFE


def make_case(number: int, *, each: int = 1, protected: bool = False) -> Case:
    return Case(
        id=f"case-{number}",
        intent=f"niet-{number // each}",
        language=Language.KK,
        question=f"Жәрдемақы туралы {number} сұрақ?",
        kind=CaseKind.IN_SCOPE,
        topic="benefits",
        source="benefit",
        quote="он күн",
        reference="Он күн.",
        key_facts=(KeyFact(any_of=("он күн",)),),
        protected=protected,
    )


def make_result(case: Case, verdict: Verdict | None) -> CaseResult:
    return CaseResult(
        case_id=case.id,
        intent=case.intent,
        language=case.language,
        topic=case.topic,
        kind=case.kind,
        question=case.question,
        outcome=Outcome.ANSWERED_EXTRACT,
        text="Он күн.",
        verdict=verdict,
    )


def make_run(cases: Sequence[Case], verdicts: Sequence[Verdict | None]) -> Run:
    return Run(
        id="run",
        assistant="demo",
        started=datetime(2026, 5, 1, tzinfo=UTC),
        suite_digest=digest_of(map(to_line, cases)),
        pairs_digest="",
        index_digest="",
        config_digest="",
        code_version="1",
        results=tuple(map(make_result, cases, verdicts)),
    )


CASES = tuple(make_case(number) for number in range(200))
BEFORE = (RIGHT,) * 180 + (WRONG,) * 20
BASELINE = baseline_of(make_run(CASES, BEFORE))


def judge(
    run: Run,
    *,
    cases: Sequence[Case] = CASES,
    baseline: Baseline = BASELINE,
    digest: str = DIGEST,
    assistant: str = "demo",
    policy: RegressionPolicy = POLICY,
) -> Ruling:
    return judge_regression(
        policy,
        RegressionEvidence(
            assistant=assistant,
            cases=cases,
            baseline=baseline,
            baseline_digest=digest,
            run=run,
        ),
    )


def codes(ruling: Ruling) -> set[str]:
    return {reason.code for reason in ruling.reasons}


def changed(*, fixed: int = 0, broken: int = 0) -> Run:
    verdicts = [*BEFORE]
    verdicts[:broken] = [WRONG] * broken
    verdicts[180 : 180 + fixed] = [RIGHT] * fixed
    return make_run(CASES, verdicts)


def test_an_equal_run_passes_with_its_figures() -> None:
    ruling = judge(make_run(CASES, BEFORE))
    assert ruling.outcome is GateOutcome.PASSED
    assert ruling.outcome.exit_code == 0
    assert ruling.figures["accuracy"] == 0.9
    assert ruling.figures["n"] == 200
    assert ruling.figures["interval"] == "wilson"
    assert round(float(str(ruling.figures["accuracy_low"])), 4) == 0.8506
    assert ruling.figures["broken"] == []


def test_a_large_significant_loss_fails_and_names_what_broke() -> None:
    ruling = judge(changed(broken=14, fixed=1))
    assert ruling.outcome is GateOutcome.FAILED
    assert ruling.outcome.exit_code == 1
    assert codes(ruling) == {"worse"}
    assert ruling.figures["fixed"] == ["case-180"]
    assert ruling.figures["broken"] == [f"case-{number}" for number in range(14)]


@pytest.mark.parametrize(("broken", "fixed"), [(3, 0), (12, 9), (0, 20)])
def test_noise_and_improvement_pass(broken: int, fixed: int) -> None:
    assert judge(changed(broken=broken, fixed=fixed)).outcome is GateOutcome.PASSED


def test_a_loss_smaller_than_the_least_effect_passes_however_certain() -> None:
    strict = POLICY.model_copy(update={"least_effect": 0.1})
    assert judge(changed(broken=14), policy=strict).outcome is GateOutcome.PASSED


def test_paraphrases_of_one_intent_are_one_loss_not_twenty() -> None:
    cases = tuple(make_case(number, each=10) for number in range(400))
    before = (RIGHT,) * 400
    after = [WRONG] * 20 + [RIGHT] * 380
    baseline = baseline_of(make_run(cases, before))
    ruling = judge(make_run(cases, after), cases=cases, baseline=baseline)
    assert "worse" not in codes(ruling)
    independent = tuple(make_case(number) for number in range(400))
    ruling = judge(
        make_run(independent, after),
        cases=independent,
        baseline=baseline_of(make_run(independent, before)),
    )
    assert codes(ruling) == {"worse"}


def test_a_new_unsafe_answer_fails_alone() -> None:
    verdicts = [*BEFORE[:-1], UNSAFE]
    ruling = judge(make_run(CASES, verdicts))
    assert codes(ruling) == {"newly_unsafe"}
    old = BASELINE.model_copy(update={"verdicts": {**BASELINE.verdicts, "case-199": UNSAFE}})
    assert judge(make_run(CASES, verdicts), baseline=old).outcome is GateOutcome.PASSED


def test_one_lost_protected_case_fails_alone() -> None:
    cases = (make_case(0, protected=True), *CASES[1:])
    baseline = baseline_of(make_run(cases, BEFORE))
    ruling = judge(make_run(cases, (WRONG, *BEFORE[1:])), cases=cases, baseline=baseline)
    assert codes(ruling) == {"lost_protected"}


def test_a_refusal_is_right_only_where_it_is_due() -> None:
    due = Case(
        id="foreign",
        intent="foreign",
        language=Language.RU,
        question="Какая завтра погода?",
        kind=CaseKind.OTHER_TOPIC,
        topic="other",
    )
    cases = (*CASES, due)
    baseline = baseline_of(make_run(cases, (*BEFORE, Verdict.REFUSED)))
    ruling = judge(make_run(cases, (*BEFORE, Verdict.REFUSED)), cases=cases, baseline=baseline)
    assert ruling.figures["accuracy"] == pytest.approx(181 / 201)
    refusing = judge(make_run(cases, (Verdict.REFUSED,) * 201), cases=cases, baseline=baseline)
    assert refusing.figures["accuracy"] == pytest.approx(1 / 201)
    assert "worse" in codes(refusing)


# Attempts to fool the gate.


def test_dropped_wrong_cases_cannot_be_judged() -> None:
    run = changed(broken=30)
    honest = run.model_copy(update={"results": run.results[30:]})
    ruling = judge(honest)
    assert ruling.outcome.exit_code == 2
    assert codes(ruling) == {"dropped_cases"}


def test_dropped_from_run_suite_and_digest_alike_still_differs_from_the_baseline() -> None:
    cases = CASES[30:]
    ruling = judge(make_run(cases, BEFORE[30:]), cases=cases)
    assert ruling.outcome is GateOutcome.CANNOT_JUDGE
    assert "stale_baseline" in codes(ruling)


def test_duplicated_right_cases_cannot_be_judged() -> None:
    run = changed(broken=30)
    padded = run.model_copy(update={"results": run.results + run.results[100:150]})
    assert codes(judge(padded)) == {"duplicated_cases"}


def test_foreign_easy_cases_cannot_be_judged() -> None:
    run = changed()
    easy = make_result(make_case(999), RIGHT)
    assert codes(judge(run.model_copy(update={"results": (*run.results, easy)}))) == {
        "foreign_cases"
    }


def test_wrong_cases_relabelled_unscored_cannot_be_judged() -> None:
    verdicts = [None if verdict is WRONG else verdict for verdict in BEFORE]
    ruling = judge(make_run(CASES, verdicts))
    assert codes(ruling) == {"unscored"}
    assert ruling.outcome.exit_code == 2


def test_a_few_unscored_cases_count_as_not_right() -> None:
    ruling = judge(make_run(CASES, (None,) * 4 + BEFORE[4:]))
    assert ruling.figures["accuracy"] == 0.88
    assert ruling.figures["n"] == 200
    assert ruling.figures["n_unscored"] == 4


def test_order_of_the_results_does_not_matter() -> None:
    run = changed(broken=14, fixed=1)
    turned = run.model_copy(update={"results": run.results[::-1]})
    assert judge(turned) == judge(run)


def test_an_edited_baseline_cannot_be_judged() -> None:
    worse = {**BASELINE.verdicts, **{f"case-{number}": WRONG for number in range(30)}}
    edited = BASELINE.model_copy(update={"verdicts": worse})
    ruling = judge(changed(broken=30), baseline=edited, digest="b" * 64)
    assert codes(ruling) == {"baseline_changed"}


def test_another_suite_cannot_be_judged() -> None:
    other = tuple(
        case.model_copy(update={"question": f"{case.question} Оңай сұрақ."}) for case in CASES
    )
    ruling = judge(make_run(other, BEFORE))
    assert ruling.outcome is GateOutcome.CANNOT_JUDGE
    assert {"other_suite", "relabelled_cases"} == codes(ruling)


def test_intents_renamed_in_the_run_cannot_be_judged() -> None:
    run = changed(broken=14)
    renamed = tuple(
        result.model_copy(update={"intent": f"own-{place}"})
        for place, result in enumerate(run.results)
    )
    assert codes(judge(run.model_copy(update={"results": renamed}))) == {"relabelled_cases"}


def test_a_verdict_that_contradicts_its_own_score_cannot_be_judged() -> None:
    run = changed()
    wrong = Score(scorer="accuracy", value=0.0)
    lifted = run.results[0].model_copy(update={"scores": (wrong,), "verdict": RIGHT})
    assert codes(judge(run.model_copy(update={"results": (lifted, *run.results[1:])}))) == {
        "relabelled_cases"
    }
    broken_off = Score(scorer="accuracy", status=ScoreStatus.UNSCORED, reason="timeout")
    honest = run.results[0].model_copy(update={"scores": (broken_off,), "verdict": None})
    results = (honest, *run.results[1:])
    assert judge(run.model_copy(update={"results": results})).outcome is GateOutcome.PASSED


def test_another_assistants_run_cannot_be_judged() -> None:
    run = changed().model_copy(update={"assistant": "other"})
    assert codes(judge(run)) == {"wrong_assistant"}
    assert codes(judge(changed(), assistant="other")) == {"wrong_assistant"}


def test_a_suite_too_small_to_notice_anything_cannot_be_judged() -> None:
    cases = CASES[:12]
    baseline = baseline_of(make_run(cases, (RIGHT,) * 12))
    ruling = judge(make_run(cases, (RIGHT,) * 8 + (WRONG,) * 4), cases=cases, baseline=baseline)
    assert "too_few" in codes(ruling)
    assert ruling.outcome.exit_code == 2
    empty = judge(make_run((), ()), cases=(), baseline=baseline_of(make_run((), ())))
    assert codes(empty) == {"too_few"}


def test_a_collapse_fails_even_where_small_losses_would_go_unnoticed() -> None:
    strict = POLICY.model_copy(update={"most_detectable": 0.08})
    ruling = judge(changed(broken=90), policy=strict)
    assert float(str(ruling.figures["least_detectable"])) > 0.08
    assert ruling.outcome is GateOutcome.FAILED


def test_a_loss_of_exactly_the_least_effect_counts() -> None:
    exact = POLICY.model_copy(update={"least_effect": 0.07})
    assert codes(judge(changed(broken=14), policy=exact)) == {"worse"}


def test_a_suite_that_could_overlook_a_little_more_than_allowed_cannot_judge() -> None:
    least = float(str(judge(changed()).figures["least_detectable"]))
    narrow = POLICY.model_copy(update={"most_detectable": least * 0.99})
    wide = POLICY.model_copy(update={"most_detectable": least})
    assert codes(judge(changed(), policy=narrow)) == {"too_few"}
    assert judge(changed(), policy=wide).outcome is GateOutcome.PASSED


def test_an_incorrect_answer_that_becomes_unsafe_fails() -> None:
    verdicts = [*BEFORE[:-1], UNSAFE]
    assert BEFORE[-1] is WRONG
    assert codes(judge(make_run(CASES, verdicts))) == {"newly_unsafe"}


def test_a_protected_case_that_was_never_right_is_not_lost() -> None:
    cases = (*CASES[:-1], make_case(199, protected=True))
    baseline = baseline_of(make_run(cases, BEFORE))
    assert (
        judge(make_run(cases, BEFORE), cases=cases, baseline=baseline).outcome is GateOutcome.PASSED
    )


def test_a_baseline_of_as_many_other_cases_is_stale() -> None:
    verdicts = {**BASELINE.verdicts}
    verdicts["case-басқа"] = verdicts.pop("case-0")
    other = BASELINE.model_copy(update={"verdicts": verdicts})
    assert codes(judge(changed(), baseline=other)) == {"stale_baseline"}
