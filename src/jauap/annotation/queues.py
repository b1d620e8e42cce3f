"""What is the next thing to judge? One task a person, blind, for a quarter of an hour."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jauap.draw import lot
from jauap.person import Person
from jauap.retrieval.index import JsonValue
from jauap.storage.item_rows import Item, Queue
from jauap.storage.leases import Lease, Leases
from jauap.storage.unfinished import Clash, Draft, Saved, Unfinished
from jauap.storage.verdicts import Verdicts
from jauap.verdict import Seat

Clock = Callable[[], datetime]

LEASE = timedelta(minutes=15)
"""How long an item stays on a person's table after the last sign of life."""

SEEDED = 0.05
"""Share of tasks whose true verdict is known beforehand, where there are any."""

BY_LOT = 0.2
"""Share of improve tasks taken by lot instead of by worth, so that nothing is out of sight."""

_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Task:
    """An item on a person's table; who shows it leaves out what would unblind."""

    item: Item
    seat: Seat
    lease_until: datetime
    unfinished: Draft | None


class Queues:
    """What the two queues live on: items, leases, drafts and a clock."""

    def __init__(
        self, leases: Leases, verdicts: Verdicts, unfinished: Unfinished, now: Clock
    ) -> None:
        self.leases = leases
        self.verdicts = verdicts
        self.unfinished = unfinished
        self.now = now


def next_task(queues: Queues, person: Person, assistant_id: str, queue: Queue) -> Task | None:
    """Give what a person has on the table, else the next item; None when nothing is left.

    In a rush others may take what was just chosen; then it is chosen anew.
    """
    for _ in range(_TRIES):
        chosen = _choose(queues, person, assistant_id, queue)
        lease = _take(queues, chosen, person, assistant_id, queue)
        if lease is not None:
            return _task(queues, lease)
        if not chosen:
            return None
    return None


def save_unfinished(
    queues: Queues,
    person: Person,
    item_id: str,
    work: Mapping[str, JsonValue],
    *,
    version: int,
) -> Saved | Clash | None:
    """Keep a person's work and the item with it; None when the item was never the person's."""
    at = queues.now()
    return queues.unfinished.save(
        person.id, item_id, work, version=version, at=at, until=at + LEASE
    )


def release(queues: Queues, person: Person, item_id: str) -> bool:
    """Put an item back for others; what was typed is kept for the person."""
    return queues.leases.release(item_id, person.id, at=queues.now())


def _choose(queues: Queues, person: Person, assistant_id: str, queue: Queue) -> Sequence[str]:
    """Give ids in the order in which they are tried: seeded, by lot, by worth."""
    at = queues.now()
    turn = f"{person.id}:{queue}:{queues.verdicts.count_of(person.id, assistant_id)}"
    first: list[str] = []
    if lot("seeded", turn) < SEEDED:
        known = queues.leases.seeded(person.id, assistant_id, queue)
        first += known[int(lot("which", turn) * len(known)) :][:1]
    elif queue is Queue.IMPROVE and lot("by lot", turn) < BY_LOT:
        drawn = queues.leases.any_open(
            person.id, assistant_id, queue, at=at, lot=lot("which", turn)
        )
        first += [drawn] if drawn else []
    return [*first, *_candidates(queues, person, assistant_id, queue, at)]


def _candidates(
    queues: Queues, person: Person, assistant_id: str, queue: Queue, at: datetime
) -> Sequence[str]:
    found = queues.leases.candidates(person.id, person.centre, assistant_id, queue, at=at)
    if queue is Queue.AUDIT:
        # Centres mix, and people who come at once do not all try the same item first.
        found = tuple(
            sorted(
                found,
                key=lambda each: (
                    each.was_left,
                    each.has_colleague,
                    lot(person.id, each.item_id),
                ),
            )
        )
    return [each.item_id for each in found]


def _take(
    queues: Queues, chosen: Sequence[str], person: Person, assistant_id: str, queue: Queue
) -> Lease | None:
    at = queues.now()
    return queues.leases.take(chosen, person.id, assistant_id, queue, at=at, until=at + LEASE)


def _task(queues: Queues, lease: Lease) -> Task:
    return Task(
        item=lease.item,
        seat=lease.seat,
        lease_until=lease.expires_at,
        unfinished=queues.unfinished.find(lease.person_id, lease.item.id),
    )
