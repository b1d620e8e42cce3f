"""How many answers must be judged before a number can say anything?"""

from dataclasses import dataclass

import numpy as np

from jauap.evaluation.extra import evaluation_extra


@dataclass(frozen=True, kw_only=True)
class FixedPlan:
    """A release test laid down before the first answer is judged: one look, at n answers."""

    n: int
    least_correct: int | None
    """Fewest correct answers that prove the target; None when not even n of n do."""
    target: float
    level: float


def fixed_plan(n: int, *, target: float = 0.95, level: float = 0.95) -> FixedPlan:
    """Say how many of n answers must be correct for the lower bound to reach the target."""
    with evaluation_extra():
        from scipy.stats import binom
    # The exact lower bound of k of n reaches the target when k or more would be that rare under it.
    least = int(binom.ppf(level, n, target)) + 1
    return FixedPlan(n=n, least_correct=least if least <= n else None, target=target, level=level)


def power_of(plan: FixedPlan, true: float) -> float:
    """Give the chance that a system of true accuracy `true` passes the plan."""
    with evaluation_extra():
        from scipy.stats import binom
    if plan.least_correct is None:
        return 0.0
    return float(binom.sf(plan.least_correct - 1, plan.n, true))


def answers_needed(
    true: float, *, target: float = 0.95, level: float = 0.95, power: float = 0.8, most: int = 6000
) -> int | None:
    """Give the least n from which on a fixed plan has the power; None when `most` is not enough.

    Power saws up and down with n; the least n is the first that reaches it.
    """
    with evaluation_extra():
        from scipy.stats import binom
    sizes = np.arange(1, most + 1)
    least = binom.ppf(level, sizes, target) + 1
    chances = np.where(least <= sizes, binom.sf(least - 1, sizes, true), 0.0)
    enough = np.flatnonzero(chances >= power)
    return int(sizes[enough[0]]) if len(enough) else None


def detectable_effect(
    n: int, discordance: float, *, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Give the smallest difference of two runs over the same n cases that would be noticed.

    Args:
        n: cases that count fully: divide clustered cases by their design effect first.
        discordance: share of cases in which the two runs differ, in (0, 1].
    """
    with evaluation_extra():
        from truescore import min_detectable_effect
    if n < 2:
        return 1.0
    share = min(1.0, max(discordance, 1 / n))
    return min(
        1.0, float(min_detectable_effect(n, discordance_rate=share, alpha=alpha, power=power))
    )


def cases_needed(
    effect: float, discordance: float, *, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Give how many cases both runs must share for a difference of `effect` to be noticed."""
    with evaluation_extra():
        from truescore import required_pairs
    return int(required_pairs(effect, discordance_rate=discordance, alpha=alpha, power=power))
