"""How do plan, draw and verdicts of the room come into the logs that the gate reads?

The room lives in the database; the logs under evaluation/<id>/ are the record. What is there is
never written again, so an export may be repeated and interrupted at will.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jauap.evaluation.audit import VERDICTS_FILE, Drawn, Plan, drawn_log, plan_log
from jauap.evaluation.log import Entry, Record
from jauap.evaluation.verdict_log import Key, VerdictEvent, verdict_log, verdicts_in_force
from jauap.storage.audit_plans import AuditPlan, AuditPlans
from jauap.storage.item_rows import Item, ItemState
from jauap.storage.verdict_rows import Given
from jauap.verdict import Seat

VerdictsOf = Callable[[str], Sequence[Given]]
"""Gives the verdicts in force on an item, by its id."""

_LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class Exported:
    """How many lines an export added."""

    plans: int
    drawn: int
    verdicts: int


def lay_down_plan(folder: Path, plans: AuditPlans, plan: AuditPlan) -> AuditPlan:
    """Lay a plan down in the log and start to draw by it; give the plan that holds.

    A version that has a plan keeps it: a second one would be a second look.

    Raises:
        WorkspaceInvalid: the log is damaged.
        Busy: another process is writing the log.
    """
    held = plans.find(plan.assistant_id, plan.system)
    _append_plans(folder, [*plans.all_of(plan.assistant_id), *([] if held else [plan])])
    logged = next(
        each.record for each in plan_log(folder).read() if each.record.system == plan.system
    )
    return plans.lay_down(_read(plan, logged))


def export_audit(
    folder: Path,
    plans: Sequence[AuditPlan],
    drawn: Sequence[Item],
    verdicts_of: VerdictsOf,
) -> Exported:
    """Add to the logs what they do not have: plans, drawn answers, verdicts of closed items.

    A verdict that was changed after it was exported supersedes the line in the log. A line that
    comes late stands at the moment of the last one before it; its reason tells the true moment.

    Args:
        folder: evaluation/<id>/.
        drawn: the audit items, in the order of drawing.

    Raises:
        WorkspaceInvalid: a log is damaged.
        Busy: another process is writing a log.
    """
    return Exported(
        plans=_append_plans(folder, plans),
        drawn=_append_drawn(folder, drawn),
        verdicts=_append_verdicts(folder, drawn, verdicts_of),
    )


def _append_plans(folder: Path, plans: Sequence[AuditPlan]) -> int:
    log = plan_log(folder)
    entries = log.read()
    known = {each.record.system for each in entries}
    new = [
        Plan(
            role=each.role,
            reason=each.reason,
            at=_not_before(each.at, entries),
            system=each.system,
            kind=each.kind,
            n=each.n,
            target=each.target,
            level=each.level,
            seed=each.seed,
            inclusion_prob=each.inclusion_prob,
        )
        for each in plans
        if each.system not in known
    ]
    return len(log.append(*new)) if new else 0


def _append_drawn(folder: Path, items: Sequence[Item]) -> int:
    log = drawn_log(folder)
    entries = log.read()
    known = {each.record.item for each in entries}
    new = [
        Drawn(
            role="sampler",
            reason="drawn by the plan's lot",
            at=_not_before(each.created_at, entries),
            item=each.code,
            system=each.system,
            language=each.language,
            topic=each.topic,
            intent=each.intent,
            inclusion_prob=each.inclusion_prob,
            answered=each.answered_at,
        )
        for each in items
        if each.code not in known
    ]
    return len(log.append(*_in_time(new))) if new else 0


def _append_verdicts(folder: Path, items: Sequence[Item], verdicts_of: VerdictsOf) -> int:
    log = verdict_log(folder / VERDICTS_FILE)
    entries = log.read()
    held = verdicts_in_force(entries)
    new = [
        event
        for item in items
        if item.state is ItemState.DONE
        for event in _events(item, verdicts_of(item.id), held, entries)
    ]
    return len(log.append(*_in_time(new))) if new else 0


def _events(
    item: Item,
    lines: Sequence[Given],
    held: Mapping[Key, Entry[VerdictEvent]],
    entries: Sequence[Entry[VerdictEvent]],
) -> Iterator[VerdictEvent]:
    for seat, line in _seated(item, lines, held):
        before = held.get((item.system, item.code, seat))
        if line.verdict is None or (before and _says(before.record) == _says_now(line)):
            continue
        yield VerdictEvent(
            role="adjudicator" if seat is Seat.ADJUDICATOR else "expert",
            reason=_reason(line),
            at=_not_before(line.at, entries),
            supersedes=before.link if before else None,
            item=item.code,
            run=item.system,
            seat=seat,
            expert=line.person_id,
            verdict=line.verdict,
            cause=line.cause.value if line.cause else "",
        )


def _seated(
    item: Item, lines: Sequence[Given], held: Mapping[Key, Entry[VerdictEvent]]
) -> Sequence[tuple[Seat, Given]]:
    """Give each line its seat in the log: who stands there already keeps that seat.

    Two people who both took their verdicts back may have come again in each other's seat.
    """
    other = {Seat.FIRST: Seat.SECOND, Seat.SECOND: Seat.FIRST, Seat.ADJUDICATOR: Seat.ADJUDICATOR}
    seats = {
        seat: entry.record.expert
        for seat in (Seat.FIRST, Seat.SECOND)
        if (entry := held.get((item.system, item.code, seat)))
    }
    is_crossed = any(
        seats.get(other[line.seat]) == line.person_id
        for line in lines
        if line.seat is not Seat.ADJUDICATOR
    )
    return [(other[line.seat] if is_crossed else line.seat, line) for line in lines]


def _says(event: VerdictEvent) -> tuple[str, str, str]:
    return event.expert, event.verdict.value, event.cause


def _says_now(line: Given) -> tuple[str, str, str]:
    verdict = line.verdict.value if line.verdict else ""
    return line.person_id, verdict, line.cause.value if line.cause else ""


def _reason(line: Given) -> str:
    what = line.comment.strip() if line.seat is Seat.ADJUDICATOR else ""
    moment = line.at.isoformat(timespec="seconds")
    rule = f", guideline {line.guideline}" if line.guideline else ""
    return f"{what[:_LONGEST_REASON] or 'blind verdict'} (given {moment}{rule})"


def _not_before(at: datetime, entries: Sequence[Entry[Record]]) -> datetime:
    """Give a moment the log takes: never before its last line."""
    return max(at, entries[-1].record.at) if entries else at


def _in_time(new: Sequence[Record]) -> list[Record]:
    return sorted(new, key=lambda each: each.at)


def _read(plan: AuditPlan, logged: Plan) -> AuditPlan:
    return AuditPlan(
        assistant_id=plan.assistant_id,
        system=logged.system,
        kind=logged.kind,
        n=logged.n,
        target=logged.target,
        level=logged.level,
        seed=logged.seed,
        inclusion_prob=logged.inclusion_prob or plan.inclusion_prob,
        role=logged.role,
        reason=logged.reason,
        at=logged.at,
    )
