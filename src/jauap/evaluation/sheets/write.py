"""How does a sheet for staff look? One row a record, drop-down lists, nothing that runs."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from jauap.assistant import Declared, Language
from jauap.errors import JauapError
from jauap.evaluation.sheets.cells import CELL_LIMIT, escape, neutralise
from jauap.evaluation.sheets.columns import Column, Shape, SheetKind, columns_of
from jauap.evaluation.sheets.facts import write_facts
from jauap.evaluation.suite import Case

_WIDE = ("question", "answer", "quote", "reference", "key_facts", "reason")


def write_sheet(
    path: Path, kind: SheetKind, rows: Sequence[Mapping[str, str]], language: Language
) -> None:
    """Write rows by column name as XLSX, or as CSV when the file is called so.

    Raises:
        JauapError: a text is longer than a cell, which a spreadsheet would cut off.
    """
    is_csv = path.suffix.lower() == ".csv"
    content = sheet_content(kind, rows, language, is_csv=is_csv, name=str(path))
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(content)
    draft.replace(path)


def sheet_content(
    kind: SheetKind,
    rows: Sequence[Mapping[str, str]],
    language: Language,
    *,
    is_csv: bool = False,
    name: str = "sheet",
) -> bytes:
    """Give the bytes of an XLSX or CSV file.

    Raises:
        JauapError: a text is longer than a cell, which a spreadsheet would cut off.
    """
    columns = columns_of(kind)
    table = [[column.heading.in_language(language) for column in columns]]
    for number, row in enumerate(rows, start=2):
        cells = [escape(neutralise(row.get(column.name, ""))) for column in columns]
        for column, cell in zip(columns, cells, strict=True):
            if len(cell) > CELL_LIMIT:
                raise JauapError(
                    f"the text of {column.name} is longer than the {CELL_LIMIT} characters of "
                    "a cell",
                    where=f"{name}, row {number}",
                    remedy="shorten it, or work on the JSON Lines file",
                )
        table.append(cells)
    return _csv(table) if is_csv else _xlsx(table, columns, kind)


def rows_of(records: Sequence[Declared]) -> list[Mapping[str, str]]:
    """Give records as rows of text by column name."""
    return [_row(record) for record in records]


def _row(record: Declared) -> Mapping[str, str]:
    fields = record.model_dump(mode="json", exclude={"key_facts"})
    row = {name: _text(value) for name, value in fields.items()}
    if isinstance(record, Case):
        row["key_facts"] = write_facts(record.key_facts)
    return row


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    return "true" if value is True else str(value)


def _csv(table: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(table)
    # Without the mark a spreadsheet takes the file for Windows-1251 and loses Kazakh letters.
    return text.getvalue().encode("utf-8-sig")


def _xlsx(table: Sequence[Sequence[str]], columns: Sequence[Column], kind: SheetKind) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = kind.value
    sheet.freeze_panes = "B2"
    for number, cells in enumerate(table, start=1):
        for place, text in enumerate(cells, start=1):
            if not text:
                continue
            cell = sheet.cell(row=number, column=place, value=text)
            # A text like #N/A would become an error value.
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 48 if column.name in _WIDE else 18
        if column.allowed and column.shape is Shape.TEXT:
            choice = DataValidation(type="list", formula1=f'"{",".join(column.allowed)}"')
            choice.add(f"{letter}2:{letter}{max(len(table), 2) + 500}")
            sheet.add_data_validation(choice)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
