"""How is a web page read without its menus and footers?"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jauap.ingestion.parse.json_ld import source_types
from jauap.ingestion.parse.layout import lay_out
from jauap.ingestion.parse.parsed import BlockKind, Parsed, Piece
from jauap.ingestion.parse.table import table_pieces

_SKIPPED = {
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button",
    "select", "iframe", "svg", "canvas", "object", "head", "dialog", "menu",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "figcaption", "figure", "header", "hr", "html", "main", "p", "pre", "section", "summary",
}  # fmt: skip
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
)
_RIGHTS = (
    "robots", "googlebot", "tdm-reservation", "tdm-policy", "content-usage", "content-signal",
    "ai-usage", "ai-disclosure", "ai-label", "aigc",
)  # fmt: skip
_RSL = "application/rsl+xml"
_MAIN = ("main", "[role=main]", "article", "#content", "#main")
_MAIN_SHARE = 0.5


def parse_html(text: str) -> Parsed:
    """Read a page: its main part where it marks one, hidden elements and menus left out."""
    signals: list[str] = []
    remarks: list[str] = []
    return lay_out(html_pieces(text, signals, remarks), signals=signals, remarks=remarks)


def html_pieces(text: str, signals: list[str], remarks: list[str] | None = None) -> Iterator[Piece]:
    """Give a page's blocks in order; what it says about rights is added to `signals`."""
    tree = LexborHTMLParser(text)
    _note_signals(tree, signals)
    root = _main_part(tree)
    if root is not None:
        walk = _Walk(remarks if remarks is not None else [])
        yield from walk.blocks(root)
        yield from walk.flush()


def _note_signals(tree: LexborHTMLParser, signals: list[str]) -> None:
    for meta in tree.css("meta[name]"):
        name = (meta.attributes.get("name") or "").lower()
        if name in _RIGHTS:
            signals.append(f"{name}: {(meta.attributes.get('content') or '').strip()}")
    for node in tree.css("[ai-disclosure]"):
        value = (node.attributes.get("ai-disclosure") or "").strip().lower()
        signals.append(f"ai-disclosure: {value}")
    for node in tree.css("[data-ai-label]"):
        signals.append(f"ai-label: {node.attributes.get('data-ai-label') or ''}")
    for node in tree.css("link[rel]"):
        if "license" in (node.attributes.get("rel") or "").lower().split():
            kind = (node.attributes.get("type") or "").strip().lower()
            name = "rsl" if kind == _RSL else "licence-link"
            signals.append(f"{name}: {node.attributes.get('href') or ''}")
    for node in tree.css("script[type]"):
        kind = (node.attributes.get("type") or "").strip().lower()
        if kind == _RSL:
            signals.append(f"rsl: {' '.join(node.text().split())[:200]}")
        elif kind == "application/ld+json":
            signals += [f"digital-source-type: {value}" for value in source_types(node.text())]


def _main_part(tree: LexborHTMLParser) -> LexborNode | None:
    body = tree.body
    if body is None:
        return tree.root
    length = len(body.text())
    for selector in _MAIN:
        found = tree.css(selector)
        if len(found) == 1 and len(found[0].text()) >= _MAIN_SHARE * length:
            return found[0]
    return body


class _Walk:
    """Collects inline text until a block begins, then lets it go as one piece."""

    def __init__(self, remarks: list[str]) -> None:
        self.remarks = remarks
        self.words: list[str] = []
        self.marker = ""
        self.level: int | None = None

    def flush(self) -> Iterator[Piece]:
        text = " ".join("".join(self.words).split())
        self.words = []
        if not text:
            return
        if self.level is not None:
            yield Piece(text=text, kind=BlockKind.HEADING, level=self.level)
        elif self.marker:
            yield Piece(text=f"{self.marker} {text}", kind=BlockKind.LIST)
            self.marker = ""
        else:
            yield Piece(text=text)

    def blocks(self, parent: LexborNode) -> Iterator[Piece]:
        for node in parent.iter(include_text=True):
            tag = node.tag or ""
            if tag == "-text":
                self.words.append(node.text_content or "")
            elif tag in _SKIPPED or tag.startswith("-") or tag == "_comment":
                continue
            elif self._is_hidden(node):
                self.remarks += [] if "hidden_text" in self.remarks else ["hidden_text"]
            else:
                yield from self._element(node, tag)

    def _element(self, node: LexborNode, tag: str) -> Iterator[Piece]:
        if tag == "br":
            self.words.append(" ")
        elif re.fullmatch(r"h[1-6]", tag):
            yield from self.flush()
            self.level = int(tag[1])
            yield from self.blocks(node)
            yield from self.flush()
            self.level = None
        elif tag == "table":
            yield from self.flush()
            yield from _table(node)
        elif tag in ("ul", "ol"):
            yield from self.flush()
            yield from self._items(node, tag)
        elif tag in _BLOCKS:
            yield from self.flush()
            yield from self.blocks(node)
            yield from self.flush()
        else:
            yield from self.blocks(node)

    def _items(self, node: LexborNode, tag: str) -> Iterator[Piece]:
        items = [item for item in node.iter() if item.tag == "li"]
        for number, item in enumerate(items, start=1):
            self.marker = f"{number}." if tag == "ol" else "-"
            yield from self.blocks(item)
            yield from self.flush()
        self.marker = ""

    def _is_hidden(self, node: LexborNode) -> bool:
        attributes = node.attributes
        style = (attributes.get("style") or "").lower()
        return "hidden" in attributes or bool(_INVISIBLE.search(style))


def _table(node: LexborNode) -> Iterator[Piece]:
    rows: list[list[str]] = []
    running: dict[int, tuple[str, int]] = {}
    has_header = False
    for row in node.css("tr"):
        cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
        if not rows:
            has_header = bool(cells) and all(cell.tag == "th" for cell in cells)
        rows.append(_grid_row(cells, running))
    for caption in node.css("caption"):
        yield Piece(text=caption.text(separator=" ", strip=True))
    yield from table_pieces(rows, has_header=has_header or None)


def _grid_row(cells: list[LexborNode], running: dict[int, tuple[str, int]]) -> list[str]:
    """Place cells in their columns; a cell that spans rows is repeated in each."""
    row: list[str] = []
    waiting = list(cells)
    while waiting or len(row) in running:
        column = len(row)
        if column in running:
            text, left = running.pop(column)
            row.append(text)
            if left > 1:
                running[column] = (text, left - 1)
            continue
        cell = waiting.pop(0)
        text = cell.text(separator=" ", strip=True)
        if (left := _span(cell, "rowspan")) > 1:
            running[column] = (text, left - 1)
        row += [text, *[""] * (_span(cell, "colspan") - 1)]
    return row


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return min(int(value), 1000) if value.isdigit() else 1
