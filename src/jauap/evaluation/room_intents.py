"""What does the room know of each intent? For the order of its queue and the next pairs."""

from collections import Counter
from collections.abc import Iterable, Mapping

from jauap.assistant import Level
from jauap.intent import IntentState
from jauap.storage.queue_counts import QueueCounts, Truth
from jauap.verdict import Verdict


def room_intents(
    counts: QueueCounts, assistant_id: str, *, harm: Level, pairs: Mapping[str, int] | None = None
) -> Mapping[str, IntentState]:
    """Say what is known of each intent: traffic and errors from the audit, pairs from the room.

    Chance drew the audited answers, so their intents show how often each is asked.

    Args:
        pairs: pairs in force by intent, when others than the room's own count too.
    """
    truths = counts.truths(assistant_id)
    held = counts.pairs_by_intent(assistant_id) if pairs is None else pairs
    weights = _traffic(truths)
    judged = Counter(each.intent for each in truths if each.verdict)
    wrong = Counter(each.intent for each in truths if each.verdict not in (None, Verdict.CORRECT))
    total = sum(weights.values()) or 1.0
    least = min(weights.values(), default=1.0)
    return {
        intent: IntentState(
            intent=intent,
            traffic=min(1.0, weights.get(intent, least) / total),
            asked=judged[intent],
            wrong=wrong[intent],
            pairs=held.get(intent, 0),
            harm=harm,
        )
        for intent in sorted({*weights, *held})
    }


def _traffic(truths: Iterable[Truth]) -> Mapping[str, float]:
    weights: dict[str, float] = {}
    for each in truths:
        weights[each.intent] = weights.get(each.intent, 0.0) + 1 / each.inclusion_prob
    return weights
