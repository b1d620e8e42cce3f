"""What do citizens say of answers, and what became of it? One word for each answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, exists, select

from jauap.storage.insert_once import insert_once
from jauap.storage.item_rows import Item, ItemState, NewItem, Queue
from jauap.storage.items import add_item, item_id_of, read_item
from jauap.storage.pair_tables import held_pairs, pair_steps
from jauap.storage.queue_tables import feedback, leases, unfinished, verdicts
from jauap.storage.records import storable
from jauap.storage.store import Store
from jauap.verdict import Verdict


class FeedbackKind(StrEnum):
    """What a citizen says of an answer."""

    HELPED = "helped"
    DID_NOT_HELP = "did_not_help"
    WRONG = "wrong"


class FeedbackState(StrEnum):
    """What became of it."""

    RECEIVED = "received"
    IN_WORK = "in_work"
    """An expert has it, or has judged it and a better answer is being written."""
    MENDED = "mended"
    """A pair written from it is in force."""
    CONFIRMED = "confirmed"
    """Experts judged the answer to be correct."""
    CLOSED = "closed"
    """Nothing is to be done, or it can no longer be judged."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One citizen's word on one answer."""

    code: str
    assistant_id: str
    kind: FeedbackKind
    reason: str
    """One of a fixed list; empty when none was chosen."""
    words: str
    """Masked; for staff only."""
    owner: str
    """Role that looks after it."""
    item_id: str
    """The item in the improve queue; empty when there is none."""
    at: datetime
    may_be_read: bool
    """True when the answer's text came along and fits the label."""


class Feedback:
    """Keeps what citizens say; safe to share between threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, said: Said, item: NewItem | None, *, at: datetime) -> Said:
        """Keep the first word on an answer and its item; give the one that is kept.

        An answer that waits in the improve queue already gets no second item.
        """
        item_id = item_id_of(item.assistant_id, Queue.IMPROVE, item.code) if item else ""
        row = {
            "code": said.code,
            "assistant_id": said.assistant_id,
            "kind": said.kind.value,
            "reason": said.reason,
            "words": storable(said.words),
            "owner": said.owner,
            "item_id": item_id,
            "at": at,
            "may_be_read": said.may_be_read,
        }
        with self._store.write() as connection:
            if insert_once(connection, feedback, row) and item is not None:
                add_item(connection, item, at=at)
            found = _find(connection, said.code)
        return found or said

    def find(self, code: str) -> Said | None:
        """Give what was said of an answer."""
        with self._store.read() as connection:
            return _find(connection, code)

    def state_of(self, said: Said) -> FeedbackState:
        """Tell what became of a citizen's word."""
        with self._store.read() as connection:
            return _state(connection, said)

    def of_items(self, item_ids: Sequence[str]) -> dict[str, Said]:
        """Give what citizens said about the answers of items, by the item's id."""
        wanted = select(feedback).where(feedback.c.item_id.in_(item_ids))
        with self._store.read() as connection:
            found = [_said_of(row) for row in connection.execute(wanted).mappings()]
        return {each.item_id: each for each in found}

    def since(self, assistant_id: str, since: datetime) -> tuple[tuple[Said, FeedbackState], ...]:
        """Give what was said of one assistant's answers since a moment, and what became of it."""
        wanted = (
            select(feedback)
            .where(feedback.c.assistant_id == assistant_id, feedback.c.at >= since)
            .order_by(feedback.c.at)
        )
        with self._store.read() as connection:
            found = [_said_of(row) for row in connection.execute(wanted).mappings()]
            return tuple((each, _state(connection, each)) for each in found)


def _find(connection: Connection, code: str) -> Said | None:
    row = connection.execute(select(feedback).where(feedback.c.code == code)).mappings().first()
    return _said_of(row) if row else None


def _state(connection: Connection, said: Said) -> FeedbackState:
    item = read_item(connection, said.item_id) if said.item_id else None
    if item is None:
        return FeedbackState.CLOSED
    if _is_mended(connection, item):
        return FeedbackState.MENDED
    match item.state:
        case ItemState.WITHDRAWN:
            return FeedbackState.CLOSED
        case ItemState.DONE if item.final is Verdict.CORRECT:
            return FeedbackState.CONFIRMED
        case ItemState.DONE | ItemState.ADJUDICATION:
            return FeedbackState.IN_WORK
        case _:
            touched = _is_touched(connection, item)
            return FeedbackState.IN_WORK if touched else FeedbackState.RECEIVED


def _is_mended(connection: Connection, item: Item) -> bool:
    """Tell whether a pair written from the item went into force and has not expired since."""
    in_force = exists().where(
        held_pairs.c.item_id == item.id,
        held_pairs.c.state != "expired",
        pair_steps.c.pair_id == held_pairs.c.id,
        pair_steps.c.step == "activated",
    )
    return bool(connection.scalar(select(in_force)))


def _is_touched(connection: Connection, item: Item) -> bool:
    touched = (
        exists().where(leases.c.item_id == item.id)
        | exists().where(unfinished.c.item_id == item.id)
        | exists().where(verdicts.c.item_id == item.id)
    )
    return bool(connection.scalar(select(touched)))


def _said_of(row: RowMapping) -> Said:
    return Said(
        code=row["code"],
        assistant_id=row["assistant_id"],
        kind=FeedbackKind(row["kind"]),
        reason=row["reason"],
        words=row["words"],
        owner=row["owner"],
        item_id=row["item_id"],
        at=row["at"],
        may_be_read=row["may_be_read"],
    )
