"""A judge shows a number only where enough people judged the same answers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from jauap.assistant import Language
from jauap.evaluation.judge_calibration import calibrate, human_truth
from jauap.evaluation.judging import Judged
from jauap.evaluation.records import Score
from jauap.evaluation.scorers.scorer import scored, unscored
from jauap.evaluation.verdict_log import VerdictEvent, verdict_log
from jauap.verdict import Seat, Verdict


def _judged(number: int, score: Score, language: Language = Language.KK) -> Judged:
    return Judged(
        judge="judge",
        model="m",
        case_id=f"case-{number}",
        intent=f"intent-{number}",
        language=language,
        score=score,
    )


def _judgements(*, right: int, wrong: int, language: Language = Language.KK) -> list[Judged]:
    values = [1.0] * right + [0.0] * wrong
    return [
        _judged(number, scored("judge", value), language) for number, value in enumerate(values)
    ]


def _truth(verdicts: list[Verdict]) -> dict[str, Verdict]:
    return {f"case-{number}": verdict for number, verdict in enumerate(verdicts)}


def test_without_thirty_verdicts_no_number_is_shown() -> None:
    judged = _judgements(right=90, wrong=10)
    (few,) = calibrate(judged, _truth([Verdict.CORRECT] * 29))
    assert not few.is_calibrated
    assert few.corrected is None
    assert few.sensitivity is None
    assert few.reason == "not calibrated: 29 of 30 expert verdicts"
    (enough,) = calibrate(judged, _truth([Verdict.CORRECT] * 30))
    assert enough.is_calibrated


def test_languages_do_not_lend_each_other_their_verdicts() -> None:
    kazakh = _judgements(right=50, wrong=0)
    russian = [
        each.model_copy(update={"case_id": f"ru-{number}", "language": Language.RU})
        for number, each in enumerate(_judgements(right=50, wrong=0))
    ]
    found = calibrate([*kazakh, *russian], _truth([Verdict.CORRECT] * 40))
    assert [(each.language, each.is_calibrated) for each in found] == [
        (Language.KK, True),
        (Language.RU, False),
    ]


def test_a_lenient_judge_is_corrected_by_people() -> None:
    """The judge calls everything right; of 40 answers people saw, 30 are."""
    judged = _judgements(right=200, wrong=0)
    truth = _truth([Verdict.CORRECT] * 30 + [Verdict.INCORRECT] * 10)
    (found,) = calibrate(judged, truth)
    assert found.corrected is not None
    assert found.corrected.value == pytest.approx(0.75)
    assert found.corrected.low < 0.75 < found.corrected.high < 0.95
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert (found.sensitivity.value, found.sensitivity.n) == (1.0, 30)
    assert (found.specificity.value, found.specificity.n) == (0.0, 10)


def test_a_sound_judge_narrows_the_interval_of_people_alone() -> None:
    values = [float(number % 5 != 0) for number in range(300)]
    judged = [_judged(number, scored("judge", value)) for number, value in enumerate(values)]
    verdicts = [Verdict.CORRECT if value else Verdict.PARTIAL for value in values[:60]]
    (found,) = calibrate(judged, _truth(verdicts))
    (people,) = calibrate(judged[:60], _truth(verdicts))
    assert found.corrected is not None
    assert people.corrected is not None
    assert found.corrected.value == pytest.approx(0.8, abs=0.01)
    assert people.corrected.value == pytest.approx(0.8)
    assert people.judge_weight == 0.0
    assert found.judge_weight > 0.5
    width = found.corrected.high - found.corrected.low
    assert width < people.corrected.high - people.corrected.low


def test_an_intent_people_saw_in_part_lends_its_rest_to_nobody() -> None:
    judged = [
        each.model_copy(update={"intent": f"intent-{number // 2}"})
        for number, each in enumerate(_judgements(right=100, wrong=0))
    ]
    (found,) = calibrate(judged, _truth([Verdict.CORRECT] * 31))
    assert found.corrected is not None
    assert found.corrected.n == 99


def test_what_the_judge_could_not_score_is_counted_apart() -> None:
    judged = [*_judgements(right=40, wrong=0), _judged(40, unscored("judge", "empty"))]
    (found,) = calibrate(judged, _truth([Verdict.CORRECT] * 41))
    assert (found.n_judged, found.n_unscored, found.n_labels) == (40, 1, 40)


def _event(item: str, seat: Seat, verdict: Verdict, *, run: str = "r1") -> VerdictEvent:
    return VerdictEvent(
        role="expert",
        reason="audit",
        at=datetime(2026, 11, 22, tzinfo=UTC),
        item=item,
        run=run,
        seat=seat,
        expert=f"e-{seat}",
        verdict=verdict,
    )


def test_truth_is_two_who_agree_or_the_adjudicator(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.jsonl"
    verdict_log(path).append(
        _event("agreed", Seat.FIRST, Verdict.CORRECT),
        _event("agreed", Seat.SECOND, Verdict.CORRECT),
        _event("alone", Seat.FIRST, Verdict.CORRECT),
        _event("split", Seat.FIRST, Verdict.CORRECT),
        _event("split", Seat.SECOND, Verdict.PARTIAL),
        _event("settled", Seat.FIRST, Verdict.CORRECT),
        _event("settled", Seat.SECOND, Verdict.PARTIAL),
        _event("settled", Seat.ADJUDICATOR, Verdict.UNSAFE),
        _event("agreed", Seat.FIRST, Verdict.PARTIAL, run="r2"),
    )
    assert human_truth(path, "r1") == {"agreed": Verdict.CORRECT, "settled": Verdict.UNSAFE}
    assert human_truth(tmp_path / "absent.jsonl", "r1") == {}
