"""From judged answers: how likely is an answer right, and from when on may it be given?"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from jauap import __version__
from jauap.answering.evidence import EVIDENCE, evidence_of
from jauap.assistant import Language
from jauap.calibration import Calibration, LanguageThreshold
from jauap.evaluation.extra import evaluation_extra
from jauap.evaluation.records import Run
from jauap.evaluation.statistics.selective import Coverage, coverage_at, learn_then_test
from jauap.verdict import Verdict

CALIBRATION_FILE = "calibration.json"

VALID = timedelta(days=92)
"""How long a calibration may be used before answers must be judged anew."""

_LEAST_FITTED = 30
_CURVE = tuple(round(step / 20, 2) for step in range(20))


@dataclass(frozen=True, kw_only=True)
class JudgedAnswer:
    """An answer that would have been given, what spoke for it and whether it was right."""

    intent: str
    language: Language
    evidence: dict[str, float]
    is_right: bool


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """A calibration with the second curve: what each threshold would answer, and how well."""

    calibration: Calibration
    curve: tuple[Coverage, ...]
    """Over the answers the thresholds were learnt from, loose to strict."""

    @property
    def promises(self) -> bool:
        """True when some language has a threshold."""
        found = self.calibration.thresholds.values()
        return any(each.answer is not None for each in found)


def judged_answers(run: Run) -> tuple[JudgedAnswer, ...]:
    """Take the answers of a run in which nothing was held back.

    A question that should have been refused and was answered is a wrong answer.
    """
    return tuple(
        JudgedAnswer(
            intent=result.intent,
            language=result.language,
            evidence=evidence_of(
                result.features,
                is_verified=result.composed_by.startswith("pair:"),
                is_generated=result.composed_by.startswith("model:"),
            ),
            is_right=result.verdict is Verdict.CORRECT,
        )
        for result in run.results
        if result.outcome.family == "answered" and result.verdict is not None
    )


def calibrate(
    answers: Sequence[JudgedAnswer],
    run: Run,
    *,
    today: date,
    error: float = 0.05,
    confidence: float = 0.9,
    are_independent: bool = False,
) -> Calibrated:
    """Fit the chance of being right on one half, learn the thresholds on the other.

    Each language has its own threshold: none borrows another's. No threshold is promised where
    too few answers were judged.

    Args:
        are_independent: the answers are a random draw of the traffic, in the order of drawing, and
            every second one is fitted on. Otherwise whole intents are, and as answers to one intent
            are alike, they count for less.
    """
    sides = [
        place % 2 == 0 if are_independent else _is_for_fitting(each.intent)
        for place, each in enumerate(answers)
    ]
    fitted = [each for each, is_fitted in zip(answers, sides, strict=True) if is_fitted]
    held = [each for each, is_fitted in zip(answers, sides, strict=True) if not is_fitted]
    constant, coefficients = _fit(fitted)
    plain = Calibration(
        assistant=run.assistant,
        fitted_on=today,
        valid_until=today + VALID,
        config_digest=run.config_digest,
        suite_digest=run.suite_digest,
        run=run.id,
        release=__version__,
        n_fitted=len(fitted),
        error=error,
        confidence=confidence,
        constant=constant,
        coefficients=coefficients,
        thresholds={},
    )
    thresholds = {
        language: _threshold(plain, held, language, are_independent=are_independent)
        for language in sorted({each.language for each in answers})
    }
    return Calibrated(
        calibration=plain.model_copy(update={"thresholds": thresholds}), curve=_curve(plain, held)
    )


def write_calibration(folder: Path, calibration: Calibration) -> Path:
    """Write evaluation/<id>/calibration.json."""
    path = folder / CALIBRATION_FILE
    fields = calibration.model_dump(mode="json", by_alias=True)
    text = json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _is_for_fitting(intent: str) -> bool:
    """Put every intent on one side for ever, so that no wording of it is on both."""
    return hashlib.sha256(f"calibration\n{intent}".encode()).digest()[0] % 2 == 0


def _fit(answers: Sequence[JudgedAnswer]) -> tuple[float, dict[str, float]]:
    """Fit a logistic regression; with too few answers the certainty is the same for all."""
    with evaluation_extra():
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler
    right = np.asarray([each.is_right for each in answers])
    if len(answers) < _LEAST_FITTED or right.all() or not right.any():
        return 0.0, {}
    languages = sorted({each.language for each in answers})
    names = [*EVIDENCE, *(f"language_{language}" for language in languages)]
    rows = np.asarray(
        [
            [each.evidence[name] for name in EVIDENCE]
            + [float(each.language is language) for language in languages]
            for each in answers
        ]
    )
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(max_iter=1000).fit(scaler.transform(rows), right)
    weights = model.coef_[0] / scaler.scale_
    constant = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    return round(constant, 9), {
        name: round(float(weight), 9) for name, weight in zip(names, weights, strict=True)
    }


def _threshold(
    calibration: Calibration,
    answers: Sequence[JudgedAnswer],
    language: Language,
    *,
    are_independent: bool,
) -> LanguageThreshold:
    own = [each for each in answers if each.language is language]
    learnt = learn_then_test(
        [calibration.probability(each.evidence, language) for each in own],
        [each.is_right for each in own],
        clusters=None if are_independent else [each.intent for each in own],
        error=calibration.error,
        confidence=calibration.confidence,
    )
    return LanguageThreshold(
        answer=learnt.threshold,
        n=learnt.n,
        answered=learnt.answered,
        wrong=learnt.wrong,
        coverage=learnt.answered / learnt.n if learnt.n else 0.0,
    )


def _curve(calibration: Calibration, answers: Sequence[JudgedAnswer]) -> tuple[Coverage, ...]:
    scores = [calibration.probability(each.evidence, each.language) for each in answers]
    right = [each.is_right for each in answers]
    return tuple(coverage_at(threshold, scores, right) for threshold in _CURVE) if answers else ()
