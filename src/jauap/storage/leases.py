"""Who has which item on the table? One item a person and queue, for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    update,
)

from jauap.storage.item_rows import Item, ItemState, Origin, Queue, item_of
from jauap.storage.people_tables import people
from jauap.storage.queue_tables import items, leases, verdicts
from jauap.storage.seats import free_seat
from jauap.storage.store import Store
from jauap.verdict import Seat

_LOCK = 7_205_759_405
"""Seed of the PostgreSQL advisory locks under which one person takes items."""


@dataclass(frozen=True, kw_only=True)
class Lease:
    """An item a person has on the table."""

    item: Item
    person_id: str
    seat: Seat
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An open item that still wants somebody."""

    item_id: str
    has_colleague: bool
    """True when somebody of the same centre has judged it or is at it."""
    was_left: bool
    """True when the person had it and gave it back."""


class Leases:
    """Hands items out and takes them back; safe to share between threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def held(
        self, person_id: str, assistant_id: str, queue: Queue, *, at: datetime
    ) -> Lease | None:
        """Give what a person has on the table in a queue."""
        with self._store.read() as connection:
            return _held(connection, person_id, assistant_id, queue, at)

    def candidates(
        self,
        person_id: str,
        centre: str,
        assistant_id: str,
        queue: Queue,
        *,
        at: datetime,
        most: int = 40,
    ) -> tuple[Candidate, ...]:
        """Give items a person may take, most urgent first; `take` decides whether they still are.

        What the person has given back comes last. Seeded items are not among them.
        """
        wanting = _wanting(person_id, assistant_id, queue, at)
        first = wanting.order_by(items.c.priority.desc(), items.c.id.desc()).limit(most)
        with self._store.read() as connection:
            found = [str(each) for each in connection.scalars(first.where(~_had(person_id)))]
            left: list[str] = []
            if len(found) < most:
                own = select(leases.c.item_id).where(leases.c.person_id == person_id)
                wanted = connection.scalars(first.where(items.c.id.in_(own)))
                left = [str(each) for each in wanted][: most - len(found)]
                found += left
            shared = select(items.c.id).where(
                items.c.id.in_(found), _has_colleague(person_id, centre, at)
            )
            colleagues = set(connection.scalars(shared))
        return tuple(
            Candidate(item_id=each, has_colleague=each in colleagues, was_left=each in left)
            for each in found
        )

    def any_open(
        self, person_id: str, assistant_id: str, queue: Queue, *, at: datetime, lot: float
    ) -> str | None:
        """Give one of all items a person may take, by a lot in [0, 1), whatever its priority."""
        wanting = _wanting(person_id, assistant_id, queue, at)
        with self._store.read() as connection:
            count = connection.scalar(select(func.count()).select_from(wanting.subquery())) or 0
            place = int(lot * count)
            found = connection.scalar(wanting.order_by(items.c.id).offset(place).limit(1))
        return str(found) if found else None

    def seeded(self, person_id: str, assistant_id: str, queue: Queue) -> tuple[str, ...]:
        """Give the seeded items a person has not judged yet."""
        wanted = (
            select(items.c.id)
            .where(
                items.c.assistant_id == assistant_id,
                items.c.queue == queue.value,
                items.c.state == ItemState.OPEN.value,
                items.c.origin == Origin.KNOWN.value,
                ~_judged_by(person_id),
                ~_had(person_id),
            )
            .order_by(items.c.id)
        )
        with self._store.read() as connection:
            return tuple(str(each) for each in connection.scalars(wanted))

    def take(
        self,
        item_ids: Sequence[str],
        person_id: str,
        assistant_id: str,
        queue: Queue,
        *,
        at: datetime,
        until: datetime,
    ) -> Lease | None:
        """Put the first of these items that still has a free seat on a person's table.

        A person who has one there already keeps that one, for longer. None when all are taken.
        """
        with self._store.write() as connection:
            _one_at_a_time(connection, person_id)
            held = _held(connection, person_id, assistant_id, queue, at)
            own = (held.item.id,) if held else ()
            for item_id in (*own, *item_ids):
                item = _lock(connection, item_id, wait=item_id in own)
                seat = free_seat(connection, item, person_id, at) if item else None
                if item is not None and seat is not None:
                    return _put(connection, item, person_id, seat, at=at, until=until)
        return None

    def release(self, item_id: str, person_id: str, *, at: datetime) -> bool:
        """Put an item back for others; False when the person did not have it."""
        mine = (leases.c.item_id == item_id, leases.c.person_id == person_id)
        over = update(leases).where(*mine, leases.c.expires_at > at).values(expires_at=at)
        with self._store.write() as connection:
            return connection.execute(over).rowcount > 0

    def purge(self, before: datetime) -> int:
        """Forget leases that ended before a moment; a verdict that comes later is refused."""
        with self._store.write() as connection:
            return connection.execute(delete(leases).where(leases.c.expires_at < before)).rowcount


def had_lease(connection: Connection, item_id: str, person_id: str) -> bool:
    """Tell whether an item was handed to a person, even if the time is over."""
    wanted = select(leases.c.seat).where(
        leases.c.item_id == item_id, leases.c.person_id == person_id
    )
    return connection.execute(wanted).first() is not None


def renew_lease(
    connection: Connection, item: Item, person_id: str, *, at: datetime, until: datetime
) -> bool:
    """Keep an item for a person in a transaction that has locked it.

    Also when its time was over and a seat is still free; False when others have it now.
    """
    seat = free_seat(connection, item, person_id, at)
    if seat is None:
        return False
    _put(connection, item, person_id, seat, at=at, until=until)
    return True


def give_lease(
    connection: Connection, item: Item, person_id: str, seat: Seat, *, at: datetime, until: datetime
) -> None:
    """Put an item on a person's table in a transaction that has locked it.

    What the person had of that queue goes back: one item at a time.
    """
    others = select(items.c.id).where(
        items.c.assistant_id == item.assistant_id,
        items.c.queue == item.queue.value,
        items.c.id != item.id,
    )
    mine = (leases.c.person_id == person_id, leases.c.expires_at > at)
    left = update(leases).where(*mine, leases.c.item_id.in_(others)).values(expires_at=at)
    connection.execute(left)
    _put(connection, item, person_id, seat, at=at, until=until)


def drop_lease(connection: Connection, item_id: str, person_id: str) -> bool:
    """Take an item off a person's table."""
    gone = delete(leases).where(leases.c.item_id == item_id, leases.c.person_id == person_id)
    return connection.execute(gone).rowcount > 0


def _put(
    connection: Connection, item: Item, person_id: str, seat: Seat, *, at: datetime, until: datetime
) -> Lease:
    mine = (leases.c.item_id == item.id, leases.c.person_id == person_id)
    changed = update(leases).where(*mine).values(seat=seat.value, expires_at=until)
    if not connection.execute(changed).rowcount:
        row = {
            "item_id": item.id,
            "person_id": person_id,
            "seat": seat.value,
            "taken_at": at,
            "expires_at": until,
        }
        connection.execute(insert(leases), row)
    return Lease(item=item, person_id=person_id, seat=seat, expires_at=until)


def _held(
    connection: Connection, person_id: str, assistant_id: str, queue: Queue, at: datetime
) -> Lease | None:
    wanted = (
        select(items, leases.c.seat, leases.c.expires_at)
        .join(leases, leases.c.item_id == items.c.id)
        .where(
            leases.c.person_id == person_id,
            leases.c.expires_at > at,
            items.c.assistant_id == assistant_id,
            items.c.queue == queue.value,
            items.c.state == ItemState.OPEN.value,
        )
        .order_by(leases.c.taken_at.desc(), items.c.id)
        .limit(1)
    )
    row = connection.execute(wanted).mappings().first()
    if row is None:
        return None
    return Lease(
        item=item_of(row),
        person_id=person_id,
        seat=Seat(row["seat"]),
        expires_at=row["expires_at"],
    )


def _one_at_a_time(connection: Connection, person_id: str) -> None:
    """Keep two windows of one person apart; SQLite's write lock does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:person, :seed))"),
            {"person": person_id, "seed": _LOCK},
        )


def _lock(connection: Connection, item_id: str, *, wait: bool) -> Item | None:
    """Lock an item's row; one that another transaction holds is passed by unless told to wait."""
    wanted = select(items).where(items.c.id == item_id).with_for_update(skip_locked=not wait)
    row = connection.execute(wanted).mappings().first()
    return item_of(row) if row else None


def _wanting(person_id: str, assistant_id: str, queue: Queue, at: datetime) -> Select[tuple[str]]:
    busy = (
        select(func.count())
        .where(leases.c.item_id == items.c.id, leases.c.expires_at > at)
        .correlate(items)
        .scalar_subquery()
    )
    return select(items.c.id).where(
        items.c.assistant_id == assistant_id,
        items.c.queue == queue.value,
        items.c.state == ItemState.OPEN.value,
        items.c.origin != Origin.KNOWN.value,
        items.c.judged + busy < items.c.wanted,
        ~_judged_by(person_id),
    )


def _had(person_id: str) -> ColumnElement[bool]:
    return exists().where(leases.c.item_id == items.c.id, leases.c.person_id == person_id)


def _judged_by(person_id: str) -> ColumnElement[bool]:
    return exists().where(verdicts.c.item_id == items.c.id, verdicts.c.person_id == person_id)


def _has_colleague(person_id: str, centre: str, at: datetime) -> ColumnElement[bool]:
    judged = exists().where(
        verdicts.c.item_id == items.c.id,
        people.c.id == verdicts.c.person_id,
        people.c.centre == centre,
        people.c.centre != "",
    )
    at_it = exists().where(
        leases.c.item_id == items.c.id,
        leases.c.person_id != person_id,
        leases.c.expires_at > at,
        people.c.id == leases.c.person_id,
        people.c.centre == centre,
        people.c.centre != "",
    )
    return judged | at_it
