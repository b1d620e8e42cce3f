"""Which seat of an item is free for a person? Never more people than an item wants."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from jauap.storage.item_rows import Item, ItemState, Origin
from jauap.storage.queue_tables import leases
from jauap.storage.verdict_rows import in_force
from jauap.verdict import Seat

BLIND = (Seat.FIRST, Seat.SECOND)
"""The seats of people who do not see each other's verdict."""


def free_seat(connection: Connection, item: Item, person_id: str, at: datetime) -> Seat | None:
    """Give the seat of a person's own lease, else a free one; None when there is none.

    The item's row must be locked. Nobody judges an item twice, and nobody takes the place of a
    colleague who is at it. That a person's lease is over matters only when others took the seats.
    """
    if item.state is not ItemState.OPEN:
        return None
    given = in_force(connection, item.id)
    if any(each.person_id == person_id for each in given):
        return None
    if item.origin is Origin.KNOWN:
        return Seat.FIRST
    live = _leases(connection, item.id, at)
    taken = {each.seat for each in given} | {
        seat for holder, seat in live.items() if holder != person_id
    }
    free = [seat for seat in BLIND[: item.wanted] if seat not in taken]
    own = live.get(person_id)
    return own if own in free else next(iter(free), None)


def _leases(connection: Connection, item_id: str, at: datetime) -> Mapping[str, Seat]:
    wanted = select(leases.c.person_id, leases.c.seat).where(
        leases.c.item_id == item_id, leases.c.expires_at > at
    )
    return {row.person_id: Seat(row.seat) for row in connection.execute(wanted)}
