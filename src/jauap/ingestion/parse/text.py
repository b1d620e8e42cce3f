"""How is plain text read, exact to the character?"""

import re
from collections.abc import Iterator
from dataclasses import replace

from jauap.ingestion.parse.layout import hides_text, outline
from jauap.ingestion.parse.parsed import BlockKind, Parsed, Piece
from jauap.ingestion.parse.structure import (
    division_level,
    is_item,
    markdown_heading,
    point_label,
    recognise,
)
from jauap.language.clean import strip_hidden

_CELL = re.compile(r" ?\| ?")
_WRAP_WIDTH = 60


def parse_text(text: str) -> Parsed:
    """Recognise headings, lists and tables of a plain or Markdown text without changing it.

    `Parsed.text` is `text` itself, so offsets count the caller's characters.
    """
    return outline(text, recognise(list(_pieces(text))))


def parse_plain(text: str) -> Parsed:
    """Read a text file's words: hidden characters go first, then as `parse_text`."""
    visible = strip_hidden(text)
    parsed = parse_text(visible)
    remarks = ("hidden_text",) if hides_text(text) else ()
    return replace(parsed, remarks=remarks)


def _pieces(text: str) -> Iterator[Piece]:
    """Cut a text into paragraphs; wrapped lines of one paragraph stay together."""
    for start, end in _paragraphs(text):
        lines = list(_lines(text, start, end))
        if _is_table(text, lines):
            yield from _rows(text, lines)
        else:
            yield from _prose(text, lines)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for gap in re.finditer(r"\n[ \t\r]*(?:\n[ \t\r]*)+", text):
        yield position, gap.start()
        position = gap.end()
    yield position, len(text)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text[start:end]):
        line = match.group()
        if line.strip():
            left = start + match.start() + len(line) - len(line.lstrip())
            yield left, left + len(line.strip())


def _is_table(text: str, lines: list[tuple[int, int]]) -> bool:
    rows = sum(1 for start, end in lines if _CELL.search(text[start:end]))
    return rows >= 2 and rows * 3 >= len(lines)


def _rows(text: str, lines: list[tuple[int, int]]) -> Iterator[Piece]:
    first_row = next(i for i, (start, end) in enumerate(lines) if "|" in text[start:end])
    yield from _prose(text, lines[:first_row])
    columns = " ".join(text[slice(*lines[first_row])].split())
    for number, (start, end) in enumerate(lines[first_row:]):
        yield Piece(
            text=text[start:end],
            kind=BlockKind.TABLE,
            columns=columns,
            opens=number == 0,
            span=(start, end),
            joins=number > 0,
        )


def _prose(text: str, lines: list[tuple[int, int]]) -> Iterator[Piece]:
    start = end = -1
    joins = False
    for line_start, line_end in lines:
        line = text[line_start:line_end]
        if heading := markdown_heading(line):
            if start >= 0:
                yield _piece(text, start, end, joins=joins)
            yield Piece(
                text=heading[1],
                kind=BlockKind.HEADING,
                level=heading[0],
                span=(line_start, line_end),
            )
            start, joins = -1, False
        elif start >= 0 and _continues(text[start:end], line):
            end = line_end
        else:
            if start >= 0:
                yield _piece(text, start, end, joins=joins)
                joins = True
            start, end = line_start, line_end
    if start >= 0:
        yield _piece(text, start, end, joins=joins)


def _piece(text: str, start: int, end: int, *, joins: bool) -> Piece:
    return Piece(text=text[start:end], span=(start, end), joins=joins)


def _continues(before: str, line: str) -> bool:
    """Tell whether a line goes on with the paragraph that the line before began."""
    if is_item(line) or point_label(line) or division_level(line) is not None:
        return False
    last = before.rsplit("\n", 1)[-1].rstrip()
    if last.endswith((".", ":", ";", "!", "?")):
        return False
    return len(last) >= _WRAP_WIDTH or line[:1].islower()
