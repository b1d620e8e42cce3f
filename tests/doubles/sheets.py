"""A spreadsheet as somebody's program would send it."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook


def packed_sheet(rows: Iterable[Sequence[object]]) -> bytes:
    """Give an XLSX file with these rows on its only sheet."""
    book = Workbook()
    for cells in rows:
        book.active.append(list(cells))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
