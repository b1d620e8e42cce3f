"""Which rows does a spreadsheet file hold? XLSX or CSV, whatever encoding and separator."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jauap.evaluation.sheets.cells import restore, text_of, unescape
from jauap.evaluation.sheets.problems import Fault, Problem

MOST_ROWS = 20_000
_MOST_BYTES = 30_000_000
_MOST_UNPACKED = 300_000_000
_SEPARATORS = ";,\t"
_LOST = re.compile(r"[а-яё]\?[а-яё]", re.IGNORECASE)
_GARBLED = re.compile("[РС][\u0080-\u00bf\u0402-\u040f\u0452-\u045f\u2010-\u2122]")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: its number in the spreadsheet and its cells as text, first column first."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a file holds; rows with no text at all are left out."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    """Worth knowing, no reason to refuse."""


def read_table(path: Path) -> Table:
    """Read the first sheet of an XLSX file, or a CSV file; what is wrong is in `problems`."""
    if not path.is_file():
        return _failed(Fault.UNREADABLE, path.name)
    if path.stat().st_size > _MOST_BYTES:
        return _failed(Fault.TOO_LARGE, path.name)
    return read_content(path.read_bytes())


def read_content(data: bytes) -> Table:
    """Read the content of an XLSX or CSV file; what is wrong is in `problems`."""
    table = _read_xlsx(data) if data.startswith(b"PK") else _read_csv(data)
    if len(table.rows) > MOST_ROWS:
        return _failed(Fault.TOO_LARGE, f"{len(table.rows)} > {MOST_ROWS}")
    return table


def _failed(fault: Fault, detail: str = "") -> Table:
    return Table(problems=(Problem(fault=fault, detail=detail),))


def _read_xlsx(data: bytes) -> Table:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _MOST_UNPACKED:
                return _failed(Fault.TOO_LARGE)
        with warnings.catch_warnings():
            # Drop-down lists and styles of newer programs are not needed here.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        return _failed(Fault.UNREADABLE)
    if not book.worksheets:
        return _failed(Fault.UNREADABLE)
    sheet = book.worksheets[0]
    problems = [
        Problem(fault=Fault.MERGED, row=area.min_row, detail=str(area))
        for area in sorted(sheet.merged_cells.ranges, key=lambda area: (area.min_row, area.min_col))
    ]
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = []
        for cell in cells:
            fault = {"f": Fault.FORMULA, "e": Fault.ERROR_VALUE}.get(cell.data_type)
            if fault:
                problems.append(
                    Problem(fault=fault, row=number, column=cell.column_letter, detail="")
                )
            texts.append(restore(unescape(text_of(cell.value))))
        rows.append(Row(number=number, cells=tuple(texts)))
    return Table(rows=_filled(rows), problems=tuple(problems))


def _read_csv(data: bytes) -> Table:
    notices: tuple[Problem, ...] = ()
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        was_old = False
    except UnicodeDecodeError:
        if b"\0" in data:
            return _failed(Fault.UNREADABLE)
        # KZ-1048 is Windows-1251 with the Kazakh letters in the places of the Serbian ones.
        text, was_old = data.decode("kz1048", errors="replace"), True
        notices = (Problem(fault=Fault.OLD_ENCODING),)
    if "\0" in text:
        return _failed(Fault.UNREADABLE)
    rows, problems = [], []
    try:
        for row in _split(text):
            cells = tuple(restore(unescape(cell)) for cell in row.cells)
            rows.append(Row(number=row.number, cells=cells))
            problems += _check_letters(row, was_old=was_old)
    except csv.Error as error:
        return _failed(Fault.UNREADABLE, str(error))
    return Table(rows=_filled(rows), problems=tuple(problems), notices=notices)


def _split(text: str) -> Sequence[Row]:
    first, _, rest = text.partition("\n")
    skipped = 0
    separator = max(_SEPARATORS, key=first.count)
    if told := re.fullmatch(r"sep=(.)\r?", first):
        separator, text, skipped = told[1], rest, 1
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    # A spreadsheet counts records, not the lines that a quoted cell may span.
    return [Row(number=n, cells=tuple(cells)) for n, cells in enumerate(lines, start=1 + skipped)]


def _check_letters(row: Row, *, was_old: bool) -> list[Problem]:
    for cell in row.cells:
        if was_old and _LOST.search(cell):
            return [Problem(fault=Fault.LOST_LETTERS, row=row.number, detail=cell)]
        if "\ufffd" in cell or len(_GARBLED.findall(cell)) > 2:
            return [Problem(fault=Fault.WRONG_ENCODING, row=row.number, detail=cell)]
    return []


def _filled(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if any(cell.strip() for cell in row.cells))
