"""What may an assistant read? Sources, documents, chunks, passages and pairs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from jauap.assistant import AssistantId, Declared, Head, Language, Text, Trilingual

Expression = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^\s*[^\s]+(?:\s+[^\s]+){0,2}\s*$")
]


class SourceKind(StrEnum):
    """Whose text a source is; decides whether it may be read without a written permission."""

    OFFICIAL_ACT = "official_act"
    OWN_TEXT = "own_text"
    THIRD_PARTY = "third_party"


class Act(Declared):
    """The legal act a document rests on."""

    title: Trilingual
    number: Text
    date: date
    points: Text
    """Points or articles the document rests on, as written: "4-7, 12"."""
    url: Text | None = None


class Source(Declared):
    """One topic's document in one to three languages; the files of one source are twins."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$")]
    kind: SourceKind
    files: dict[Language, Text] = Field(min_length=1)
    """Each language's file: its path under ingestion/<assistant>/, or its https:// address."""
    title: Trilingual
    topic: Text
    act: Act | None = None
    url: Text | None = None
    """Page where a citizen can read the original."""
    licence: Text | None = None
    permission: Text | None = None
    """Written permission of a third party, by its number and date."""
    author: Text | None = None
    """Author or right holder of a third party's text."""
    contact: Text | None = None
    """Where the author is told that the text is used: an e-mail or postal address."""
    sample: bool = False
    """True for texts written to show jauap, never to inform a citizen."""
    valid_until: date | None = None


class Sources(Declared):
    """The whole of ingestion/<id>/sources.yaml."""

    schema_version: Literal[1] = Field(alias="schema")
    assistant: AssistantId
    responsible_head: Head
    overdue_act: Literal["warn", "block"] = "warn"
    """What an ingest does when the month's reconciliation act is not signed."""
    sources: tuple[Source, ...] = Field(min_length=1)


@dataclass(frozen=True, kw_only=True)
class Document:
    """One parsed document in one language."""

    id: str
    """`<source id>.<language>`."""
    source_id: str
    language: Language
    title: str
    text: str
    """The whole text; chunk offsets count its characters."""
    path: str
    url: str = ""
    topic: str = ""
    act: str = ""
    """Act, number, date and points in one line, in the document's language."""
    act_date: str = ""
    """ISO date of the act, empty when unknown."""
    valid_until: str = ""
    sample: bool = False
    digest: str = ""
    """Hex SHA-256 of the file's bytes and of the metadata above."""


class ChunkKind(StrEnum):
    """What shape of text a chunk holds."""

    TEXT = "text"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """A passage-sized part of a document: `document.text[start:end] == text`."""

    id: str
    """UUID derived from document id and position."""
    document: Document
    position: int
    text: str
    start: int
    end: int
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    """1-based page of a PDF or slide of a presentation."""
    kind: ChunkKind = ChunkKind.TEXT
    digest: str = ""
    """Hex SHA-256 of everything that enters the index for this chunk."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A chunk as search returns it, with the score it got."""

    chunk_id: str
    document_id: str
    source_id: str
    language: Language
    title: str
    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int
    page: int | None
    kind: ChunkKind
    url: str
    topic: str
    act: str
    act_date: str
    digest: str
    sample: bool = False
    score: float = 0.0

    def scored(self, score: float) -> "Passage":
        """Give the same passage with another score."""
        other = object.__new__(Passage)
        # A search scores ten passages; checking twenty fields of each anew costs as much as it.
        other.__dict__.update(self.__dict__, score=score)
        return other


class Pair(Declared):
    """An expert's question and answer, confirmed by a second person; a line of pairs.jsonl."""

    id: Text
    language: Language
    intent: Text
    question: Text
    answer: Text
    source: Text
    """Source id the answer rests on."""
    quote: Text
    """Words of the source's document that carry the answer; they find the cited chunk."""
    author_role: Text
    approved_by_role: Text
    approved_on: date
    sample: bool = False


class Synonym(Declared):
    """What citizens say, and what the documents call it."""

    said: tuple[Expression, ...] = Field(min_length=1)
    """Expressions of one to three words, in any inflection."""
    means: Text
    """The documents' words; the expression itself switches a built-in synonym off."""


class Synonyms(Declared):
    """ingestion/<id>/synonyms.yaml: an assistant's own beside the built-in ones."""

    schema_version: Literal[1] = Field(alias="schema")
    synonyms: dict[Language, tuple[Synonym, ...]]


NO_SYNONYMS = Synonyms(schema=1, synonyms={})
"""What an assistant without a synonyms.yaml has beside the built-in ones."""


class Wording(Declared):
    """What an expert writes of a pair, before anybody confirmed it."""

    language: Language
    intent: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$")]
    question: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
    answer: Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
    source: Text
    quote: Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
    expires_on: date | None = None
    """Last day on which the pair may be used; none means until its source changes."""


@dataclass(frozen=True, kw_only=True)
class FoundPair:
    """A pair as search returns it."""

    pair: Pair
    chunk_ids: tuple[str, ...]
    """Chunks the pair cites, resolved at ingest."""
    score: float = 0.0
    similarity: float = 0.0
    """Score divided by the score of an identical question, in [0, 1]."""
    organisation: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one search returns: passages best first, pairs best first, and how sure it looks."""

    passages: tuple[Passage, ...] = ()
    pairs: tuple[FoundPair, ...] = ()
    features: dict[str, float] = field(default_factory=dict)
    """Named evidence for deciding: coverage, score_ratio, gap, field_agreement."""
    crossed_language: bool = False
    """True when the passages are in another language than the question."""
    meanings: dict[Language, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    """Words of other languages that translate the question's, and how likely each does."""
    corrections: Mapping[str, str] = field(default_factory=dict)
    """Misspelt words of the question and of earlier turns, in lower case, and what was searched in
    their place."""
