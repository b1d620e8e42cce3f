"""What follows from verdicts? Two who agree decide; doubt and danger go to an adjudicator."""

from collections.abc import Sequence

from jauap.storage.item_rows import Item, ItemState, NewItem, Origin, Queue
from jauap.storage.verdicts import Rules
from jauap.verdict import Verdict

LEAD = "lead"
"""Role that owns what is to be mended."""


def settle(given: Sequence[Verdict], wanted: int) -> tuple[ItemState, Verdict | None]:
    """Tell where an item stands after its blind verdicts, and which verdict counts.

    It stays open until all seats are filled. Any `unsafe`, or two that differ, go to adjudication.
    """
    if len(given) < wanted:
        return ItemState.OPEN, None
    if Verdict.UNSAFE in given or len(set(given)) > 1:
        return ItemState.ADJUDICATION, None
    return ItemState.DONE, given[0]


def follow(item: Item, was_adjudicated: bool) -> NewItem | None:
    """Give the item with which an audited answer that was not correct is mended.

    It goes to the other queue, with an expert who starts anew: the audit's verdict stays as it is.
    """
    if item.queue is not Queue.AUDIT or item.state is not ItemState.DONE:
        return None
    if item.final in (None, Verdict.CORRECT) or not item.answer:
        return None
    return NewItem(
        assistant_id=item.assistant_id,
        queue=Queue.IMPROVE,
        origin=Origin.DISAGREEMENT if was_adjudicated else Origin.AUDIT,
        code=item.code,
        system=item.system,
        question=item.question,
        language=item.language,
        topic=item.topic,
        intent=item.intent,
        answer=item.answer,
        outcome=item.outcome,
        citations=item.citations,
        passages=item.passages,
        confidence=item.confidence,
        priority=1.0,
        owner=LEAD,
        answered_at=item.answered_at,
    )


RULES = Rules(settle=settle, follow=follow)
"""The room's rules, as the store applies them."""
