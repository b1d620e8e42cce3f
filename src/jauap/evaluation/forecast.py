"""How many pairs will it take? A power law through the curve, for planning and never as proof."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jauap.assistant import Declared
from jauap.evaluation.extra import evaluation_extra

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FURTHEST = 4.0
"""Times the pairs there are now beyond which nothing is forecast."""

_LEAST_STEPS = 4


class Forecast(Declared):
    """A conservative planning figure: error(n) = floor + scale * n ** -exponent."""

    target: float
    """Wanted share of right answers."""
    floor: float
    scale: float
    exponent: float
    pairs: int | None
    """Pairs the target takes; None when it is not reachable or too far ahead."""
    low: int | None
    """Least and most pairs over the single orders; None when one of them does not get there."""
    high: int | None
    is_reachable: bool
    """False when pairs of the same kind leave too many errors however many there are."""
    verdict: str


def forecast(
    sizes: Sequence[int], errors: Sequence[Sequence[float]], *, target: float = 0.95
) -> Forecast | None:
    """Fit the power law to the mean over orders, and to each order for the interval.

    Args:
        sizes: numbers of pairs, ascending; 0 is left out.
        errors: one row an order of pairs, its share of wrong answers at each size.

    Returns:
        None when fewer than four sizes say anything.
    """
    places = [at for at, size in enumerate(sizes) if size > 0]
    if len(places) < _LEAST_STEPS or not errors:
        return None
    used = [float(sizes[at]) for at in places]
    rows = [[row[at] for at in places] for row in errors]
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    floor, scale, exponent = _power_law(used, mean)
    wanted = 1 - target
    is_reachable = floor < wanted
    limit = FURTHEST * used[-1]
    single = [_pairs_for(wanted, *_power_law(used, row)) for row in rows]
    reached = sorted(need for need in single if need is not None and need <= limit)
    is_sure = len(reached) == len(rows)
    need = _pairs_for(wanted, floor, scale, exponent)
    is_near = need is not None and need <= limit
    return Forecast(
        target=target,
        floor=floor,
        scale=scale,
        exponent=exponent,
        pairs=math.ceil(need) if need is not None and is_near else None,
        low=math.ceil(reached[0]) if is_sure else None,
        high=math.ceil(reached[-1]) if is_sure else None,
        is_reachable=is_reachable,
        verdict=_verdict(is_reachable=is_reachable, is_near=is_near),
    )


def _power_law(sizes: Sequence[float], errors: Sequence[float]) -> tuple[float, float, float]:
    with evaluation_extra():
        from scipy.optimize import curve_fit

    import numpy as np

    def law(
        n: "NDArray[np.float64]", floor: float, scale: float, exponent: float
    ) -> "NDArray[np.float64]":
        return floor + scale * np.power(n, -exponent)

    first = max(errors[0], 1e-3)
    found, _ = curve_fit(
        law,
        np.asarray(sizes),
        np.asarray(errors),
        p0=(min(errors) / 2, first * sizes[0] ** 0.4, 0.4),
        bounds=([0.0, 0.0, 0.01], [1.0, 100.0, 3.0]),
        maxfev=20_000,
    )
    floor, scale, exponent = (float(each) for each in found)
    return floor, scale, exponent


def _pairs_for(error: float, floor: float, scale: float, exponent: float) -> float | None:
    if floor >= error:
        return None
    return float((scale / (error - floor)) ** (1 / exponent))


def _verdict(*, is_reachable: bool, is_near: bool) -> str:
    if not is_reachable:
        return "not reachable with more pairs of this kind"
    if not is_near:
        return "further away than four times the pairs there are; no figure is given"
    return "conservative planning figure, not a promise"
