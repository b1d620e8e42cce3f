"""Is one run really better than another, and which questions did it fix or break?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jauap.evaluation.extra import evaluation_extra
from jauap.evaluation.statistics.interval import (
    FEW_CLUSTERS,
    codes_of,
    lower_bound,
    resampled_means,
    upper_bound,
)
from jauap.evaluation.statistics.power import detectable_effect

_RESAMPLES = 2000
_FEW_CHANGED = 5


class ComparisonMethod(StrEnum):
    """How two runs were compared."""

    MCNEMAR_MID_P = "mcnemar_mid_p"
    CLUSTER_T = "cluster_t"
    CLUSTER_BOOTSTRAP = "cluster_bootstrap"
    EXACT_OF_CLUSTERS = "exact_of_clusters"
    """Every intent counts once, where fewer than five intents changed."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What changed between two runs over the same cases; positive is better."""

    difference: float
    low: float
    high: float
    p: float
    """Two-sided; of clusters when cases of one intent repeat, else McNemar's mid-p."""
    fixed: tuple[int, ...]
    """Positions of the cases that became right, ascending."""
    broken: tuple[int, ...]
    least_detectable: float
    """Smallest true difference that this many cases would notice four times in five."""
    n: int
    effective: float
    """Cases that count fully, after the likeness of cases within an intent."""
    method: ComparisonMethod


def compare(
    before: Sequence[float],
    after: Sequence[float],
    clusters: Sequence[str],
    *,
    level: float = 0.95,
    seed: int = 0,
    resamples: int = _RESAMPLES,
) -> Comparison:
    """Compare two runs case by case, by intent where intents repeat.

    Args:
        before: value in [0, 1] of each case in the earlier run.
        after: value of the same cases, in the same order.
        clusters: intent of each case.

    Raises:
        ValueError: the three lengths differ or are zero.
    """
    first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if not len(first) == len(second) == len(clusters) or not len(first):
        raise ValueError("two runs are compared over the same cases, at least one")
    values = second - first
    codes = codes_of(clusters)
    change = _Change(
        values=values,
        sums=np.bincount(codes, weights=values).astype(np.float64),
        sizes=np.bincount(codes).astype(np.float64),
    )
    spread = _spread(change, level=level, seed=seed, resamples=resamples)
    is_binary = bool(np.isin(np.concatenate([first, second]), (0.0, 1.0)).all())
    method, p = spread.method, spread.p
    if change.count == change.n and is_binary:
        method, p = ComparisonMethod.MCNEMAR_MID_P, mcnemar(before, after)
    # Two unchanged runs may still differ on the next case: never plan with a share of zero.
    discordance = (np.count_nonzero(values) + 2) / (change.n + 4)
    return Comparison(
        difference=change.mean,
        low=spread.low,
        high=spread.high,
        p=p,
        fixed=tuple(int(place) for place in np.flatnonzero(values > 0)),
        broken=tuple(int(place) for place in np.flatnonzero(values < 0)),
        least_detectable=detectable_effect(int(change.effective), discordance),
        n=change.n,
        effective=change.effective,
        method=method,
    )


def mcnemar(before: Sequence[float], after: Sequence[float], *, exact: bool = False) -> float:
    """Give McNemar's two-sided p for independent right-or-wrong cases: mid-p, or exact."""
    with evaluation_extra():
        from truescore import mcnemar as test
    outcomes = [[int(value) for value in side] for side in (after, before)]
    return float(test(outcomes[0], outcomes[1], midp=not exact).p_value)


def significant_slices(ps: Sequence[float], *, rate: float = 0.05) -> tuple[bool, ...]:
    """Say which of many slices differ, at most `rate` of those named being false alarms.

    Source: Benjamini and Hochberg (1995).
    """
    with evaluation_extra():
        from scipy.stats import false_discovery_control
    if not ps:
        return ()
    adjusted = false_discovery_control(np.asarray(ps, dtype=np.float64), method="bh")
    return tuple(bool(value <= rate) for value in adjusted)


@dataclass(frozen=True, kw_only=True)
class _Spread:
    low: float
    high: float
    p: float
    method: ComparisonMethod


@dataclass(frozen=True, kw_only=True)
class _Change:
    """The differences of all cases and of each intent."""

    values: NDArray[np.float64]
    sums: NDArray[np.float64]
    sizes: NDArray[np.float64]

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def count(self) -> int:
        return len(self.sizes)

    @property
    def mean(self) -> float:
        return float(self.values.mean())

    @property
    def variance(self) -> float:
        """Variance of the mean, intents being independent and cases within one not."""
        residuals = self.sums - self.sizes * self.mean
        return self.count / (self.count - 1) * float((residuals**2).sum()) / self.n**2

    @property
    def effective(self) -> float:
        """Cases that count fully."""
        if self.count in (1, self.n):
            return float(self.count)
        plain = float(self.values.var(ddof=1)) / self.n
        grows = self.variance / plain if plain else 1.0
        return self.n / max(1.0, grows)


def _spread(change: _Change, *, level: float, seed: int, resamples: int) -> _Spread:
    if np.count_nonzero(change.sums) < _FEW_CHANGED or change.count < 2:
        return _exact_spread(change, level)
    if change.count < FEW_CLUSTERS:
        return _t_spread(change, level)
    means = resampled_means(change.sums, change.sizes, seed=seed, resamples=resamples)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    tail = min(float(np.mean(means <= 0)), float(np.mean(means >= 0)))
    return _Spread(
        low=float(low),
        high=float(high),
        p=min(1.0, 2 * max(tail, 1 / (resamples + 1))),
        method=ComparisonMethod.CLUSTER_BOOTSTRAP,
    )


def _t_spread(change: _Change, level: float) -> _Spread:
    with evaluation_extra():
        from scipy.stats import t
    error = change.variance**0.5
    half = float(t.ppf((1 + level) / 2, change.count - 1)) * error
    return _Spread(
        low=max(-1.0, change.mean - half),
        high=min(1.0, change.mean + half),
        p=2 * float(t.sf(abs(change.mean) / error, change.count - 1)) if error else 0.0,
        method=ComparisonMethod.CLUSTER_T,
    )


def _exact_spread(change: _Change, level: float) -> _Spread:
    """Count every intent once: with a handful of changes nothing finer can be said."""
    better, worse = int((change.sums > 0).sum()), int((change.sums < 0).sum())
    sided = (1 + level) / 2
    low = lower_bound(better, change.count, level=sided) - upper_bound(
        worse, change.count, level=sided
    )
    high = upper_bound(better, change.count, level=sided) - lower_bound(
        worse, change.count, level=sided
    )
    return _Spread(
        low=min(low, change.mean),
        high=max(high, change.mean),
        p=mcnemar([1] * worse + [0] * better, [0] * worse + [1] * better)
        if better + worse
        else 1.0,
        method=ComparisonMethod.EXACT_OF_CLUSTERS,
    )
