"""Who belongs to the staff? Every change of a person or a role is in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update

from jauap.assistant import Language
from jauap.person import EVERY_ASSISTANT, Person, Role
from jauap.storage.audit import Action, append_entry
from jauap.storage.people_tables import people, sessions
from jauap.storage.records import storable
from jauap.storage.roles import (
    Roles,
    count_administrators,
    grant,
    is_last_administrator,
    listed,
    remove,
    roles_of,
    roles_of_all,
)
from jauap.storage.sequence import lock_chains
from jauap.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class Account:
    """A person with what only sign-in and edits need."""

    person: Person
    version: int
    """Goes up by one with every change of the person or the roles."""
    created_at: datetime
    password: str = field(default="", repr=False)
    """argon2 digest; empty until an invitation was accepted."""
    issuer: str = ""
    subject: str = ""
    """Account at the identity provider `issuer`; empty while none is bound."""


class Unchanged(StrEnum):
    """Why people were not added or changed."""

    UNKNOWN = "unknown"
    LOGIN_TAKEN = "login_taken"
    STALE = "stale"
    """Somebody else changed the person since that version."""
    LAST_ADMINISTRATOR = "last_administrator"
    """Nobody could give roles for all assistants any more."""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What may be edited about a person."""

    name: str
    language: Language
    centre: str
    is_active: bool


class PeopleRecords:
    """Adds, finds and changes people; a change and its audit entries are one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, person_id: str) -> Account | None:
        """Give the person with this pseudonym."""
        return self._find(people.c.id == person_id)

    def find_login(self, login: str) -> Account | None:
        """Give the person with this case-folded login."""
        return self._find(people.c.login == login)

    def find_subject(self, issuer: str, subject: str) -> Account | None:
        """Give the person bound to an account of an identity provider."""
        return self._find((people.c.issuer == issuer) & (people.c.subject == subject))

    def all(self) -> tuple[Account, ...]:
        """Give everybody, in order of login."""
        with self._store.read() as connection:
            roles = roles_of_all(connection)
            rows = connection.execute(select(people).order_by(people.c.login)).mappings()
            return tuple(_account(row, roles.get(row["id"], {})) for row in rows)

    def administrators(self) -> int:
        """Count the active people who may give roles for all assistants."""
        with self._store.read() as connection:
            return count_administrators(connection)

    def taken(self, logins: Sequence[str]) -> frozenset[str]:
        """Tell which of these logins somebody has."""
        with self._store.read() as connection:
            wanted = select(people.c.login).where(people.c.login.in_(logins))
            return frozenset(connection.scalars(wanted))

    def add(self, newcomers: Sequence[Person], *, by: str, at: datetime) -> Unchanged | None:
        """Add people with their roles: all of them, or none and the reason.

        Whoever is there already under the same id and login stays as it is.
        """
        logins = [one.login for one in newcomers]
        taken = select(people.c.login, people.c.id).where(people.c.login.in_(logins))
        with self._store.write() as connection:
            lock_chains(connection)
            holders = {row.login: row.id for row in connection.execute(taken)}
            if any(holders.get(one.login, one.id) != one.id for one in newcomers):
                return Unchanged.LOGIN_TAKEN
            for one in newcomers:
                if one.login not in holders:
                    _insert(connection, one, by=by, at=at)
        return None

    def change(
        self, person_id: str, version: int, details: Details, *, by: str, at: datetime
    ) -> Account | Unchanged:
        """Change details; what is so already is no conflict, whatever the version.

        Whoever is made inactive is signed out everywhere.
        """
        with self._store.write() as connection:
            lock_chains(connection)
            found = account_of(connection, people.c.id == person_id)
            if found is None:
                return Unchanged.UNKNOWN
            was = found.person
            if details == details_of(was):
                return found
            if found.version != version:
                return Unchanged.STALE
            if not details.is_active and is_last_administrator(connection, was):
                return Unchanged.LAST_ADMINISTRATOR
            changed = {
                "name": storable(details.name),
                "language": details.language.value,
                "centre": storable(details.centre),
                "is_active": details.is_active,
                "version": version + 1,
            }
            connection.execute(update(people).where(people.c.id == person_id), changed)
            if not details.is_active:
                connection.execute(delete(sessions).where(sessions.c.person_id == person_id))
            action = _action(was, details)
            append_entry(connection, action, person_id, by=by, reason="-", at=at)
            return _there(connection, person_id)

    def set_roles(
        self, person_id: str, version: int, roles: Roles, *, by: str, at: datetime
    ) -> Account | Unchanged:
        """Replace all roles of a person; each grant and each removal is one audit entry."""
        with self._store.write() as connection:
            lock_chains(connection)
            found = account_of(connection, people.c.id == person_id)
            if found is None:
                return Unchanged.UNKNOWN
            had, wanted = set(listed(found.person.roles)), set(listed(roles))
            if had == wanted:
                return found
            if found.version != version:
                return Unchanged.STALE
            is_stepping_down = (EVERY_ASSISTANT, Role.ADMINISTRATOR) in had - wanted
            if is_stepping_down and is_last_administrator(connection, found.person):
                return Unchanged.LAST_ADMINISTRATOR
            remove(connection, person_id, sorted(had - wanted), by=by, at=at)
            grant(connection, person_id, sorted(wanted - had), by=by, at=at)
            bumped = update(people).where(people.c.id == person_id)
            connection.execute(bumped.values(version=version + 1))
            return _there(connection, person_id)

    def set_password(self, person_id: str, password: str, *, at: datetime) -> None:
        """Replace the digest of a person's password and sign the person out everywhere."""
        with self._store.write() as connection:
            lock_chains(connection)
            replace_password(connection, person_id, password, at=at)

    def rehash(self, person_id: str, was: str, password: str) -> None:
        """Keep a stronger digest of the same password, unless it was replaced meanwhile."""
        with self._store.write() as connection:
            same = update(people).where(people.c.id == person_id, people.c.password == was)
            connection.execute(same.values(password=password))

    def _find(self, which: ColumnElement[bool]) -> Account | None:
        with self._store.read() as connection:
            return account_of(connection, which)


def account_of(connection: Connection, which: ColumnElement[bool]) -> Account | None:
    """Give the person that fits, within a transaction."""
    row = connection.execute(select(people).where(which)).mappings().first()
    return _account(row, roles_of(connection, row["id"])) if row else None


def replace_password(
    connection: Connection, person_id: str, password: str, *, at: datetime
) -> None:
    """Set a password digest and end all sessions, in a transaction that holds the chains' lock."""
    connection.execute(update(people).where(people.c.id == person_id).values(password=password))
    connection.execute(delete(sessions).where(sessions.c.person_id == person_id))
    append_entry(connection, Action.PASSWORD_SET, person_id, by=person_id, reason="-", at=at)


def details_of(person: Person) -> Details:
    """Give what may be edited about a person, as it is."""
    return Details(
        name=person.name,
        language=person.language,
        centre=person.centre,
        is_active=person.is_active,
    )


def _there(connection: Connection, person_id: str) -> Account:
    found = account_of(connection, people.c.id == person_id)
    if found is None:
        raise LookupError(person_id)
    return found


def _account(row: RowMapping, roles: Roles) -> Account:
    return Account(
        person=Person(
            id=row["id"],
            login=row["login"],
            name=row["name"],
            language=Language(row["language"]),
            centre=row["centre"],
            is_active=row["is_active"],
            roles=roles,
        ),
        version=row["version"],
        created_at=row["created_at"],
        password=row["password"],
        issuer=row["issuer"],
        subject=row["subject"],
    )


def _action(was: Person, details: Details) -> Action:
    if details.is_active is was.is_active:
        return Action.PERSON_CHANGED
    return Action.PERSON_ENABLED if details.is_active else Action.PERSON_DISABLED


def _insert(connection: Connection, person: Person, *, by: str, at: datetime) -> None:
    row = {
        "id": person.id,
        "login": storable(person.login),
        "name": storable(person.name),
        "language": person.language.value,
        "centre": storable(person.centre),
        "password": "",
        "issuer": "",
        "subject": "",
        "is_active": person.is_active,
        "created_at": at,
        "version": 1,
    }
    connection.execute(insert(people), row)
    append_entry(connection, Action.PERSON_ADDED, person.id, by=by, reason="-", at=at)
    grant(connection, person.id, listed(person.roles), by=by, at=at)
