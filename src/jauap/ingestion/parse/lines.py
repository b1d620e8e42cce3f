"""Which printed lines make one paragraph, and which of them are headings?"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jauap.ingestion.parse.parsed import BlockKind, Piece
from jauap.ingestion.parse.structure import division_level, is_item, point_label

_LARGER = 1.12
_FULL_LINE = 0.85
_HEADING_LIMIT = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One printed line; coordinates in points, y upwards."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    is_bold: bool = False

    @property
    def shape(self) -> str:
        """The line with every number as #, to recognise running headers."""
        return re.sub(r"\d+", "#", self.text)

    @property
    def letters(self) -> int:
        """Number of letters and digits."""
        return sum(letter.isalnum() for letter in self.text)


def paragraphs(lines: Sequence[Line], every: Sequence[Line]) -> Iterator[Piece]:
    """Join wrapped lines; `every` line of the document tells its body size and column width."""
    if not lines:
        return
    sizes: Counter[float] = Counter()
    for line in every:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    larger = sorted({s for s in sizes if s > body * _LARGER}, reverse=True)
    edge = max(line.right for line in every)
    start = min(line.left for line in every)
    group: list[Line] = []
    for line in lines:
        if group and not _goes_on(group, line, start + (edge - start) * _FULL_LINE, body):
            yield _piece(group, body, larger)
            group = []
        group.append(line)
    yield _piece(group, body, larger)


def _goes_on(group: Sequence[Line], line: Line, full: float, body: float) -> bool:
    last = group[-1]
    goes_on_in_words = line.text[:1].islower() and not last.text.endswith((".", ":", ";"))
    if not goes_on_in_words and (
        last.size != line.size or _is_heading(last, body) != _is_heading(line, body)
    ):
        return False
    if is_item(line.text) or division_level(line.text) is not None:
        return False
    if point_label(line.text) and last.text.endswith((".", ":", ";")):
        return False
    is_new_page = line.page != last.page
    gap = last.bottom - line.top
    if not is_new_page and gap > line.size * (2.0 if goes_on_in_words else 1.0):
        return False
    if last.text.endswith((".", ":", ";", "!", "?")):
        return last.right >= full and line.left <= group[0].left + 1 and not is_new_page
    return last.right >= full or line.text[:1].islower()


def _is_heading(line: Line, body: float) -> bool:
    return line.size > body * _LARGER or line.is_bold


def _piece(group: Sequence[Line], body: float, larger: Sequence[float]) -> Piece:
    text = group[0].text
    for line in group[1:]:
        text = f"{text[:-1]}{line.text}" if _is_broken_word(text, line) else f"{text} {line.text}"
    first = group[0]
    is_title = len(text) <= _HEADING_LIMIT and not text.endswith((";", ",", ":"))
    is_title = is_title and not text[:1].islower() and not text.startswith("(")
    if is_title and not is_item(text) and _is_heading(first, body):
        level = division_level(text)
        if level is None:
            level = larger.index(first.size) + 1 if first.size in larger else 5
        if level > 1 or not text.endswith("."):
            return Piece(text=text, kind=BlockKind.HEADING, level=level, page=first.page)
    return Piece(text=text, page=first.page)


def _is_broken_word(text: str, line: Line) -> bool:
    return text.endswith(("-", "\u00ad")) and text[-2:-1].isalpha() and line.text[:1].islower()
