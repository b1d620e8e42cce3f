"""What does a member of staff send to try an assistant, and read of how the answer came about?"""

from typing import Annotated

from pydantic import Field

from jauap.answer import Answer, ModelUse, Purpose
from jauap.answering.overhear import Overheard
from jauap.api.schemas import (
    MAX_HISTORY,
    ChatReply,
    Incoming,
    LanguageCode,
    Outgoing,
    PastTurn,
    QuestionText,
    document_path,
)
from jauap.knowledge import FoundPair, Passage
from jauap.retrieval.index import JsonValue


class TrialRequest(Incoming):
    """A question to try, with what was said before it."""

    question: QuestionText
    language: LanguageCode | None = None
    """Language to answer in; absent means the question's own."""
    history: Annotated[list[PastTurn], Field(max_length=MAX_HISTORY)] = Field(default_factory=list)
    """Earlier turns, oldest first."""


class FoundPassageOut(Outgoing):
    """A passage that was found."""

    rank: int
    score: float
    title: str
    heading_path: list[str]
    document_id: str
    language: LanguageCode
    is_cited: bool
    open_url: str
    """Path of the page that shows the document at the passage."""


class FoundPairOut(Outgoing):
    """A verified pair that was found."""

    id: str
    question: str
    language: LanguageCode
    score: float
    similarity: float
    """1 for the very question of the pair, 0 for nothing in common."""
    is_used: bool
    """True when its answer was given."""


class ModelUseOut(Outgoing):
    """One call of the chat model."""

    purpose: Purpose
    model: str
    milliseconds: float
    tokens_read: int | None
    tokens_written: int | None
    cost: float | None
    currency: str
    fault: str
    """Why nothing came of it; empty when it served."""


class TraceOut(Outgoing):
    """How an answer came about."""

    asked_as: str
    """The question that was searched; empty when that is what was typed."""
    asked_as_by: str
    """`keyboard`, `spelling`, `words` of the conversation, `model:<name>`, or empty."""
    asked_in: LanguageCode | None
    """Language of the search; null when nothing was searched."""
    confidence: float | None
    """Probability that the best candidate is right; null when none was computed."""
    composed_by: str
    passages: list[FoundPassageOut]
    pairs: list[FoundPairOut]
    timings: dict[str, float]
    """Milliseconds per step."""
    model_uses: list[ModelUseOut]


class TrialReply(ChatReply):
    """A labelled answer as citizens would get it, and how it came about."""

    trace: TraceOut


def trace_fields(heard: Overheard) -> dict[str, JsonValue]:
    """Spell how an answer came about."""
    answer, found = heard.labelled.answer, heard.found
    return {
        "asked_as": answer.asked_as,
        "asked_as_by": answer.asked_as_by,
        "asked_in": heard.asked_in.value if heard.asked_in else None,
        "confidence": answer.confidence,
        "composed_by": answer.composed_by,
        "passages": [
            _passage_fields(passage, rank, answer)
            for rank, passage in enumerate(found.passages, start=1)
        ],
        "pairs": [_pair_fields(pair, answer) for pair in found.pairs],
        "timings": dict(answer.timings),
        "model_uses": [_use_fields(use) for use in answer.model_uses],
    }


def _passage_fields(passage: Passage, rank: int, answer: Answer) -> dict[str, JsonValue]:
    return {
        "rank": rank,
        "score": passage.score,
        "title": passage.title,
        "heading_path": list(passage.heading_path),
        "document_id": passage.document_id,
        "language": passage.language.value,
        "is_cited": any(each.chunk_id == passage.chunk_id for each in answer.citations),
        "open_url": document_path(answer.assistant_id, passage, answer.language),
    }


def _pair_fields(found: FoundPair, answer: Answer) -> dict[str, JsonValue]:
    return {
        "id": found.pair.id,
        "question": found.pair.question,
        "language": found.pair.language.value,
        "score": found.score,
        "similarity": found.similarity,
        "is_used": answer.composed_by == f"pair:{found.pair.id}",
    }


def _use_fields(use: ModelUse) -> dict[str, JsonValue]:
    return {
        "purpose": use.purpose.value,
        "model": use.model,
        "milliseconds": use.milliseconds,
        "tokens_read": use.tokens.read if use.tokens else None,
        "tokens_written": use.tokens.written if use.tokens else None,
        "cost": use.cost,
        "currency": use.currency,
        "fault": use.fault,
    }
