"""How does a learning curve look? One SVG that needs nothing else."""

from collections.abc import Sequence

from jauap.evaluation.curve import Step

_WIDTH, _HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 16, 40


def draw_svg(steps: Sequence[Step], *, title: str) -> str:
    """Draw accuracy over pairs with its interval, and a dashed line for intents without pairs."""
    most = max((step.pairs for step in steps), default=0) or 1

    def x(pairs: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * pairs / most

    def y(share: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share)

    def path(points: Sequence[tuple[int, float]]) -> str:
        return " ".join(f"{x(pairs):.1f},{y(share):.1f}" for pairs, share in points)

    band = [(step.pairs, step.high) for step in steps]
    band += [(step.pairs, step.low) for step in reversed(steps)]
    line = [(step.pairs, step.accuracy) for step in steps]
    without = [
        (step.pairs, step.without_pairs.value) for step in steps if step.without_pairs is not None
    ]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{_escape(title)}</title>'
    ]
    for percent in (0, 25, 50, 75, 95, 100):
        at = y(percent / 100)
        parts.append(
            f'<path d="M{_LEFT} {at:.1f}H{_WIDTH - _RIGHT}" stroke="#ccc"/>'
            f'<text x="{_LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{percent} %</text>'
        )
    for pairs in sorted({0, most // 4, most // 2, 3 * most // 4, most}):
        parts.append(
            f'<text x="{x(pairs):.1f}" y="{_HEIGHT - 16}" text-anchor="middle">{pairs}</text>'
        )
    parts.append(f'<polygon points="{path(band)}" fill="#1a5fb4" opacity="0.18"/>')
    parts.append(f'<polyline points="{path(line)}" fill="none" stroke="#1a5fb4" stroke-width="2"/>')
    if len(without) > 1:
        parts.append(
            f'<polyline points="{path(without)}" fill="none" stroke="#555" stroke-width="1.5" '
            'stroke-dasharray="5 4"/>'
        )
    parts.append("</svg>")
    return "\n".join(parts)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
