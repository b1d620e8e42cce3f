"""Which parts of a passage can be shown alone? Sentences, whole lists, table rows."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jauap.knowledge import ChunkKind
from jauap.language.sentences import split_sentences

Span = tuple[int, int]

_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"\s*(?:[-•*–—·●]|\d{1,3}(?:[.-]\d{1,3})?\)|[^\W\d_]\))\s*\S")
_FIRST_STEP = re.compile(r"\s*1\.\s+\S")
_STEP = re.compile(r"\s*\d{1,2}\.\s+\S")
_CELLS = re.compile(r"\s*(?:\||\t)\s*")
_RULE = re.compile(r"[\s|:+=-]+")


class Unit(NamedTuple):
    """A stretch of a passage that says something by itself; spans count passage characters."""

    start: int
    end: int
    heading: str = ""
    """The heading right above, when the unit is the first text under it."""
    lead: Span | None = None
    """The words that open a list; a unit with a lead or items is a list."""
    items: tuple[Span, ...] = ()
    tail: Span | None = None
    """The words that close a list; in Kazakh they may hold the negation."""
    is_row: bool = False
    """True for a table row."""
    columns: tuple[str, ...] = ()
    """Column names of a row that does not carry them itself."""


def units(
    text: str,
    *,
    kind: ChunkKind,
    heading_path: tuple[str, ...],
    title: str = "",
    steps_are_list: bool = False,
) -> list[Unit]:
    """Cut a passage's text into units, in order; headings and table rules are left out.

    With `steps_are_list`, points counted from 1 are one list even when blank lines part them.
    """
    lines = [(found.start(), found.end()) for found in _LINE.finditer(text)]
    lines = [(start, end) for start, end in lines if text[start:end].strip()]
    names = (title, *heading_path)
    if kind is ChunkKind.TABLE:
        return list(_rows(text, lines, names))
    return list(_with_headings(text, lines, names, steps_are_list))


def cells(row: str) -> tuple[str, ...]:
    """Split a table row at bars or tabs."""
    return tuple(_CELLS.split(row.strip().strip("|").strip()))


def _rows(text: str, lines: Sequence[Span], names: Sequence[str]) -> Iterator[Unit]:
    columns = cells(names[-1]) if len(cells(names[-1])) > 1 else ()
    heading = "" if columns else names[-1]
    for start, end in lines:
        row = text[start:end]
        if _RULE.fullmatch(row) or _is_heading(row, names):
            continue
        split = cells(row)
        has_names = not columns or any(": " in cell for cell in split)
        fits = len(columns) == len(split) and not has_names
        yield Unit(
            start=start,
            end=end,
            heading=heading,
            is_row=True,
            columns=columns if fits else (),
        )


def _with_headings(
    text: str, lines: Sequence[Span], names: Sequence[str], steps_are_list: bool
) -> Iterator[Unit]:
    heading = names[-1]
    waiting: list[Span] = []
    for start, end in lines:
        if _is_heading(text[start:end], names):
            yield from _body(text, waiting, heading, steps_are_list)
            heading, waiting = text[start:end].lstrip("# ").strip(), []
        else:
            waiting.append((start, end))
    yield from _body(text, waiting, heading, steps_are_list)


def _is_heading(line: str, names: Sequence[str]) -> bool:
    return " ".join(line.lstrip("# ").split()) in names


def _body(text: str, lines: Sequence[Span], heading: str, steps_are_list: bool) -> Iterator[Unit]:
    position = 0
    while position < len(lines):
        length = _steps(text, lines, position) if steps_are_list else 0
        length = length or _list_length(text, lines, position)
        start, end = lines[position]
        if " | " in text[start:end]:
            # A short table shares its passage with the sentences around it.
            yield Unit(start=start, end=end, heading=heading, is_row=True)
            length = 1
        elif length:
            yield from _list(text, lines[position : position + length], heading)
        else:
            length = _wrapped(text, lines, position)
            yield from _sentences(text, (start, lines[position + length - 1][1]), heading)
        heading = ""
        position += length


def _steps(text: str, lines: Sequence[Span], position: int) -> int:
    """Count the lines of the points that are counted from 1 here, opening words included."""
    has_lead = text[slice(*lines[position])].rstrip().endswith(":")
    end = position + has_lead
    if end < len(lines) and _FIRST_STEP.match(text, *lines[end]) is None:
        return 0
    while end < len(lines) and _STEP.match(text, *lines[end]):
        end += 1
    return end - position if end - position - has_lead > 1 else 0


def _wrapped(text: str, lines: Sequence[Span], position: int) -> int:
    """Count the lines over which one paragraph runs: the next goes on in a small letter."""
    end = position + 1
    while end < len(lines):
        before, after = lines[end - 1], lines[end]
        goes_on = text[after[0] : after[0] + 1].islower() and after[0] - before[1] == 1
        is_whole = text[slice(*before)].rstrip().endswith((".", "!", "?", ":", ";"))
        if not goes_on or is_whole or _marked(text, after):
            break
        end += 1
    return end - position


def _sentences(text: str, line: Span, heading: str) -> Iterator[Unit]:
    # A sentence may run over a line's end; every character keeps its place.
    for start, end in split_sentences(text[line[0] : line[1]].replace("\n", " ")):
        yield Unit(start=line[0] + start, end=line[0] + end, heading=heading)
        heading = ""


def _list_length(text: str, lines: Sequence[Span], position: int) -> int:
    """Count the lines of the list that begins here; 0 when none does."""
    has_lead = text[slice(*lines[position])].rstrip().endswith(":")
    end = position + has_lead
    while end < len(lines) and _belongs(text, lines, end, end > position):
        end += 1
    if end - position - has_lead < (1 if has_lead else 2):
        return 0
    if end < len(lines) and _closes(text, lines[end - 1], lines[end]):
        end += 1
    return end - position


def _belongs(text: str, lines: Sequence[Span], number: int, has_begun: bool) -> bool:
    if _is_item(text, lines[number]):
        return True
    if _STEP.match(text, *lines[number]):
        # Points of an act are numbered alike, yet a blank line parts them.
        other = lines[number - 1] if has_begun else lines[min(number + 1, len(lines) - 1)]
        return abs(lines[number][0] - other[1]) == 1 or abs(other[0] - lines[number][1]) == 1
    return has_begun and _is_open(text, lines[number])


def _list(text: str, lines: Sequence[Span], heading: str) -> Iterator[Unit]:
    """Give the sentences before the words that open the list, then the list."""
    has_lead = text[slice(*lines[0])].rstrip().endswith(":")
    lead = None
    if has_lead:
        *before, opening = _sentences(text, lines[0], heading)
        yield from before
        lead = (opening.start, opening.end)
        heading = opening.heading
    items = list(lines[1:] if has_lead else lines)
    tail = None
    if len(items) > 1 and not _marked(text, items[-1]) and _marked(text, items[0]):
        tail = items.pop()
    yield Unit(
        start=lead[0] if lead else lines[0][0],
        end=lines[-1][1],
        heading=heading,
        lead=lead,
        items=tuple(items),
        tail=tail,
    )


def _is_item(text: str, line: Span) -> bool:
    return _ITEM.match(text, line[0], line[1]) is not None


def _marked(text: str, line: Span) -> bool:
    return _is_item(text, line) or _STEP.match(text, *line) is not None


def _is_open(text: str, line: Span) -> bool:
    return text[slice(*line)].rstrip().endswith((";", ","))


def _closes(text: str, last: Span, line: Span) -> bool:
    goes_on = text[line[0] : line[0] + 1].islower() or _is_open(text, last)
    return goes_on and not _marked(text, line)
