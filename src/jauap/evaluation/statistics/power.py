"""How many answers must be judged before a number can say anything?"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from jauap.evaluation.extra import evaluation_extra
from jauap.evaluation.statistics.interval import lower_bound


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
    first = int(binom.ppf(level, n, target))
    proven = (
        right
        for right in range(max(0, first - 2), n + 1)
        if lower_bound(right, n, level=level) >= target
    )
    return FixedPlan(n=n, least_correct=next(proven, None), target=target, level=level)


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
    for n in _sizes(target, level, most):
        plan = fixed_plan(n, target=target, level=level)
        if power_of(plan, true) >= power:
            return n
    return None


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


def _sizes(target: float, level: float, most: int) -> Iterable[int]:
    # With fewer answers not even all of them being correct proves the target.
    return range(math.ceil(math.log(1 - level) / math.log(target)), most + 1)
