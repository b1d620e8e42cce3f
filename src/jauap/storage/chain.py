"""Was the past changed? Links each record to the one before it by a hash."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

Value = str | int | bool | datetime

START = "0" * 64
"""What the first record is linked to."""


@dataclass(frozen=True, kw_only=True)
class ChainCheck:
    """The finding over a whole table; records cut off at the end show only in a known `head`."""

    checked: int
    head: str
    broken_at: int | None = None
    """Number of the first record that is changed, missing or out of order."""

    @property
    def is_whole(self) -> bool:
        """True when every record follows from the one before."""
        return self.broken_at is None


def link(previous: str, row: Mapping[str, Value]) -> str:
    """Give the hash of a row and of everything before it: hex SHA-256."""
    content = json.dumps(
        {name: _plain(value) for name, value in row.items() if name != "chain"},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def check(rows: Iterable[Mapping[str, Value]], *, after: int = 0, head: str = START) -> ChainCheck:
    """Follow the chain through rows in order of `seq`, which every link covers.

    `after` and `head` are number and hash of the record before the first, when older ones were
    deleted at their time.
    """
    checked = 0
    for row in rows:
        if row["chain"] != link(head, row):
            return ChainCheck(checked=checked, head=head, broken_at=after + checked + 1)
        head, checked = str(row["chain"]), checked + 1
    return ChainCheck(checked=checked, head=head)


def _plain(value: Value) -> str | int | bool:
    return (
        value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else value
    )
