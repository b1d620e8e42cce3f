"""What is one verdict of the room, and which of an item's verdicts are in force?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select

from jauap.storage.chain import Value, link
from jauap.storage.item_rows import Item
from jauap.storage.queue_tables import verdicts
from jauap.storage.records import storable
from jauap.storage.sequence import head_of, lock_chains
from jauap.verdict import Cause, Seat, Verdict


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What an expert says of an answer; no verdict takes an earlier one back."""

    verdict: Verdict | None
    cause: Cause | None = None
    """Where a mistake came from; None when there is none or it was not found."""
    corrected: str = ""
    facts: tuple[str, ...] = ()
    """What a right answer must say."""
    chunk_ids: tuple[str, ...] = ()
    """Chunks the corrected answer rests on."""
    comment: str = ""
    """Remark of an expert, reason of an adjudicator."""
    milliseconds: int = 0
    """Time at the task."""
    guideline: str = ""
    """Version of the guideline in force."""


@dataclass(frozen=True, kw_only=True)
class Given(Judgement):
    """One line of the list of verdicts."""

    seq: int
    id: str
    item_id: str
    assistant_id: str
    person_id: str
    seat: Seat
    revision: int
    """Counts the lines of one seat of one item from 1."""
    at: datetime
    supersedes: str
    """Id of the line this one replaces; empty for a first one."""


def append_verdict(
    connection: Connection,
    item: Item,
    judgement: Judgement,
    *,
    id: str,  # noqa: A002 - the word of the table
    person_id: str,
    seat: Seat,
    at: datetime,
    supersedes: str = "",
) -> Given:
    """Add a line; the item's row must be locked before, so that locks are taken in one order."""
    lock_chains(connection)
    seq, head = head_of(connection, verdicts)
    given = Given(
        **{each.name: getattr(judgement, each.name) for each in fields(Judgement)},
        seq=seq + 1,
        id=id,
        item_id=item.id,
        assistant_id=item.assistant_id,
        person_id=person_id,
        seat=seat,
        revision=_last_revision(connection, item.id, seat) + 1,
        at=at,
        supersedes=supersedes,
    )
    row = _row(given)
    connection.execute(insert(verdicts), {**row, "chain": link(head, row)})
    return given


def find_verdict(connection: Connection, verdict_id: str) -> Given | None:
    """Give a line by its id."""
    row = connection.execute(select(verdicts).where(verdicts.c.id == verdict_id)).mappings().first()
    return given_of(row) if row else None


def all_of(connection: Connection, item_id: str) -> tuple[Given, ...]:
    """Give every line about an item, in order."""
    wanted = select(verdicts).where(verdicts.c.item_id == item_id).order_by(verdicts.c.seq)
    return tuple(given_of(row) for row in connection.execute(wanted).mappings())


def in_force(connection: Connection, item_id: str) -> tuple[Given, ...]:
    """Give the verdicts on an item that were neither replaced nor taken back, in order."""
    return standing(all_of(connection, item_id))


def standing(lines: Iterable[Given]) -> tuple[Given, ...]:
    """Leave out what was replaced or taken back."""
    held = tuple(lines)
    replaced = {each.supersedes for each in held}
    return tuple(each for each in held if each.verdict and each.id not in replaced)


def given_of(row: RowMapping) -> Given:
    """Read a row."""
    return Given(
        seq=row["seq"],
        id=row["id"],
        item_id=row["item_id"],
        assistant_id=row["assistant_id"],
        person_id=row["person_id"],
        seat=Seat(row["seat"]),
        revision=row["revision"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        cause=Cause(row["cause"]) if row["cause"] else None,
        corrected=row["corrected"],
        facts=tuple(json.loads(row["facts"])),
        chunk_ids=tuple(json.loads(row["chunk_ids"])),
        comment=row["comment"],
        milliseconds=row["milliseconds"],
        guideline=row["guideline"],
        at=row["at"],
        supersedes=row["supersedes"],
    )


def _row(given: Given) -> dict[str, Value]:
    return {
        "seq": given.seq,
        "id": given.id,
        "item_id": given.item_id,
        "assistant_id": given.assistant_id,
        "person_id": given.person_id,
        "seat": given.seat.value,
        "revision": given.revision,
        "verdict": given.verdict.value if given.verdict else "",
        "cause": given.cause.value if given.cause else "",
        "corrected": storable(given.corrected),
        "facts": storable(json.dumps(given.facts, ensure_ascii=False)),
        "chunk_ids": storable(json.dumps(given.chunk_ids)),
        "comment": storable(given.comment),
        "milliseconds": given.milliseconds,
        "guideline": given.guideline,
        "at": given.at,
        "supersedes": given.supersedes,
    }


def _last_revision(connection: Connection, item_id: str, seat: Seat) -> int:
    wanted = select(func.max(verdicts.c.revision)).where(
        verdicts.c.item_id == item_id, verdicts.c.seat == seat.value
    )
    return int(connection.scalar(wanted) or 0)
