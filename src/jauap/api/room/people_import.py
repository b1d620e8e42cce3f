"""What becomes of a sheet of newcomers? All of them are added, or a row-by-row list of faults."""

from collections.abc import Mapping, Sequence

from jauap.annotation.inviting import Invited, Inviting
from jauap.annotation.people import Denied, People, fold_login
from jauap.api.documented import problem_body
from jauap.api.problems import PROBLEMS, Refused
from jauap.api.room.guard import Answered
from jauap.api.room.people_sheet import (
    EVERYWHERE_HEADINGS,
    PeopleSheet,
    RowFault,
    read_people,
    taken_faults,
)
from jauap.api.room.schemas import invitation_fields
from jauap.person import Person, Role
from jauap.retrieval.index import JsonValue
from jauap.storage.people import Unchanged


def import_people(
    data: bytes,
    people: People,
    inviting: Inviting,
    assistants: Mapping[str, Sequence[str]],
    *,
    by: Person,
    key: str,
    dry_run: bool,
) -> Answered:
    """Read a sheet and, unless it is a dry run or a row is wrong, add everybody in it.

    Raises:
        Refused: `login_taken` when somebody took a login at the same moment.
    """
    sheet = read_people(data, _given_by(by, assistants))
    faults = sheet.faults + taken_faults(sheet, _taken_by_others(sheet, people, by, key))
    if faults:
        told = _report(sheet, faults, ())
        return (200, told) if dry_run else (422, {**problem_body(PROBLEMS["sheet_faulty"]), **told})
    if dry_run:
        return 200, _report(sheet, (), ())
    added = inviting.add(sheet.newcomers, by=by, key=key)
    if isinstance(added, Denied):
        raise Refused("not_allowed")
    if isinstance(added, Unchanged):
        raise Refused("login_taken")
    return 200, _report(sheet, (), added)


def _given_by(by: Person, assistants: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Give the columns in which this administrator may write roles; others are unknown to it."""
    every = {**assistants, **EVERYWHERE_HEADINGS}
    return {key: words for key, words in every.items() if by.may(key, Role.ADMINISTRATOR)}


def _taken_by_others(sheet: PeopleSheet, people: People, by: Person, key: str) -> frozenset[str]:
    """Give the logins somebody has, unless this very import, broken off, added that person."""
    return people.taken([fold_login(one.login) for one in sheet.newcomers], by=by, key=key)


def _report(
    sheet: PeopleSheet, faults: Sequence[RowFault], added: Sequence[Invited]
) -> dict[str, JsonValue]:
    return {
        "rows": len({*sheet.rows, *(one.row for one in faults if one.row > 1)}),
        "new": len(added),
        "faults": [
            {"row": one.row, "column": one.column, "what": one.what.model_dump(mode="json")}
            for one in faults
        ],
        "people": [invitation_fields(one) for one in added],
    }
