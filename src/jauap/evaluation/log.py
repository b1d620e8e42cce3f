"""Was the past changed? An append-only JSON Lines file whose every line is linked to the last."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Generic, Literal, TextIO, TypeVar

from pydantic import AwareDatetime, Field, ValidationError

from jauap.assistant import Declared, Text
from jauap.errors import Busy, WorkspaceInvalid
from jauap.evaluation.records import to_line

START = "0" * 64
"""What the first line is linked to."""


class Recorded(Declared):
    """Something that happened: who did it by role, why and when; never edited, only superseded."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    role: Text
    """Role of the person, never a name."""
    reason: Text
    at: AwareDatetime
    supersedes: str | None = None
    """Link of the earlier entry that this one replaces."""


Record = TypeVar("Record", bound=Recorded)


@dataclass(frozen=True, kw_only=True)
class Entry(Generic[Record]):
    """One line of a log."""

    number: int
    """1-based place in the log."""
    link: str
    """Hex SHA-256 over this record and everything before it."""
    record: Record


class Log(Generic[Record]):
    """The log kept in one file; a missing file is an empty log."""

    def __init__(
        self,
        path: Path,
        kind: type[Record],
        check: Callable[[Path, Sequence[Record]], None] | None = None,
    ) -> None:
        """Name the file and its kind of record.

        Args:
            check: raises WorkspaceInvalid when records cannot follow each other like this; it
                sees the whole log on every reading and, before a writing, the new records too.
        """
        self.path = path
        self._kind = kind
        self._check = check

    def read(self, *, head: str | None = None) -> tuple[Entry[Record], ...]:
        """Read the whole log and follow its links.

        Args:
            head: a link noted earlier, say in a certificate; lines cut off at the end show only
                when it is given.

        Raises:
            WorkspaceInvalid: a line was changed, removed, put in or moved, or does not fit.
        """
        entries = tuple(self._entries())
        if head not in (None, START) and head not in (entry.link for entry in entries):
            raise WorkspaceInvalid(
                "the log ends before an entry that is known to have been there",
                where=str(self.path),
                remedy="restore the file from its history",
            )
        self._check_all(entries)
        return entries

    def append(self, *records: Record) -> tuple[Entry[Record], ...]:
        """Add records at the end, all or none, safe against a second writer and a power cut.

        Raises:
            WorkspaceInvalid: the log is damaged, or a record is older than the log's last one or
                supersedes an entry that is not there.
            Busy: another process is writing.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8", newline="\n") as file, _alone(file, self.path):
            held = self.read()
            entries, link = list(held), held[-1].link if held else START
            lines = []
            for number, record in enumerate(records, start=len(held) + 1):
                content: object = json.loads(to_line(record))
                link = _link(link, number, content)
                lines.append(_line(number, link, content))
                entries.append(Entry(number=number, link=link, record=record))
            self._check_all(entries)
            file.write("".join(lines))
            file.flush()
            os.fsync(file.fileno())
        return tuple(entries[len(held) :])

    def _entries(self) -> Iterator[Entry[Record]]:
        if not self.path.exists():
            return
        text = self.path.read_text(encoding="utf-8")
        lines = text.split("\n")
        if lines.pop():
            raise self._broken(len(lines) + 1, "the last line is incomplete")
        link = START
        for number, line in enumerate(lines, start=1):
            try:
                fields = json.loads(line, object_pairs_hook=_unique)
                content = fields["entry"]
                link = _link(link, number, content)
                if (fields["link"], fields["number"]) != (link, number):
                    raise self._broken(number, "the line does not follow from those before it")
                record = self._kind.model_validate_json(json.dumps(content))
            except (ValueError, KeyError, TypeError, ValidationError) as error:
                raise self._broken(number, "the line is no entry of this log") from error
            yield Entry(number=number, link=link, record=record)

    def _check_all(self, entries: Sequence[Entry[Record]]) -> None:
        _check_order(self.path, entries)
        if self._check is not None:
            self._check(self.path, [entry.record for entry in entries])

    def _broken(self, number: int, what: str) -> WorkspaceInvalid:
        return WorkspaceInvalid(
            what,
            where=f"{self.path}, line {number}",
            remedy="restore the file from its history; a mistake is corrected by a new entry",
        )


def head_of(entries: Sequence[Entry[Record]]) -> str:
    """Give the link that stands for a whole log; note it where it must not be cut unnoticed."""
    return entries[-1].link if entries else START


def _check_order(path: Path, entries: Sequence[Entry[Record]]) -> None:
    for before, after in pairwise(entries):
        if after.record.at < before.record.at:
            raise WorkspaceInvalid(
                "an entry is older than the one before it",
                where=f"{path}, entry {after.number}",
                remedy="give it the time at which it is written, and the clock the right time",
            )
    known: set[str] = set()
    for entry in entries:
        if entry.record.supersedes not in known | {None}:
            raise WorkspaceInvalid(
                "an entry supersedes one that is not in the log before it",
                where=f"{path}, entry {entry.number}",
                remedy="name the link of an earlier entry",
            )
        known.add(entry.link)


def _link(previous: str, number: int, content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{number}\n{text}".encode()).hexdigest()


def _line(number: int, link: str, content: object) -> str:
    fields = {"entry": content, "link": link, "number": number}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True) + "\n"


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        # A second value under one name would be read by people and skipped by the check.
        raise ValueError("a key is written twice")
    return fields


@contextmanager
def _alone(file: TextIO, path: Path) -> Iterator[None]:
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Busy(
            "another process is writing this log",
            where=str(path),
            remedy="wait until it is done",
        ) from error
    yield
