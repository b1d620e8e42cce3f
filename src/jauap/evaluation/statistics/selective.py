"""From which certainty on may an assistant answer, so that few answers are wrong?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jauap.evaluation.extra import evaluation_extra
from jauap.evaluation.statistics.interval import design_effect

GRID = tuple(round(1 - step / 200, 3) for step in range(1, 200))
"""Thresholds tried, strict to loose; laid down before any answer is seen."""

LEAST_ANSWERED = 90
"""Answers a threshold must let through to be tried: under 45 even none wrong proves nothing."""


@dataclass(frozen=True, kw_only=True)
class Learned:
    """The loosest certainty that keeps the promise on the calibration answers."""

    threshold: float | None
    """Answer from this score on; None when no threshold can be promised."""
    n: int
    """Answers in the calibration."""
    answered: int
    """Answers the threshold lets through; 0 without one."""
    wrong: int
    """Wrong ones among them."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What a threshold lets through, and how much of that is wrong."""

    threshold: float
    coverage: float
    """Share of the questions answered, in [0, 1]."""
    error: float | None
    """Share of the answered that are wrong; None when none is answered."""
    n: int


def learn_then_test(
    scores: Sequence[float],
    right: Sequence[bool],
    *,
    clusters: Sequence[str] | None = None,
    error: float = 0.05,
    confidence: float = 0.9,
    grid: Sequence[float] = GRID,
    least: int = LEAST_ANSWERED,
) -> Learned:
    """Find the loosest threshold whose answered errors stay under `error` with `confidence`.

    The thresholds of the grid are tried from strict to loose with an exact binomial test each, and
    the first that fails ends it. Source: Angelopoulos, Bates, Candès, Jordan and Lei (2021).

    Args:
        scores: certainty of each calibration answer, higher is surer; unseen by whatever made it.
        right: whether that answer was right.
        clusters: intents; likeness within them makes the answers count for less. None means the
            answers were drawn independently, as an audit draws them.

    Raises:
        ValueError: lengths differ.
    """
    with evaluation_extra():
        from mapie.risk_control import control_fwer
    certainty, wrong = _arrays(scores, right)
    counts = [(step, certainty >= step) for step in sorted(grid, reverse=True)]
    tried = [(step, passed) for step, passed in counts if int(passed.sum()) >= least]
    kept = 0
    if tried:
        growth = _growth(wrong, clusters)
        ps = [
            _p_value(int(wrong[passed].sum()), int(passed.sum()), error, growth)
            for _, passed in tried
        ]
        # Every threshold before the last rejected one is rejected too: the sequence is fixed.
        kept = len(control_fwer(np.asarray(ps), 1 - confidence, "fixed_sequence"))
    if not kept:
        return Learned(threshold=None, n=len(wrong), answered=0, wrong=0)
    step, passed = tried[kept - 1]
    return Learned(
        threshold=step, n=len(wrong), answered=int(passed.sum()), wrong=int(wrong[passed].sum())
    )


def loosest_naive(
    scores: Sequence[float],
    right: Sequence[bool],
    *,
    error: float = 0.05,
    grid: Sequence[float] = GRID,
) -> float | None:
    """Find the loosest threshold with few errors in this very sample; it keeps no promise.

    For comparison only.
    """
    certainty, wrong = _arrays(scores, right)
    good = [
        step
        for step in grid
        if (certainty >= step).any() and float(wrong[certainty >= step].mean()) <= error
    ]
    return min(good, default=None)


def coverage_at(threshold: float, scores: Sequence[float], right: Sequence[bool]) -> Coverage:
    """Say what share of questions a threshold answers, and how many of those are wrong."""
    certainty, wrong = _arrays(scores, right)
    passed = certainty >= threshold
    answered = int(passed.sum())
    return Coverage(
        threshold=threshold,
        coverage=answered / len(wrong) if len(wrong) else 0.0,
        error=float(wrong[passed].mean()) if answered else None,
        n=len(wrong),
    )


def _p_value(wrong: int, answered: int, error: float, growth: float) -> float:
    """Chance of so few errors, were the true share of errors just over the promised one."""
    with evaluation_extra():
        from scipy.stats import binom
    # Alike answers count as fewer: round so that they never look better than they are.
    return float(binom.cdf(np.ceil(wrong / growth), np.floor(answered / growth), error))


def _growth(
    wrong: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]", clusters: Sequence[str] | None
) -> float:
    if clusters is None:
        return 1.0
    return design_effect([float(value) for value in wrong], clusters).effect


def _arrays(
    scores: Sequence[float], right: Sequence[bool]
) -> tuple[
    "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]",
]:
    if len(scores) != len(right):
        raise ValueError("every answer needs its certainty and whether it was right")
    return np.asarray(scores, dtype=np.float64), ~np.asarray(right, dtype=np.bool_)
