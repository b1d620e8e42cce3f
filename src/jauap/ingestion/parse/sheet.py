"""How are workbooks and comma-separated files read, each row with its column names?"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path

from jauap.ingestion.parse.decode import decode
from jauap.ingestion.parse.layout import lay_out
from jauap.ingestion.parse.parsed import BlockKind, Parsed, Piece
from jauap.ingestion.parse.refusal import Fault, Refused
from jauap.ingestion.parse.table import table_pieces

_CELLS = 1_000_000
_DELIMITERS = ";,\t|"


def parse_xlsx(path: Path) -> Parsed:
    """Read every visible sheet; a blank row ends a table, a sheet's name heads its tables."""
    import openpyxl

    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    pieces: list[Piece] = []
    left = _CELLS
    for sheet in sheets:
        if len(sheets) > 1:
            pieces.append(Piece(text=sheet.title, kind=BlockKind.HEADING, level=2))
        rows = []
        for values in sheet.iter_rows(values_only=True):
            left -= len(values)
            if left < 0:
                raise Refused(Fault.TOO_LONG, f"> {_CELLS} cells")
            rows.append([_shown(value) for value in values])
        pieces += _tables(rows)
    remarks = ["hidden_sheet"] if len(sheets) < len(workbook.worksheets) else []
    workbook.close()
    if _lacks_values(path):
        remarks.append("formula_without_value")
    return lay_out(pieces, remarks=remarks)


def parse_csv(path: Path) -> Parsed:
    """Read one row a line; the separator is found, UTF-8, KZ-1048 and cp1251 are known."""
    text, encoding = decode(path.read_bytes())
    sample = text[:16_384]
    try:
        delimiter = csv.Sniffer().sniff(sample, delimiters=_DELIMITERS).delimiter
    except csv.Error:
        delimiter = max(_DELIMITERS, key=sample.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    return lay_out(_tables(rows), remarks=[] if encoding.startswith("utf") else [encoding])


def _tables(rows: Iterable[Sequence[str]]) -> Iterator[Piece]:
    table: list[Sequence[str]] = []
    for row in rows:
        if any(cell.strip() for cell in row):
            table.append(row)
        elif table:
            yield from table_pieces(table)
            table = []
    yield from table_pieces(table)


def _shown(value: object) -> str:
    """Give a cell as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() != time():
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def _lacks_values(path: Path) -> bool:
    """Tell whether a formula's result was never saved, so that its cell reads as empty."""
    import openpyxl

    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f>" in archive.read(name) for name in sheets):
            return False
    formulas = openpyxl.load_workbook(path, read_only=True)
    values = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return any(
            formula is not None and value is None
            for one, other in zip(formulas.worksheets, values.worksheets, strict=True)
            for left, right in zip(
                one.iter_rows(values_only=True), other.iter_rows(values_only=True), strict=False
            )
            for formula, value in zip(left, right, strict=False)
        )
    finally:
        formulas.close()
        values.close()
