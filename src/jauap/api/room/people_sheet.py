"""Who stands in a sheet of newcomers? XLSX or CSV, one row a person, one column an assistant."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jauap.annotation.people import Newcomer, fold_login
from jauap.assistant import Language, Trilingual
from jauap.evaluation.sheets.problems import Fault, Problem
from jauap.evaluation.sheets.read import Row, Table, read_table
from jauap.person import EVERY_ASSISTANT, Role

MOST_PEOPLE = 2_000
_MOST_UNPACKED = 40_000_000
_LOGIN = re.compile(r"\S{3,254}")
_LONGEST = 120
_FIELDS = {
    "login": ("login", "логин", "e-mail", "email", "эл. пошта", "эл. почта"),
    "name": ("name", "аты-жөні", "ф. и. о.", "фио"),
    "language": ("language", "тіл", "тілі", "язык"),
    "centre": ("centre", "орталық", "центр"),
}
_NEEDED = ("login", "name", "language")
_ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.ANNOTATOR: ("бағалаушы", "сарапшы", "оценщик", "эксперт"),
    Role.REVIEWER: ("қараушы", "тексеруші", "проверяющий", "рецензент"),
    Role.LEAD: ("жетекші", "руководитель"),
    Role.EDITOR: ("министрлік редакторы", "редактор", "редактор министерства", "ministry editor"),
    Role.AUDITOR: ("деректер аудиторы", "аудитор", "аудитор данных", "data auditor"),
    Role.ADMINISTRATOR: ("әкімші", "администратор"),
}
"""What the room's pages call a role, and what sheets have called it besides."""
_ROLE_WORDS = {word: role for role, words in _ROLES.items() for word in (role.value, *words)}
_LOGIN_TAKEN = Trilingual(
    kk="мұндай логин бар; басқасын жазыңыз немесе жолды өшіріңіз",
    ru="такой логин уже есть; напишите другой или удалите строку",
    en="somebody has this login; write another one or delete the row",
)
_LOGIN_TWICE = Trilingual(
    kk="бұл логин жоғарыда бар",
    ru="этот логин уже встречается выше",
    en="this login is in a row above",
)


@dataclass(frozen=True, kw_only=True)
class RowFault:
    """What is wrong with one cell, row or the whole file."""

    row: int
    """As the spreadsheet counts; 0 is the whole file."""
    column: str
    what: Trilingual


@dataclass(frozen=True, kw_only=True)
class PeopleSheet:
    """What a file holds."""

    newcomers: tuple[Newcomer, ...] = ()
    rows: tuple[int, ...] = ()
    """The row of each newcomer."""
    faults: tuple[RowFault, ...] = ()


def read_people(data: bytes, assistants: Mapping[str, Sequence[str]]) -> PeopleSheet:
    """Read a sheet with the columns login, name, language, centre and one per assistant.

    `assistants` gives the headings of each assistant besides its id; a cell below one lists roles.
    Either everything is right, or the faults say what is not.
    """
    table = _table(data)
    if table.problems or not table.rows:
        found = table.problems or (Problem(fault=Fault.NO_HEADER),)
        return PeopleSheet(faults=tuple(_told(one) for one in found))
    columns, faults = _columns(table.rows[0], assistants)
    if faults:
        return PeopleSheet(faults=tuple(faults))
    newcomers, rows = [], []
    first_rows: dict[str, int] = {}
    for row in table.rows[1:]:
        cells = {name: text.strip() for name, text in zip(columns, row.cells, strict=False)}
        newcomer, found_faults = _newcomer(row.number, cells, assistants)
        faults += found_faults
        login = fold_login(cells.get("login", ""))
        if login in first_rows:
            faults.append(_twice(row.number, login, first_rows[login]))
        elif login:
            first_rows[login] = row.number
        if newcomer:
            newcomers.append(newcomer)
            rows.append(row.number)
    return PeopleSheet(newcomers=tuple(newcomers), rows=tuple(rows), faults=tuple(faults))


def taken_faults(sheet: PeopleSheet, taken: frozenset[str]) -> tuple[RowFault, ...]:
    """Name the rows whose login somebody has already."""
    return tuple(
        RowFault(row=row, column="login", what=_with(_LOGIN_TAKEN, one.login))
        for one, row in zip(sheet.newcomers, sheet.rows, strict=True)
        if fold_login(one.login) in taken
    )


def _table(data: bytes) -> Table:
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                is_large = sum(one.file_size for one in packed.infolist()) > _MOST_UNPACKED
        except zipfile.BadZipFile:
            return Table(problems=(Problem(fault=Fault.UNREADABLE),))
        if is_large:
            return Table(problems=(Problem(fault=Fault.TOO_LARGE),))
    with tempfile.TemporaryDirectory(prefix="jauap-sheet-") as folder:
        path = Path(folder) / "sheet"
        path.write_bytes(data)
        table = read_table(path)
    if len(table.rows) > MOST_PEOPLE + 1:
        return Table(problems=(Problem(fault=Fault.TOO_LARGE, detail=f"> {MOST_PEOPLE}"),))
    return table


def _columns(
    header: Row, assistants: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[RowFault]]:
    """Give what each column is: a field, or an assistant's id; empty headings stay empty."""
    words = {word: name for name, known in _FIELDS.items() for word in known}
    for assistant_id, headings in assistants.items():
        words |= {word.casefold(): assistant_id for word in (assistant_id, *headings)}
    columns, faults = [], []
    for cell in header.cells:
        heading = cell.strip().casefold()
        name = words.get(heading, "")
        if heading and not name:
            faults.append(_fault(Fault.UNKNOWN_COLUMN, header.number, cell.strip()))
        if name and name in columns:
            faults.append(_fault(Fault.COLUMN_TWICE, header.number, cell.strip()))
        columns.append(name)
    faults += [
        _fault(Fault.MISSING_COLUMN, header.number, name) for name in _NEEDED if name not in columns
    ]
    return columns, faults


def _newcomer(
    number: int, cells: Mapping[str, str], assistants: Mapping[str, Sequence[str]]
) -> tuple[Newcomer | None, list[RowFault]]:
    faults = [_fault(Fault.MISSING_VALUE, number, name) for name in _NEEDED if not cells.get(name)]
    login, language = cells.get("login", ""), cells.get("language", "").casefold()
    if login and not _LOGIN.fullmatch(login):
        faults.append(_fault(Fault.BAD_VALUE, number, "login", login))
    if language and language not in list(Language):
        faults.append(_fault(Fault.BAD_VALUE, number, "language", "kk, ru, en"))
    faults += [
        _fault(Fault.BAD_VALUE, number, name, f"> {_LONGEST}")
        for name in ("name", "centre")
        if len(cells.get(name, "")) > _LONGEST
    ]
    roles: dict[str, frozenset[Role]] = {}
    for assistant_id in assistants:
        words = list(_split(cells.get(assistant_id, "")))
        unknown = [word for word in words if word not in _ROLE_WORDS]
        faults += [_fault(Fault.BAD_VALUE, number, assistant_id, word) for word in unknown]
        if words and not unknown:
            roles[assistant_id] = frozenset(_ROLE_WORDS[word] for word in words)
    if not roles and not faults:
        faults = [_fault(Fault.MISSING_VALUE, number, ", ".join(assistants))]
    if faults:
        return None, faults
    newcomer = Newcomer(
        login=login,
        name=cells["name"],
        language=Language(language),
        centre=cells.get("centre", ""),
        roles=roles,
    )
    return newcomer, []


def _split(cell: str) -> Iterator[str]:
    return (word.strip() for word in re.split(r"[,;\n]", cell.casefold()) if word.strip())


def _fault(fault: Fault, row: int, column: str, detail: str = "") -> RowFault:
    return _told(Problem(fault=fault, row=row, column=column, detail=detail))


def _twice(row: int, login: str, first: int) -> RowFault:
    return RowFault(row=row, column="login", what=_with(_LOGIN_TWICE, f"{login}, {first}"))


def _told(problem: Problem) -> RowFault:
    """Say a problem in three languages, its place apart."""
    bare = Problem(fault=problem.fault, detail=problem.detail)
    said = {language.value: bare.message(language) for language in Language}
    return RowFault(row=problem.row, column=problem.column, what=Trilingual(**said))


def _with(text: Trilingual, detail: str) -> Trilingual:
    return Trilingual(
        **{one.value: f"{text.in_language(one)} ({detail[:120]})" for one in Language}
    )


EVERYWHERE_HEADINGS = {EVERY_ASSISTANT: ("барлығы", "все", "all")}
"""Headings of the column for roles that hold for all assistants."""
