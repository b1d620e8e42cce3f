"""Between which values does a share lie, when questions of one intent are alike?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jauap.evaluation.extra import evaluation_extra

FEW_CLUSTERS = 40
"""Below this many clusters a bootstrap is too narrow and Student's t is used."""

_RESAMPLES = 2000
_FEW_ERRORS = 5


class IntervalMethod(StrEnum):
    """How an interval was made."""

    WILSON = "wilson"
    CLUSTER_T = "cluster_t"
    CLUSTER_BOOTSTRAP = "cluster_bootstrap"
    WILSON_OF_CLUSTERS = "wilson_of_clusters"
    """Every cluster counts as one observation, for data almost without errors or successes."""


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A mean with its two-sided interval; all in the unit of the values."""

    value: float
    low: float
    high: float
    n: int
    """Observations, not clusters."""
    method: IntervalMethod


@dataclass(frozen=True, kw_only=True)
class DesignEffect:
    """How much less a clustered sample says than an independent one of the same size."""

    icc: float
    """Intraclass correlation by analysis of variance, at least 0."""
    effect: float
    """Factor >= 1 by which the variance of the mean grows; n / effect counts fully."""
    clusters: int


def interval(
    values: Sequence[float],
    clusters: Sequence[str],
    *,
    level: float = 0.95,
    seed: int = 0,
    resamples: int = _RESAMPLES,
) -> Interval:
    """Give the mean of values in [0, 1] with an interval that respects clusters.

    Wilson when every cluster is single and the values are 0 or 1, Student's t over clusters below
    40 of them, else a percentile bootstrap over clusters. Where fewer than five clusters err (or
    succeed), both would be too narrow and every cluster counts as one observation. Never narrower
    than independent observations would make it.

    Args:
        values: one per observation.
        clusters: the intent of each observation, aligned with values.

    Raises:
        ValueError: there are no values, they leave [0, 1], or the two lengths differ.
    """
    data = _Clustered.of(values, clusters)
    if data.count == data.n and data.is_binary:
        return wilson(round(data.total), data.n, level=level)
    if data.scarce < _FEW_ERRORS or data.count == 1:
        low, high = _wilson_bounds(data.mean, data.count, level)
        method = IntervalMethod.WILSON_OF_CLUSTERS
    elif data.count < FEW_CLUSTERS:
        low, high = _t_bounds(data, level)
        method = IntervalMethod.CLUSTER_T
    else:
        means = resampled_means(data.sums, data.sizes, seed=seed, resamples=resamples)
        low, high = _percentiles(means, level)
        method = IntervalMethod.CLUSTER_BOOTSTRAP
    if data.is_binary:
        # Intents that happen to err equally often must not look surer than independent cases.
        plain = wilson(round(data.total), data.n, level=level)
        low, high = min(low, plain.low), max(high, plain.high)
    return Interval(
        value=data.mean,
        low=min(data.mean, max(0.0, low)),
        high=max(data.mean, min(1.0, high)),
        n=data.n,
        method=method,
    )


def wilson(successes: int, n: int, *, level: float = 0.95) -> Interval:
    """Give a share of independent observations with its Wilson interval."""
    with evaluation_extra():
        from statsmodels.stats.proportion import proportion_confint
    if not 0 <= successes <= n or n == 0:
        raise ValueError(f"{successes} successes of {n} is no share")
    low, high = proportion_confint(successes, n, alpha=1 - level, method="wilson")
    share = successes / n
    return Interval(
        value=share,
        low=min(share, max(0.0, float(low))),
        high=max(share, min(1.0, float(high))),
        n=n,
        method=IntervalMethod.WILSON,
    )


def upper_bound(events: int, n: int, *, level: float = 0.95) -> float:
    """Give the one-sided Clopper-Pearson upper bound of a rate, as of unsafe answers."""
    with evaluation_extra():
        from scipy.stats import beta
    return 1.0 if events >= n else float(beta.ppf(level, events + 1, n - events))


def lower_bound(successes: int, n: int, *, level: float = 0.95) -> float:
    """Give the one-sided Clopper-Pearson lower bound of a share."""
    with evaluation_extra():
        from scipy.stats import beta
    return 0.0 if successes <= 0 else float(beta.ppf(1 - level, successes, n - successes + 1))


def design_effect(values: Sequence[float], clusters: Sequence[str]) -> DesignEffect:
    """Estimate how alike the observations of one cluster are.

    Source: one-way analysis of variance estimator with unequal cluster sizes (Donner 1986).
    """
    data = _Clustered.of(values, clusters)
    n, count, sizes = data.n, data.count, data.sizes
    weight = float((sizes**2).sum()) / n
    if count < 2 or count == n:
        return DesignEffect(icc=0.0, effect=1.0, clusters=count)
    means = data.sums / sizes
    between = float((sizes * (means - data.mean) ** 2).sum()) / (count - 1)
    within = float(((data.values - means[data.codes]) ** 2).sum()) / (n - count)
    typical = (n - weight) / (count - 1)
    spread = between + (typical - 1) * within
    icc = max(0.0, (between - within) / spread) if spread > 0 else 0.0
    return DesignEffect(icc=icc, effect=1 + (weight - 1) * icc, clusters=count)


def resampled_means(
    sums: NDArray[np.float64], sizes: NDArray[np.float64], *, seed: int, resamples: int = _RESAMPLES
) -> NDArray[np.float64]:
    """Draw clusters with replacement and give the mean over observations of each draw."""
    generator = np.random.default_rng(seed)
    count = len(sums)
    draws = generator.multinomial(count, np.full(count, 1 / count), size=resamples)
    means: NDArray[np.float64] = (draws @ sums) / (draws @ sizes)
    return means


@dataclass(frozen=True, kw_only=True)
class _Clustered:
    """Observations with their clusters as codes from 0."""

    values: NDArray[np.float64]
    codes: NDArray[np.intp]
    sums: NDArray[np.float64]
    sizes: NDArray[np.float64]

    @classmethod
    def of(cls, values: Sequence[float], clusters: Sequence[str]) -> "_Clustered":
        array = np.asarray(values, dtype=np.float64)
        if len(array) != len(clusters) or not len(array):
            raise ValueError(f"{len(array)} values and {len(clusters)} clusters give no interval")
        if not (np.isfinite(array).all() and array.min() >= 0 and array.max() <= 1):
            raise ValueError("values must lie in [0, 1]")
        codes = codes_of(clusters)
        return cls(
            values=array,
            codes=codes,
            sums=np.bincount(codes, weights=array).astype(np.float64),
            sizes=np.bincount(codes).astype(np.float64),
        )

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def count(self) -> int:
        return len(self.sizes)

    @property
    def total(self) -> float:
        return float(self.values.sum())

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def is_binary(self) -> bool:
        return bool(np.isin(self.values, (0.0, 1.0)).all())

    @property
    def scarce(self) -> int:
        """Clusters that hold the rarer of error and success."""
        means = self.sums / self.sizes
        return int(min((means < 1).sum(), (means > 0).sum()))


def codes_of(clusters: Sequence[str]) -> NDArray[np.intp]:
    """Number clusters from 0 in the order of their names."""
    return np.unique(np.asarray(clusters, dtype=str), return_inverse=True)[1].ravel()


def _t_bounds(data: _Clustered, level: float) -> tuple[float, float]:
    with evaluation_extra():
        from scipy.stats import t
    residuals = data.sums - data.sizes * data.mean
    variance = data.count / (data.count - 1) * float((residuals**2).sum()) / data.n**2
    half = float(t.ppf((1 + level) / 2, data.count - 1)) * variance**0.5
    return data.mean - half, data.mean + half


def _percentiles(means: NDArray[np.float64], level: float) -> tuple[float, float]:
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _wilson_bounds(share: float, n: int, level: float) -> tuple[float, float]:
    with evaluation_extra():
        from scipy.stats import norm
    z = float(norm.ppf((1 + level) / 2))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return middle - half, middle + half
