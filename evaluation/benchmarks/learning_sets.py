"""Which pairs and held-out questions does the learning benchmark use? Sets in one shape.

A set is a folder with documents.jsonl and questions.jsonl. A question's intent is its `intent_id`,
else its `span_cluster`, else its document. Questions of kind `original` are left out, because they
are the titles. An intent with one wording is learned from and never asked. With spans, only chunks
that overlap the span are right; without, any of the document.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from retrieval_sets import Row, _document, _sections

from jauap.assistant import Language
from jauap.evaluation.replay import Asked
from jauap.ingestion.chunk import chunk_document
from jauap.ingestion.parse.text import parse_text
from jauap.knowledge import Chunk, Document, Pair

HELD_OUT = 0.3
"""Share of the wordings of every intent that is asked and never learned from."""

_NEEDED = {
    "documents": ("doc_id", "lang", "title", "text"),
    "questions": ("qid", "lang", "question", "doc_id"),
}


FEW = 500
"""With fewer wordings than these, each half of the intents is asked while the other has pairs."""


class SetUnusable(Exception):
    """A set cannot be measured; the message says which file and what to do."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One wording of an intent and the chunks that answer it."""

    pair: Pair
    right: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One set in one language."""

    name: str
    language: Language
    chunks: tuple[Chunk, ...]
    wordings: tuple[Asked, ...]
    is_fixed: bool = False
    """True when the first wording of each intent is the pair and the second one is asked."""


def load_subjects(data: Path, name: str) -> Iterator[Subject]:
    """Read a set, one subject for each language of its questions.

    Raises:
        SetUnusable: a file is missing, empty or damaged, or no wording is left to ask.
    """
    documents, questions = (_read(data / name / f"{kind}.jsonl", kind) for kind in _NEEDED)
    known = {str(row["doc_id"]) for row in documents}
    for row in questions:
        if str(row["doc_id"]) not in known:
            raise SetUnusable(
                f"{data / name}: question {row['qid']!r} names document {row['doc_id']!r}, "
                "which documents.jsonl does not have"
            )
    for language in map(Language, sorted({str(row["lang"]) for row in questions})):
        rows = [row for row in documents if row["lang"] == language]
        chunks = [chunk for row in rows for chunk in _cut(_document(row), has_sections=name)]
        asked = tuple(_asked([row for row in questions if row["lang"] == language], chunks))
        subject = Subject(
            name=name,
            language=language,
            chunks=tuple(chunks),
            wordings=asked,
            is_fixed=any("paraphrase" in row for row in questions),
        )
        if not all(divide(subject, 0)):
            raise SetUnusable(
                f"{data / name}: no intent has two wordings in {language}, one to learn from and "
                "one to ask; write a second wording for some intents"
            )
        yield subject


def _read(path: Path, kind: str) -> list[Row]:
    """Read the rows of a file, each with all that is needed of it."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except OSError as error:
        raise SetUnusable(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SetUnusable(f"{path}: is not UTF-8 text: {error.reason}") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            rows.append(_row(line, f"{path}:{number}", _NEEDED[kind]))
    if not rows:
        raise SetUnusable(f"{path}: is empty; one JSON object a line is needed")
    return rows


def _row(line: str, place: str, needed: Sequence[str]) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise SetUnusable(f"{place}: is not JSON: {error}") from error
    missing = [key for key in needed if not isinstance(row, dict) or key not in row]
    if missing:
        raise SetUnusable(f"{place}: needs {', '.join(missing)}")
    if row["lang"] not in tuple(Language):
        raise SetUnusable(f"{place}: language {row['lang']!r} is not known; use kk, ru or en")
    return dict(row)


def divide(subject: Subject, seed: int) -> tuple[list[Wording], list[Wording]]:
    """Give the wordings to learn from, in the seed's order, and those held out."""
    if subject.is_fixed:
        learn = [each for each in subject.wordings if each.pair.id.endswith("-1")]
        return _shuffled(learn, seed), [e for e in subject.wordings if e not in learn]
    by_intent: dict[str, list[Wording]] = {}
    for each in _shuffled(subject.wordings, seed):
        by_intent.setdefault(each.pair.intent, []).append(each)
    held = [
        each
        for wordings in by_intent.values()
        for each in wordings[: int(len(wordings) * HELD_OUT + 0.5)]
    ]
    # The same words by two people would be learned from and asked: they are not learned from.
    asked = {_plain(each) for each in held}
    return _shuffled([e for e in subject.wordings if _plain(e) not in asked], seed), held


def taught_halves(subject: Subject, seed: int) -> list[set[str]]:
    """Give the intents that get pairs while the others are asked, once or in turns."""
    names = sorted({wording.pair.intent for wording in subject.wordings})
    if subject.is_fixed:
        names.sort(key=lambda name: hashlib.sha256(f"{seed}|{name}".encode()).digest())
    halves = [set(names[::2]), set(names[1::2])]
    return halves if len(subject.wordings) < FEW else halves[:1]


def _plain(wording: Wording) -> str:
    return wording.pair.question.casefold().strip()


def ask(wording: Wording) -> Asked:
    """Make a held-out question of a wording."""
    return Asked(
        id=wording.pair.id,
        question=wording.pair.question,
        language=wording.pair.language,
        intent=wording.pair.intent,
        right=frozenset(wording.right),
    )


def _shuffled(wordings: Sequence[Wording], seed: int) -> list[Wording]:
    return sorted(
        wordings, key=lambda each: hashlib.sha256(f"{seed}|{each.pair.id}".encode()).digest()
    )


def _cut(document: Document, *, has_sections: str) -> Sequence[Chunk]:
    if has_sections == "doc2dial":
        return list(_sections(document))
    return chunk_document(document, parse_text(document.text))


def _asked(rows: Sequence[Row], chunks: Sequence[Chunk]) -> Iterator[Wording]:
    by_document: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        by_document.setdefault(chunk.document.id, []).append(chunk)
    for row in rows:
        document_id = str(row["doc_id"])
        start, end = row.get("span") or (0, 1 << 30)
        right = tuple(
            chunk.id
            for chunk in by_document.get(document_id, ())
            if chunk.start < end and start < chunk.end
        )
        if row.get("kind") == "original" or not right:
            continue
        answer = str(row.get("answer") or (row.get("answers") or ["-"])[0])
        intent = str(row.get("intent_id") or row.get("span_cluster") or document_id)
        yield Wording(
            pair=Pair(
                id=str(row["qid"]),
                language=Language(str(row["lang"])),
                intent=intent,
                question=str(row["question"]),
                answer=answer,
                source=document_id,
                quote=answer,
                author_role="benchmark",
                approved_by_role="benchmark",
                approved_on=date(2025, 1, 1),
            ),
            right=right,
        )
