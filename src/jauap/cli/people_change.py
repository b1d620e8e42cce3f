"""What do the commands for the staff do, and what do they tell?"""

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from jauap.annotation.inviting import Invited
from jauap.annotation.people import OPERATOR, Newcomer, fold_login
from jauap.annotation.staff import Staff
from jauap.assistant import Language
from jauap.errors import JauapError, NotFound, SettingsInvalid
from jauap.evaluation.sheets.cells import escape, neutralise
from jauap.person import EVERY_ASSISTANT, Role
from jauap.settings import Settings
from jauap.storage.people import Account, Details, Unchanged, details_of
from jauap.workspace import Workspace

_HEADINGS = ("login", "name", "invitation", "expires_at")


@dataclass(frozen=True, kw_only=True)
class SheetReport:
    """What became of a sheet."""

    rows: int
    new: int
    faults: tuple[str, ...]


def add_person(
    staff: Staff,
    settings: Settings,
    login: str,
    *,
    name: str,
    language: str,
    centre: str,
    roles: Sequence[str],
    is_administrator: bool,
) -> dict[str, str]:
    """Add a person; give the fields of the invitation.

    Raises:
        SettingsInvalid: an option cannot be used.
        JauapError: somebody has this login.
    """
    newcomer = Newcomer(
        login=login,
        name=name,
        language=_language(language),
        centre=centre,
        roles=_roles(settings, roles, is_administrator=is_administrator),
    )
    added = staff.inviting.add([newcomer], by=OPERATOR, key=uuid4().hex)
    if isinstance(added, tuple):
        return _fields(added[0])
    raise JauapError(
        "somebody has this login",
        where=login,
        remedy="choose another one, or `jauap people invite` that person anew",
    )


def invite_again(staff: Staff, login: str) -> dict[str, str]:
    """Invite somebody anew; give the fields of the invitation.

    Raises:
        NotFound: nobody has this login.
    """
    invited = staff.inviting.again(_find(staff, login).person.id, by=OPERATOR)
    if isinstance(invited, Invited):
        return _fields(invited)
    raise _nobody(login)


def disable_person(staff: Staff, login: str) -> dict[str, str]:
    """Make somebody inactive.

    Raises:
        NotFound: nobody has this login.
        JauapError: it is the last administrator.
    """
    found = _find(staff, login)
    was = details_of(found.person)
    gone = Details(name=was.name, language=was.language, centre=was.centre, is_active=False)
    changed = staff.people.change(found.person.id, found.version, gone, by=OPERATOR)
    if isinstance(changed, Account):
        return row_of(changed)
    if changed is Unchanged.LAST_ADMINISTRATOR:
        raise JauapError(
            "this is the last administrator",
            where=login,
            remedy="make another one first: `jauap people add ... --administrator`",
        )
    raise JauapError("somebody else changed this person", where=login, remedy="try again")


def bring_sheet(
    staff: Staff, settings: Settings, sheet: Path, out: Path, *, dry_run: bool
) -> SheetReport:
    """Add everybody in a sheet and write their links into a file that only its owner reads.

    Raises:
        NotFound: there is no such file.
        SettingsInvalid: the links' file is there already.
    """
    from jauap.api.room.people_sheet import EVERYWHERE_HEADINGS, read_people, taken_faults

    if not sheet.is_file():
        raise NotFound("there is no such file", where=str(sheet), remedy="name an XLSX or CSV file")
    if out.exists() and not dry_run:
        raise SettingsInvalid("the file is there already", where=str(out), remedy="name another")
    found = read_people(sheet.read_bytes(), {**_headings(settings), **EVERYWHERE_HEADINGS})
    logins = [fold_login(one.login) for one in found.newcomers]
    faults = found.faults + taken_faults(found, staff.records.taken(logins))
    told = tuple(
        f"row {one.row}, {one.column}: {one.what.en}" if one.row else one.what.en for one in faults
    )
    if told or dry_run:
        return SheetReport(rows=len(found.newcomers), new=0, faults=told)
    added = staff.inviting.add(found.newcomers, by=OPERATOR, key=uuid4().hex)
    if not isinstance(added, tuple):
        return SheetReport(rows=len(logins), new=0, faults=("a login was taken meanwhile",))
    _write_links(out, [_fields(one) for one in added])
    return SheetReport(rows=len(logins), new=len(added), faults=())


def row_of(account: Account) -> dict[str, str]:
    """Spell a person for a list."""
    person = account.person
    given = [
        f"{assistant_id}={'+'.join(sorted(roles))}"
        for assistant_id, roles in sorted(person.roles.items())
    ]
    entry = "password" if account.password else "provider" if account.subject else "invited"
    return {
        "id": person.id,
        "login": person.login,
        "name": person.name,
        "centre": person.centre or "-",
        "state": entry if person.is_active else "disabled",
        "roles": ", ".join(given) or "-",
    }


def _find(staff: Staff, login: str) -> Account:
    found = staff.records.find_login(fold_login(login))
    if found is None:
        raise _nobody(login)
    return found


def _nobody(login: str) -> NotFound:
    return NotFound("nobody has this login", where=login, remedy="see `jauap people list`")


def _language(text: str) -> Language:
    try:
        return Language(text)
    except ValueError as error:
        raise SettingsInvalid(
            f"language {text!r} is not known", where="--language", remedy="use kk, ru or en"
        ) from error


def _roles(
    settings: Settings, given: Sequence[str], *, is_administrator: bool
) -> dict[str, frozenset[Role]]:
    known = Workspace(settings.workspace).ids() if given else ()
    found: dict[str, set[Role]] = {}
    if is_administrator:
        found[EVERY_ASSISTANT] = {Role.ADMINISTRATOR}
    for text in given:
        assistant_id, _, role = text.partition("=")
        if (assistant_id != EVERY_ASSISTANT and assistant_id not in known) or role not in list(
            Role
        ):
            raise SettingsInvalid(
                f"{text!r} is no role for an assistant",
                where="--role",
                remedy=f"write one of {', '.join(known)} or *, then = and one of {', '.join(Role)}",
            )
        found.setdefault(assistant_id, set()).add(Role(role))
    if not found:
        raise SettingsInvalid(
            "a person without a role can do nothing",
            where="--role",
            remedy="give one, as in --role agriculture=annotator, or --administrator",
        )
    return {assistant_id: frozenset(roles) for assistant_id, roles in found.items()}


def _headings(settings: Settings) -> dict[str, tuple[str, ...]]:
    workspace = Workspace(settings.workspace)
    names = {each: workspace.assistant(each).name for each in workspace.ids()}
    return {each: (name.kk, name.ru, name.en) for each, name in names.items()}


def _fields(invited: Invited) -> dict[str, str]:
    return {
        "id": invited.person.id,
        "login": invited.person.login,
        "name": invited.person.name,
        "invitation": invited.link,
        "expires_at": invited.expires_at.isoformat(timespec="minutes"),
    }


def _write_links(out: Path, rows: Sequence[dict[str, str]]) -> None:
    table = [
        _HEADINGS,
        *(tuple(escape(neutralise(row[name])) for name in _HEADINGS) for row in rows),
    ]
    data = _csv(table) if out.suffix.lower() == ".csv" else _xlsx(table)
    # Whoever reads a link before its person does may set the password.
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def _csv(table: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(table)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(table: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for number, cells in enumerate(table, start=1):
        for place, text in enumerate(cells, start=1):
            book.active.cell(row=number, column=place, value=text).data_type = "s"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
