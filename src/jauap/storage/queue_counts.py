"""How far are the queues, and what did they find? Counts over all people, never of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.storage.item_rows import ItemState, Origin, Queue
from jauap.storage.pair_tables import held_pairs, pair_steps
from jauap.storage.queue_tables import items, verdicts
from jauap.storage.store import Store
from jauap.verdict import Seat, Verdict


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one queue is; seeded items are left out."""

    open: int
    adjudication: int
    done: int
    withdrawn: int
    verdicts: int
    """Blind verdicts in force."""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """One audited answer, with the verdict that counts; None while there is none."""

    item_id: str
    system: str
    language: Language
    topic: str
    intent: str
    outcome: Outcome | None
    verdict: Verdict | None
    first: Verdict | None
    second: Verdict | None
    inclusion_prob: float
    answered_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Seeded:
    """A verdict on a seeded item beside its truth."""

    truth: Verdict
    said: Verdict


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A verdict in force on an item that is done, without the answer's words."""

    item: str
    queue: Queue
    code: str
    system: str
    language: Language
    topic: str
    intent: str
    seat: Seat
    person: str
    """Pseudonym."""
    verdict: Verdict
    cause: str
    final: Verdict
    seconds: float
    guideline: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What the improve queue has cost and brought."""

    milliseconds: int
    """Time of all people at improve items."""
    pairs: Mapping[str, int]
    """Pairs by state."""
    accepted: int
    """Pairs that are active or were."""


class QueueCounts:
    """Reads figures for the team; safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def progress(self, assistant_id: str) -> Mapping[Queue, Progress]:
        """Count items by queue and state."""
        wanted = (
            select(items.c.queue, items.c.state, func.count(), func.sum(items.c.judged))
            .where(items.c.assistant_id == assistant_id, items.c.origin != Origin.KNOWN.value)
            .group_by(items.c.queue, items.c.state)
        )
        counts: dict[tuple[str, str], tuple[int, int]] = {}
        with self._store.read() as connection:
            for queue, state, count, judged in connection.execute(wanted):
                counts[queue, state] = (int(count), int(judged or 0))
        return {queue: _progress(queue, counts) for queue in Queue}

    def truths(self, assistant_id: str, *, since: datetime | None = None) -> tuple[Truth, ...]:
        """Give the answers chance drew for the audit, in the order of their moments.

        The improve queue is never among them.
        """
        wanted = select(
            items.c.id,
            items.c.system,
            items.c.language,
            items.c.topic,
            items.c.intent,
            items.c.outcome,
            items.c.final,
            items.c.inclusion_prob,
            items.c.answered_at,
            items.c.closed_at,
        ).where(
            items.c.assistant_id == assistant_id,
            items.c.queue == Queue.AUDIT.value,
            items.c.origin == Origin.ANSWER.value,
        )
        if since is not None:
            wanted = wanted.where(items.c.answered_at >= since)
        with self._store.read() as connection:
            said = _blind(connection, assistant_id)
            rows = connection.execute(wanted.order_by(items.c.answered_at, items.c.code)).mappings()
            return tuple(
                Truth(
                    item_id=row["id"],
                    system=row["system"],
                    language=Language(row["language"]),
                    topic=row["topic"],
                    intent=row["intent"],
                    outcome=Outcome(row["outcome"]) if row["outcome"] else None,
                    verdict=Verdict(row["final"]) if row["final"] else None,
                    first=said.get((row["id"], Seat.FIRST)),
                    second=said.get((row["id"], Seat.SECOND)),
                    inclusion_prob=row["inclusion_prob"],
                    answered_at=row["answered_at"],
                    closed_at=row["closed_at"],
                )
                for row in rows
            )

    def seeded(self, assistant_id: str) -> tuple[Seeded, ...]:
        """Give what people said of seeded items, without saying who."""
        replaced = select(verdicts.c.supersedes).where(verdicts.c.supersedes != "")
        wanted = (
            select(items.c.known, verdicts.c.verdict)
            .join(verdicts, verdicts.c.item_id == items.c.id)
            .where(
                items.c.assistant_id == assistant_id,
                items.c.origin == Origin.KNOWN.value,
                verdicts.c.verdict != "",
                verdicts.c.id.not_in(replaced),
            )
            .order_by(verdicts.c.seq)
        )
        with self._store.read() as connection:
            return tuple(
                Seeded(truth=Verdict(row.known), said=Verdict(row.verdict))
                for row in connection.execute(wanted)
            )

    def closed(self, assistant_id: str) -> tuple[Closed, ...]:
        """Give the verdicts in force on items that are done, in the order of giving."""
        replaced = select(verdicts.c.supersedes).where(verdicts.c.supersedes != "")
        wanted = (
            select(
                verdicts,
                *(each for each in items.c if each.name not in verdicts.c),
            )
            .join(items, items.c.id == verdicts.c.item_id)
            .where(
                items.c.assistant_id == assistant_id,
                items.c.state == ItemState.DONE.value,
                verdicts.c.verdict != "",
                verdicts.c.id.not_in(replaced),
            )
            .order_by(verdicts.c.seq)
        )
        with self._store.read() as connection:
            return tuple(_closed(row) for row in connection.execute(wanted).mappings())

    def effort(self, assistant_id: str) -> Effort:
        """Sum the time at improve items, and count the pairs."""
        spent = (
            select(func.sum(verdicts.c.milliseconds))
            .join(items, items.c.id == verdicts.c.item_id)
            .where(
                items.c.assistant_id == assistant_id,
                items.c.queue == Queue.IMPROVE.value,
                items.c.origin != Origin.KNOWN.value,
            )
        )
        of_assistant = held_pairs.c.assistant_id == assistant_id
        states = select(held_pairs.c.state, func.count()).where(of_assistant)
        accepted_pairs = select(func.count(pair_steps.c.pair_id.distinct())).where(
            pair_steps.c.assistant_id == assistant_id, pair_steps.c.step == "activated"
        )
        with self._store.read() as connection:
            pairs = {
                str(state): int(count)
                for state, count in connection.execute(states.group_by(held_pairs.c.state))
            }
            accepted = connection.scalar(accepted_pairs)
            milliseconds = connection.scalar(spent)
        return Effort(milliseconds=int(milliseconds or 0), pairs=pairs, accepted=int(accepted or 0))

    def pairs_by_intent(self, assistant_id: str) -> Mapping[str, int]:
        """Count the pairs in force of each intent."""
        wanted = (
            select(held_pairs.c.intent, func.count())
            .where(held_pairs.c.assistant_id == assistant_id, held_pairs.c.state == "active")
            .group_by(held_pairs.c.intent)
        )
        with self._store.read() as connection:
            return {str(intent): int(count) for intent, count in connection.execute(wanted)}


def _closed(row: RowMapping) -> Closed:
    return Closed(
        item=row["item_id"],
        queue=Queue(row["queue"]),
        code=row["code"],
        system=row["system"],
        language=Language(row["language"]),
        topic=row["topic"],
        intent=row["intent"],
        seat=Seat(row["seat"]),
        person=row["person_id"],
        verdict=Verdict(row["verdict"]),
        cause=row["cause"],
        final=Verdict(row["final"]),
        seconds=row["milliseconds"] / 1000,
        guideline=row["guideline"],
        at=row["at"],
    )


def _progress(queue: Queue, counts: Mapping[tuple[str, str], tuple[int, int]]) -> Progress:
    def count(state: ItemState) -> int:
        return counts.get((queue.value, state.value), (0, 0))[0]

    judged: Sequence[int] = [n for (name, _), (_, n) in counts.items() if name == queue.value]
    return Progress(
        open=count(ItemState.OPEN),
        adjudication=count(ItemState.ADJUDICATION),
        done=count(ItemState.DONE),
        withdrawn=count(ItemState.WITHDRAWN),
        verdicts=sum(judged),
    )


def _blind(connection: Connection, assistant_id: str) -> Mapping[tuple[str, Seat], Verdict]:
    """Give the last verdict of each blind seat; a later line of a seat replaces the earlier."""
    wanted = (
        select(verdicts.c.item_id, verdicts.c.seat, verdicts.c.verdict)
        .where(
            verdicts.c.assistant_id == assistant_id,
            verdicts.c.seat.in_([Seat.FIRST.value, Seat.SECOND.value]),
        )
        .order_by(verdicts.c.seq)
    )
    said: dict[tuple[str, Seat], Verdict] = {}
    for item_id, seat, verdict in connection.execute(wanted):
        if verdict:
            said[item_id, Seat(seat)] = Verdict(verdict)
        else:
            said.pop((item_id, Seat(seat)), None)
    return said
