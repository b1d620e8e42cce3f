"""Who judged which answer, and how? Two blind experts and an adjudicator, nothing overwritten."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from jauap.assistant import Text
from jauap.errors import WorkspaceInvalid
from jauap.evaluation.log import Entry, Log, Recorded
from jauap.verdict import Seat, Verdict

VERDICT_LOG_FILE = "verdicts.jsonl"
"""Name of the log in evaluation/<id>/."""


class VerdictEvent(Recorded):
    """One expert's verdict on one answer; a change of mind is a new event that supersedes it."""

    item: Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
    """Case id, or code of the production answer's label."""
    run: Text
    """Id of the run, or digest of the version that answered in production."""
    seat: Seat
    expert: Text
    """Pseudonym."""
    verdict: Verdict
    cause: str = ""
    """Where a mistake came from: retrieval, generation, outdated source, missing source, ..."""


Key = tuple[str, str, Seat]
"""Run, item and seat: at most one verdict is in force for each."""


def verdict_log(path: Path) -> Log[VerdictEvent]:
    """Open a log of verdicts; it refuses a second verdict that supersedes nothing."""
    return Log(path, VerdictEvent, _check_seats)


def verdicts_in_force(entries: Sequence[Entry[VerdictEvent]]) -> Mapping[Key, Entry[VerdictEvent]]:
    """Give the last verdict of each seat on each answer, with the link a correction supersedes."""
    return {_key(entry.record): entry for entry in entries}


def _key(event: VerdictEvent) -> Key:
    return event.run, event.item, event.seat


def _check_seats(path: Path, events: Sequence[VerdictEvent]) -> None:
    held: dict[Key, VerdictEvent] = {}
    for number, event in enumerate(events, start=1):
        where = f"{path}, entry {number}"
        before = held.get(_key(event))
        if (before is None) != (event.supersedes is None):
            raise WorkspaceInvalid(
                f"answer {event.item!r} has a {event.seat} verdict already"
                if before
                else f"there is no {event.seat} verdict on answer {event.item!r} to supersede",
                where=where,
                remedy="a changed verdict names the link of the one it supersedes, with the reason",
            )
        others = (seat for seat in Seat if seat is not event.seat)
        colleagues = (held.get((event.run, event.item, seat)) for seat in others)
        if any(each is not None and each.expert == event.expert for each in colleagues):
            raise WorkspaceInvalid(
                f"expert {event.expert!r} judges answer {event.item!r} in two seats",
                where=where,
                remedy="a second verdict comes from a second person",
            )
        held[_key(event)] = event
