"""What does a filled-in sheet change? All of it, or nothing when one row has a fault."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from jauap.evaluation.golden import load_golden, save_cases
from jauap.evaluation.leak import LeakGuard
from jauap.evaluation.log import Entry
from jauap.evaluation.manifest import Manifest
from jauap.evaluation.pair_log import PAIR_LOG_FILE, PairEvent, PairStep, pair_log, pairs_in_force
from jauap.evaluation.records import to_line
from jauap.evaluation.settle import PAIRS_FILE, guard_of
from jauap.evaluation.sheets.columns import SheetKind
from jauap.evaluation.sheets.problems import Fault, Problem
from jauap.evaluation.sheets.read import read_table
from jauap.evaluation.sheets.records import Read, read_records
from jauap.evaluation.suite import Case
from jauap.evaluation.verdict_log import (
    VERDICT_LOG_FILE,
    VerdictEvent,
    verdict_log,
    verdicts_in_force,
)
from jauap.knowledge import Pair
from jauap.retrieval.folder import replace_file
from jauap.workspace import Workspace

Item = TypeVar("Item", Case, Pair)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did, or would do."""

    rows: int
    """Rows that stand for a record, faulty ones included."""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()

    @property
    def is_clean(self) -> bool:
        """True when nothing stands against the import; otherwise nothing was applied."""
        return not self.problems


def import_cases(
    workspace: Workspace, assistant_id: str, sheet: Path, *, dry_run: bool = False
) -> Imported:
    """Take cases from a sheet by id; cases it does not name stay. Freeze the suite afterwards.

    A case that a pair already answers is no exam question and is refused.

    Raises:
        WorkspaceInvalid: the suite itself does not fit.
    """
    golden = load_golden(workspace.evaluation_folder(assistant_id))
    table = read_table(sheet)
    read = read_records(table, SheetKind.CASES, Case)
    retired = {case.id for case in golden.cases if case.is_retired}
    problems = [
        *read.problems,
        *(
            Problem(fault=Fault.RETIRED, row=row, column="id", detail=case.id)
            for row, case in read.records.items()
            if case.id in retired
        ),
        *_given_away(read.records, workspace.pairs(assistant_id), golden.manifest),
    ]
    done = _compare(golden.cases, read, problems, len(table.rows), table.notices)
    if done.is_clean and not dry_run and (done.added or done.changed):
        new = {case.id: case for case in read.records.values()}
        files = {
            name: [new.pop(case.id, case) for case in cases] for name, cases in golden.files.items()
        }
        for case in new.values():
            files[_file_for(case, golden.suite.golden)].append(case)
        save_cases(golden.folder, files)
    return done


def import_pairs(
    workspace: Workspace, assistant_id: str, sheet: Path, *, now: datetime, dry_run: bool = False
) -> Imported:
    """Take pairs from a sheet by id, none of which may give an exam question away.

    Every change goes into the log of pairs before pairs.jsonl is written.

    Raises:
        WorkspaceInvalid: pairs.jsonl, the exam or the log does not fit.
    """
    pairs = workspace.pairs(assistant_id)
    table = read_table(sheet)
    read = read_records(table, SheetKind.PAIRS, Pair)
    guard = guard_of(workspace, assistant_id)
    reports = {row: guard.check(pair) for row, pair in read.records.items()}
    problems = [
        *read.problems,
        *(
            Problem(fault=Fault.LEAK, row=row, column="question", detail=", ".join(report.cases))
            for row, report in reports.items()
            if report.is_leak
        ),
    ]
    done = _compare(pairs, read, problems, len(table.rows), table.notices)
    if done.is_clean and not dry_run and (done.added or done.changed):
        new = {pair.id: pair for pair in read.records.values()}
        log = pair_log(workspace.evaluation_folder(assistant_id) / PAIR_LOG_FILE)
        changed = [new[each] for each in (*done.added, *done.changed)]
        known = {pair.id for pair in pairs_in_force([entry.record for entry in log.read()])}
        log.append(*_events(changed, known, sheet.name, now))
        merged = [new.pop(pair.id, pair) for pair in pairs] + list(new.values())
        path = workspace.ingestion_folder(assistant_id) / PAIRS_FILE
        replace_file(path, "".join(f"{to_line(pair)}\n" for pair in merged))
    return done


def import_verdicts(
    workspace: Workspace, assistant_id: str, sheet: Path, *, now: datetime, dry_run: bool = False
) -> Imported:
    """Add a sheet's verdicts to the log; a changed one supersedes the verdict in force.

    Raises:
        WorkspaceInvalid: the log is damaged, or an expert would fill two seats.
    """
    table = read_table(sheet)
    at = now.isoformat()
    read = read_records(table, SheetKind.VERDICTS, VerdictEvent, {"at": at})
    log = verdict_log(workspace.evaluation_folder(assistant_id) / VERDICT_LOG_FILE)
    held = verdicts_in_force(log.read())
    added, changed, events = [], [], []
    for event in read.records.values():
        before = held.get((event.run, event.item, event.seat))
        if before is None:
            added.append(event.item)
            events.append(event)
        elif not _says_the_same(event, before):
            changed.append(event.item)
            events.append(event.model_copy(update={"supersedes": before.link}))
    done = Imported(
        rows=max(len(table.rows) - 1, 0),
        added=tuple(added),
        changed=tuple(changed),
        unchanged=len(read.records) - len(events),
        problems=_sorted(read.problems),
        notices=table.notices,
    )
    if done.is_clean and not dry_run and events:
        log.append(*events)
    return done


def _given_away(
    cases: Mapping[int, Case], pairs: Sequence[Pair], manifest: Manifest | None
) -> Iterator[Problem]:
    guard = LeakGuard(list(cases.values()), split=manifest.split if manifest else None)
    rows = {case.id: row for row, case in cases.items()}
    for pair in pairs:
        for case in guard.check(pair).cases:
            yield Problem(fault=Fault.KNOWN, row=rows[case], column="question", detail=pair.id)


def _compare(
    held: Sequence[Item],
    read: Read[Item],
    problems: Sequence[Problem],
    rows: int,
    notices: tuple[Problem, ...],
) -> Imported:
    known = {each.id: each for each in held}
    new = [each for each in read.records.values() if each.id not in known]
    changed = [
        each for each in read.records.values() if each.id in known and each != known[each.id]
    ]
    return Imported(
        rows=max(rows - 1, 0),
        added=tuple(each.id for each in new),
        changed=tuple(each.id for each in changed),
        unchanged=len(read.records) - len(new) - len(changed),
        problems=_sorted(problems),
        notices=notices,
    )


def _sorted(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: each.row))


def _file_for(case: Case, names: Sequence[str]) -> str:
    return next((name for name in names if f".{case.language}." in name), names[0])


def _events(
    pairs: Sequence[Pair], known: set[str], sheet: str, now: datetime
) -> Sequence[PairEvent]:
    events = []
    for pair in pairs:
        first = PairStep.EDITED if pair.id in known else PairStep.PROPOSED
        for step, role in ((first, pair.author_role), (PairStep.ACCEPTED, pair.approved_by_role)):
            events.append(
                PairEvent(
                    step=step,
                    pair_id=pair.id,
                    pair=pair if step is first else None,
                    role=role,
                    reason=sheet,
                    at=now,
                )
            )
    return events


def _says_the_same(event: VerdictEvent, before: Entry[VerdictEvent]) -> bool:
    ignored = {"at": before.record.at, "supersedes": before.record.supersedes}
    return event.model_copy(update=ignored) == before.record
