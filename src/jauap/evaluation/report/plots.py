"""Where does each mark of a plot stand? Coordinates for inline SVG, no library."""

from collections.abc import Sequence
from dataclasses import dataclass

from jauap.evaluation.report.build import CurvePoint
from jauap.evaluation.report.figures import Slice

WIDTH = 640.0
_LEFT, _RIGHT = 190.0, 70.0
_ROW = 28.0
_TOP = 8.0
CURVE_HEIGHT = 260.0
_CURVE_LEFT, _CURVE_BOTTOM = 46.0, 34.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One share with its interval, as a dot on a line."""

    label: str
    y: float
    x: float
    low: float
    high: float
    text: str
    is_small: bool


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Shares under one another, from 0 to 1."""

    height: float
    ticks: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The learning curve: a band, a line and its axes."""

    line: str
    band: str
    dots: tuple[tuple[float, float], ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]


def plot_slices(slices: Sequence[Slice], labels: Sequence[str]) -> Bars:
    """Place the accuracy of slices that have one; labels stand beside them."""
    drawn = [
        (each.figure, label)
        for each, label in zip(slices, labels, strict=True)
        if each.figure.value is not None
    ]
    bars = tuple(
        Bar(
            label=label,
            y=_TOP + _ROW * (place + 0.5),
            x=_across(figure.value or 0.0),
            low=_across(figure.low or 0.0),
            high=_across(figure.high or 0.0),
            text=f"{100 * (figure.value or 0.0):.0f} % (n={figure.n})",
            is_small=figure.is_small,
        )
        for place, (figure, label) in enumerate(drawn)
    )
    ticks = tuple((_across(share / 100), f"{share} %") for share in (0, 25, 50, 75, 100))
    return Bars(height=_TOP + _ROW * len(bars) + 24, ticks=ticks, bars=bars)


def plot_curve(points: Sequence[CurvePoint]) -> Curve | None:
    """Place a learning curve; None for fewer than two points."""
    if len(points) < 2:
        return None
    ordered = sorted(points, key=lambda point: point.pairs)
    most = max(1, ordered[-1].pairs)

    def x(pairs: int) -> float:
        return _CURVE_LEFT + (WIDTH - _CURVE_LEFT - 20) * pairs / most

    line = [(x(each.pairs), _down(each.accuracy)) for each in ordered]
    band = [(x(each.pairs), _down(each.high)) for each in ordered]
    band += [(x(each.pairs), _down(each.low)) for each in reversed(ordered)]
    steps = sorted({0, most // 4, most // 2, 3 * most // 4, most})
    return Curve(
        line=_path(line),
        band=_path(band),
        dots=tuple(line),
        x_ticks=tuple((x(each), str(each)) for each in steps),
        y_ticks=tuple((_down(share / 100), f"{share} %") for share in (0, 25, 50, 75, 100)),
    )


def _across(share: float) -> float:
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * share, 1)


def _down(share: float) -> float:
    return round(10 + (CURVE_HEIGHT - 10 - _CURVE_BOTTOM) * (1 - share), 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
