"""Which roles does a person have? Grants and removals, each with its entry in the audit log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from jauap.person import EVERY_ASSISTANT, Person, Role
from jauap.storage.audit import Action, append_entry
from jauap.storage.people_tables import people, person_roles

Roles = Mapping[str, frozenset[Role]]
"""Roles by assistant id."""

Given = tuple[str, Role]
"""Assistant id and one role for it."""


def roles_of(connection: Connection, person_id: str) -> Roles:
    """Give the roles of one person."""
    wanted = select(person_roles.c.assistant_id, person_roles.c.role).where(
        person_roles.c.person_id == person_id
    )
    return _grouped((row.assistant_id, row.role) for row in connection.execute(wanted))


def roles_of_all(connection: Connection) -> Mapping[str, Roles]:
    """Give everybody's roles, by pseudonym."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(select(person_roles)):
        found.setdefault(row.person_id, []).append((row.assistant_id, row.role))
    return {person_id: _grouped(given) for person_id, given in found.items()}


def listed(roles: Roles) -> list[Given]:
    """Give roles one by one, in order."""
    return sorted((assistant_id, role) for assistant_id, given in roles.items() for role in given)


def grant(
    connection: Connection, person_id: str, given: Sequence[Given], *, by: str, at: datetime
) -> None:
    """Give roles, in a transaction that holds the chains' lock."""
    for assistant_id, role in given:
        row = {
            "person_id": person_id,
            "assistant_id": assistant_id,
            "role": role.value,
            "granted_at": at,
            "granted_by": by,
        }
        connection.execute(insert(person_roles), row)
        reason = f"{role.value} for {assistant_id}"
        append_entry(connection, Action.ROLE_GRANTED, person_id, by=by, reason=reason, at=at)


def remove(
    connection: Connection, person_id: str, given: Sequence[Given], *, by: str, at: datetime
) -> None:
    """Take roles away, in a transaction that holds the chains' lock."""
    for assistant_id, role in given:
        gone = delete(person_roles).where(
            person_roles.c.person_id == person_id,
            person_roles.c.assistant_id == assistant_id,
            person_roles.c.role == role.value,
        )
        connection.execute(gone)
        reason = f"{role.value} for {assistant_id}"
        append_entry(connection, Action.ROLE_REMOVED, person_id, by=by, reason=reason, at=at)


def is_last_administrator(connection: Connection, person: Person) -> bool:
    """Tell whether without this person nobody active could give roles for all assistants."""
    everywhere = person.roles.get(EVERY_ASSISTANT, frozenset())
    counts = person.is_active and Role.ADMINISTRATOR in everywhere
    return counts and count_administrators(connection) == 1


def count_administrators(connection: Connection) -> int:
    """Count the active people who may give roles for all assistants."""
    wanted = (
        select(func.count())
        .select_from(people.join(person_roles))
        .where(
            people.c.is_active,
            person_roles.c.assistant_id == EVERY_ASSISTANT,
            person_roles.c.role == Role.ADMINISTRATOR.value,
        )
    )
    return int(connection.scalar(wanted) or 0)


def _grouped(given: Iterable[tuple[str, str]]) -> Roles:
    found: dict[str, set[Role]] = {}
    for assistant_id, role in given:
        found.setdefault(assistant_id, set()).add(Role(role))
    return {assistant_id: frozenset(roles) for assistant_id, roles in found.items()}
