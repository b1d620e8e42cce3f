"""How do pieces become one text with blocks that know their headings and offsets?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from jauap.ingestion.parse.parsed import Block, BlockKind, Parsed, Piece
from jauap.ingestion.parse.structure import article_label, division_level, recognise
from jauap.language.clean import hidden_kinds, strip_hidden

_HARMLESS = {"soft_hyphen", "byte_order_mark", "controls"}


def hides_text(text: str) -> bool:
    """Tell whether a text holds characters that serve to hide words from a reader."""
    return bool(set(hidden_kinds(text)) - _HARMLESS)


def lay_out(
    pieces: Iterable[Piece], *, signals: Sequence[str] = (), remarks: Sequence[str] = ()
) -> Parsed:
    """Join pieces into one text: NFC, hidden characters gone, blank lines between blocks."""
    kept: list[Piece] = []
    had_hidden = False
    for piece in pieces:
        had_hidden = had_hidden or hides_text(piece.text)
        if text := strip_hidden(piece.text).strip():
            kept.append(replace(piece, text=text))
    known = recognise(kept)
    parts: list[str] = []
    placed: list[Piece] = []
    offset = 0
    for number, piece in enumerate(known):
        gap = _gap(known[number - 1], piece) if number else ""
        start = offset + len(gap)
        offset = start + len(piece.text)
        parts += [gap, piece.text]
        placed.append(replace(piece, span=(start, offset)))
    notes = (*remarks, "hidden_text") if had_hidden else tuple(remarks)
    return outline("".join(parts), placed, signals=signals, remarks=notes)


def outline(
    text: str, pieces: Sequence[Piece], *, signals: Sequence[str] = (), remarks: Sequence[str] = ()
) -> Parsed:
    """Give every placed piece its heading path; a leading top heading is the title."""
    title = _title(pieces)
    open_headings: list[tuple[int, str]] = []
    article = ""
    blocks = []
    for number, piece in enumerate(pieces):
        if piece.span is None or piece.kind is None:
            raise ValueError("a piece without place or kind cannot be outlined")
        words = " ".join(piece.text.lstrip("#").split())
        if piece.kind is BlockKind.HEADING:
            article = ""
            if number or not title:
                while open_headings and open_headings[-1][0] >= piece.level:
                    open_headings.pop()
                open_headings.append((piece.level, words))
        elif label := article_label(words):
            article = label
        path = tuple(heading for _, heading in open_headings)
        blocks.append(
            Block(
                kind=piece.kind,
                start=piece.span[0],
                end=piece.span[1],
                heading_path=(*path, article) if article else path,
                page=piece.page,
                columns=piece.columns,
                opens=piece.opens,
            )
        )
    return Parsed(
        text=text,
        blocks=tuple(blocks),
        title=title,
        signals=tuple(signals),
        remarks=tuple(remarks),
    )


def _title(pieces: Sequence[Piece]) -> str:
    headings = [piece for piece in pieces if piece.kind is BlockKind.HEADING]
    if not headings or pieces[0] is not headings[0]:
        return ""
    first = headings[0]
    if first.level and division_level(first.text.strip()) is not None:
        return ""
    is_alone_on_top = all(other.level > first.level for other in headings[1:])
    is_guess = first.level >= 5  # a numbered or plain line nobody marked as a heading
    if first.level == 0 or is_alone_on_top or is_guess:
        return " ".join(first.text.lstrip("#").split())
    return ""


def _gap(before: Piece, piece: Piece) -> str:
    if piece.kind is BlockKind.LIST and before.kind is BlockKind.LIST:
        return "\n"
    if piece.kind is BlockKind.TABLE and before.kind is BlockKind.TABLE and not piece.opens:
        return "\n"
    return "\n\n"
