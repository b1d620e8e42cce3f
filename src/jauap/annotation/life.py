"""Which steps may a pair take, and where do they lead?

A pair's newest wording goes proposed -> reviewed -> checked -> active, unless it is rejected or
quarantined. An edit starts anew while the wording in force, if there is one, stays in the index.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from jauap.knowledge import Pair, Wording
from jauap.storage.pair_rows import HeldPair, PairState, Step, StepKind

_WAITING = frozenset({PairState.REVIEWED, PairState.CHECKED, PairState.QUARANTINED})

ALLOWED: Mapping[StepKind, frozenset[PairState]] = {
    StepKind.PROPOSED: frozenset(),
    StepKind.EDITED: frozenset(PairState),
    StepKind.ACCEPTED: frozenset({PairState.PROPOSED}),
    StepKind.REJECTED: _WAITING | {PairState.PROPOSED},
    StepKind.QUARANTINED: _WAITING,
    StepKind.CHECKED: _WAITING,
    StepKind.ACTIVATED: frozenset({PairState.CHECKED}),
    StepKind.EXPIRED: frozenset(PairState),
}
"""States in which each step may be taken; a proposal needs a pair that is not there yet."""


def may_step(held: HeldPair | None, kind: StepKind) -> bool:
    """Tell whether a pair may take a step now; only a pair in force expires."""
    if held is None or kind is StepKind.PROPOSED:
        return held is None and kind is StepKind.PROPOSED
    if kind is StepKind.EXPIRED and held.active is None:
        return False
    return held.state in ALLOWED[kind]


def after(held: HeldPair | None, step: Step) -> HeldPair:
    """Give where a pair stands after an allowed step."""
    if held is None:
        return _begin(step)
    moved = replace(held, version=step.version, changed_at=step.at)
    match step.kind:
        case StepKind.EDITED:
            return _edited(moved, step)
        case StepKind.ACCEPTED:
            return replace(
                moved,
                state=PairState.REVIEWED,
                reviewer=step.person_id,
                reviewer_role=step.role,
            )
        case StepKind.REJECTED:
            return _rejected(moved)
        case StepKind.QUARANTINED:
            return replace(moved, state=PairState.QUARANTINED, details=step.details)
        case StepKind.CHECKED:
            return replace(moved, state=PairState.CHECKED, details=step.details)
        case StepKind.ACTIVATED:
            return replace(
                moved,
                state=PairState.ACTIVE,
                active=Pair.model_validate_json(str(step.details["pair"])),
                source_digest=str(step.details["source_digest"]),
                expires_on=held.wording.expires_on,
            )
        case _:
            is_waiting = held.state is not PairState.ACTIVE
            state = held.state if is_waiting else PairState.EXPIRED
            return replace(moved, state=state, active=None, source_digest="", expires_on=None)


def retell(steps: Iterable[Step], *, up_to: int) -> HeldPair:
    """Give where a pair stood after its step `up_to`, from its steps in order.

    Raises:
        LookupError: there is no step.
    """
    held: HeldPair | None = None
    for step in steps:
        if step.version <= up_to:
            held = after(held, step)
    if held is None:
        raise LookupError("a pair without steps")
    return held


def wording_of(pair: Pair) -> Wording:
    """Give what an expert wrote of a confirmed pair."""
    return Wording(
        language=pair.language,
        intent=pair.intent,
        question=pair.question,
        answer=pair.answer,
        source=pair.source,
        quote=pair.quote,
    )


def _begin(step: Step) -> HeldPair:
    if step.wording is None:
        raise LookupError("a pair begins with a wording")
    return HeldPair(
        id=step.pair_id,
        assistant_id=step.assistant_id,
        state=PairState.PROPOSED,
        version=step.version,
        wording=step.wording,
        hands=(step.person_id,),
        author_role=step.role,
        proposed_at=step.at,
        changed_at=step.at,
        item_id=str(step.details.get("item", "")),
    )


def _edited(moved: HeldPair, step: Step) -> HeldPair:
    return replace(
        moved,
        state=PairState.PROPOSED,
        wording=step.wording or moved.wording,
        hands=tuple(dict.fromkeys((*moved.hands, step.person_id))),
        author_role=step.role,
        reviewer="",
        reviewer_role="",
        details={},
    )


def _rejected(moved: HeldPair) -> HeldPair:
    """Go back to the wording in force, where there is one."""
    if moved.active is None:
        return replace(moved, state=PairState.REJECTED)
    wording = wording_of(moved.active).model_copy(update={"expires_on": moved.expires_on})
    return replace(moved, state=PairState.ACTIVE, wording=wording, details={})
