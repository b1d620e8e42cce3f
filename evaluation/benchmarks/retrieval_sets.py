"""Which documents and questions does the retrieval benchmark ask? One task per set and language."""

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from jauap.answer import Turn
from jauap.assistant import Language, SearchWeights
from jauap.ingestion.chunk import chunk_document
from jauap.ingestion.parse.text import parse_text
from jauap.ingestion.translate import learn_translations
from jauap.knowledge import Chunk, Document
from jauap.retrieval.translation import Translation

_NAMESPACE = uuid.UUID("0d2f4b16-6a61-5756-a170-6d61726b0001")
_SECTION = re.compile(r"\n[ \t]*\n")
_HEADING_LENGTH = 120

Row = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One question and the chunks that answer it."""

    qid: str
    question: str
    gold: frozenset[str]
    """Ids of the chunks that overlap the gold span."""
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Task:
    """One row of the table."""

    name: str
    language: Language
    chunks: tuple[Chunk, ...]
    cases: tuple[Case, ...]
    weights: SearchWeights = field(default_factory=SearchWeights)
    """What the assistant of this set would declare under `search`."""
    asked_in: Language | None = None
    """Language of the questions, when it is not that of the chunks."""
    tables: tuple[Translation, ...] = ()
    """What the set's twin documents teach about words, as an ingest would learn it."""


def load_tasks(data: Path, names: Sequence[str]) -> Iterator[Task]:
    """Read the sets that are asked for, in the order of the table."""
    for name, loader in _LOADERS.items():
        if name in names:
            yield from loader(data / name.removesuffix("_crossed"))


def _kz_gov(folder: Path) -> Iterator[Task]:
    questions = _rows(folder / "questions.jsonl")
    documents = _acts(folder)
    tables = learn_translations(documents)
    for language in (Language.KK, Language.RU):
        task = _task("kz_gov", language, _passages(documents, language), questions)
        yield replace(task, tables=tables)


def _kz_gov_crossed(folder: Path) -> Iterator[Task]:
    """Ask in one language what only the other one's documents tell; words come from the twins."""
    questions = _rows(folder / "questions.jsonl")
    documents = _acts(folder)
    tables = learn_translations(documents)
    for asked_in, language in ((Language.KK, Language.RU), (Language.RU, Language.KK)):
        places = {row["intent_id"]: row for row in questions if row["lang"] == language}
        asked = [
            {**places[row["intent_id"]], "qid": row["qid"], "question": row["question"]}
            for row in questions
            if row["lang"] == asked_in
        ]
        task = _task(f"kz_gov_from_{asked_in}", language, _passages(documents, language), asked)
        yield replace(task, asked_in=asked_in, tables=tables)


def _acts(folder: Path) -> list[Document]:
    """Read acts in both languages; the twins share a source."""
    rows = _rows(folder / "documents.jsonl")
    return [replace(_document(row), source_id=str(row["act_id"])) for row in rows]


def _passages(documents: Sequence[Document], language: Language) -> list[Chunk]:
    return [
        chunk
        for document in documents
        if document.language is language
        for chunk in chunk_document(document, parse_text(document.text))
    ]


def _kazqad(folder: Path) -> Iterator[Task]:
    documents = [_document(row) for row in _rows(folder / "documents.jsonl")]
    chunks = [_whole(document) for document in documents]
    yield _task("kazqad", Language.KK, chunks, _rows(folder / "questions.jsonl"))


def _xquad(folder: Path) -> Iterator[Task]:
    questions = _rows(folder / "questions.jsonl")
    for language in (Language.RU, Language.EN):
        rows = _rows(folder / "documents.jsonl", language)
        yield _task("xquad", language, [_whole(_document(row)) for row in rows], questions)


def _doc2dial(folder: Path) -> Iterator[Task]:
    documents = [_document(row) for row in _rows(folder / "documents.jsonl")]
    chunks = [chunk for document in documents for chunk in _sections(document)]
    for name, file in (("doc2dial", "questions"), ("doc2dial_later", "questions_multiturn")):
        yield _task(name, Language.EN, chunks, _rows(folder / f"{file}.jsonl"))


_LOADERS = {
    "kz_gov": _kz_gov,
    "kz_gov_crossed": _kz_gov_crossed,
    "kazqad": _kazqad,
    "xquad": _xquad,
    "doc2dial": _doc2dial,
}
SETS = tuple(_LOADERS)


def _task(
    name: str,
    language: Language,
    chunks: Sequence[Chunk],
    questions: Sequence[Row],
    weights: SearchWeights | None = None,
) -> Task:
    by_document: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        by_document.setdefault(chunk.document.id, []).append(chunk)
    cases = [
        Case(
            qid=str(row["qid"]),
            question=str(row["question"]),
            gold=frozenset(_gold(row, by_document)),
            history=_history(row),
        )
        for row in questions
        if row.get("lang", language) == language
    ]
    return Task(
        name=name,
        language=language,
        chunks=tuple(chunks),
        cases=tuple(cases),
        weights=weights or SearchWeights(),
    )


def _gold(row: Row, by_document: dict[str, list[Chunk]]) -> Iterator[str]:
    places = row.get("gold") or [row]
    for place in places:
        start, end = place["span"]
        for chunk in by_document.get(str(place["doc_id"]), ()):
            if chunk.start < end and start < chunk.end:
                yield chunk.id


def _history(row: Row) -> tuple[Turn, ...]:
    """Read `user: ...` and `agent: ...` lines; the last user line is the question itself."""
    turns: list[Turn] = []
    for line in row.get("history", ()):
        speaker, _, words = line.partition(": ")
        if speaker == "user":
            turns.append(Turn(question=words))
        elif turns:
            turns[-1] = Turn(
                question=turns[-1].question, answer=f"{turns[-1].answer} {words}".strip()
            )
        else:
            turns.append(Turn(question="", answer=words))
    if turns and turns[-1].question == row["question"] and not turns[-1].answer:
        turns.pop()
    return tuple(turns)


def _document(row: Row) -> Document:
    text = str(row["text"])
    return Document(
        id=str(row["doc_id"]),
        source_id=str(row["doc_id"]),
        language=Language(str(row["lang"])),
        title=str(row["title"]).replace("_", " "),
        text=text,
        path=str(row["doc_id"]),
        digest=sha256(text.encode()).hexdigest(),
    )


def _whole(document: Document) -> Chunk:
    return _chunk(document, 0, 0, len(document.text), ())


def _sections(document: Document) -> Iterator[Chunk]:
    """Cut a page at blank lines; a short first line of a section is its heading."""
    start = position = 0
    for end in (*(gap.end() for gap in _SECTION.finditer(document.text)), len(document.text)):
        part = document.text[start:end]
        if part.strip():
            first, _, rest = part.strip().partition("\n")
            heading = (first.strip(),) if rest.strip() and len(first) <= _HEADING_LENGTH else ()
            yield _chunk(document, position, start, end, heading)
            position += 1
        start = end


def _chunk(
    document: Document, position: int, start: int, end: int, heading_path: tuple[str, ...]
) -> Chunk:
    text = document.text[start:end]
    return Chunk(
        id=str(uuid.uuid5(_NAMESPACE, f"{document.id}/{document.language}/{position}")),
        document=document,
        position=position,
        text=text,
        start=start,
        end=end,
        heading_path=heading_path,
        digest=sha256(repr((document.id, heading_path, start, text)).encode()).hexdigest(),
    )


def _rows(path: Path, language: Language | None = None) -> list[Row]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    return [row for row in rows if language is None or row["lang"] == language]
