"""How is a Word document read: headings, numbered lists and tables in their order?"""

import re
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from jauap.ingestion.parse.layout import lay_out
from jauap.ingestion.parse.numbering import Numbering
from jauap.ingestion.parse.parsed import BlockKind, Parsed, Piece
from jauap.ingestion.parse.structure import division_level, is_item, point_label
from jauap.ingestion.parse.table import table_pieces

_STYLE_LEVEL = re.compile(r"(?:heading|заголовок|тақырып)\s*(\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc\s|оглавление|мазмұны", re.IGNORECASE)
_TITLES = {"title", "название", "атауы"}
_BREAKS = {qn("w:br"), qn("w:cr"), qn("w:tab"), qn("w:noBreakHyphen")}
_POINT_LENGTH = 90


def parse_docx(path: Path) -> Parsed:
    """Read a .docx; deleted and hidden runs are left out, inserted ones are read."""
    document = docx.Document(str(path))
    remarks: list[str] = []
    properties = document.core_properties
    named = (("keywords", properties.keywords), ("comments", properties.comments))
    signals = [f"{name}: {value}" for name, value in named if value]
    return lay_out(
        _pieces(document.element.body, document, Numbering(document), remarks),
        signals=signals,
        remarks=remarks,
    )


def _pieces(
    parent: BaseOxmlElement, document: Document, numbering: Numbering, remarks: list[str]
) -> Iterator[Piece]:
    for element in parent.iterchildren():
        if element.tag == qn("w:p"):
            yield from _paragraph(element, document, numbering, remarks)
        elif element.tag == qn("w:tbl"):
            yield from _table(element, remarks)
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _pieces(element, document, numbering, remarks)


def _paragraph(
    element: BaseOxmlElement, document: Document, numbering: Numbering, remarks: list[str]
) -> Iterator[Piece]:
    paragraph = Paragraph(element, document._body)
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if _CONTENTS.match(style):
        return
    text = _text(element, remarks).strip()
    marker = numbering.marker(paragraph) if text else ""
    if not text:
        return
    level = _level(paragraph, style)
    if level is not None:
        yield Piece(text=f"{marker} {text}".strip(), kind=BlockKind.HEADING, level=level)
    elif marker and not _is_point(marker, text):
        yield Piece(text=f"{marker} {text}", kind=BlockKind.LIST)
    elif _is_bold_title(paragraph, text):
        yield Piece(text=text, kind=BlockKind.HEADING, level=division_level(text) or 5)
    else:
        yield Piece(text=f"{marker} {text}".strip())


def _level(paragraph: Paragraph, style: str) -> int | None:
    if style.lower() in _TITLES:
        return 0
    if match := _STYLE_LEVEL.match(style):
        return int(match[1])
    outline = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if outline is not None and (value := int(outline.get(qn("w:val"), "9"))) < 9:
        return value + 1
    return None


def _is_point(marker: str, text: str) -> bool:
    """Tell a point of an act from an entry of a list."""
    return marker.endswith(".") and (len(text) > _POINT_LENGTH or text.endswith((".", ":")))


def _is_bold_title(paragraph: Paragraph, text: str) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    is_title = len(text) <= 200 and not text.endswith((".", ";", ":", ","))
    if not is_title or is_item(text) or (point_label(text) and text.endswith(".")):
        return False
    return bool(runs) and all(run.bold for run in runs)


def _text(element: BaseOxmlElement, remarks: list[str]) -> str:
    """Give a paragraph's visible words, tracked insertions and links among them."""
    parts: list[str] = []
    for node in element.iter(qn("w:t"), *_BREAKS):
        if next(node.iterancestors("{*}Fallback"), None) is not None:
            continue
        run = next(node.iterancestors(qn("w:r")), None)
        if run is not None and run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None:
            if "hidden_text" not in remarks:
                remarks.append("hidden_text")
        elif node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        else:
            parts.append(" " if node.tag == qn("w:tab") else "\n")
    return "".join(parts)


def _table(element: BaseOxmlElement, remarks: list[str]) -> Iterator[Piece]:
    """Read a table by its grid; a cell merged downwards is repeated in every row it spans."""
    rows: list[list[str]] = []
    has_header: bool | None = None
    for row in element.iter(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl")), None) is not element:
            continue
        cells: list[str] = []
        for cell in row.iterchildren(qn("w:tc"), qn("w:sdt")):
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merge is not None and merge.get(qn("w:val")) != "restart"
            words = " ".join(_text(p, remarks) for p in cell.iter(qn("w:p")))
            above = rows[-1][len(cells)] if rows and len(cells) < len(rows[-1]) else ""
            cells.append(above if goes_on else words)
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            cells += [""] * (int(span.get(qn("w:val"), "1")) - 1 if span is not None else 0)
        if not rows and row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None:
            has_header = True
        rows.append(cells)
    yield from table_pieces(rows, has_header=has_header)
