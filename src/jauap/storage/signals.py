"""What did authors and sites say about use by AI systems, and when did we look?"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from jauap.storage.chain import ChainCheck, Value, check, link
from jauap.storage.records import storable
from jauap.storage.rights_tables import signals
from jauap.storage.sequence import head_of, lock_chains
from jauap.storage.store import Store

NOTHING = "none"
"""Kind of the row for a look that found nothing."""

_SAME_FOR = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class StoredSignal:
    """One statement as it was found."""

    kind: str
    place: str
    says: str
    raw: bytes
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was found about one document at one moment; nothing found is no signals."""

    looked_at: datetime
    signals: tuple[StoredSignal, ...]


class SignalRecords:
    """Adds looks at documents to an append-only list with a chain of hashes, and reads them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self, assistant_id: str, document_id: str, found: Sequence[StoredSignal], *, at: datetime
    ) -> bool:
        """Store one look; False when the last one, less than a day old, found the same.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        with self._store.write() as connection:
            lock_chains(connection)
            last = _last(connection, assistant_id, document_id)
            if last is not None and _alike(last.signals, found) and at - last.looked_at < _SAME_FOR:
                return False
            seq, head = head_of(connection, signals)
            rows: list[dict[str, Value]] = []
            for number, signal in enumerate(found or (_nothing(at),), start=seq + 1):
                row: dict[str, Value] = {
                    "seq": number,
                    "assistant_id": assistant_id,
                    "document_id": document_id,
                    "looked_at": at,
                    "kind": signal.kind,
                    "place": storable(signal.place),
                    "says": signal.says,
                    "raw": base64.b64encode(signal.raw).decode("ascii"),
                    "seen_at": signal.seen_at,
                }
                head = link(head, row)
                rows.append({**row, "chain": head})
            connection.execute(insert(signals), rows)
        return True

    def last(self, assistant_id: str, document_id: str) -> Look | None:
        """Give the newest look at a document."""
        with self._store.read() as connection:
            return _last(connection, assistant_id, document_id)

    def check_chain(self) -> ChainCheck:
        """Follow the chain through every statement."""
        wanted = select(signals).order_by(signals.c.seq).execution_options(yield_per=1000)
        with self._store.read() as connection, connection.execute(wanted) as rows:
            return check(dict(row) for row in rows.mappings())


def _last(connection: Connection, assistant_id: str, document_id: str) -> Look | None:
    own = (signals.c.assistant_id == assistant_id, signals.c.document_id == document_id)
    newest = select(signals.c.looked_at).where(*own).order_by(signals.c.seq.desc()).limit(1)
    moment = connection.scalar(newest)
    if moment is None:
        return None
    wanted = select(signals).where(*own, signals.c.looked_at == moment).order_by(signals.c.seq)
    found = tuple(
        StoredSignal(
            kind=row["kind"],
            place=row["place"],
            says=row["says"],
            raw=base64.b64decode(row["raw"]),
            seen_at=row["seen_at"],
        )
        for row in connection.execute(wanted).mappings()
        if row["kind"] != NOTHING
    )
    return Look(looked_at=moment, signals=found)


def _nothing(at: datetime) -> StoredSignal:
    return StoredSignal(kind=NOTHING, place="", says="silent", raw=b"", seen_at=at)


def _alike(one: Sequence[StoredSignal], other: Sequence[StoredSignal]) -> bool:
    def spelled(found: Sequence[StoredSignal]) -> list[tuple[str, str, str, bytes]]:
        return [(each.kind, storable(each.place), each.says, each.raw) for each in found]

    return spelled(one) == spelled(other)
