"""Do two experts see the same? Agreement that survives when nearly every answer is right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jauap.evaluation.extra import evaluation_extra

Scale = Literal["nominal", "ordinal"]

_RESAMPLES = 500


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How two raters agree on the same items; alpha and AC1 at most 1, 0 is chance."""

    alpha: float
    """Krippendorff's alpha; falls towards 0 when almost all answers are right."""
    alpha_low: float
    alpha_high: float
    ac1: float
    """Gwet's AC1, steady when almost all answers are right."""
    ac1_low: float
    ac1_high: float
    raw: float
    """Share of items on which both say the same."""
    n: int


def agreement(
    first: Sequence[float],
    second: Sequence[float],
    *,
    scale: Scale = "ordinal",
    level: float = 0.95,
    seed: int = 0,
    resamples: int = _RESAMPLES,
) -> Agreement:
    """Measure how two raters agree, with percentile bootstrap intervals by item.

    Args:
        first: rating of each item as a number; for an ordinal scale in its order.
        second: rating of the same items by the other rater.

    Raises:
        ValueError: fewer than two items, or lengths differ.
    """
    left, right = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if len(left) != len(right) or len(left) < 2:
        raise ValueError("agreement needs at least two items, each rated by both")
    generator = np.random.default_rng(seed)
    draws = generator.integers(0, len(left), size=(resamples, len(left)))

    def alpha(rows: NDArray[np.intp]) -> float:
        return krippendorff_alpha([left[rows].tolist(), right[rows].tolist()], scale=scale)

    def ac1(rows: NDArray[np.intp]) -> float:
        return gwet_ac1(left[rows].tolist(), right[rows].tolist())

    everything = np.arange(len(left))
    alpha_low, alpha_high = _bounds(alpha, draws, level)
    ac1_low, ac1_high = _bounds(ac1, draws, level)
    return Agreement(
        alpha=alpha(everything),
        alpha_low=alpha_low,
        alpha_high=alpha_high,
        ac1=ac1(everything),
        ac1_low=ac1_low,
        ac1_high=ac1_high,
        raw=float(np.mean(left == right)),
        n=len(left),
    )


def krippendorff_alpha(
    ratings: Sequence[Sequence[float | None]], *, scale: Scale = "ordinal"
) -> float:
    """Give Krippendorff's alpha of raters by items; None where a rater gave no rating.

    1.0 when only one category occurs: nobody disagreed.
    """
    with evaluation_extra():
        from truescore import krippendorff_alpha as alpha
    rows = [[np.nan if value is None else value for value in row] for row in ratings]
    return float(alpha(np.asarray(rows, dtype=np.float64), level=scale))


def gwet_ac1(first: Sequence[float], second: Sequence[float]) -> float:
    """Give Gwet's AC1 of two raters over the same items."""
    with evaluation_extra():
        from truescore import gwet_ac1 as ac1
    return float(ac1(np.asarray(first), np.asarray(second)))


def _bounds(
    statistic: Callable[[NDArray[np.intp]], float], draws: NDArray[np.intp], level: float
) -> tuple[float, float]:
    values = [statistic(rows) for rows in draws]
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
