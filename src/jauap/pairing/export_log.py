"""How do the logs and files of a workspace learn what the room put in force?"""

from collections.abc import Sequence
from dataclasses import dataclass

from jauap.errors import WorkspaceInvalid
from jauap.evaluation.log import Log
from jauap.evaluation.pair_log import PAIR_LOG_FILE, PairEvent, PairStep, pair_log
from jauap.evaluation.records import to_line
from jauap.evaluation.settle import PAIRS_FILE
from jauap.knowledge import Pair
from jauap.retrieval.folder import replace_file
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.pair_rows import Step, StepKind
from jauap.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written."""

    events: int
    """Lines added to the log."""
    pairs: int
    """Pairs in force, all of them in pairs.jsonl."""


def pairs_in_force(workspace: Workspace, held: HeldPairs, assistant_id: str) -> tuple[Pair, ...]:
    """Give the room's pairs in force, and those of pairs.jsonl that the room does not hold."""
    known = held.ids(assistant_id)
    written = [each for each in workspace.pairs(assistant_id) if each.id not in known]
    own = [each.active for each in held.in_force(assistant_id) if each.active]
    return (*written, *own)


def export_log(workspace: Workspace, held: HeldPairs, assistant_id: str) -> Exported:
    """Add to the log of pairs what it does not hold yet, and bring pairs.jsonl up to date.

    A second call writes nothing. Only what was put in force or taken out of it enters the log: it
    is the curve's x axis, and the whole history stays in the room.

    Raises:
        WorkspaceInvalid: the log is damaged, or tells another story of a pair than the room.
    """
    log = pair_log(workspace.evaluation_folder(assistant_id) / PAIR_LOG_FILE)
    missing = _missing(log, held.history(assistant_id))
    if missing:
        log.append(*missing)
    pairs = pairs_in_force(workspace, held, assistant_id)
    path = workspace.ingestion_folder(assistant_id) / PAIRS_FILE
    text = "".join(f"{to_line(pair)}\n" for pair in pairs)
    if pairs != workspace.pairs(assistant_id):
        replace_file(path, text)
    return Exported(events=len(missing), pairs=len(pairs))


def _missing(log: Log[PairEvent], history: Sequence[Step]) -> list[PairEvent]:
    """Give the room's events that follow on those the log holds of the same pairs."""
    entries = log.read()
    ours = {step.pair_id for step in history}
    logged: dict[str, list[PairEvent]] = {pair_id: [] for pair_id in ours}
    for entry in entries:
        if entry.record.pair_id in ours:
            logged[entry.record.pair_id].append(entry.record)
    told: dict[str, int] = dict.fromkeys(ours, 0)
    in_force: set[str] = set()
    missing = []
    last = entries[-1].record.at if entries else None
    for step in history:
        for event in _events(step, is_in_force=step.pair_id in in_force):
            place, known = told[step.pair_id], logged[step.pair_id]
            told[step.pair_id] = place + 1
            if place < len(known):
                _require_same(log, known[place], event)
                continue
            # A log never goes back in time, even when somebody wrote a line meanwhile.
            last = max(last, event.at) if last else event.at
            missing.append(event.model_copy(update={"at": last}))
        if step.kind is StepKind.ACTIVATED:
            in_force.add(step.pair_id)
        elif step.kind is StepKind.EXPIRED:
            in_force.discard(step.pair_id)
    return missing


def _events(step: Step, *, is_in_force: bool) -> list[PairEvent]:
    reason = step.reason or "-"
    if step.kind is StepKind.EXPIRED:
        return [_event(PairStep.EXPIRED, step, role=step.role, reason=reason)]
    if step.kind is not StepKind.ACTIVATED:
        return []
    pair = Pair.model_validate_json(str(step.details["pair"]))
    first = PairStep.EDITED if is_in_force else PairStep.PROPOSED
    return [
        _event(first, step, role=pair.author_role, reason=reason, pair=pair),
        _event(PairStep.ACCEPTED, step, role=step.role, reason=reason),
    ]


def _event(
    kind: PairStep, step: Step, *, role: str, reason: str, pair: Pair | None = None
) -> PairEvent:
    return PairEvent(
        step=kind, pair_id=step.pair_id, pair=pair, role=role, reason=reason, at=step.at
    )


def _require_same(log: Log[PairEvent], known: PairEvent, event: PairEvent) -> None:
    if (known.step, known.pair) != (event.step, event.pair):
        raise WorkspaceInvalid(
            f"the log tells another story of pair {event.pair_id!r} than the room",
            where=str(log.path),
            remedy="restore the log from its history, then export again",
        )
