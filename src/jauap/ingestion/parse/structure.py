"""Which lines of a plain text are headings, list items and table rows?

Knows how acts of Kazakhstan are built: parts, chapters (тарау), paragraphs, articles (бап),
annexes (қосымша), numbered points and lettered items, in Kazakh, Russian and English.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from jauap.ingestion.parse.parsed import BlockKind, Piece

_NUMBER = r"(?:\d+(?:[-.]\d+)*|[IVXLC]+)"
_DIVISIONS: tuple[tuple[int, str], ...] = (
    (1, rf"(?:раздел|бөлім|часть|part|section)\s+{_NUMBER}|{_NUMBER}[- –]?\s?бөлім"),
    (2, rf"(?:глава|тарау|chapter)\s+{_NUMBER}|{_NUMBER}[- –]?\s?тарау"),
    (3, rf"(?:параграф|paragraph|§)\s*{_NUMBER}|{_NUMBER}[- –]?\s?параграф"),
    (4, rf"(?:статья|article)\s+{_NUMBER}|{_NUMBER}[- –]?\s?бап"),
)
_DIVISION = [
    (level, re.compile(rf"(?:{pattern})(?!\w)", re.IGNORECASE)) for level, pattern in _DIVISIONS
]
_ANNEX = re.compile(
    r"(?:приложение|қосымша|annex|appendix)(?:\s+№?\s?\d+)?(?!\w)|.*\d+[- –]?\s?қосымша$",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?:[-–—•*·▪●○∙‣►➢✓✔❖]|\(?\d{1,3}\)|\(?[a-zа-яәіңғүұқөһ]\))\s+\S", re.IGNORECASE
)
_POINT = re.compile(r"(\d{1,3}(?:-\d{1,3})?\.|\d{1,3}(?:\.\d{1,3})+\.?)\s+\S")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\.?\s+\S")
_MARKDOWN = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_ENDS_SENTENCE = re.compile(r"[.;:,!?…][\"»”)\]]*$")

_DIVISION_LIMIT = 220
_TITLE_LIMIT = 120
_CAPITALS_LIMIT = 240
_NUMBERED_LEVEL = 5
_PLAIN_LEVEL = 7


def division_level(line: str) -> int | None:
    """Give the depth of a line that opens a part, chapter, article or annex of an act."""
    if len(line) > _DIVISION_LIMIT or line.endswith((";", ":", ",")):
        return None
    for level, pattern in _DIVISION:
        if (match := pattern.match(line)) and not _runs_on(line[match.end() :]):
            return level
    return 1 if _ANNEX.match(line) and not line.endswith(".") else None


def article_label(line: str) -> str:
    """Give "Статья 5" of an article whose text begins on the line itself, else nothing."""
    match = _DIVISION[-1][1].match(line)
    return match.group() if match and line[match.end() :].startswith(".") else ""


def is_item(line: str) -> bool:
    """Tell whether a line is an item of a list: a dash, a bullet, `1)` or `а)`."""
    return _ITEM.match(line) is not None


def point_label(line: str) -> str:
    """Give the number of a line that opens a point of an act: `4.`, `4-1.`, `2.3`."""
    match = _POINT.match(line)
    return match[1] if match else ""


def recognise(pieces: Sequence[Piece]) -> list[Piece]:
    """Give every piece of unknown kind one, by its words and its neighbours.

    Short lines become headings only in documents that mark no heading by themselves.
    """
    has_headings = any(piece.kind is BlockKind.HEADING for piece in pieces)
    known: list[Piece] = []
    for number, piece in enumerate(pieces):
        if piece.kind is not None:
            known.append(piece)
            continue
        line = piece.text.strip()
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        if level := _heading_level(line, piece, known, after, guess=not has_headings):
            known.append(replace(piece, kind=BlockKind.HEADING, level=level))
        elif is_item(line):
            known.append(replace(piece, kind=BlockKind.LIST))
        else:
            known.append(replace(piece, kind=BlockKind.TEXT))
    return known


def markdown_heading(line: str) -> tuple[int, str] | None:
    """Give level and words of a `## Heading` line."""
    match = _MARKDOWN.match(line)
    return (len(match[1]), match[2]) if match and match[2] else None


def _heading_level(
    line: str, piece: Piece, before: Sequence[Piece], after: Piece | None, *, guess: bool
) -> int:
    if (level := division_level(line)) is not None:
        return level
    if not guess or after is None or after.kind is BlockKind.HEADING or is_item(line):
        return 0
    follower = after.text.strip()
    if _reads_as_title(line) and not _is_sibling(line, follower):
        numbered = _NUMBERED.match(line)
        if numbered is None:
            is_free = not piece.joins and (not before or not _is_open(before[-1].text))
            return _PLAIN_LEVEL if is_free else 0
        if not (before and _is_sibling(before[-1].text.strip(), line)):
            return _NUMBERED_LEVEL + min(numbered[1].count("."), 1)
    return 0


def _reads_as_title(line: str) -> bool:
    if _ENDS_SENTENCE.search(line) or not re.search(r"[^\W\d_]{2}", line):
        return False
    start = next(letter for letter in line if letter.isalpha())
    limit = _CAPITALS_LIMIT if line.isupper() else _TITLE_LIMIT
    return start.isupper() and len(line) <= limit


def _is_sibling(line: str, other: str) -> bool:
    """Tell whether two short lines are entries of one enumeration rather than title and text."""
    is_numbered = bool(_NUMBERED.match(line) and _NUMBERED.match(other))
    return is_numbered and _reads_as_title(line) and _reads_as_title(other)


def _is_open(text: str) -> bool:
    return text.rstrip().endswith((":", ";", ","))


def _runs_on(rest: str) -> bool:
    """Tell whether a sentence, not a title, follows "Статья 5" on the same line."""
    rest = rest.lstrip(" .–—-")
    return bool(rest) and (rest[0].islower() or (rest.endswith(".") and len(rest) > 50))
