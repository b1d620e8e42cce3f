"""What is the true share, when a judge saw every answer and experts only some?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jauap.evaluation.extra import evaluation_extra


@dataclass(frozen=True, kw_only=True)
class Powered:
    """A prediction-powered estimate of the true share with its two-sided interval."""

    value: float
    low: float
    high: float
    n: int
    """Answers the judge saw."""
    n_labelled: int
    """Answers that experts judged too."""
    judge_weight: float
    """How far the judge is believed, in [0, 1]; 0 means that only the experts count."""


def prediction_powered(
    judged: Sequence[float],
    truth: Sequence[float | None],
    *,
    clusters: Sequence[str] | None = None,
    level: float = 0.95,
) -> Powered:
    """Estimate the true share from a judge of any quality and some expert verdicts.

    Valid whatever the judge is worth, when the labelled answers are a random part of all. With
    clusters an intent must be labelled whole or not at all. Source: Angelopoulos, Duchi and Zrnic
    (2023), PPI++.

    Args:
        judged: the judge's value of each answer, in [0, 1].
        truth: the experts' value of the same answers, None where they did not look.

    Raises:
        ValueError: fewer than two labelled or two unlabelled answers, or an intent labelled in
            part.
    """
    with evaluation_extra():
        from truescore import ppi_estimate
    if len(judged) != len(truth):
        raise ValueError("judge and experts must speak of the same answers")
    labelled = [place for place, value in enumerate(truth) if value is not None]
    gold = [value for value in truth if value is not None]
    made = ppi_estimate(
        np.asarray(judged, dtype=np.float64),
        np.asarray(gold, dtype=np.float64),
        np.asarray(labelled, dtype=np.intp),
        alpha=1 - level,
        clusters=None if clusters is None else np.asarray(clusters, dtype=str),
    )
    value = min(1.0, max(0.0, float(made.point)))
    return Powered(
        value=value,
        low=min(value, max(0.0, float(made.low))),
        high=max(value, min(1.0, float(made.high))),
        n=len(judged),
        n_labelled=len(gold),
        judge_weight=float(made.lambda_ or 0.0),
    )
