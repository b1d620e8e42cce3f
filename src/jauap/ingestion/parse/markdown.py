"""How is a Markdown file read as the text a reader sees?"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from jauap.ingestion.parse.html import html_pieces
from jauap.ingestion.parse.layout import lay_out
from jauap.ingestion.parse.parsed import BlockKind, Parsed, Piece
from jauap.ingestion.parse.table import table_pieces

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_POINT_LENGTH = 90


def parse_markdown(text: str) -> Parsed:
    """Read Markdown; marks and link addresses go, list numbers and table headers stay."""
    text = text.replace("\r\n", "\n")
    signals: list[str] = []
    if matter := _FRONT_MATTER.match(text):
        signals = [" ".join(line.split()) for line in matter[1].splitlines() if ":" in line]
        text = text[matter.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return lay_out(_pieces(tokens, signals), signals=signals)


def _pieces(tokens: Sequence[Token], signals: list[str]) -> Iterator[Piece]:
    markers: list[str] = []
    level: int | None = None
    rows: list[list[str]] = []
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "list_item_open":
                markers.append(f"{token.info}{token.markup}" if token.info else "-")
            case "list_item_close" | "tr_close" | "heading_close":
                if token.type == "list_item_close":
                    markers.pop()
                level = None
            case "tr_open":
                rows.append([])
            case "table_close":
                yield from table_pieces(rows, has_header=True)
                rows = []
            case "fence" | "code_block":
                yield Piece(text=token.content, kind=BlockKind.TEXT)
            case "html_block":
                yield from html_pieces(token.content, signals)
            case "inline" if rows:
                rows[-1].append(_words(token))
            case "inline":
                yield _prose(_words(token), level, markers)


def _prose(words: str, level: int | None, markers: list[str]) -> Piece:
    if level is not None:
        return Piece(text=words, kind=BlockKind.HEADING, level=level)
    if not markers or not markers[-1]:
        return Piece(text=words)
    marker, markers[-1] = markers[-1], ""
    is_point = len(markers) == 1 and marker.endswith(".") and _is_sentence(words)
    return Piece(text=f"{marker} {words}", kind=None if is_point else BlockKind.LIST)


def _is_sentence(words: str) -> bool:
    return len(words) > _POINT_LENGTH or words.endswith((".", ":"))


def _words(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
    return "".join(parts).strip()
