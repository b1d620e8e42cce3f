"""What does a person say of an answer? Given blind, changed or taken back by its author only."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jauap.annotation.queues import LEASE, Queues, save_unfinished
from jauap.language.personal import mask_personal
from jauap.person import Person
from jauap.retrieval.index import JsonValue
from jauap.storage.item_rows import Item, ItemState
from jauap.storage.items import Items
from jauap.storage.verdict_rows import Given, Judgement
from jauap.storage.verdicts import Receipt, Refusal
from jauap.verdict import Seat


@dataclass(frozen=True, kw_only=True)
class Mine:
    """One of a person's last verdicts."""

    given: Given
    item: Item
    can_undo: bool


def give_verdict(
    queues: Queues,
    person: Person,
    item_id: str,
    judgement: Judgement,
    *,
    version: int,
    key: str,
) -> Receipt | Refusal:
    """Take a verdict; two that agree close the item, doubt and danger send it to adjudication.

    Args:
        version: the item's, as the task showed it.
        key: of the request; the same key again gives the same receipt.
    """
    return queues.verdicts.give(
        write_id(person, key),
        item_id,
        person.id,
        masked(judgement),
        version=version,
        at=queues.now(),
    )


def revise_verdict(
    queues: Queues,
    person: Person,
    verdict_id: str,
    judgement: Judgement,
    *,
    version: int,
    key: str,
) -> Receipt | Refusal:
    """Put another verdict in the place of an own one; both stay in the list.

    Args:
        version: the verdict's revision, as the person saw it.
    """
    return _replace(queues, person, verdict_id, masked(judgement), revision=version, key=key)


def undo_verdict(queues: Queues, person: Person, verdict_id: str, *, key: str) -> Receipt | Refusal:
    """Take an own verdict back and have the item again; what was said of it is a draft now."""
    found = queues.verdicts.find(verdict_id)
    done = _replace(queues, person, verdict_id, Judgement(verdict=None), revision=None, key=key)
    if isinstance(done, Receipt) and found is not None:
        _draft_again(queues, person, found)
    return done


def last_verdicts(
    queues: Queues, items: Items, person: Person, assistant_id: str, *, most: int = 10
) -> Sequence[Mine]:
    """Give a person's last verdicts, newest first."""
    given = queues.verdicts.last_of(person.id, assistant_id, most=most)
    return [
        Mine(given=each, item=item, can_undo=_can_undo(queues, each, item))
        for each in given
        if (item := items.find(each.item_id)) is not None
    ]


def masked(judgement: Judgement) -> Judgement:
    """Take personal numbers and addresses out of what an expert wrote."""
    return replace(
        judgement,
        corrected=mask_personal(judgement.corrected).text,
        comment=mask_personal(judgement.comment).text,
        facts=tuple(mask_personal(each).text for each in judgement.facts),
    )


def write_id(person: Person, key: str) -> str:
    """Give the id of what a write adds: a repetition after a crash finds its own line."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"verdict:{person.id}:{key}"))


def _replace(
    queues: Queues,
    person: Person,
    verdict_id: str,
    judgement: Judgement,
    *,
    revision: int | None,
    key: str,
) -> Receipt | Refusal:
    at = queues.now()
    return queues.verdicts.replace(
        write_id(person, key),
        verdict_id,
        person.id,
        judgement,
        revision=revision,
        at=at,
        until=at + LEASE,
    )


def _draft_again(queues: Queues, person: Person, given: Given) -> None:
    work: dict[str, JsonValue] = {
        "verdict": given.verdict.value if given.verdict else "",
        "cause": given.cause.value if given.cause else "",
        "corrected": given.corrected,
        "chunk_ids": list(given.chunk_ids),
        "facts": list(given.facts),
        "comment": given.comment,
        "seconds": given.milliseconds / 1000,
    }
    save_unfinished(queues, person, given.item_id, work, version=0)


def _can_undo(queues: Queues, given: Given, item: Item) -> bool:
    if given.seat is Seat.ADJUDICATOR or item.state is ItemState.WITHDRAWN or not item.answer:
        return False
    if item.state is not ItemState.DONE:
        return True
    return all(each.seat is not Seat.ADJUDICATOR for each in queues.verdicts.of_item(item.id))
