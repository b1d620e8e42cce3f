"""What is there to judge? Items of the two queues, each answer at most once in each."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, func, literal, or_, select, update

from jauap.storage.insert_once import insert_once
from jauap.storage.item_rows import (
    Item,
    ItemState,
    NewItem,
    Origin,
    Queue,
    emptied,
    item_of,
    row_of_item,
)
from jauap.storage.queue_tables import feedback, items, unfinished
from jauap.storage.store import Store

_DAY = timedelta(days=1)


class Items:
    """Adds items to the queues and finds them; safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self, new: Sequence[NewItem], *, at: datetime, most_per_intent: int | None = None
    ) -> tuple[str, ...]:
        """Add items that are not there yet, in one transaction; give the ids of those added.

        Args:
            most_per_intent: items of one intent that answers may add to the improve queue in 24
                hours; what lot, citizens or people add is not counted and not held back.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        with self._store.write() as connection:
            return tuple(
                item_id
                for each in new
                if most_per_intent is None
                or not _is_capped(each)
                or _count_since(connection, each, at - _DAY) < most_per_intent
                if (item_id := add_item(connection, each, at=at))
            )

    def find(self, item_id: str) -> Item | None:
        """Give an item."""
        with self._store.read() as connection:
            return read_item(connection, item_id)

    def held(self, item_ids: Collection[str]) -> frozenset[str]:
        """Give those of some ids that are there."""
        wanted = select(items.c.id).where(items.c.id.in_(item_ids))
        with self._store.read() as connection:
            return frozenset(connection.scalars(wanted))

    def of_code(self, assistant_id: str, queue: Queue, code: str) -> Item | None:
        """Give the item about the answer with this code."""
        return self.find(item_id_of(assistant_id, queue, code))

    def in_state(self, assistant_id: str, state: ItemState, *, most: int = 200) -> tuple[Item, ...]:
        """Give items in a state, oldest first."""
        wanted = (
            select(items)
            .where(items.c.assistant_id == assistant_id, items.c.state == state.value)
            .order_by(items.c.created_at, items.c.id)
            .limit(most)
        )
        with self._store.read() as connection:
            return tuple(item_of(row) for row in connection.execute(wanted).mappings())

    def page(
        self,
        assistant_id: str,
        *,
        queue: Queue | None = None,
        state: ItemState | None = None,
        skip: int = 0,
        most: int = 50,
    ) -> tuple[Item, ...]:
        """Give items newest first, seeded ones left out."""
        wanted = select(items).where(
            items.c.assistant_id == assistant_id, items.c.origin != Origin.KNOWN.value
        )
        if queue is not None:
            wanted = wanted.where(items.c.queue == queue.value)
        if state is not None:
            wanted = wanted.where(items.c.state == state.value)
        ordered = wanted.order_by(items.c.created_at.desc(), items.c.id)
        with self._store.read() as connection:
            rows = connection.execute(ordered.offset(skip).limit(most)).mappings()
            return tuple(item_of(row) for row in rows)

    def drawn(self, assistant_id: str) -> tuple[Item, ...]:
        """Give every answer that chance drew for the audit, in the order of drawing; no words."""
        wanted = (
            _without_words()
            .where(
                items.c.assistant_id == assistant_id,
                items.c.queue == Queue.AUDIT.value,
                items.c.origin == Origin.ANSWER.value,
            )
            .order_by(items.c.answered_at, items.c.code)
        )
        with self._store.read() as connection:
            return tuple(item_of(row) for row in connection.execute(wanted).mappings())

    def count_drawn(self, assistant_id: str, system: str) -> int:
        """Count the answers of one version that chance drew for the audit."""
        wanted = select(func.count()).where(
            items.c.assistant_id == assistant_id,
            items.c.queue == Queue.AUDIT.value,
            items.c.origin == Origin.ANSWER.value,
            items.c.system == system,
        )
        with self._store.read() as connection:
            return int(connection.scalar(wanted) or 0)

    def open_improve(self, assistant_id: str) -> tuple[Item, ...]:
        """Give what waits in the improve queue, without its words."""
        wanted = _without_words().where(
            items.c.assistant_id == assistant_id,
            items.c.queue == Queue.IMPROVE.value,
            items.c.state == ItemState.OPEN.value,
        )
        with self._store.read() as connection:
            return tuple(item_of(row) for row in connection.execute(wanted).mappings())

    def reorder(self, priorities: Mapping[str, float]) -> None:
        """Give items new priorities, by id; nothing else of them changes."""
        with self._store.write() as connection:
            for item_id, priority in priorities.items():
                connection.execute(
                    update(items).where(items.c.id == item_id).values(priority=priority)
                )

    def purge(self, before: datetime) -> int:
        """Empty the texts of items answered before a moment; give the number of items.

        Verdicts stay, and their chain stays whole. What was not judged by then is withdrawn.
        Seeded items, which no citizen wrote, stay as they are.
        """
        old = [
            items.c.answered_at < before,
            items.c.origin != Origin.KNOWN.value,
            or_(items.c.question != "", items.c.answer != ""),
        ]
        with self._store.write() as connection:
            ids = [str(each) for each in connection.scalars(select(items.c.id).where(*old))]
            waiting = items.c.state.in_([ItemState.OPEN.value, ItemState.ADJUDICATION.value])
            for some in _thousands(ids):
                _purge(connection, some, waiting)
            connection.execute(
                update(feedback)
                .where(feedback.c.at < before, feedback.c.words != "")
                .values(words="")
            )
        return len(ids)


def item_id_of(assistant_id: str, queue: Queue, code: str) -> str:
    """Give the id of the item about an answer; the same on every machine."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"item:{assistant_id}:{queue}:{code}"))


def add_item(connection: Connection, new: NewItem, *, at: datetime) -> str:
    """Add an item in a transaction; give its id, empty when the answer is in this queue already."""
    item_id = item_id_of(new.assistant_id, new.queue, new.code)
    row = {**row_of_item(new), "id": item_id, "created_at": at}
    return item_id if insert_once(connection, items, row) else ""


def read_item(connection: Connection, item_id: str, *, lock: bool = False) -> Item | None:
    """Read an item; with `lock`, nobody else changes it before this transaction ends."""
    wanted = select(items).where(items.c.id == item_id)
    row = connection.execute(wanted.with_for_update() if lock else wanted).mappings().first()
    return item_of(row) if row else None


def change_item(connection: Connection, item: Item) -> Item:
    """Write where an item stands, as a new version."""
    changed = replace(item, version=item.version + 1)
    connection.execute(
        update(items)
        .where(items.c.id == item.id)
        .values(
            judged=changed.judged,
            state=changed.state.value,
            final=changed.final.value if changed.final else "",
            closed_at=changed.closed_at,
            version=changed.version,
        )
    )
    return changed


def count_judged(connection: Connection, item_id: str, judged: int) -> None:
    """Note how many seats of an item are filled; to a person on another seat nothing changed."""
    connection.execute(update(items).where(items.c.id == item_id).values(judged=judged))


def _without_words() -> Select[tuple[object, ...]]:
    """Read items without their texts, where there may be very many."""
    texts = emptied()
    return select(
        *(
            literal(texts[column.name]).label(column.name) if column.name in texts else column
            for column in items.c
        )
    )


def _is_capped(new: NewItem) -> bool:
    return new.queue is Queue.IMPROVE and new.origin is Origin.ANSWER and new.inclusion_prob == 1


def _count_since(connection: Connection, like: NewItem, since: datetime) -> int:
    wanted = select(func.count()).where(
        items.c.assistant_id == like.assistant_id,
        items.c.queue == Queue.IMPROVE.value,
        items.c.origin == Origin.ANSWER.value,
        items.c.inclusion_prob == 1,
        items.c.intent == like.intent,
        items.c.created_at > since,
    )
    return int(connection.scalar(wanted) or 0)


def _purge(connection: Connection, ids: Collection[str], waiting: ColumnElement[bool]) -> None:
    among = items.c.id.in_(ids)
    connection.execute(
        update(items)
        .where(among, waiting)
        .values(state=ItemState.WITHDRAWN.value, version=items.c.version + 1)
    )
    connection.execute(update(items).where(among).values(emptied()))
    # Last, because who gives a verdict locks the item before its draft.
    connection.execute(unfinished.delete().where(unfinished.c.item_id.in_(ids)))


def _thousands(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + 1000] for start in range(0, len(ids), 1000)]
