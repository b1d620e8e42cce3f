"""What is wrong with a row of a sheet, as the room's pages tell it?"""

from jauap.api.schemas import Outgoing, TrilingualOut
from jauap.assistant import Language
from jauap.evaluation.sheets.columns import SheetKind, heading_of
from jauap.evaluation.sheets.problems import Problem
from jauap.retrieval.index import JsonValue


class SheetFaultOut(Outgoing):
    """What is wrong with one cell, one row, or the whole file."""

    row: int
    """As the spreadsheet counts; 0 is the whole file."""
    column: str
    heading: TrilingualOut | None = None
    """What the column is called in a sheet of ours."""
    fault: str
    what: TrilingualOut
    """What is wrong and what to do."""


def fault_fields(problem: Problem, kind: SheetKind) -> dict[str, JsonValue]:
    """Spell a problem of a sheet."""
    heading = heading_of(kind, problem.column)
    return {
        "row": problem.row,
        "column": problem.column,
        "heading": heading.model_dump(mode="json") if heading else None,
        "fault": problem.fault.value,
        "what": {language.value: problem.told(language) for language in Language},
    }
