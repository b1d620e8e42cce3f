"""Which records do a sheet's rows stand for? Every fault is said, row by row."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from jauap.evaluation.sheets.columns import Column, Shape, SheetKind, Value, columns_of, read_cell
from jauap.evaluation.sheets.problems import Fault, Problem
from jauap.evaluation.sheets.read import Row, Table

Model = TypeVar("Model", bound=BaseModel)
_EVIDENCE = ("source", "quote", "reference", "key_facts")


@dataclass(frozen=True, kw_only=True)
class Read(Generic[Model]):
    """Records by their row's number, in order, and every fault found on the way."""

    records: Mapping[int, Model]
    problems: tuple[Problem, ...]


def read_records(
    table: Table, kind: SheetKind, model: type[Model], extra: Mapping[str, str] | None = None
) -> Read[Model]:
    """Read a table's rows as records; a row with a fault gives none.

    Args:
        extra: fields that every record has and no column, in JSON's spelling.
    """
    if not table.rows:
        return Read(records={}, problems=(*table.problems, Problem(fault=Fault.NO_HEADER)))
    header, *rows = table.rows
    columns, faults = _read_header(header, kind)
    problems = [*table.problems, *faults]
    if any(each.fault is Fault.MISSING_COLUMN for each in faults):
        return Read(records={}, problems=tuple(problems))
    records: dict[int, Model] = {}
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        fields, wrong = _read_row(row, columns, kind)
        wrong += _check_key(row, fields, kind, seen)
        if not wrong:
            try:
                filled = json.dumps({**(extra or {}), **fields})
                records[row.number] = model.model_validate_json(filled)
            except ValidationError as error:
                wrong = list(_explain(error, row.number))
        problems += wrong
    return Read(records=records, problems=tuple(problems))


def _read_header(header: Row, kind: SheetKind) -> tuple[Sequence[Column | None], Sequence[Problem]]:
    known = columns_of(kind)
    columns: list[Column | None] = []
    problems = []
    for heading in header.cells:
        column = next((each for each in known if each.is_called(heading)), None)
        fault = None
        if column is None and heading.strip():
            fault = Fault.UNKNOWN_COLUMN
        elif column is not None and column in columns:
            fault = Fault.COLUMN_TWICE
        if fault:
            problems.append(Problem(fault=fault, row=header.number, column=heading.strip()))
        columns.append(column)
    if not any(columns):
        return columns, [Problem(fault=Fault.NO_HEADER, row=header.number), *_missing(known, ())]
    return columns, [*problems, *_missing(known, columns)]


def _missing(known: Sequence[Column], columns: Sequence[Column | None]) -> Iterator[Problem]:
    for column in known:
        if column.is_needed and column not in columns:
            yield Problem(fault=Fault.MISSING_COLUMN, row=1, column=column.name)


def _read_row(
    row: Row, columns: Sequence[Column | None], kind: SheetKind
) -> tuple[dict[str, Value], list[Problem]]:
    fields: dict[str, Value] = {}
    problems = []
    if any(cell.strip() for cell in row.cells[len(columns) :]):
        problems.append(Problem(fault=Fault.EXTRA_CELLS, row=row.number))
    for column, cell in zip(columns, row.cells, strict=False):
        text = cell.strip()
        if column is None or column.shape is Shape.SHOWN or not text:
            continue
        value = read_cell(column, text)
        if value is None:
            allowed = ", ".join(column.allowed)
            detail = f"{text}; {allowed}" if allowed else text
            problems.append(_problem(Fault.BAD_VALUE, row, column.name, detail))
        else:
            fields[column.name] = value
    bad = {each.column for each in problems}
    for column in columns_of(kind):
        if column.is_needed and column.name not in {*fields, *bad}:
            problems.append(_problem(Fault.MISSING_VALUE, row, column.name))
    if kind is SheetKind.CASES and "kind" in fields:
        problems += _check_evidence(row, fields, bad)
    return fields, problems


def _check_evidence(row: Row, fields: Mapping[str, Value], bad: set[str]) -> list[Problem]:
    if fields["kind"] == "in_scope":
        missing = (name for name in _EVIDENCE if name not in {*fields, *bad})
        return [_problem(Fault.MISSING_VALUE, row, name) for name in missing]
    return [_problem(Fault.MUST_BE_EMPTY, row, name) for name in _EVIDENCE if name in fields]


def _check_key(
    row: Row, fields: Mapping[str, Value], kind: SheetKind, seen: dict[tuple[str, ...], int]
) -> list[Problem]:
    names = ("run", "item", "seat") if kind is SheetKind.VERDICTS else ("id",)
    if not all(name in fields for name in names):
        return []
    key = tuple(str(fields[name]) for name in names)
    first = seen.setdefault(key, row.number)
    if first == row.number:
        return []
    return [_problem(Fault.ID_TWICE, row, names[-1], f"{key[-1]}, {first}")]


def _explain(error: ValidationError, row: int) -> Iterator[Problem]:
    for each in error.errors():
        column = str(each["loc"][0]) if each["loc"] else ""
        if each["type"] in list(Fault):
            yield Problem(fault=Fault(each["type"]), row=row, column=column)
            continue
        fault = Fault.BAD_VALUE if column else Fault.INCONSISTENT
        detail = str(each["input"]) if column else each["msg"]
        yield Problem(fault=fault, row=row, column=column, detail=detail)


def _problem(fault: Fault, row: Row, column: str, detail: str = "") -> Problem:
    return Problem(fault=fault, row=row.number, column=column, detail=detail)
