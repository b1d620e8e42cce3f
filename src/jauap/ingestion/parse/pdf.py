"""How is a PDF read: words by pdfium, and tables where the page draws their lines?"""

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from jauap.ingestion.parse.layout import lay_out
from jauap.ingestion.parse.lines import Line, paragraphs
from jauap.ingestion.parse.parsed import Parsed, Piece
from jauap.ingestion.parse.refusal import Fault, Refused
from jauap.ingestion.parse.table import table_pieces

_PAGES = 3000
_CHARACTERS = 5_000_000
_RULES = 6
_LETTERS_PER_PAGE = 10


@dataclass(frozen=True, kw_only=True)
class _Table:
    """A ruled table: its rows and its place, y upwards in points."""

    top: float
    bottom: float
    rows: list[list[str]]


def parse_pdf(path: Path) -> Parsed:
    """Read a PDF's text layer with pages, running headers and footers left out.

    Raises:
        Refused: a password, damage, too many pages, or pages that are only pictures.
    """
    with _opened(path) as document:
        if len(document) > _PAGES:
            raise Refused(Fault.TOO_LONG, f"{len(document)} pages")
        pages: list[list[Line]] = []
        tables: dict[int, list[_Table]] = {}
        total = 0
        for number in range(len(document)):
            lines, is_ruled = _read_page(document, number)
            total += sum(len(line.text) for line in lines)
            if total > _CHARACTERS:
                raise Refused(Fault.TOO_LONG, f"> {_CHARACTERS} characters")
            if is_ruled and (found := _tables(path, number)):
                tables[number] = found
                lines = _around(lines, found)
            pages.append(lines)
        if sum(line.letters for page in pages for line in page) < _LETTERS_PER_PAGE and not tables:
            raise Refused(Fault.NO_TEXT_LAYER, f"{len(document)}")
        metadata = document.get_metadata_dict(skip_empty=True)
    signals = [f"{key.lower()}: {value}" for key, value in metadata.items() if key != "Producer"]
    return lay_out(_pieces(_without_running_lines(pages), tables), signals=signals)


def _opened(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        is_locked = is_locked or "password" in str(error).lower()
        raise Refused(Fault.PASSWORD if is_locked else Fault.DAMAGED) from error


def _read_page(document: pypdfium2.PdfDocument, number: int) -> tuple[list[Line], bool]:
    page = document[number]
    text_page = page.get_textpage()
    try:
        lines = list(_lines(text_page, number + 1))
        paths = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)
        rules = sum(1 for _, _ in zip(paths, range(_RULES), strict=False))
        return lines, rules >= _RULES
    finally:
        text_page.close()
        page.close()


def _lines(text_page: pypdfium2.PdfTextPage, page: int) -> Iterator[Line]:
    text = text_page.get_text_range()
    raw = text_page.raw
    position = 0
    for row in text.split("\n"):
        words = row.rstrip("\r")
        first = position + len(words) - len(words.lstrip())
        last = position + len(words.rstrip()) - 1
        if words.strip():
            left, bottom, _, top = text_page.get_charbox(first, loose=True)
            _, _, right, _ = text_page.get_charbox(last, loose=True)
            yield Line(
                text=words.strip(),
                page=page,
                left=left,
                right=right,
                top=top,
                bottom=bottom,
                size=round(pdfium.FPDFText_GetFontSize(raw, first), 1),
                is_bold=_is_bold(raw, first) and _is_bold(raw, last),
            )
        position += len(row) + 1


def _is_bold(raw: "pdfium.FPDF_TEXTPAGE", index: int) -> bool:
    buffer = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(raw, index, buffer, len(buffer), flags)
    return b"bold" in buffer.raw[:length].lower()


def _tables(path: Path, number: int) -> list[_Table]:
    """Find ruled tables of one page by pdfplumber, which needs seconds where pdfium needs none."""
    import pdfplumber

    with pdfplumber.open(path, pages=[number + 1]) as document:
        page = document.pages[0]
        height = float(page.height)
        found = []
        for table in page.find_tables():
            rows = [[cell or "" for cell in row] for row in table.extract()]
            if len(rows) > 1 and max(len(row) for row in rows) > 1:
                _, top, _, bottom = table.bbox
                whole = _joined_rows(rows)
                found.append(_Table(top=height - top, bottom=height - bottom, rows=whole))
    return found


def _joined_rows(rows: Sequence[list[str]]) -> list[list[str]]:
    """Put the rest of a cell that was torn into several rows back into its row."""
    joined: list[list[str]] = []
    for row in rows:
        filled = [number for number, cell in enumerate(row) if cell.strip()]
        column = filled[0] if len(filled) == 1 else -1
        if joined and column > 0 and joined[-1][column]:
            joined[-1][column] += " " + row[column]
        else:
            joined.append(list(row))
    return joined


def _around(lines: Sequence[Line], tables: Sequence[_Table]) -> list[Line]:
    def is_inside(line: Line) -> bool:
        middle = (line.top + line.bottom) / 2
        return any(table.bottom <= middle <= table.top for table in tables)

    return [line for line in lines if not is_inside(line)]


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Drop what stands first or last on most pages: headers, footers, page numbers."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({line.shape for line in (*lines[:2], *lines[-2:])})
    often = max(3, len(pages) * 0.6)
    running = {shape for shape, count in edges.items() if count >= often or shape in ("#", "- # -")}
    return [
        [
            line
            for position, line in enumerate(lines)
            if not (line.shape in running and (position < 2 or position >= len(lines) - 2))
        ]
        for lines in pages
    ]


def _pieces(pages: Sequence[Sequence[Line]], tables: dict[int, list[_Table]]) -> Iterator[Piece]:
    flow: list[Line | _Table] = []
    for number, lines in enumerate(pages):
        waiting = sorted(tables.get(number, []), key=lambda table: -table.top)
        for line in lines:
            while waiting and waiting[0].top > line.top:
                flow.append(waiting.pop(0))
            flow.append(line)
        flow += waiting
    page_of = {id(table): number + 1 for number, found in tables.items() for table in found}
    run: list[Line] = []
    every = [item for item in flow if isinstance(item, Line)]
    for item in flow:
        if isinstance(item, Line):
            run.append(item)
            continue
        yield from paragraphs(run, every)
        yield from table_pieces(item.rows, page=page_of[id(item)])
        run = []
    yield from paragraphs(run, every)
