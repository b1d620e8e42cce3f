"""What is an expert's look worth? The order of the improve queue."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from jauap.assistant import Level
from jauap.intent import HARM, IntentState, priority
from jauap.storage.item_rows import Item, NewItem

_HIGHEST = max(HARM.values())
_WITHOUT_PAIRS = 1.0
_SAID_WRONG = 2.0
_DAY = 86_400.0


def worth(
    item: NewItem,
    state: IntentState | None,
    *,
    now: datetime,
    said_wrong: bool = False,
    harm: Level = Level.LOW,
) -> float:
    """Weigh an item: traffic x error x doubt x harm / age, in [0, 1], and two steps above that.

    An intent without any pair stands a step above those with pairs, and what a citizen called
    wrong two steps above the rest. An intent nobody knows yet counts as having no pair.
    """
    known = state or IntentState(intent=item.intent, traffic=0.01, asked=0, wrong=0, pairs=0)
    doubted = replace(known, margin=item.confidence or 0.0, harm=state.harm if state else harm)
    days = max(0.0, (now - item.answered_at).total_seconds() / _DAY)
    weighed = priority(doubted) / _HIGHEST / (1 + days)
    steps = (_WITHOUT_PAIRS if known.pairs == 0 else 0.0) + (_SAID_WRONG if said_wrong else 0.0)
    return min(1.0, weighed) + steps


def reordered(
    waiting: tuple[Item, ...],
    states: Mapping[str, IntentState],
    *,
    said_wrong: frozenset[str],
    now: datetime,
    harm: Level = Level.LOW,
) -> Mapping[str, float]:
    """Give what each waiting item is worth now, by its id.

    Args:
        said_wrong: ids of items whose answer a citizen called wrong.
    """
    return {
        item.id: worth(
            item, states.get(item.intent), now=now, said_wrong=item.id in said_wrong, harm=harm
        )
        for item in waiting
    }
