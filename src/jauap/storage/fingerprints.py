"""Which answer does a changed or cut text come from? Looks its fingerprints up."""

import struct
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    Connection,
    RowMapping,
    TextClause,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from jauap.labelling.claims import Claims
from jauap.labelling.fingerprint import keyed
from jauap.labelling.known import KnownTexts, choose_from
from jauap.labelling.similarity import Match
from jauap.storage.chain import Value
from jauap.storage.fingerprint_tables import fingerprinted
from jauap.storage.fingerprint_tables import fingerprints as kept
from jauap.storage.store import Store

_MOST_WITH = 200
"""Texts looked at for one fingerprint, newest first: what more texts share says little."""
_NEWEST_WITH = (
    "SELECT * FROM (SELECT text FROM fingerprints WHERE h = CAST(:h# AS BIGINT) "
    "ORDER BY text DESC LIMIT :most) AS f#"
)
_AT_ONCE = 64
_MOST_MATCHES = 20
_PART = 2_000
_REMEMBERED = 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A text that was just said, and what is kept of it."""

    code: str
    hash_plain: str
    at: datetime
    hashes: tuple[int, ...]


class Fingerprints:
    """Keeps and looks up fingerprints; `key` stays outside the database.

    `known` holds what is subtracted from every text: sources and fixed wordings.
    """

    def __init__(self, store: Store, key: bytes, known: KnownTexts | None = None) -> None:
        self._store = store
        self._key = key
        self._known = known or KnownTexts()
        # Popular questions get the same answer over and over.
        self._taken = lru_cache(maxsize=_REMEMBERED)(self._take)

    def of(self, plain_text: str) -> tuple[int, ...]:
        """Give the fingerprints of what is a text's own, in order."""
        return self._taken(plain_text, self._known.version)

    def _take(self, plain_text: str, _version: int) -> tuple[int, ...]:
        return tuple(sorted(keyed(self._known.own(choose_from(plain_text)), self._key)))

    def match(self, plain_text: str) -> tuple[Match, ...]:
        """Give the answers that share most with a text, best first, newest first among equals.

        Nothing is judged here; `Match.likeness` applies the thresholds.
        """
        hashes = self.of(plain_text)
        if not hashes:
            return ()
        with self._store.read() as connection:
            hits = _count(connection, hashes)
            chosen = sorted(hits, key=lambda number: (-hits[number], -number))[:_MOST_MATCHES]
            rows = _rows(connection, chosen)
        found = [(number, rows[number]["said_at"]) for number in chosen if number in rows]
        found.sort(key=lambda one: one[1], reverse=True)
        found.sort(key=lambda one: hits[one[0]], reverse=True)
        return tuple(_match(rows[number], hits[number], len(hashes)) for number, _ in found)

    def compare(self, plain_text: str, claims: Claims) -> Match | None:
        """Compare a text with the one answer its label names; None if that has no fingerprints.

        What the answer cites counts as the answer's here: the label says which passages.
        """
        if claims.hash is None:
            return None
        wanted = select(fingerprinted).where(fingerprinted.c.hash_plain == claims.hash.plain)
        with self._store.read() as connection:
            row = connection.execute(wanted).mappings().first()
        chosen = choose_from(plain_text)
        answers = set(_unpack(row["hashes"])) if row else set()
        places = {_place(source.id) for source in claims.src}
        cited = set(self._known.cited(chosen, claims.asst, places))
        hits = sum(
            number in answers or piece in cited
            for piece, number in zip(chosen.pieces, keyed(chosen.pieces, self._key), strict=True)
        )
        if not hits:
            return None
        return Match(
            code=claims.id,
            hits=hits,
            containment=hits / len(chosen.pieces),
            coverage=min(1.0, hits / len(answers)) if answers else 1.0,
        )

    def is_ours(self, document: str) -> bool:
        """Tell whether a part of a document comes from an answer of this service."""
        parts = (document[start : start + _PART] for start in range(0, len(document), _PART))
        return any(match.likeness for part in parts for match in self.match(part)[:1])

    def add(self, connection: Connection, said: Iterable[Said]) -> None:
        """Keep fingerprints, in the transaction that stores the answers' records.

        A text that was said before gets its newest code and date; nothing else changes.
        """
        newest = {one.hash_plain: one for one in said if one.hashes}
        if not newest:
            return
        known = _numbers(connection, list(newest))
        again = [_newest(one) for one in newest.values() if one.hash_plain in known]
        if again:
            changed = update(fingerprinted).where(
                fingerprinted.c.hash_plain == bindparam("same_text")
            )
            connection.execute(
                changed.values(code=bindparam("new_code"), said_at=bindparam("new_at")), again
            )
        first = int(connection.scalar(select(func.max(fingerprinted.c.number))) or 0) + 1
        fresh = [one for one in newest.values() if one.hash_plain not in known]
        if fresh:
            connection.execute(
                insert(fingerprinted),
                [_row(number, one) for number, one in enumerate(fresh, start=first)],
            )
            connection.execute(
                insert(kept),
                [
                    {"h": h, "text": number}
                    for number, one in enumerate(fresh, start=first)
                    for h in one.hashes
                ],
            )


def forget(connection: Connection, before: datetime) -> int:
    """Delete the fingerprints of texts that were last said before a moment; give their number."""
    old = select(fingerprinted.c.number, fingerprinted.c.hashes).where(
        fingerprinted.c.said_at < before
    )
    rows = [(int(number), bytes(packed)) for number, packed in connection.execute(old)]
    gone = [{"old_h": h, "old_text": number} for number, packed in rows for h in _unpack(packed)]
    if gone:
        one = delete(kept).where(
            kept.c.h == bindparam("old_h"), kept.c.text == bindparam("old_text")
        )
        connection.execute(one, gone)
    connection.execute(delete(fingerprinted).where(fingerprinted.c.said_at < before))
    return len(rows)


def _count(connection: Connection, hashes: Sequence[int]) -> Mapping[int, int]:
    hits: Counter[int] = Counter()
    for start in range(0, len(hashes), _AT_ONCE):
        some = hashes[start : start + _AT_ONCE]
        places: dict[str, int | None] = {f"h{place}": h for place, h in enumerate(some)}
        terms = 1 << max(0, len(some) - 1).bit_length()
        places |= {f"h{place}": None for place in range(len(some), terms)}
        found = connection.execute(_lookup(terms), {**places, "most": _MOST_WITH})
        hits.update(int(number) for (number,) in found)
    return hits


@lru_cache(maxsize=8)
def _lookup(terms: int) -> TextClause:
    """Write the query for so many fingerprints at once, each capped by itself."""
    parts = (_NEWEST_WITH.replace("#", str(place)) for place in range(terms))
    return text(" UNION ALL ".join(parts))


def _rows(connection: Connection, numbers: Collection[int]) -> Mapping[int, RowMapping]:
    if not numbers:
        return {}
    wanted = select(fingerprinted).where(fingerprinted.c.number.in_(numbers))
    return {int(row["number"]): row for row in connection.execute(wanted).mappings()}


def _numbers(connection: Connection, hashes_plain: Sequence[str]) -> frozenset[str]:
    wanted = select(fingerprinted.c.hash_plain).where(fingerprinted.c.hash_plain.in_(hashes_plain))
    return frozenset(str(one) for (one,) in connection.execute(wanted))


def _match(row: RowMapping, hits: int, asked: int) -> Match:
    size = max(1, len(row["hashes"]) // 8)
    return Match(
        code=row["code"], hits=hits, containment=hits / asked, coverage=min(1.0, hits / size)
    )


def _row(number: int, one: Said) -> dict[str, Value | bytes]:
    return {
        "number": number,
        "hash_plain": one.hash_plain,
        "code": one.code,
        "said_at": one.at,
        "hashes": struct.pack(f"<{len(one.hashes)}q", *one.hashes),
    }


def _newest(one: Said) -> dict[str, Value]:
    return {"same_text": one.hash_plain, "new_code": one.code, "new_at": one.at}


def _unpack(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 8}q", packed)


def _place(source_id: str) -> tuple[str, int]:
    document_id, _, start = source_id.rpartition("#")
    return document_id, int(start) if start.isdecimal() else 0
