"""What do people send about a pair, and what do they see of it? Pseudonyms and roles, no names."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from pydantic import JsonValue as AnyJson

from jauap.api.room.schemas import Version
from jauap.api.room.sheet_faults import SheetFaultOut, fault_fields
from jauap.api.schemas import ErrorOut, Incoming, LanguageCode, Outgoing
from jauap.assistant import Language
from jauap.evaluation.sheets.columns import SheetKind
from jauap.knowledge import Wording
from jauap.pairing.bulk import Imported
from jauap.pairing.curves import DrawnCurve
from jauap.retrieval.index import JsonValue
from jauap.storage.pair_rows import HeldPair, PairState, Step

StateName = Literal[
    "proposed", "reviewed", "quarantined", "checked", "active", "expired", "rejected"
]
Intent = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$", examples=["birth-deadline"])]
Day = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Reason = Annotated[str, Field(max_length=1_000)]
NeededReason = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"\S")]


class WordingRequest(Incoming):
    """What an expert writes of a pair."""

    intent: Intent
    language: LanguageCode
    question: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
    answer: Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"\S")]
    source: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
    quote: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]
    """Words of the source, as they stand there."""
    expires_on: Day | None = None
    """Last day on which it may be used."""

    def wording(self) -> Wording:
        """Give the wording.

        Raises:
            ValueError: the calendar has no such day.
        """
        return Wording(
            language=Language(self.language),
            intent=self.intent,
            question=self.question,
            answer=self.answer,
            source=self.source,
            quote=self.quote,
            expires_on=date.fromisoformat(self.expires_on) if self.expires_on else None,
        )


class ProposeRequest(WordingRequest):
    """A new pair."""

    item: Annotated[str, Field(max_length=64)] = ""
    """The judged item it comes from."""


class EditRequest(WordingRequest):
    """A new wording of a pair."""

    version: Version
    reason: Reason = ""


class ReviewRequest(Incoming):
    """What a second person thinks of a wording."""

    version: Version
    accept: bool
    reason: Reason = ""
    """Needed for a rejection."""


class PreviewRequest(Incoming):
    """The wording to be looked at."""

    version: Version


class ReasonedRequest(Incoming):
    """A step that needs a reason."""

    version: Version
    reason: NeededReason


class WordingOut(Outgoing):
    """A wording as it was written."""

    intent: str
    language: LanguageCode
    question: str
    answer: str
    source: str
    quote: str
    expires_on: str | None


class StepOut(Outgoing):
    """One line of a pair's history."""

    version: int
    step: str
    person: str
    """Pseudonym; `upkeep` for what the service does by itself."""
    role: str
    reason: str
    at: str
    wording: WordingOut | None = None


class PairOut(WordingOut):
    """A pair: its newest wording and where it stands."""

    id: str
    assistant: str
    state: StateName
    version: int
    is_active: bool
    """True when the index holds the pair, maybe in an older wording."""
    edit_waits: bool
    """True when a newer wording than that of the index waits."""
    author: str
    hands: list[str]
    """Pseudonyms of all who wrote at it; none of them may confirm it."""
    reviewer: str
    item: str
    proposed_at: str
    changed_at: str
    preview: dict[str, AnyJson] | None = None
    """What it would fix and break, once that was found out."""
    leaks: list[dict[str, AnyJson]] = Field(default_factory=list)
    """How it would give the exam away."""


class PairReply(PairOut):
    """A pair with its whole history."""

    history: list[StepOut] = Field(default_factory=list)


class PairsReply(Outgoing):
    """One page of pairs."""

    total: int
    page: int
    pairs: list[PairOut]


class PairsImportReply(Outgoing):
    """What a file would change, or has changed."""

    error: ErrorOut | None = None
    """When it should have been applied and could not."""
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[SheetFaultOut] = Field(default_factory=list)
    notices: list[SheetFaultOut] = Field(default_factory=list)


class CurvePointOut(Outgoing):
    """How right the assistant is with so many pairs."""

    pairs: int
    accuracy: float
    low: float
    high: float
    n: int
    fixed: int
    broken: int


class CurveReply(Outgoing):
    """The learning curve as it was drawn last; empty before that."""

    drawn_at: str | None
    points: list[CurvePointOut]
    svg: str


def pair_fields(pair: HeldPair) -> dict[str, JsonValue]:
    """Spell where a pair stands."""
    is_waiting = pair.state not in {PairState.ACTIVE, PairState.EXPIRED, PairState.REJECTED}
    return {
        **wording_fields(pair.wording),
        "id": pair.id,
        "assistant": pair.assistant_id,
        "state": pair.state.value,
        "version": pair.version,
        "is_active": pair.active is not None,
        "edit_waits": pair.active is not None and is_waiting,
        "author": pair.hands[0],
        "hands": [*pair.hands],
        "reviewer": pair.reviewer,
        "item": pair.item_id,
        "proposed_at": pair.proposed_at.isoformat(),
        "changed_at": pair.changed_at.isoformat(),
        "preview": pair.details.get("preview"),
        "leaks": pair.details.get("leaks", []),
    }


def wording_fields(wording: Wording) -> dict[str, JsonValue]:
    """Spell a wording."""
    return {
        "intent": wording.intent,
        "language": wording.language.value,
        "question": wording.question,
        "answer": wording.answer,
        "source": wording.source,
        "quote": wording.quote,
        "expires_on": wording.expires_on.isoformat() if wording.expires_on else None,
    }


def step_fields(step: Step) -> dict[str, JsonValue]:
    """Spell one line of a history."""
    return {
        "version": step.version,
        "step": step.kind.value,
        "person": step.person_id,
        "role": step.role,
        "reason": step.reason,
        "at": step.at.isoformat(),
        "wording": wording_fields(step.wording) if step.wording else None,
    }


def import_fields(done: Imported) -> dict[str, JsonValue]:
    """Spell what an import did, or would do; nothing was done where there is a fault."""
    was_taken = done.is_clean
    return {
        "rows": done.rows,
        "new": done.added if was_taken else 0,
        "changed": done.changed if was_taken else 0,
        "unchanged": done.unchanged,
        "faults": [fault_fields(each, SheetKind.PROPOSALS) for each in done.problems],
        "notices": [fault_fields(each, SheetKind.PROPOSALS) for each in done.notices],
    }


def curve_fields(drawn: DrawnCurve | None, title: str) -> dict[str, JsonValue]:
    """Spell a curve with its picture."""
    if drawn is None:
        return {"drawn_at": None, "points": [], "svg": ""}
    return {
        "drawn_at": drawn.drawn_at.isoformat(),
        "points": [
            {
                "pairs": step.pairs,
                "accuracy": step.accuracy,
                "low": step.low,
                "high": step.high,
                "n": step.n,
                "fixed": step.fixed,
                "broken": step.broken,
            }
            for step in drawn.report.curve
        ],
        "svg": drawn.picture(title),
    }
