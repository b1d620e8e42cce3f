"""What did the experts say? Verdicts given, changed, taken back and adjudicated; nothing is lost.

Each write is one transaction that locks the item first, and carries an id of its own: a write that
comes again finds its line and gives the same receipt.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select

from jauap.storage.chain import ChainCheck, check
from jauap.storage.item_rows import Item, ItemState, NewItem, Origin
from jauap.storage.items import add_item, change_item, count_judged, read_item
from jauap.storage.leases import drop_lease, give_lease, had_lease
from jauap.storage.queue_tables import unfinished, verdicts
from jauap.storage.seats import free_seat
from jauap.storage.store import Store
from jauap.storage.verdict_rows import (
    Given,
    Judgement,
    all_of,
    append_verdict,
    find_verdict,
    given_of,
    in_force,
)
from jauap.verdict import Seat, Verdict


class Refusal(StrEnum):
    """Why a verdict was not taken."""

    UNKNOWN = "unknown"
    """No such item or verdict, or not this person's."""
    LEASE_LOST = "lease_lost"
    """The item was not handed to this person, or others have filled its seats meanwhile."""
    OUTDATED = "outdated"
    """The item or verdict has changed since the person saw it."""
    CLOSED = "closed"
    """Nothing can be changed here any more."""
    OWN = "own"
    """Nobody adjudicates what he judged."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A verdict that is stored for good, and where its item stands now."""

    given: Given
    item: Item


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What follows from verdicts; the room decides, the store applies it in the same step."""

    settle: Callable[[Sequence[Verdict], int], tuple[ItemState, Verdict | None]]
    """From the blind verdicts and the number wanted: the state and the verdict that counts."""
    follow: Callable[[Item, bool], NewItem | None]
    """From an item that is done, and whether it was adjudicated: what is to be mended next."""


class Verdicts:
    """Adds verdicts and reads them; safe to share between threads and processes."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def give(
        self,
        verdict_id: str,
        item_id: str,
        person_id: str,
        judgement: Judgement,
        *,
        version: int,
        at: datetime,
    ) -> Receipt | Refusal:
        """Take a blind verdict from a person who has the item, or had it and finds a seat free.

        Args:
            version: the item's, as the person saw it.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        with self._store.write() as connection:
            item = read_item(connection, item_id, lock=True)
            if item is None:
                return Refusal.UNKNOWN
            if (before := _again(connection, item, verdict_id)) is not None:
                return before
            if not had_lease(connection, item_id, person_id):
                return Refusal.LEASE_LOST
            seat = free_seat(connection, item, person_id, at)
            if seat is None:
                return Refusal.LEASE_LOST
            if item.version != version:
                return Refusal.OUTDATED
            given = append_verdict(
                connection, item, judgement, id=verdict_id, person_id=person_id, seat=seat, at=at
            )
            _clear_table(connection, item_id, person_id)
            return Receipt(given=given, item=self._settle(connection, item, at))

    def replace(
        self,
        verdict_id: str,
        replaced_id: str,
        person_id: str,
        judgement: Judgement,
        *,
        revision: int | None,
        at: datetime,
        until: datetime,
    ) -> Receipt | Refusal:
        """Replace a person's own verdict, or take it back when `judgement` has none.

        Who takes a verdict back has the item on the table again. What an adjudicator decided
        stays.

        Args:
            revision: the verdict's, as the person saw it; None when any will do.
            until: how long an item that was taken back is kept for the person.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        with self._store.write() as connection:
            found = find_verdict(connection, replaced_id)
            if found is None or found.person_id != person_id or found.seat is Seat.ADJUDICATOR:
                return Refusal.UNKNOWN
            item = read_item(connection, found.item_id, lock=True)
            if item is None:
                return Refusal.UNKNOWN
            if (before := _again(connection, item, verdict_id)) is not None:
                return before
            lines = in_force(connection, item.id)
            if any(each.seat is Seat.ADJUDICATOR for each in lines):
                return Refusal.CLOSED
            if item.state is ItemState.WITHDRAWN or not item.answer:
                return Refusal.CLOSED
            held = next((each for each in lines if each.id == replaced_id), None)
            if held is None or revision not in (None, held.revision):
                return Refusal.OUTDATED
            given = append_verdict(
                connection,
                item,
                judgement,
                id=verdict_id,
                person_id=person_id,
                seat=held.seat,
                at=at,
                supersedes=replaced_id,
            )
            settled = self._settle(connection, item, at)
            if judgement.verdict is None:
                give_lease(connection, settled, person_id, held.seat, at=at, until=until)
            return Receipt(given=given, item=settled)

    def adjudicate(
        self,
        verdict_id: str,
        item_id: str,
        person_id: str,
        judgement: Judgement,
        *,
        version: int,
        at: datetime,
    ) -> Receipt | Refusal:
        """Decide where experts disagree, or one says unsafe.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        with self._store.write() as connection:
            item = read_item(connection, item_id, lock=True)
            if item is None:
                return Refusal.UNKNOWN
            if (before := _again(connection, item, verdict_id)) is not None:
                return before
            if any(each.person_id == person_id for each in all_of(connection, item_id)):
                return Refusal.OWN
            if item.version != version:
                return Refusal.OUTDATED
            if item.state is not ItemState.ADJUDICATION:
                return Refusal.CLOSED
            given = append_verdict(
                connection,
                item,
                judgement,
                id=verdict_id,
                person_id=person_id,
                seat=Seat.ADJUDICATOR,
                at=at,
            )
            return Receipt(given=given, item=self._settle(connection, item, at))

    def find(self, verdict_id: str) -> Given | None:
        """Give a verdict by its id."""
        with self._store.read() as connection:
            return find_verdict(connection, verdict_id)

    def of_item(self, item_id: str) -> tuple[Given, ...]:
        """Give the verdicts in force on an item."""
        with self._store.read() as connection:
            return in_force(connection, item_id)

    def history(self, item_id: str) -> tuple[Given, ...]:
        """Give every line about an item, also those that were replaced or taken back."""
        with self._store.read() as connection:
            return all_of(connection, item_id)

    def last_of(self, person_id: str, assistant_id: str, *, most: int = 10) -> tuple[Given, ...]:
        """Give a person's newest verdicts in force, newest first."""
        wanted = (
            select(verdicts)
            .where(verdicts.c.person_id == person_id, verdicts.c.assistant_id == assistant_id)
            .order_by(verdicts.c.seq.desc())
            .limit(5 * most)
        )
        with self._store.read() as connection:
            lines = [given_of(row) for row in connection.execute(wanted).mappings()]
        replaced = {each.supersedes for each in lines}
        return tuple(each for each in lines if each.verdict and each.id not in replaced)[:most]

    def count_of(self, person_id: str, assistant_id: str) -> int:
        """Count the lines a person has written."""
        wanted = select(func.count()).where(
            verdicts.c.person_id == person_id, verdicts.c.assistant_id == assistant_id
        )
        with self._store.read() as connection:
            return int(connection.scalar(wanted) or 0)

    def check_chain(self) -> ChainCheck:
        """Follow the chain through every verdict."""
        wanted = select(verdicts).order_by(verdicts.c.seq).execution_options(yield_per=1000)
        with self._store.read() as connection, connection.execute(wanted) as rows:
            return check(dict(row) for row in rows.mappings())

    def _settle(self, connection: Connection, item: Item, at: datetime) -> Item:
        """Write where the item stands after its verdicts, and what follows from that."""
        if item.origin is Origin.KNOWN:
            return item
        lines = in_force(connection, item.id)
        blind = [each.verdict for each in lines if each.seat is not Seat.ADJUDICATOR]
        decided = next((each.verdict for each in lines if each.seat is Seat.ADJUDICATOR), None)
        state, final = self._rules.settle([each for each in blind if each], item.wanted)
        if decided is not None:
            state, final = ItemState.DONE, decided
        judged = len(blind)
        if (state, final) == (item.state, item.final) and state is ItemState.OPEN:
            count_judged(connection, item.id, judged)
            return replace(item, judged=judged)
        closed_at = at if state is ItemState.DONE else None
        settled = change_item(
            connection,
            replace(item, judged=judged, state=state, final=final, closed_at=closed_at),
        )
        next_item = self._rules.follow(settled, decided is not None)
        if next_item is not None:
            add_item(connection, next_item, at=at)
        return settled


def _again(connection: Connection, item: Item, verdict_id: str) -> Receipt | None:
    before = find_verdict(connection, verdict_id)
    return Receipt(given=before, item=item) if before and before.item_id == item.id else None


def _clear_table(connection: Connection, item_id: str, person_id: str) -> None:
    drop_lease(connection, item_id, person_id)
    connection.execute(
        unfinished.delete().where(
            unfinished.c.item_id == item_id, unfinished.c.person_id == person_id
        )
    )
