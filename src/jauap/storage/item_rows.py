"""What is one item of a queue, and how does it stand in the table?"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.storage.records import storable
from jauap.verdict import Verdict


class Queue(StrEnum):
    """Why an answer is judged; the two never mix."""

    AUDIT = "audit"
    """To know how good the answers are: drawn by chance, the only source of accuracy."""
    IMPROVE = "improve"
    """To make them better: ordered by what an expert's time is worth there."""


class Origin(StrEnum):
    """How an item came into its queue."""

    ANSWER = "answer"
    """The answer was drawn, or looked doubtful."""
    FEEDBACK = "feedback"
    """A citizen said that it is wrong or did not help."""
    IMPORT = "import"
    DISAGREEMENT = "disagreement"
    """Two experts did not agree on the audited answer, and it was not correct."""
    AUDIT = "audit"
    """Two experts agreed that the audited answer was not correct."""
    KNOWN = "known"
    """Seeded: its true verdict is known beforehand."""


class ItemState(StrEnum):
    """Where an item stands."""

    OPEN = "open"
    ADJUDICATION = "adjudication"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    """Its texts were deleted at their time, before it was judged."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A passage as an expert sees it beside the answer."""

    chunk_id: str
    source_id: str
    language: str
    title: str
    heading: str
    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """One answer to judge."""

    assistant_id: str
    queue: Queue
    origin: Origin
    code: str
    """Code of the answer's label, or the name an import gives it."""
    system: str
    """Digest of the version that answered; empty when unknown."""
    question: str
    """Masked."""
    language: Language
    topic: str
    intent: str
    answer: str
    """The labelled text, notices included."""
    outcome: Outcome | None
    """None when it is not known."""
    citations: tuple[str, ...] = ()
    """Ids of the cited chunks, in the order of their numbers."""
    passages: tuple[Shown, ...] = ()
    confidence: float | None = None
    inclusion_prob: float = 1.0
    """Probability with which chance drew it; 1 when it was not chance."""
    priority: float = 0.0
    """What is higher comes first; the audit queue goes by the moment of the answer instead."""
    wanted: int = 1
    """How many people judge it blind: 1 or 2."""
    known: Verdict | None = None
    owner: str = ""
    """Role that looks after it."""
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class Item(NewItem):
    """An item and where it stands."""

    id: str
    judged: int
    """Seats that are filled."""
    state: ItemState
    final: Verdict | None
    """The verdict that counts."""
    created_at: datetime
    closed_at: datetime | None
    version: int
    """Grows when the item closes, reopens or is withdrawn, not when one of two seats is filled."""


Value = str | int | float | datetime | None


def row_of_item(new: NewItem) -> dict[str, Value]:
    """Spell a new item as a row, without id and moment."""
    return {
        "assistant_id": new.assistant_id,
        "queue": new.queue.value,
        "origin": new.origin.value,
        "code": storable(new.code),
        "system": new.system,
        "question": storable(new.question),
        "language": new.language.value,
        "topic": storable(new.topic),
        "intent": storable(new.intent),
        "answer": storable(new.answer),
        "outcome": new.outcome.value if new.outcome else "",
        "citations": json.dumps(new.citations),
        "passages": storable(json.dumps([asdict(each) for each in new.passages])),
        "confidence": new.confidence,
        "inclusion_prob": new.inclusion_prob,
        # The audit's order must not depend on what an answer says.
        "priority": -new.answered_at.timestamp() if new.queue is Queue.AUDIT else new.priority,
        "wanted": new.wanted,
        "judged": 0,
        "known": new.known.value if new.known else "",
        "state": ItemState.OPEN.value,
        "final": "",
        "owner": new.owner,
        "answered_at": new.answered_at,
        "closed_at": None,
        "version": 1,
    }


def emptied() -> Mapping[str, str]:
    """Give the columns that hold words, without them."""
    return {"question": "", "answer": "", "citations": "[]", "passages": "[]"}


def item_of(row: RowMapping) -> Item:
    """Read a row."""
    return Item(
        id=row["id"],
        assistant_id=row["assistant_id"],
        queue=Queue(row["queue"]),
        origin=Origin(row["origin"]),
        code=row["code"],
        system=row["system"],
        question=row["question"],
        language=Language(row["language"]),
        topic=row["topic"],
        intent=row["intent"],
        answer=row["answer"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        citations=tuple(json.loads(row["citations"])),
        passages=tuple(Shown(**each) for each in json.loads(row["passages"])),
        confidence=row["confidence"],
        inclusion_prob=row["inclusion_prob"],
        priority=row["priority"],
        wanted=row["wanted"],
        known=Verdict(row["known"]) if row["known"] else None,
        owner=row["owner"],
        answered_at=row["answered_at"],
        judged=row["judged"],
        state=ItemState(row["state"]),
        final=Verdict(row["final"]) if row["final"] else None,
        created_at=row["created_at"],
        closed_at=row["closed_at"],
        version=row["version"],
    )
