"""Learnt certainty is used as learnt, and never where it promises nothing."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from jauap.answer import Outcome
from jauap.answering.decide import decide, probability
from jauap.answering.evidence import EVIDENCE, evidence_of
from jauap.assistant import Assistant, Language
from jauap.calibration import Calibration, LanguageThreshold
from jauap.evaluation.calibrate import Calibrated, JudgedAnswer, calibrate, judged_answers
from jauap.evaluation.records import CaseResult, Run
from jauap.evaluation.suite import CaseKind
from jauap.testing.factories import DOUBTFUL, POOR, SURE, make_found, make_pair, make_passage
from jauap.verdict import Verdict

TODAY = date(2026, 5, 20)
PASSAGE = make_passage("Өтініш он күн ішінде қаралады.")
OTHER = make_passage("Некені тіркеу мерзімі — бір ай.", title="Некені тіркеу")
QUESTION = "Субсидия өтініші қашан қаралады?"
RUN = Run(
    id="run",
    assistant="demo",
    started=datetime(2026, 5, 1, tzinfo=UTC),
    suite_digest="s",
    pairs_digest="p",
    index_digest="i",
    config_digest="c",
    code_version="1",
)


def make_calibration(answer: float | None, *, coverage_weight: float = 4.0) -> Calibration:
    return Calibration(
        assistant="demo",
        fitted_on=TODAY,
        valid_until=date(2026, 8, 20),
        config_digest="c",
        suite_digest="s",
        run="run",
        release="0.1.0",
        n_fitted=200,
        error=0.05,
        confidence=0.9,
        constant=-2.0,
        coefficients={"coverage": coverage_weight, "is_verified": 1.0, "language_kk": 0.5},
        thresholds={
            Language.KK: LanguageThreshold(
                answer=answer, n=200, answered=120, wrong=2, coverage=0.6
            )
        },
    )


def test_the_probability_is_the_logistic_of_the_weighed_evidence() -> None:
    made = make_calibration(0.8)
    evidence = evidence_of({"coverage": 0.9, "other": 5.0}, is_verified=True, is_generated=False)
    assert made.probability(evidence, Language.KK) == pytest.approx(0.957, abs=5e-4)
    assert made.probability(evidence, Language.RU) == pytest.approx(0.931, abs=5e-4)
    assert 0 < make_calibration(0.8, coverage_weight=1e6).probability(evidence, Language.KK) <= 1


def test_under_the_learnt_threshold_nothing_is_answered(assistant: Assistant) -> None:
    found = make_found(PASSAGE, OTHER, features=SURE)
    strict, loose = make_calibration(0.999), make_calibration(0.5)
    asked = decide(QUESTION, found, assistant, Language.KK, strict)
    assert asked.outcome is Outcome.ASKED_BACK
    assert len(asked.options) == 2
    answered = decide(QUESTION, found, assistant, Language.KK, loose)
    assert answered.outcome is None
    assert answered.confidence == loose.probability(
        evidence_of(SURE, is_verified=False, is_generated=False), Language.KK
    )


def test_a_single_place_under_the_threshold_is_refused_not_answered(assistant: Assistant) -> None:
    found = make_found(PASSAGE, features=DOUBTFUL)
    assert decide(QUESTION, found, assistant, Language.KK).outcome is None
    made = decide(QUESTION, found, assistant, Language.KK, make_calibration(0.99))
    assert made.outcome is Outcome.REFUSED_UNSURE


def test_weak_evidence_is_refused_as_before(assistant: Assistant) -> None:
    found = make_found(PASSAGE, OTHER, features=POOR)
    made = decide(QUESTION, found, assistant, Language.KK, make_calibration(0.9))
    assert made.outcome is Outcome.REFUSED_UNSURE


def test_even_a_verified_pair_keeps_to_the_threshold(assistant: Assistant) -> None:
    pair = make_pair(QUESTION, "Он күн.", PASSAGE, similarity=0.95)
    found = make_found(PASSAGE, OTHER, pairs=(pair,), features=SURE)
    assert decide(QUESTION, found, assistant, Language.KK, make_calibration(0.9)).pair == pair
    made = decide(QUESTION, found, assistant, Language.KK, make_calibration(0.999))
    assert made.pair is None
    assert made.outcome is Outcome.ASKED_BACK


def test_a_language_without_a_promise_keeps_the_built_in_decision(assistant: Assistant) -> None:
    found = make_found(PASSAGE, OTHER, features=SURE)
    for calibration in (make_calibration(None), make_calibration(0.999)):
        language = Language.RU if calibration.threshold(Language.KK) else Language.KK
        made = decide(QUESTION, found, assistant, language, calibration)
        assert made.outcome is None
        assert made.confidence == probability(found)


@pytest.mark.parametrize(
    ("config", "release", "today", "word"),
    [
        ("c", "0.1.0", TODAY, ""),
        ("other", "0.1.0", TODAY, "configuration"),
        ("c", "0.2.0", TODAY, "release"),
        ("c", "0.1.0", date(2026, 8, 21), "valid until"),
    ],
)
def test_a_calibration_of_another_version_says_so(
    config: str, release: str, today: date, word: str
) -> None:
    flaw = make_calibration(0.9).flaw(config_digest=config, release=release, today=today)
    assert word in flaw
    assert bool(flaw) is bool(word)


def make_answers(
    n: int, *, seed: int = 1, languages: int = 1, steep: float = 7.0
) -> list[JudgedAnswer]:
    """Answers whose chance of being right follows from coverage and gap."""
    generator = np.random.default_rng(seed)
    found = []
    for place in range(n):
        coverage, gap = generator.random(), generator.random()
        chance = 1 / (1 + np.exp(-(-3.0 + steep * coverage + 2.0 * gap)))
        found.append(
            JudgedAnswer(
                intent=f"niet-{place}",
                language=(Language.KK, Language.RU)[place % languages],
                evidence=evidence_of(
                    {"coverage": coverage, "gap": gap}, is_verified=False, is_generated=False
                ),
                is_right=bool(generator.random() < chance),
            )
        )
    return found


def fit(answers: list[JudgedAnswer], *, are_independent: bool = False) -> Calibrated:
    return calibrate(answers, RUN, today=TODAY, are_independent=are_independent)


def test_what_was_learnt_finds_the_true_weights_again() -> None:
    made = fit(make_answers(6000)).calibration
    assert made.coefficients["coverage"] == pytest.approx(7.0, abs=0.6)
    assert made.coefficients["gap"] == pytest.approx(2.0, abs=0.4)
    assert set(made.coefficients) == {*EVIDENCE, "language_kk"}
    assert (made.config_digest, made.suite_digest, made.run) == ("c", "s", "run")


def test_a_threshold_is_promised_with_enough_answers_and_covers_many() -> None:
    made = fit(make_answers(3000, steep=12.0))
    learnt = made.calibration.thresholds[Language.KK]
    assert made.promises
    assert learnt.answer is not None
    assert learnt.coverage > 0.3
    assert learnt.wrong / learnt.answered < 0.05
    assert [point.coverage for point in made.curve] == sorted(
        (point.coverage for point in made.curve), reverse=True
    )
    assert made.curve[0].coverage == 1.0


def test_too_few_answers_promise_nothing() -> None:
    made = fit(make_answers(120))
    assert not made.promises
    assert made.calibration.thresholds[Language.KK].answer is None
    assert not fit([]).promises
    assert fit([]).curve == ()


def test_kazakh_does_not_borrow_the_russian_threshold() -> None:
    answers = [
        each
        for place, each in enumerate(make_answers(3000, languages=2, steep=12.0))
        if each.language is Language.RU or place % 20 == 0
    ]
    made = fit(answers).calibration
    assert made.threshold(Language.RU) is not None
    assert made.threshold(Language.KK) is None


def test_wordings_of_one_intent_stand_on_one_side_only() -> None:
    answers = make_answers(400)
    twins = [*answers, *answers]
    made = fit(twins).calibration
    assert made.n_fitted % 2 == 0
    assert made.n_fitted + made.thresholds[Language.KK].n == 800


def test_the_same_answers_give_the_same_calibration() -> None:
    assert fit(make_answers(500)) == fit(make_answers(500))


def make_result(number: int, outcome: Outcome, verdict: Verdict | None) -> CaseResult:
    return CaseResult(
        case_id=f"case-{number}",
        intent=f"niet-{number}",
        language=Language.KK,
        topic="benefits",
        kind=CaseKind.IN_SCOPE,
        question="Қанша күн?",
        outcome=outcome,
        text="Он күн.",
        features={"coverage": 0.7},
        composed_by="pair:p1" if number == 0 else "extract",
        verdict=verdict,
    )


def test_only_answers_that_were_judged_are_learnt_from() -> None:
    run = RUN.model_copy(
        update={
            "results": (
                make_result(0, Outcome.ANSWERED_VERIFIED, Verdict.CORRECT),
                make_result(1, Outcome.ANSWERED_EXTRACT, Verdict.PARTIAL),
                make_result(2, Outcome.REFUSED_UNSURE, Verdict.REFUSED),
                make_result(3, Outcome.ANSWERED_EXTRACT, None),
            )
        }
    )
    found = judged_answers(run)
    assert [each.is_right for each in found] == [True, False]
    assert [each.evidence["is_verified"] for each in found] == [1.0, 0.0]
    assert found[0].evidence["coverage"] == 0.7
