"""How does a citizen read the document that an answer cites?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from jauap.knowledge import ChunkKind, Passage

_CELL = " | "


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading, a paragraph with its line breaks, or a table."""

    text: str = ""
    level: int = 0
    """2 to 6 for a heading, 0 for everything else."""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One passage as the page shows it."""

    start: int
    blocks: tuple[Block, ...]
    is_cited: bool


def parts_of(passages: Sequence[Passage], cited: range) -> tuple[Part, ...]:
    """Lay out a document's passages in reading order, marking those that overlap `cited`.

    `cited` counts characters of the document; an empty range marks nothing.
    """
    parts: list[Part] = []
    depth = 1
    for passage in passages:
        blocks: list[Block] = []
        for block in _blocks(passage):
            # A heading goes at most one level deeper than the one before it.
            depth = min(block.level, depth + 1) if block.level else depth
            blocks.append(replace(block, level=depth) if block.level else block)
        is_cited = passage.start < cited.stop and cited.start < passage.end
        parts.append(Part(start=passage.start, blocks=tuple(blocks), is_cited=is_cited))
    return tuple(parts)


def _blocks(passage: Passage) -> Iterator[Block]:
    """Split a passage at blank lines; the headings that open it stand in its own text."""
    opening = True
    lines = [line.strip() for line in passage.text.split("\n")]
    for is_blank, group in groupby(lines, key=lambda line: not line):
        if is_blank:
            continue
        paragraph = list(group)
        while opening and paragraph and paragraph[0] in (passage.title, *passage.heading_path):
            yield from _heading(paragraph.pop(0), passage)
        opening = opening and not paragraph
        rows = sum(_CELL in line for line in paragraph)
        if rows > 1 or (rows and passage.kind is ChunkKind.TABLE):
            yield from _rows(paragraph)
        elif paragraph:
            yield Block(text="\n".join(paragraph))


def _heading(line: str, passage: Passage) -> Iterator[Block]:
    # The document's title is the page's own first heading.
    if line != passage.title:
        yield Block(text=line, level=min(6, passage.heading_path.index(line) + 2))


def _rows(lines: Sequence[str]) -> Iterator[Block]:
    for is_row, group in groupby(lines, key=lambda line: _CELL in line):
        if is_row:
            yield _table([line.split(_CELL) for line in group])
        else:
            yield Block(text="\n".join(group))


def _table(rows: Sequence[Sequence[str]]) -> Block:
    """Give rows written as `Column: value | ...` their header back, when all agree on it."""
    names = {tuple(cell.partition(": ")[0] for cell in row) for row in rows}
    if len(names) == 1 and all(": " in cell for row in rows for cell in row):
        values = tuple(tuple(cell.partition(": ")[2] for cell in row) for row in rows)
        return Block(columns=names.pop(), rows=values)
    return Block(rows=tuple(tuple(row) for row in rows))
