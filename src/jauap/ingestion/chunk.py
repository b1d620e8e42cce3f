"""Where does one passage end and the next begin?

A chunk is a stretch of the document's text, never an overlap. A list stays with the sentence
that opens it and the words that close it, because in Kazakh acts the negation often stands
after the last item. What a later part of a long list or table would lose (the opening sentence,
the column names) goes to the end of its heading path.
"""

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from semantic_text_splitter import TextSplitter

from jauap.ingestion.gather import Atom, gather
from jauap.ingestion.parse.parsed import Block, BlockKind, Parsed
from jauap.knowledge import Chunk, ChunkKind, Document

_NAMESPACE = uuid.UUID("b6f0a7b2-5a0e-5d0c-9c1d-6a61756170aa")
_CONTEXT_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Lengths of chunks, in characters."""

    target: int = 900
    """Neighbouring paragraphs and points of one section are joined up to this length."""
    text_limit: int = 1200
    """A paragraph longer than this is cut at sentence ends."""
    list_limit: int = 2000
    """A list with its opening and closing words stays whole up to this length."""
    crumb: int = 120
    """A last part shorter than this joins the one before."""


def chunk_document(
    document: Document, parsed: Parsed, *, sizes: Sizes | None = None
) -> tuple[Chunk, ...]:
    """Cut a parsed document into chunks that together hold every visible character.

    `document.text` must be `parsed.text`.
    """
    sizes = sizes or Sizes()
    parts = [part for group in gather(parsed) for part in _pack(parsed.text, group, sizes)]
    return tuple(_chunk(document, position, part) for position, part in enumerate(parts))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    start: int
    end: int
    heading_path: tuple[str, ...]
    page: int | None
    kind: ChunkKind

    def __len__(self) -> int:
        return self.end - self.start


def _pack(text: str, atoms: Sequence[Atom], sizes: Sizes) -> Iterator[_Part]:
    """Join the small points and paragraphs of one section, cut the long ones."""
    waiting: list[_Part] = []
    for point in _points(atoms):
        for part in _point_parts(text, point, sizes):
            length = part.end - waiting[0].start if waiting else 0
            is_crumb = len(part) < sizes.crumb and length <= sizes.text_limit
            if waiting and not (length <= sizes.target or is_crumb):
                yield _joined(waiting)
                waiting = []
            waiting.append(part)
    if waiting:
        yield _joined(waiting)


def _points(atoms: Sequence[Atom]) -> Iterator[list[Atom]]:
    """Group a numbered point with the unnumbered paragraphs that go on with it."""
    point: list[Atom] = []
    for atom in atoms:
        if point and (atom.point or not point[0].point):
            yield point
            point = []
        point.append(atom)
    if point:
        yield point


def _point_parts(text: str, point: Sequence[Atom], sizes: Sizes) -> Iterator[_Part]:
    parts = [part for atom in point for part in _cut(text, atom, sizes)]
    if len(point) > 1 and point[-1].end - point[0].start <= sizes.text_limit:
        yield _joined(parts)
        return
    label = point[0].point
    for number, part in enumerate(parts):
        lost_its_number = label and number and part.heading_path == point[0].heading_path
        path = (*part.heading_path, label) if lost_its_number else part.heading_path
        yield replace(part, heading_path=path)


def _joined(parts: Sequence[_Part]) -> _Part:
    kinds = [part.kind for part in parts]
    kind = ChunkKind.TEXT
    if all(one is ChunkKind.TABLE for one in kinds):
        kind = ChunkKind.TABLE
    elif ChunkKind.LIST in kinds:
        kind = ChunkKind.LIST
    return _Part(
        start=parts[0].start,
        end=parts[-1].end,
        heading_path=parts[0].heading_path,
        page=parts[0].page,
        kind=kind,
    )


def _cut(text: str, atom: Atom, sizes: Sizes) -> Iterator[_Part]:
    length = atom.end - atom.start
    if atom.kind is ChunkKind.TEXT:
        yield from _sentences(text, atom, sizes)
    elif atom.kind is ChunkKind.LIST and length <= sizes.list_limit:
        yield _part(atom, atom.blocks, ())
    else:
        yield from _rows(text, atom, sizes)


def _sentences(text: str, atom: Atom, sizes: Sizes) -> Iterator[_Part]:
    if atom.end - atom.start <= sizes.text_limit:
        yield _part(atom, atom.blocks, ())
        return
    splitter = TextSplitter((sizes.target * 2 // 3, sizes.target))
    for start, words in splitter.chunk_indices(text[atom.start : atom.end]):
        left = atom.start + start
        page = max(
            (b.page for b in atom.blocks if b.start <= left and b.page is not None), default=None
        )
        yield _Part(
            start=left,
            end=left + len(words),
            heading_path=atom.heading_path,
            page=page,
            kind=ChunkKind.TEXT,
        )


def _rows(text: str, atom: Atom, sizes: Sizes) -> Iterator[_Part]:
    """Cut a table or an over-long list between rows or items."""
    context: tuple[str, ...] = ()
    group: list[Block] = []
    for block in atom.blocks:
        if group and block.end - group[0].start > sizes.target and _may_part(group[-1]):
            yield _part(atom, group, context)
            context = _context(text, atom)
            group = []
        group.append(block)
    if group:
        yield _part(atom, group, context)


def _may_part(last: Block) -> bool:
    return last.kind in (BlockKind.LIST, BlockKind.TABLE)


def _context(text: str, atom: Atom) -> tuple[str, ...]:
    """Give what the later parts of a cut list or table would otherwise lose."""
    if atom.kind is ChunkKind.TABLE:
        columns = next((b.columns for b in atom.blocks if b.columns), "")
        return (columns[:_CONTEXT_LIMIT],) if columns else ()
    lead = [b for b in atom.blocks if b.kind is not BlockKind.HEADING][:1]
    tail = atom.blocks[-1:] if atom.has_tail else ()
    words = " … ".join(
        " ".join(text[b.start : b.end].split())[:_CONTEXT_LIMIT] for b in (*lead, *tail)
    )
    return (words,) if words else ()


def _part(atom: Atom, blocks: Sequence[Block], context: tuple[str, ...]) -> _Part:
    return _Part(
        start=blocks[0].start,
        end=blocks[-1].end,
        heading_path=(*atom.heading_path, *context),
        page=next((b.page for b in blocks if b.page is not None), None),
        kind=atom.kind,
    )


def _chunk(document: Document, position: int, part: _Part) -> Chunk:
    entry = {
        "source": [document.id, document.source_id, document.language.value, position],
        "text": document.text[part.start : part.end],
        "place": [part.start, part.end, part.page, part.kind.value, *part.heading_path],
        "document": [
            document.title,
            document.url,
            document.topic,
            document.act,
            document.act_date,
            document.valid_until,
            document.sample,
        ],
    }
    return Chunk(
        id=str(uuid.uuid5(_NAMESPACE, f"{document.id}#{position}")),
        document=document,
        text=document.text[part.start : part.end],
        position=position,
        start=part.start,
        end=part.end,
        heading_path=part.heading_path,
        page=part.page,
        kind=part.kind,
        digest=sha256(json.dumps(entry, ensure_ascii=False).encode()).hexdigest(),
    )
