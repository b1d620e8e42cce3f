"""Who may set a password, or bind an account of an identity provider? Whoever was invited."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from jauap.storage.audit import Action, append_entry
from jauap.storage.people import Account, account_of, replace_password
from jauap.storage.people_tables import invitations, people
from jauap.storage.sequence import lock_chains
from jauap.storage.sessions import digest_of
from jauap.storage.store import Store


class Invitations:
    """Invitations by the digest of their token; each can be used once, until its moment passes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        tokens: Mapping[str, str],
        *,
        by: str,
        at: datetime,
        expires_at: datetime,
        voids_older: bool = False,
    ) -> None:
        """Invite people by pseudonym, each with a token of its own."""
        with self._store.write() as connection:
            lock_chains(connection)
            for person_id, token in tokens.items():
                if voids_older:
                    _close(connection, person_id, at)
                row = {
                    "digest": digest_of(token),
                    "person_id": person_id,
                    "created_at": at,
                    "expires_at": expires_at,
                    "used_at": None,
                }
                connection.execute(insert(invitations), row)
                append_entry(connection, Action.PERSON_INVITED, person_id, by=by, reason="-", at=at)

    def find(self, token: str, *, at: datetime) -> Account | None:
        """Give the active person an open invitation is for."""
        with self._store.read() as connection:
            return _invited(connection, invitations.c.digest == digest_of(token), at)

    def is_invited(self, person_id: str, *, at: datetime) -> bool:
        """Tell whether a person has an open invitation."""
        with self._store.read() as connection:
            mine = invitations.c.person_id == person_id
            return _invited(connection, mine, at) is not None

    def accept(self, token: str, password: str, *, at: datetime) -> Account | None:
        """Set the password digest of the person invited and close all their invitations.

        None when the invitation is unknown, used or too old. The person is signed out everywhere.
        """
        with self._store.write() as connection:
            lock_chains(connection)
            found = _invited(connection, invitations.c.digest == digest_of(token), at)
            if found is None:
                return None
            _close(connection, found.person.id, at)
            replace_password(connection, found.person.id, password, at=at)
            return account_of(connection, people.c.id == found.person.id)

    def bind(self, person_id: str, issuer: str, subject: str, *, at: datetime) -> Account | None:
        """Bind an account of an identity provider to a person with an open invitation."""
        taken = select(people.c.id).where(people.c.issuer == issuer, people.c.subject == subject)
        with self._store.write() as connection:
            lock_chains(connection)
            found = _invited(connection, invitations.c.person_id == person_id, at)
            if found is None or connection.scalar(taken) is not None:
                return None
            _close(connection, person_id, at)
            bound = update(people).where(people.c.id == person_id)
            connection.execute(bound.values(issuer=issuer, subject=subject))
            append_entry(
                connection, Action.ACCOUNT_BOUND, person_id, by=person_id, reason=issuer, at=at
            )
            return account_of(connection, people.c.id == person_id)


def _open(at: datetime) -> ColumnElement[bool]:
    return and_(invitations.c.used_at.is_(None), invitations.c.expires_at > at)


def _invited(connection: Connection, which: ColumnElement[bool], at: datetime) -> Account | None:
    wanted = select(invitations.c.person_id).where(which, _open(at)).limit(1)
    found = connection.scalar(wanted)
    account = account_of(connection, people.c.id == found) if found is not None else None
    return account if account and account.person.is_active else None


def _close(connection: Connection, person_id: str, at: datetime) -> None:
    mine = invitations.c.person_id == person_id
    connection.execute(update(invitations).where(mine, _open(at)).values(used_at=at))
