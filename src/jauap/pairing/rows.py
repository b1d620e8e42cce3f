"""What is one line of a file of pairs, whatever the format?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

from jauap.assistant import Language, Text
from jauap.evaluation.sheets.columns import SheetKind
from jauap.evaluation.sheets.problems import Problem
from jauap.evaluation.sheets.read import read_content
from jauap.evaluation.sheets.records import read_records
from jauap.evaluation.sheets.write import sheet_content
from jauap.knowledge import Wording
from jauap.storage.pair_rows import HeldPair


class PairRow(Wording):
    """A wording, and which version of which pair it was written over."""

    id: Text | None = None
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}$")] | None = None

    @property
    def wording(self) -> Wording:
        """The wording alone."""
        return Wording(**{name: getattr(self, name) for name in Wording.model_fields})


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What a file holds, by its row's number, and what is wrong with it."""

    count: int
    """Rows that stand for a pair, faulty ones included."""
    rows: Mapping[int, PairRow]
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()


def read_sheet(data: bytes) -> Rows:
    """Read an XLSX or CSV file."""
    table = read_content(data)
    read = read_records(table, SheetKind.PROPOSALS, PairRow)
    return Rows(
        count=max(len(table.rows) - 1, 0),
        rows=read.records,
        problems=read.problems,
        notices=table.notices,
    )


def write_pairs(pairs: Sequence[HeldPair], language: Language, *, is_csv: bool) -> bytes:
    """Write pairs as XLSX or CSV, in which no cell runs as a formula.

    Raises:
        JauapError: a text is longer than a cell.
    """
    rows = [row_of(pair) for pair in pairs]
    return sheet_content(SheetKind.PROPOSALS, rows, language, is_csv=is_csv)


def row_of(pair: HeldPair) -> dict[str, str]:
    """Give a pair's newest wording as texts by column name."""
    wording = pair.wording
    return {
        "id": pair.id,
        "version": str(pair.version),
        "state": pair.state.value,
        "language": wording.language.value,
        "intent": wording.intent,
        "question": wording.question,
        "answer": wording.answer,
        "source": wording.source,
        "quote": wording.quote,
        "expires_on": wording.expires_on.isoformat() if wording.expires_on else "",
    }
