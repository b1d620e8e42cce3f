"""Has this week's traffic, or the judge, become another one?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jauap.evaluation.extra import evaluation_extra


@dataclass(frozen=True, kw_only=True)
class Drift:
    """One weekly question: does this week differ from the weeks before?"""

    signal: str
    """What was watched, as in refusals, languages, topics, scores."""
    p: float
    size: float
    """Effect in [0, 1]: Cramér's V of a mix, or the greatest gap of two distributions."""
    n_before: int
    n_now: int


@dataclass(frozen=True, kw_only=True)
class JudgeDrift:
    """How a judge's verdicts on the same anchor answers changed."""

    before: float
    """Share of anchors on which the judge agreed with the experts, at first."""
    now: float
    p: float
    """Two-sided p of no change in agreement."""
    flipped: float
    """Share of anchors whose verdict changed at all."""
    n: int


def mix_drift(signal: str, before: Mapping[str, int], now: Mapping[str, int]) -> Drift:
    """Compare two mixes of kinds, such as languages or outcomes, by their counts."""
    with evaluation_extra():
        from scipy.stats import chi2_contingency
    kinds = sorted({kind for mix in (before, now) for kind, count in mix.items() if count})
    table = np.asarray([[mix.get(kind, 0) for kind in kinds] for mix in (before, now)])
    n_before, n_now = (int(row.sum()) for row in table) if kinds else (0, 0)
    if len(kinds) < 2 or not n_before or not n_now:
        return Drift(signal=signal, p=1.0, size=0.0, n_before=n_before, n_now=n_now)
    result = chi2_contingency(table, correction=False)
    return Drift(
        signal=signal,
        p=float(result.pvalue),
        size=float((result.statistic / table.sum()) ** 0.5),
        n_before=n_before,
        n_now=n_now,
    )


def score_drift(signal: str, before: Sequence[float], now: Sequence[float]) -> Drift:
    """Compare two distributions of a score by Kolmogorov and Smirnov."""
    with evaluation_extra():
        from scipy.stats import ks_2samp
    if not before or not now:
        return Drift(signal=signal, p=1.0, size=0.0, n_before=len(before), n_now=len(now))
    result = ks_2samp(before, now)
    return Drift(
        signal=signal,
        p=float(result.pvalue),
        size=float(result.statistic),
        n_before=len(before),
        n_now=len(now),
    )


def accuracy_alarm(
    right: Sequence[bool],
    defended: float,
    *,
    window: int,
    planned_windows: int,
    alpha: float = 0.05,
) -> int | None:
    """Say after how many audited answers the accuracy was seen to fall under `defended`.

    Each window is watched answer by answer; over all planned windows a false alarm has at most the
    chance alpha. None means no alarm.
    """
    with evaluation_extra():
        from truescore import windowed_exclusion
    if len(right) < window:
        return None
    place = windowed_exclusion(
        np.asarray(right, dtype=np.float64),
        defended,
        window=window,
        alpha=alpha,
        direction="below",
        planned_windows=planned_windows,
    )
    return None if place is None else int(place)


def judge_drift(before: Sequence[bool], now: Sequence[bool], truth: Sequence[bool]) -> JudgeDrift:
    """Compare a judge's verdicts of two moments on the same answers with known truth.

    Raises:
        ValueError: lengths differ or there are no anchors.
    """
    with evaluation_extra():
        from truescore import judge_drift as drift
    made = drift(*(np.asarray(side, dtype=np.int64) for side in (before, now, truth)))
    return JudgeDrift(
        before=float(made.baseline_agreement),
        now=float(made.current_agreement),
        p=float(made.p_value),
        flipped=float(made.flip_rate),
        n=len(truth),
    )
