"""Records of an exam: a failure is never a number, a mean never hides what it leaves out."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.evaluation.records import (
    Audited,
    CaseResult,
    Run,
    Score,
    ScoreStatus,
    mean,
    to_line,
)
from jauap.evaluation.suite import Case, CaseKind, KeyFact
from jauap.verdict import Verdict

MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
UNSCORED = ScoreStatus.UNSCORED


def _result(case_id: str, *scores: Score, verdict: Verdict | None = None) -> CaseResult:
    return CaseResult(
        case_id=case_id,
        intent="zharna",
        language=Language.KK,
        topic="pastures",
        kind=CaseKind.IN_SCOPE,
        question="Айыппұл қанша?",
        outcome=Outcome.ANSWERED_EXTRACT,
        text="Үш айлық есептік көрсеткіш.",
        scores=scores,
        verdict=verdict,
    )


def _run(*results: CaseResult) -> Run:
    return Run(
        id="run-1",
        assistant="agriculture",
        started=MOMENT,
        suite_digest="a",
        pairs_digest="b",
        index_digest="c",
        config_digest="d",
        code_version="0.1.0",
        results=results,
    )


def _score(value: float | None, reason: str = "") -> Score:
    status = ScoreStatus.SCORED if value is not None else UNSCORED
    return Score(scorer="key_facts", value=value, status=status, reason=reason)


def _case(**changes: object) -> Case:
    fields: dict[str, object] = {
        "id": "kk-fine",
        "intent": "fine",
        "language": Language.KK,
        "question": "Айыппұл қанша?",
        "kind": CaseKind.IN_SCOPE,
        "topic": "pastures",
        "source": "grazing-rules",
        "quote": "үш айлық есептік көрсеткіш",
        "reference": "Үш айлық есептік көрсеткіш.",
        "key_facts": (KeyFact(any_of=("үш айлық",)),),
    }
    return Case.model_validate({**fields, **changes})


def test_a_failed_row_leaves_the_mean_but_not_the_record() -> None:
    run = _run(
        _result("case-1", _score(1.0)),
        _result("case-2", _score(0.5)),
        _result("case-3", _score(None, "the judge gave no JSON")),
        _result("case-4"),
    )
    found = mean(run, "key_facts")
    assert (found.value, found.n, found.n_unscored) == (0.75, 2, 1)


def test_a_run_of_failures_has_no_mean() -> None:
    found = mean(_run(_result("case-1", _score(None, "timeout"))), "key_facts")
    assert (found.value, found.n, found.n_unscored) == (None, 0, 1)


def test_a_case_without_verdict_is_counted_and_unscored() -> None:
    run = _run(_result("case-1", verdict=Verdict.CORRECT), _result("case-2"))
    assert (run.n, run.n_unscored) == (2, 1)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1, 1.1])
def test_a_score_outside_its_scale_is_refused(value: float) -> None:
    with pytest.raises(ValidationError):
        Score(scorer="chrf", value=value)


@pytest.mark.parametrize(
    ("value", "status", "reason"),
    [(None, ScoreStatus.SCORED, ""), (0.5, UNSCORED, "timeout"), (None, UNSCORED, "")],
)
def test_a_score_is_a_number_or_a_failure_with_its_reason(
    value: float | None, status: ScoreStatus, reason: str
) -> None:
    with pytest.raises(ValidationError):
        Score(scorer="chrf", value=value, status=status, reason=reason)


def test_a_scorer_speaks_once_of_a_case_and_a_case_stands_once_in_a_run() -> None:
    with pytest.raises(ValidationError):
        _result("case-1", _score(1.0), _score(0.0))
    with pytest.raises(ValidationError):
        _run(_result("case-1"), _result("case-1"))


def test_a_run_comes_back_from_its_line_unchanged() -> None:
    run = _run(_result("case-1", _score(None, "timeout")), _result("case-2", _score(1.0)))
    line = to_line(run)
    assert Run.model_validate_json(line) == run
    assert "\n" not in line
    assert '"schema": 1' in line
    assert "Айыппұл қанша?" in line
    assert to_line(Run.model_validate_json(line)) == line


@pytest.mark.parametrize(
    ("first", "second", "adjudicated", "final"),
    [
        (Verdict.CORRECT, Verdict.CORRECT, None, Verdict.CORRECT),
        (Verdict.CORRECT, Verdict.PARTIAL, None, None),
        (Verdict.CORRECT, None, None, None),
        (Verdict.CORRECT, Verdict.UNSAFE, Verdict.UNSAFE, Verdict.UNSAFE),
        (Verdict.CORRECT, Verdict.CORRECT, Verdict.INCORRECT, Verdict.INCORRECT),
        (Verdict.UNSAFE, Verdict.UNSAFE, None, Verdict.UNSAFE),
    ],
)
def test_two_experts_or_the_adjudicator_give_the_truth(
    first: Verdict, second: Verdict | None, adjudicated: Verdict | None, final: Verdict | None
) -> None:
    audited = Audited(
        item="KZ-1",
        language=Language.KK,
        topic="pastures",
        intent="fine",
        system="abc",
        verdict=first,
        second=second,
        adjudicated=adjudicated,
        inclusion_prob=0.1,
        at=MOMENT,
    )
    assert audited.final is final


def test_a_case_that_left_the_exam_says_when_and_why() -> None:
    retired = _case(retired_on=date(2026, 11, 22), retire_reason="became a pair")
    assert retired.is_retired
    assert not _case().is_retired
    with pytest.raises(ValidationError):
        _case(retired_on=date(2026, 11, 22))


def test_an_answerable_case_needs_a_fact_whose_absence_is_a_mistake() -> None:
    assert _case().answerable
    assert not _case().should_refuse
    for facts in (
        (),
        (KeyFact(any_of=("үш",), vital=False),),
        (KeyFact(any_of=("үш",), must_not=True),),
    ):
        with pytest.raises(ValidationError):
            _case(key_facts=facts)


def test_a_case_to_refuse_is_known_by_its_kind() -> None:
    refuse = Case(
        id="kk-iin",
        intent="own-queue",
        language=Language.KK,
        question="Кезегім қандай?",
        kind=CaseKind.PERSONAL,
        topic="queue",
    )
    assert refuse.should_refuse
    assert not refuse.answerable
