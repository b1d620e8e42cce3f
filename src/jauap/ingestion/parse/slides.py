"""How is a presentation read: titles, texts, tables and the speaker's notes?"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape

from jauap.ingestion.parse.layout import lay_out
from jauap.ingestion.parse.parsed import BlockKind, Parsed, Piece
from jauap.ingestion.parse.structure import is_item
from jauap.ingestion.parse.table import table_pieces

_BODIES = {PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT}


def parse_slides(path: Path) -> Parsed:
    """Read a .pptx; the page of a block is the number of its slide, hidden slides are left out."""
    pieces: list[Piece] = []
    remarks = []
    for number, slide in enumerate(Presentation(str(path)).slides, start=1):
        if slide._element.get("show") == "0":
            remarks = ["hidden_slide"]
            continue
        title = slide.shapes.title
        if title is not None and title.text_frame.text.strip():
            words = " ".join(title.text_frame.text.split())
            pieces.append(Piece(text=words, kind=BlockKind.HEADING, level=1, page=number))
        title_id = title.shape_id if title is not None else None
        pieces += _shapes((s for s in slide.shapes if s.shape_id != title_id), number)
        if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
            pieces += [
                Piece(text=paragraph.text, kind=BlockKind.TEXT, page=number)
                for paragraph in frame.paragraphs
            ]
    return lay_out(pieces, remarks=remarks)


def _shapes(shapes: Iterable[BaseShape], page: int) -> Iterator[Piece]:
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes, page)
        elif isinstance(shape, GraphicFrame) and shape.has_table:
            rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
            yield from table_pieces(rows, page=page, has_header=shape.table.first_row or None)
        elif isinstance(shape, Shape):
            yield from _texts(shape, page)


def _texts(shape: Shape, page: int) -> Iterator[Piece]:
    texts = [paragraph.text.strip() for paragraph in shape.text_frame.paragraphs]
    texts = [text for text in texts if text]
    is_body = shape.is_placeholder and shape.placeholder_format.type in _BODIES
    for text in texts:
        if is_body and len(texts) > 1 and not is_item(text):
            yield Piece(text=f"- {text}", kind=BlockKind.LIST, page=page)
        else:
            yield Piece(text=text, page=page)
