"""What becomes of a leak? The pair stays out, or the exam questions retire; never both."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from jauap.assistant import Text
from jauap.errors import NotFound, WorkspaceInvalid
from jauap.evaluation.golden import freeze_golden, load_golden, retire_cases
from jauap.evaluation.leak import LeakGuard, LeakReport
from jauap.evaluation.log import Log, Recorded
from jauap.evaluation.manifest import read_manifest
from jauap.evaluation.pair_log import (
    PAIR_LOG_FILE,
    PairEvent,
    PairStep,
    pair_log,
    pairs_in_force,
)
from jauap.evaluation.records import to_line
from jauap.evaluation.suite import read_suite
from jauap.evaluation.vault import read_vault
from jauap.knowledge import Pair
from jauap.retrieval.folder import replace_file
from jauap.workspace import Workspace

LEAKS_FILE = "leaks.jsonl"
PAIRS_FILE = "pairs.jsonl"
QUARANTINE_FILE = "quarantine.jsonl"


class Decision(StrEnum):
    """What becomes of a leak."""

    QUARANTINE = "quarantine"
    """The pair leaves the knowledge; the exam stays as it is."""
    RETIRE = "retire"
    """The exam questions retire; the pair stays."""


class Settlement(Recorded):
    """One decision about one pair, as kept in evaluation/<id>/leaks.jsonl."""

    pair_id: Text
    decision: Decision
    cases: tuple[Text, ...] = Field(min_length=1)
    """Exam questions the pair gave away."""


def settlements(folder: Path) -> Log[Settlement]:
    """Open a suite's log of settled leaks; it refuses a second, other decision about one pair."""
    return Log(folder / LEAKS_FILE, Settlement, _check_one_decision)


def find_leaks(workspace: Workspace, assistant_id: str) -> tuple[LeakReport, ...]:
    """Check every pair of an assistant against its exam and its vault; leaks and notices only.

    Raises:
        WorkspaceInvalid: a file does not fit, or the exam is not the frozen one.
    """
    guard = guard_of(workspace, assistant_id)
    reports = (guard.check(pair) for pair in workspace.pairs(assistant_id))
    return tuple(report for report in reports if report.findings or report.notices)


def guard_of(workspace: Workspace, assistant_id: str) -> LeakGuard:
    """Make the guard of an assistant's exam, for whoever is about to add a pair.

    The split of the manifest tells which intents the exam closes; without one it closes all.
    """
    folder = workspace.evaluation_folder(assistant_id)
    vault, manifest = read_vault(folder), read_manifest(folder)
    return LeakGuard(
        read_suite(folder)[1],
        vault.marks if vault else (),
        split=manifest.split if manifest else None,
    )


def settle(
    workspace: Workspace,
    assistant_id: str,
    pair_id: str,
    decision: Decision,
    *,
    role: str,
    reason: str,
    at: datetime,
) -> Settlement:
    """Record a decision about a leaking pair, then carry it out.

    Raises:
        NotFound: the assistant has no such pair, or the pair gives nothing away.
        WorkspaceInvalid: the pair was settled the other way, or a sealed question would retire.
    """
    pairs = workspace.pairs(assistant_id)
    pair = next((each for each in pairs if each.id == pair_id), None)
    report = guard_of(workspace, assistant_id).check(pair) if pair else None
    if pair is None or report is None or not report.is_leak:
        raise NotFound(
            f"pair {pair_id!r} gives no exam question away",
            where=str(workspace.ingestion_folder(assistant_id) / PAIRS_FILE),
            remedy=f"`jauap evaluate leak {assistant_id}` lists the pairs that do",
        )
    folder = workspace.evaluation_folder(assistant_id)
    if decision is Decision.RETIRE:
        _require_open(folder, report)
    settlement = Settlement(
        pair_id=pair_id,
        decision=decision,
        cases=report.cases,
        role=role,
        reason=reason,
        at=at,
    )
    settlements(folder).append(settlement)
    if decision is Decision.RETIRE:
        retire_cases(folder, report.cases, reason=f"pair {pair_id}: {reason}", on=at.date())
        freeze_golden(folder)
    else:
        _log_quarantine(folder, settlement)
        _quarantine(workspace.ingestion_folder(assistant_id), pairs, pair)
    return settlement


def _log_quarantine(folder: Path, done: Settlement) -> None:
    log = pair_log(folder / PAIR_LOG_FILE)
    in_force = pairs_in_force([entry.record for entry in log.read()])
    if done.pair_id in {pair.id for pair in in_force}:
        log.append(
            PairEvent(
                step=PairStep.QUARANTINED,
                pair_id=done.pair_id,
                role=done.role,
                reason=done.reason,
                at=done.at,
            )
        )


def _quarantine(folder: Path, pairs: Sequence[Pair], pair: Pair) -> None:
    held = folder / QUARANTINE_FILE
    before = held.read_text(encoding="utf-8") if held.exists() else ""
    replace_file(held, f"{before}{to_line(pair)}\n")
    kept = (each for each in pairs if each.id != pair.id)
    replace_file(folder / PAIRS_FILE, "".join(f"{to_line(each)}\n" for each in kept))


def _require_open(folder: Path, report: LeakReport) -> None:
    readable = {case.id for case in load_golden(folder).live}
    sealed = [case for case in report.cases if case not in readable]
    if sealed:
        raise WorkspaceInvalid(
            f"question {sealed[0]!r} is sealed and cannot retire",
            where=str(folder),
            remedy="put the pair into quarantine",
        )


def _check_one_decision(path: Path, records: Sequence[Settlement]) -> None:
    held: dict[str, Decision] = {}
    for number, record in enumerate(records, start=1):
        before = held.setdefault(record.pair_id, record.decision)
        if before is not record.decision and record.supersedes is None:
            raise WorkspaceInvalid(
                f"pair {record.pair_id!r} was settled by {before} already",
                where=f"{path}, entry {number}",
                remedy="to change a decision, supersede it with the reason",
            )
        held[record.pair_id] = record.decision
