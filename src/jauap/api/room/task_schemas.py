"""What do experts send, and what do they see of a task? Nothing that would unblind them."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from jauap.annotation.imported import MOST_ROWS
from jauap.api.room.schemas import Version
from jauap.api.schemas import Incoming, LanguageCode, Outgoing
from jauap.storage.verdict_rows import Judgement
from jauap.verdict import Cause, Verdict

VerdictName = Literal["correct", "partial", "incorrect", "unsafe", "refused"]
CauseName = Literal[
    "retrieval",
    "generation",
    "outdated_source",
    "missing_source",
    "misunderstood",
    "wrong_language",
    "label_missing",
    "other",
]
QueueName = Literal["audit", "improve"]
Longest = Annotated[str, Field(max_length=8_000)]
Line = Annotated[str, Field(min_length=1, max_length=500)]
ChunkId = Annotated[str, Field(min_length=1, max_length=64)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class EmptyRequest(Incoming):
    """Nothing is to be said."""


class VerdictRequest(Incoming):
    """What an expert says of an answer."""

    verdict: VerdictName
    cause: CauseName | None = None
    corrected: Longest = ""
    chunk_ids: Annotated[list[ChunkId], Field(max_length=20)] = Field(default_factory=list)
    """Chunks the corrected answer rests on."""
    facts: Annotated[list[Line], Field(max_length=30)] = Field(default_factory=list)
    """What a right answer must say."""
    comment: Annotated[str, Field(max_length=2_000)] = ""
    seconds: Seconds = 0.0
    guideline: Annotated[str, Field(max_length=64)] = ""
    version: Version
    """Of the task; of the verdict itself when it is revised."""

    def judgement(self) -> Judgement:
        """Give the judgement."""
        return Judgement(
            verdict=Verdict(self.verdict),
            cause=Cause(self.cause) if self.cause else None,
            corrected=self.corrected.strip(),
            chunk_ids=tuple(self.chunk_ids),
            facts=tuple(each.strip() for each in self.facts),
            comment=self.comment.strip(),
            milliseconds=round(1000 * self.seconds),
            guideline=self.guideline,
        )


class UnfinishedRequest(Incoming):
    """Work that is not done yet."""

    work: Annotated[dict[str, JsonValue], Field(max_length=20)]
    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    """Of the work it is made from; 0 when there was none."""


class AdjudicationRequest(Incoming):
    """The decision of a third person."""

    verdict: VerdictName
    reason: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]
    version: Version


class ImportRequest(Incoming):
    """Items that people bring along."""

    items: Annotated[list[dict[str, JsonValue]], Field(min_length=1, max_length=MOST_ROWS)]


class AnswerOut(Outgoing):
    """The answer as the citizen saw it, notices included."""

    text: str
    code: str
    language: LanguageCode


class ShownOut(Outgoing):
    """A passage."""

    chunk_id: str
    source_id: str
    language: str
    title: str
    heading: str
    text: str
    url: str


class DraftOut(Outgoing):
    """Unfinished work."""

    work: dict[str, JsonValue]
    version: int
    saved_at: str


class TaskReply(Outgoing):
    """One thing to judge; neither how sure the assistant was nor what others said of it."""

    item: str
    queue: QueueName
    seat: Literal["first", "second"]
    question: str
    language: LanguageCode
    topic: str
    intent: str
    outcome: str
    answered_at: str
    answer: AnswerOut
    citations: list[str]
    """Ids of the cited chunks in the order of their numbers."""
    passages: list[ShownOut]
    lease_until: str
    version: int
    unfinished: DraftOut | None
    guideline: str
    """Version of the guideline."""


class SavedReply(Outgoing):
    """The work is kept."""

    version: int
    lease_until: str


class GivenReply(Outgoing):
    """The verdict is stored for good."""

    id: str
    item: str
    state: Literal["given", "taken_back"]
    """Of the verdict; that of the item would tell what a colleague said."""
    version: int
    """Of the verdict, for a revision."""


class MineOut(Outgoing):
    """One of the last verdicts of the person who asks."""

    id: str
    item: str
    queue: QueueName
    verdict: VerdictName
    cause: CauseName | None
    corrected: str
    facts: list[str]
    chunk_ids: list[str]
    comment: str
    at: str
    question: str
    language: LanguageCode
    can_undo: bool
    version: int


class MineReply(Outgoing):
    """The last ten, newest first."""

    verdicts: list[MineOut]


class SearchReply(Outgoing):
    """What the index holds on some words."""

    passages: list[ShownOut]


class GuidelineReply(Outgoing):
    """The rule by which answers are judged."""

    version: str
    kk: str
    ru: str
    en: str


class JudgementOut(Outgoing):
    """What one expert said; the person is a pseudonym."""

    person: str
    verdict: VerdictName | None
    """None takes an earlier verdict back."""
    cause: CauseName | None
    corrected: str
    facts: list[str]
    chunk_ids: list[str]
    comment: str
    at: str


class DisputeReply(Outgoing):
    """An answer with both judgements side by side."""

    item: str
    queue: QueueName
    state: str
    question: str
    language: LanguageCode
    topic: str
    outcome: str
    answered_at: str
    answer: AnswerOut
    citations: list[str]
    passages: list[ShownOut]
    judgements: list[JudgementOut]
    decision: JudgementOut | None
    version: int
    may_decide: bool


class DisputeOut(Outgoing):
    """One answer that waits for an adjudicator."""

    item: str
    queue: QueueName
    question: str
    language: LanguageCode
    topic: str
    verdicts: list[VerdictName]
    since: str


class DisputesReply(Outgoing):
    """What waits, oldest first; what the person judged is left out."""

    items: list[DisputeOut]


class RowFaultOut(Outgoing):
    """What is wrong with a row."""

    row: int
    """Counted from 1."""
    field: str
    fault: str


class ImportReply(Outgoing):
    """What an import did; nothing at all when a row has a fault."""

    rows: int
    added: int
    faults: list[RowFaultOut]
