"""How long are records kept? Deletes old ones; the chain of hashes goes on without them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from jauap.storage.chain import START, Value, link
from jauap.storage.fingerprint_tables import erasures
from jauap.storage.fingerprints import forget
from jauap.storage.sequence import lock_chains
from jauap.storage.store import Store
from jauap.storage.tables import answers


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What one deletion took away."""

    records: int
    texts: int
    """Distinct texts whose fingerprints went."""


def erase_records(store: Store, before: datetime, *, at: datetime) -> Erased:
    """Delete the records and fingerprints of answers given before a moment, in one transaction.

    Records go from the oldest on, never from the middle. What stays of them is one line: up to
    which number, and the hash of the last one, which covers all before it. So every later record
    still follows from what was deleted, and roots published earlier still fit. Withdrawals stay.
    """
    with store.write() as connection:
        lock_chains(connection)
        texts = forget(connection, before)
        last = _last_before(connection, before)
        if last is None:
            return Erased(records=0, texts=texts)
        head = str(connection.scalar(select(answers.c.chain).where(answers.c.seq == last)))
        records = connection.execute(delete(answers).where(answers.c.seq <= last)).rowcount
        _note(connection, {"at": at, "before": before, "seq": last, "head": head}, records)
        return Erased(records=records, texts=texts)


def _last_before(connection: Connection, before: datetime) -> int | None:
    """Find the end of the run of old records at the start of the chain."""
    first_kept = connection.scalar(
        select(func.min(answers.c.seq)).where(answers.c.created_at >= before)
    )
    old = select(func.max(answers.c.seq))
    if first_kept is not None:
        old = old.where(answers.c.seq < first_kept)
    last = connection.scalar(old)
    return None if last is None else int(last)


def _note(connection: Connection, what: dict[str, Value], records: int) -> None:
    newest = select(erasures.c.number, erasures.c.chain).order_by(erasures.c.number.desc())
    previous = connection.execute(newest.limit(1)).first()
    number, head = (int(previous[0]), str(previous[1])) if previous else (0, START)
    row: dict[str, Value] = {**what, "number": number + 1, "records": records}
    connection.execute(insert(erasures), {**row, "chain": link(head, row)})
