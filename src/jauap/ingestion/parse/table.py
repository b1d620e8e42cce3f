"""How does a table become lines of which each can be understood alone?"""

import re
from collections.abc import Iterator, Sequence

from jauap.ingestion.parse.parsed import BlockKind, Piece

_DIGIT = re.compile(r"\d")
_NUMBERING = re.compile(r"(?:[№#n]|р/с|т/р|п/п|[\s.])+", re.IGNORECASE)
_NAME_LIMIT = 160


def table_pieces(
    rows: Sequence[Sequence[str]], *, page: int | None = None, has_header: bool | None = None
) -> Iterator[Piece]:
    """Give one line a row, `Column: value | Column: value`; column names come from the header.

    Without a header the line is `value | value`. None leaves it to the shape of the first rows.
    """
    cleaned = [[" ".join(cell.split()) for cell in row] for row in rows]
    cleaned = _without_empty_columns([row for row in cleaned if any(row)])
    if not cleaned:
        return
    if len(cleaned[0]) == 1:
        yield from (Piece(text=row[0], page=page) for row in cleaned)
        return
    while len(cleaned) > 1 and _is_caption(cleaned[0]):
        yield Piece(text=next(cell for cell in cleaned.pop(0) if cell), page=page)
    if has_header is None:
        has_header = _looks_like_header(cleaned)
    names = cleaned.pop(0) if has_header and len(cleaned) > 1 else []
    opens = True
    for row in cleaned:
        if not _is_column_numbers(row):
            yield Piece(text=_line(row, names), kind=BlockKind.TABLE, page=page, opens=opens)
            opens = False


def _line(row: Sequence[str], names: Sequence[str]) -> str:
    if len([cell for cell in row if cell]) == 1 and len(row) > 2:
        return next(cell for cell in row if cell)
    cells = []
    for number, cell in enumerate(row):
        name = names[number].rstrip(":") if number < len(names) else ""
        if cell and name and not _NUMBERING.fullmatch(name):
            cells.append(f"{name}: {cell}")
        elif cell:
            cells.append(cell)
    return " | ".join(cells)


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    padded = [row + [""] * (width - len(row)) for row in rows]
    kept = [number for number in range(width) if any(row[number] for row in padded)]
    return [[row[number] for number in kept] for row in padded]


def _is_caption(row: Sequence[str]) -> bool:
    return len(row) > 1 and len([cell for cell in row if cell]) == 1


def _is_column_numbers(row: Sequence[str]) -> bool:
    return len(row) > 1 and list(row) == [str(number) for number in range(1, len(row) + 1)]


def _looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    if len(rows) < 2:
        return False
    first, rest = rows[0], rows[1:]
    named = [cell for cell in first if cell]
    if len(named) < len(first) or len(set(named)) < len(named):
        return False
    if any(len(cell) > _NAME_LIMIT or not re.search(r"[^\W\d_]|№", cell) for cell in named):
        return False
    # In two columns a header looks like a pair of name and value, unless values are numbers.
    numeric = [row for row in rest if len(row) > 1 and _DIGIT.search(row[-1])]
    changes_shape = not _DIGIT.search(first[-1]) and len(numeric) * 5 >= len(rest) * 3
    return changes_shape if len(first) == 2 else True
