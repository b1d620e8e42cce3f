"""May one look again every week? Bounds that hold at every look at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jauap.evaluation.extra import evaluation_extra

_STEPS = 40


@dataclass(frozen=True, kw_only=True)
class ConfidenceSequence:
    """A lower bound of a share after each observation; all bounds hold together at the level."""

    value: float
    """Mean of all observations, weighted when their inclusion probabilities differ."""
    low: float
    """The greatest lower bound so far."""
    n: int
    level: float


def confidence_sequence(
    values: Sequence[float],
    *,
    level: float = 0.95,
    inclusion: Sequence[float] | None = None,
    least_inclusion: float | None = None,
) -> ConfidenceSequence:
    """Bound a share from below so that it may be looked at after every observation.

    Right-or-wrong values drawn with equal chances are tested by an even mixture of likelihood
    ratios (Robbins 1970). Others get the empirical-Bernstein sequence of Waudby-Smith and Ramdas
    (2024): unequal inclusion probabilities weigh the observations inversely, and each candidate
    share m is tested by the sequence of the weighted differences from m.

    Args:
        values: in [0, 1], in the order in which they were drawn.
        inclusion: probability in (0, 1] with which each was drawn; None means all equal.
        least_inclusion: smallest probability the plan allows, laid down beforehand.

    Raises:
        ValueError: a probability is under the least one, or lengths differ.
    """
    data = np.asarray(values, dtype=np.float64)
    if not len(data):
        return ConfidenceSequence(value=0.0, low=0.0, n=0, level=level)
    weights = _weights(inclusion, len(data), least_inclusion)
    mean = float((weights * data).sum() / weights.sum())
    is_plain = bool((weights == weights[0]).all())
    if is_plain and bool(np.isin(data, (0.0, 1.0)).all()):
        low = float(_mixture_lows(data, level).max())
    else:
        top = float(weights.max()) if least_inclusion is None else 1 / least_inclusion
        low = _inverted(data, weights / top, level)
    return ConfidenceSequence(value=mean, low=max(0.0, low), n=len(data), level=level)


def first_proof(values: Sequence[float], target: float, *, level: float = 0.95) -> int | None:
    """Give the number of right-or-wrong answers after which the target is first proven."""
    if not values:
        return None
    evidence = _log_evidence(np.asarray(values, dtype=np.float64), np.full(len(values), target))
    reached = np.flatnonzero(evidence >= -np.log(1 - level))
    return int(reached[0]) + 1 if len(reached) else None


def _log_evidence(data: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh all true shares above `shares` against it, after each observation.

    The likelihood ratio, averaged evenly over the shares above, never exceeds 1 / a with a chance
    over a while the true share is not above (Ville's inequality).
    """
    with evaluation_extra():
        from scipy.special import betaincc, betaln
    right = np.cumsum(data)
    wrong = np.arange(1, len(data) + 1) - right
    with np.errstate(divide="ignore"):
        above = np.log(betaincc(right + 1, wrong + 1, shares))
    evidence: NDArray[np.float64] = (
        betaln(right + 1, wrong + 1)
        + above
        - right * np.log(shares)
        - (wrong + 1) * np.log1p(-shares)
    )
    return evidence


def _mixture_lows(data: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    below = np.zeros(len(data))
    above = np.cumsum(data) / np.arange(1, len(data) + 1)
    above = np.minimum(above, 1 - 1e-12)
    for _ in range(_STEPS):
        middle = np.maximum((below + above) / 2, 1e-300)
        is_excluded = _log_evidence(data, middle) >= -np.log(1 - level)
        below = np.where(is_excluded, middle, below)
        above = np.where(is_excluded, above, middle)
    return below


def _bernstein_low(data: NDArray[np.float64], bounds: tuple[float, float], level: float) -> float:
    with evaluation_extra():
        from truescore import confidence_sequence as sequence
    return float(sequence(data, alpha=1 - level, bounds=bounds, one_sided=True).low)


def _inverted(data: NDArray[np.float64], shares: NDArray[np.float64], level: float) -> float:
    """Find the greatest m that is still excluded from below, by halving."""
    below, above = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (below + above) / 2
        if _bernstein_low(shares * (data - middle), (-middle, 1 - middle), level) > 0:
            below = middle
        else:
            above = middle
    return below


def _weights(inclusion: Sequence[float] | None, n: int, least: float | None) -> NDArray[np.float64]:
    if inclusion is None:
        return np.ones(n)
    chances = np.asarray(inclusion, dtype=np.float64)
    if len(chances) != n:
        raise ValueError(f"{len(chances)} inclusion probabilities for {n} values")
    floor = least or 0.0
    if not ((chances > 0).all() and (chances <= 1).all() and (chances >= floor).all()):
        raise ValueError(f"an inclusion probability is not in [{floor}, 1]")
    return 1 / chances
