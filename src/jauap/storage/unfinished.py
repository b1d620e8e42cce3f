"""What has a person typed and not yet given? Kept through reload, crash and lost network."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from jauap.retrieval.index import JsonValue
from jauap.storage.items import read_item
from jauap.storage.leases import had_lease, renew_lease
from jauap.storage.queue_tables import unfinished
from jauap.storage.records import storable
from jauap.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Unfinished work on one item."""

    work: Mapping[str, JsonValue]
    version: int
    """Counts the savings from 1."""
    saved_at: datetime


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Work that is kept, and for how long the item stays the person's."""

    draft: Draft
    lease_until: datetime | None
    """None when somebody else has the item now; the work is kept all the same."""


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Another window of the same person has saved meanwhile; nothing was overwritten."""

    current: Draft


class Unfinished:
    """Keeps one draft per person and item; safe to share between threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, person_id: str, item_id: str) -> Draft | None:
        """Give what a person has saved."""
        with self._store.read() as connection:
            return _find(connection, person_id, item_id)

    def save(
        self,
        person_id: str,
        item_id: str,
        work: Mapping[str, JsonValue],
        *,
        version: int,
        at: datetime,
        until: datetime,
    ) -> Saved | Clash | None:
        """Keep work, and the item with it; None when the item was never handed to this person.

        Saving the same work again gives the same version.

        Args:
            version: of the draft it is made from; 0 when there was none.
            until: how long the item is kept for the person.
        """
        text = storable(json.dumps(work, ensure_ascii=False, sort_keys=True))
        with self._store.write() as connection:
            # The lock keeps two windows apart before there is a row to lock.
            item = read_item(connection, item_id, lock=True)
            if item is None or not had_lease(connection, item_id, person_id):
                return None
            current = _find(connection, person_id, item_id)
            kept = Draft(work=json.loads(text), version=version + 1, saved_at=at)
            if current is not None and current.work == kept.work:
                kept = current
            elif (current.version if current else 0) != version:
                return Clash(current=current) if current else None
            else:
                _write(connection, person_id, item_id, text, kept)
            is_held = renew_lease(connection, item, person_id, at=at, until=until)
        return Saved(draft=kept, lease_until=until if is_held else None)


def _write(connection: Connection, person_id: str, item_id: str, text: str, draft: Draft) -> None:
    row = {"work": text, "saved_at": draft.saved_at, "version": draft.version}
    if draft.version == 1:
        new = {**row, "person_id": person_id, "item_id": item_id}
        connection.execute(insert(unfinished), new)
        return
    mine = (unfinished.c.person_id == person_id, unfinished.c.item_id == item_id)
    connection.execute(update(unfinished).where(*mine).values(row))


def _find(connection: Connection, person_id: str, item_id: str) -> Draft | None:
    wanted = select(unfinished).where(
        unfinished.c.person_id == person_id, unfinished.c.item_id == item_id
    )
    row = connection.execute(wanted).mappings().first()
    if row is None:
        return None
    return Draft(work=json.loads(row["work"]), version=row["version"], saved_at=row["saved_at"])
