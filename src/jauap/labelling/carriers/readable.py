"""How does an answer look where Markdown would show its marks? Text, lists with bullets."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from jauap.labelling.labelled import Labelled
from jauap.labelling.markdown import new_parser, render_plain
from jauap.labelling.reading import readings

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_INDENT = "  "
_BULLET = "• "
_WORDS = frozenset({"inline", "fence", "code_block", "html_block"})
_LITERAL = frozenset({"text", "text_special", "code_inline", "html_inline"})
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


def readable(labelled: Labelled) -> str:
    """Give the body without Markdown's marks, when a copy of that is still found as exact.

    A body whose addresses stand behind words goes as it is, since they would be lost.
    """
    hashes = labelled.claims.hash
    if hashes is None or render_plain(labelled.body).hides_addresses:
        return labelled.body
    text = "\n".join(_lines(_parser().parse(labelled.body)))
    known = readings(text)
    return text if hashes.raw in known or hashes.plain in known else labelled.body


@cache
def _parser() -> "MarkdownIt":
    return new_parser()


def _lines(tokens: "Sequence[Token]") -> list[str]:
    lines: list[str] = []
    numbers: list[int | None] = []
    cells: list[str] = []
    mark = previous = ""
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
            if not numbers:
                _part(lines)
            if token.type != "table_open":
                is_ordered = token.type == "ordered_list_open"
                numbers.append(int(token.attrGet("start") or 1) if is_ordered else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            mark = _mark(numbers)
        elif token.type == "tr_close":
            lines.append("\t".join(cells))
            cells = []
        elif token.type == "inline" and previous in ("th_open", "td_open"):
            cells.append(_inline(token))
        elif token.type in _WORDS:
            if not numbers:
                _part(lines)
            words = _inline(token) if token.type == "inline" else token.content.rstrip("\n")
            lines.append((mark or _INDENT * len(numbers)) + words)
            mark = ""
        previous = token.type
    return lines


def _part(lines: list[str]) -> None:
    """Set a new block apart from what stands before it."""
    if lines:
        lines.append("")


def _mark(numbers: list[int | None]) -> str:
    indent = _INDENT * (len(numbers) - 1)
    number = numbers[-1]
    if number is None:
        return f"{indent}{_BULLET}"
    numbers[-1] = number + 1
    return f"{indent}{number}. "


def _inline(token: "Token") -> str:
    pieces = (
        child.content if child.type in _LITERAL else _BREAKS.get(child.type, "")
        for child in token.children or ()
    )
    return "".join(pieces)
