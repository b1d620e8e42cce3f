"""How does a pair of the experts' room look in memory, and how as a row?"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from jauap.knowledge import Pair, Wording
from jauap.retrieval.index import JsonValue
from jauap.storage.chain import Value
from jauap.storage.records import storable


class PairState(StrEnum):
    """Where the newest wording of a pair stands."""

    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    """A second person accepted it."""
    QUARANTINED = "quarantined"
    """It would give an exam question away."""
    CHECKED = "checked"
    """No leak was found, and what it fixes and breaks is known."""
    ACTIVE = "active"
    EXPIRED = "expired"
    REJECTED = "rejected"


class StepKind(StrEnum):
    """What was done with a pair."""

    PROPOSED = "proposed"
    EDITED = "edited"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"
    CHECKED = "checked"
    ACTIVATED = "activated"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step in the life of one pair."""

    id: str
    """Hex SHA-256, derived from who asked and with which key."""
    assistant_id: str
    pair_id: str
    version: int
    """1 for the proposal, one more for each step."""
    kind: StepKind
    person_id: str
    """Pseudonym; `upkeep` for what the service does by itself."""
    role: str
    reason: str
    at: datetime
    wording: Wording | None = None
    """What was proposed or edited; None in other steps."""
    details: Mapping[str, JsonValue] = field(default_factory=dict)
    """What the step found out: the preview, the leaks, or what was put in force."""


@dataclass(frozen=True, kw_only=True)
class HeldPair:
    """Where one pair stands after its last step."""

    id: str
    assistant_id: str
    state: PairState
    version: int
    wording: Wording
    """The newest wording."""
    hands: tuple[str, ...]
    """Everybody who ever wrote at the pair; none of them may review or activate it."""
    author_role: str
    proposed_at: datetime
    changed_at: datetime
    active: Pair | None = None
    """What the index holds, also while an edit waits."""
    source_digest: str = ""
    """Digest of the chunks the active pair cited when it was activated."""
    expires_on: date | None = None
    """Last day of the active pair."""
    reviewer: str = ""
    reviewer_role: str = ""
    details: Mapping[str, JsonValue] = field(default_factory=dict)
    """Of the last check of the waiting wording."""
    item_id: str = ""
    """The judged item the pair came from."""


def question_digest(wording: Wording) -> str:
    """Digest language and question; equal questions differ at most in case and spaces."""
    words = " ".join(wording.question.casefold().split())
    return hashlib.sha256(f"{wording.language}|{words}".encode()).hexdigest()


def row_of_step(step: Step, seq: int) -> dict[str, Value]:
    """Spell a step as a row, without its chain."""
    return {
        "seq": seq,
        "id": step.id,
        "assistant_id": step.assistant_id,
        "pair_id": step.pair_id,
        "version": step.version,
        "step": step.kind.value,
        "person_id": step.person_id,
        "role": step.role,
        "reason": storable(step.reason),
        "wording": _spell(step.wording),
        "details": _json(step.details),
        "at": step.at.astimezone(UTC),
    }


def step_of_row(row: RowMapping) -> Step:
    """Read a step from its row."""
    return Step(
        id=row["id"],
        assistant_id=row["assistant_id"],
        pair_id=row["pair_id"],
        version=row["version"],
        kind=StepKind(row["step"]),
        person_id=row["person_id"],
        role=row["role"],
        reason=row["reason"],
        at=row["at"],
        wording=Wording.model_validate_json(row["wording"]) if row["wording"] else None,
        details=json.loads(row["details"]),
    )


def row_of_pair(pair: HeldPair) -> dict[str, Value | date | None]:
    """Spell where a pair stands as a row."""
    wording = pair.wording
    return {
        "id": pair.id,
        "assistant_id": pair.assistant_id,
        "state": pair.state.value,
        "version": pair.version,
        "language": wording.language.value,
        "intent": wording.intent,
        "question": question_digest(wording),
        "searched": storable(
            "\n".join((wording.intent, wording.question, wording.answer, wording.source))
        ).casefold(),
        "wording": _spell(wording),
        "active": storable(pair.active.model_dump_json()) if pair.active else "",
        "hands": _json(list(pair.hands)),
        "author_role": pair.author_role,
        "reviewer": pair.reviewer,
        "reviewer_role": pair.reviewer_role,
        "details": _json(pair.details),
        "item_id": pair.item_id,
        "source_digest": pair.source_digest,
        "expires_on": pair.expires_on,
        "proposed_at": pair.proposed_at,
        "changed_at": pair.changed_at,
    }


def pair_of_row(row: RowMapping) -> HeldPair:
    """Read where a pair stands from its row."""
    return HeldPair(
        id=row["id"],
        assistant_id=row["assistant_id"],
        state=PairState(row["state"]),
        version=row["version"],
        wording=Wording.model_validate_json(row["wording"]),
        hands=tuple(json.loads(row["hands"])),
        author_role=row["author_role"],
        proposed_at=row["proposed_at"],
        changed_at=row["changed_at"],
        active=Pair.model_validate_json(row["active"]) if row["active"] else None,
        source_digest=row["source_digest"],
        expires_on=row["expires_on"],
        reviewer=row["reviewer"],
        reviewer_role=row["reviewer_role"],
        details=json.loads(row["details"]),
        item_id=row["item_id"],
    )


def _spell(wording: Wording | None) -> str:
    return storable(wording.model_dump_json()) if wording else ""


def _json(value: Mapping[str, JsonValue] | list[str]) -> str:
    return storable(json.dumps(value, ensure_ascii=False, sort_keys=True))
