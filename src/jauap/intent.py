"""How much does it matter that experts look at an intent? Traffic, errors, doubt and harm."""

import math
from dataclasses import dataclass

from jauap.assistant import Level

HARM = {Level.LOW: 1.0, Level.MEDIUM: 2.0, Level.HIGH: 4.0}
"""Weight of an error by the harm it can do."""
_Z = 1.96


@dataclass(frozen=True, kw_only=True)
class IntentState:
    """What is known about one intent."""

    intent: str
    traffic: float
    """Share of all questions, in [0, 1]."""
    asked: int
    """Audited questions."""
    wrong: int
    pairs: int
    margin: float = 0.0
    """Mean certainty of its answers, in [0, 1]; 0 means always in doubt."""
    harm: Level = Level.LOW


def priority(state: IntentState) -> float:
    """Weigh an intent: traffic, how wrong it may be, how unsure it is, and the harm of an error."""
    return state.traffic * upper_error(state) * (1 - state.margin) * HARM[state.harm]


def upper_error(state: IntentState) -> float:
    """Give the Wilson upper bound of the share of wrong answers; 1 when nobody looked yet."""
    n = state.asked
    if n == 0:
        return 1.0
    share, square = state.wrong / n, _Z * _Z
    middle = share + square / (2 * n)
    spread = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return min(1.0, (middle + spread) / (1 + square / n))
