"""Which questions does the refusal benchmark ask, and which of them has no answer in the index?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval_sets import Case, Row, _document, _rows, _sections, _task, _whole

from jauap.assistant import Language
from jauap.ingestion.chunk import chunk_document
from jauap.ingestion.parse.text import parse_text
from jauap.knowledge import Chunk

NEAR = "near_miss"
"""Right topic, no answer there; never counted among the questions out of scope."""

_DOMAINS = ("agriculture", "public_services")
_AGENCIES = ("dmv", "ssa", "studentaid", "va")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One index, the questions it answers and those it does not."""

    name: str
    part: str
    """Which agency, domain or half of a set is indexed; empty when all of it is."""
    language: Language
    chunks: tuple[Chunk, ...]
    answerable: tuple[Case, ...]
    others: Mapping[str, tuple[str, ...]]
    """Questions without an answer here, by the reason why."""


def load_trials(data: Path, names: Sequence[str]) -> Iterator[Trial]:
    """Read the sets that are asked for, in the order of the table."""
    for name, loader in _LOADERS.items():
        if name in names:
            yield from loader(data / name.partition("_by_")[0])


def _kz_gov(folder: Path) -> Iterator[Trial]:
    """All acts; the set's own questions without an answer."""
    for language in (Language.KK, Language.RU):
        chunks = list(_acts(folder, language))
        rows = _rows(folder / "questions.jsonl", language)
        others: dict[str, list[str]] = {}
        for row in _rows(folder / "out_of_scope.jsonl", language):
            others.setdefault(str(row["category"]), []).append(str(row["question"]))
        yield _trial("kz_gov", "", language, chunks, rows, others)


def _kz_gov_by_domain(folder: Path) -> Iterator[Trial]:
    """The acts of one ministry, questions to the other beside its own."""
    for language in (Language.KK, Language.RU):
        rows = _rows(folder / "questions.jsonl", language)
        for domain in _DOMAINS:
            chunks = _acts(folder, language, lambda row, it=domain: row["domain"] == it)
            own = [row for row in rows if row["domain"] == domain]
            foreign = [str(row["question"]) for row in rows if row["domain"] != domain]
            yield _trial(
                "kz_gov_by_domain", domain, language, chunks, own, {"other_domain": foreign}
            )


def _kazqad(folder: Path) -> Iterator[Trial]:
    chunks = [_whole(_document(row)) for row in _rows(folder / "documents.jsonl")]
    rows = _rows(folder / "questions_no_gold_in_corpus.jsonl")
    others = {"no_passage_here": [str(row["question"]) for row in rows]}
    own = _rows(folder / "questions.jsonl")
    yield _trial("kazqad", "", Language.KK, chunks, own, others)


def _xquad(folder: Path) -> Iterator[Trial]:
    """Every second paragraph of each article; what the others tell is a near miss."""
    for language in (Language.RU, Language.EN):
        rows = _rows(folder / "documents.jsonl", language)
        kept = {str(row["doc_id"]) for row in rows[::2]}
        chunks = [_whole(_document(row)) for row in rows[::2]]
        asked = _rows(folder / "questions.jsonl", language)
        own = [row for row in asked if row["doc_id"] in kept]
        missing = [str(row["question"]) for row in asked if row["doc_id"] not in kept]
        yield _trial("xquad", "half", language, chunks, own, {NEAR: missing})


def _doc2dial(folder: Path) -> Iterator[Trial]:
    """The pages of one agency, questions to the other three beside its own."""
    documents = _rows(folder / "documents.jsonl")
    asked = _rows(folder / "questions.jsonl")
    for agency in _AGENCIES:
        pages = [_document(row) for row in documents if row["domain"] == agency]
        chunks = [chunk for page in pages for chunk in _sections(page)]
        own = [row for row in asked if row["domain"] == agency]
        foreign = [str(row["question"]) for row in asked if row["domain"] != agency]
        yield _trial("doc2dial", agency, Language.EN, chunks, own, {"other_agency": foreign})


_LOADERS = {
    "kz_gov": _kz_gov,
    "kz_gov_by_domain": _kz_gov_by_domain,
    "kazqad": _kazqad,
    "xquad": _xquad,
    "doc2dial": _doc2dial,
}
SETS = tuple(_LOADERS)


def _acts(
    folder: Path, language: Language, is_wanted: Callable[[Row], bool] = lambda _: True
) -> Iterator[Chunk]:
    for row in _rows(folder / "documents.jsonl", language):
        if is_wanted(row):
            document = _document(row)
            yield from chunk_document(document, parse_text(document.text))


def _trial(
    name: str,
    part: str,
    language: Language,
    chunks: Iterable[Chunk],
    rows: Sequence[Row],
    others: Mapping[str, Sequence[str]],
) -> Trial:
    task = _task(name, language, list(chunks), rows)
    return Trial(
        name=name,
        part=part,
        language=language,
        chunks=task.chunks,
        answerable=task.cases,
        others={reason: tuple(questions) for reason, questions in others.items()},
    )
