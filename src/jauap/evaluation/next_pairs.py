"""Where should the next ten pairs go? Intents in the order in which experts should look at them."""

import math
import random
from collections.abc import Sequence

from jauap.assistant import Declared
from jauap.intent import IntentState, priority, upper_error

RANDOM_SHARE = 0.2
"""Part of every list that is drawn by lot, so that no intent is out of sight for ever."""
_TEN = 10
_EXPONENT = 0.45
"""Exponent of the fall of errors with pairs; .41 to .45 were measured on banking questions."""


class NextPair(Declared):
    """One row of the table."""

    intent: str
    priority: float
    gain_per_ten: float
    """Share of all questions that ten more pairs are expected to put right."""
    pairs: int
    error: float
    """Upper bound of the share of wrong answers."""
    how_many: int
    """Pairs to write now."""
    is_random: bool
    """True when the lot chose it."""


def next_pairs(
    states: Sequence[IntentState], *, count: int = _TEN, most: int = 3, seed: int = 0
) -> tuple[NextPair, ...]:
    """Spread the next `count` pairs over intents: those without any first, a fifth by lot.

    Args:
        most: pairs an intent may get at once.
        seed: of the lot; the same seed and states give the same table.
    """
    ordered = sorted(states, key=lambda each: (each.pairs > 0, -priority(each), each.intent))
    by_lot = math.ceil(count * RANDOM_SHARE) if ordered else 0
    given: dict[str, int] = {}
    for state in _rounds(ordered, most)[: count - by_lot]:
        given[state.intent] = given.get(state.intent, 0) + 1
    chosen = set(given)
    lot = random.Random(seed)  # noqa: S311 - an order, not a secret
    rest = [state for state in ordered for _ in range(most - given.get(state.intent, 0))]
    for state in lot.sample(rest, min(by_lot, len(rest))):
        given[state.intent] = given.get(state.intent, 0) + 1
    return tuple(
        NextPair(
            intent=state.intent,
            priority=priority(state),
            gain_per_ten=_gain(state),
            pairs=state.pairs,
            error=upper_error(state),
            how_many=given[state.intent],
            is_random=state.intent not in chosen,
        )
        for state in ordered
        if state.intent in given
    )


def _rounds(ordered: Sequence[IntentState], most: int) -> list[IntentState]:
    """Give every intent without pairs one turn, then one to all by priority, and so on."""
    empty = [state for state in ordered if state.pairs == 0]
    ranked = sorted(ordered, key=lambda each: (-priority(each), each.intent))
    turns = list(empty)
    for turn in range(most):
        turns += [state for state in ranked if turn > 0 or state.pairs > 0]
    return turns


def _gain(state: IntentState) -> float:
    error = upper_error(state)
    after = error * math.pow((state.pairs + 1) / (state.pairs + 1 + _TEN), _EXPONENT)
    return state.traffic * (error - after)
