"""Whose cookie is this? Open sessions, by the digest of their token."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, or_, select, update

from jauap.person import Person
from jauap.storage.people import account_of
from jauap.storage.people_tables import people, sessions
from jauap.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class Session:
    """One open session."""

    person: Person
    """As the database has the person at this moment."""
    form_token: str = field(repr=False)
    """What a form or a script of our own pages sends along."""
    seen_at: datetime
    expires_at: datetime


class SessionRecords:
    """Opens, finds and ends sessions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(
        self, person_id: str, token: str, *, form_token: str, at: datetime, expires_at: datetime
    ) -> None:
        """Open a session for a cookie's token."""
        with self._store.write() as connection:
            row = {
                "digest": digest_of(token),
                "person_id": person_id,
                "form_token": form_token,
                "created_at": at,
                "seen_at": at,
                "expires_at": expires_at,
            }
            connection.execute(insert(sessions), row)

    def find(self, token: str) -> Session | None:
        """Give the session of a token, over or not."""
        wanted = select(sessions).where(sessions.c.digest == digest_of(token))
        with self._store.read() as connection:
            row = connection.execute(wanted).mappings().first()
            account = account_of(connection, people.c.id == row["person_id"]) if row else None
        if row is None or account is None:
            return None
        return Session(
            person=account.person,
            form_token=row["form_token"],
            seen_at=row["seen_at"],
            expires_at=row["expires_at"],
        )

    def touch(self, token: str, at: datetime) -> None:
        """Note that the session was used."""
        with self._store.write() as connection:
            used = update(sessions).where(sessions.c.digest == digest_of(token))
            connection.execute(used.values(seen_at=at))

    def end(self, token: str) -> None:
        """End the session of a token; an unknown one is no mistake."""
        with self._store.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest_of(token)))

    def purge(self, *, seen_before: datetime, at: datetime) -> int:
        """Delete sessions that are over or were last used before a moment; tell how many."""
        over = or_(sessions.c.expires_at <= at, sessions.c.seen_at < seen_before)
        with self._store.write() as connection:
            return connection.execute(delete(sessions).where(over)).rowcount


def digest_of(token: str) -> str:
    """Give what is stored of a secret: hex SHA-256."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
