"""How does a unit of a passage look in an answer? Verbatim; a long list loses whole items only."""

import re
from collections.abc import Callable

from jauap.answering.units import Span, Unit, cells

Worth = Callable[[str], float]
"""Tells how well a stretch of text fits the question."""

_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\([^)\n]*\)")


def show(text: str, unit: Unit, *, worth: Worth, most_words: int) -> str:
    """Write a unit of the passage `text`: a sentence or row whole, a list within `most_words`.

    A list always keeps the words that open and close it; left-out items leave an ellipsis.
    """
    if unit.is_row:
        return _row(cells(text[unit.start : unit.end]), unit.columns)
    if not unit.items:
        return text[unit.start : unit.end].replace("\n", " ")
    kept = _kept(text, unit, worth, most_words)
    lines = [text[slice(*unit.lead)]] if unit.lead else []
    if not unit.lead and unit.heading:
        lines = [f"{unit.heading.rstrip(':.')}:"]
    for number, item in enumerate(unit.items):
        if number in kept:
            lines.append(_line(text, item))
        elif not lines or lines[-1] != "…":
            lines.append("…")
    if unit.tail:
        lines.append(text[slice(*unit.tail)])
    return "\n".join(lines)


def _row(row: tuple[str, ...], columns: tuple[str, ...]) -> str:
    if columns:
        row = tuple(f"{name}: {cell}" for name, cell in zip(columns, row, strict=True))
    is_pair = len(row) == len(("name", "value")) and not any(": " in cell for cell in row)
    return (": " if is_pair else "; ").join(row)


def _kept(text: str, unit: Unit, worth: Worth, most_words: int) -> set[int]:
    around = [span for span in (unit.lead, unit.tail) if span]
    room = most_words - sum(_words(text, span) for span in around)
    numbers = range(len(unit.items))
    if sum(_words(text, item) for item in unit.items) <= room:
        return set(numbers)
    kept: set[int] = set()
    for number in sorted(numbers, key=lambda at: (-worth(text[slice(*unit.items[at])]), at)):
        words = _words(text, unit.items[number])
        if not kept or words <= room:
            kept.add(number)
            room -= words
    return kept


def _words(text: str, span: Span) -> int:
    return len(text[slice(*span)].split())


def _line(text: str, item: Span) -> str:
    words = text[slice(*item)].strip()
    return f"- {words[1:].lstrip()}" if words[0] in "•●·–—" else words


def without_markdown_links(text: str) -> str:
    """Keep the words of Markdown links and drop their addresses; images stay, to be refused."""
    return _LINK.sub(r"\1", text) if "](" in text else text
