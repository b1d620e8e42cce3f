"""What has a person typed and not yet given? Kept through reload, crash and lost network."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from jauap.retrieval.index import JsonValue
from jauap.storage.items import read_item
from jauap.storage.leases import had_lease
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
    ) -> Draft | Clash | None:
        """Keep work; None when the item was never handed to this person.

        Saving the same work again gives the same version.

        Args:
            version: of the draft it is made from; 0 when there was none.
        """
        text = storable(json.dumps(work, ensure_ascii=False, sort_keys=True))
        key = (unfinished.c.person_id == person_id, unfinished.c.item_id == item_id)
        with self._store.write() as connection:
            # The lock keeps two windows apart before there is a row to lock.
            if read_item(connection, item_id, lock=True) is None:
                return None
            if not had_lease(connection, item_id, person_id):
                return None
            current = _find(connection, person_id, item_id)
            kept = json.loads(text)
            if current is not None and dict(current.work) == kept:
                return current
            if (current.version if current else 0) != version:
                return Clash(current=current) if current else None
            row = {"work": text, "saved_at": at, "version": version + 1}
            if current is None:
                new = {**row, "person_id": person_id, "item_id": item_id}
                connection.execute(insert(unfinished), new)
            else:
                connection.execute(update(unfinished).where(*key).values(row))
        return Draft(work=kept, version=version + 1, saved_at=at)


def _find(connection: Connection, person_id: str, item_id: str) -> Draft | None:
    wanted = select(unfinished).where(
        unfinished.c.person_id == person_id, unfinished.c.item_id == item_id
    )
    row = connection.execute(wanted).mappings().first()
    if row is None:
        return None
    return Draft(work=json.loads(row["work"]), version=row["version"], saved_at=row["saved_at"])
