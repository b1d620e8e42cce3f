"""May somebody try another password? Failed sign-ins, counted before the password is looked at."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from jauap.storage.people_tables import sign_in_tries
from jauap.storage.sessions import digest_of
from jauap.storage.store import Store

MOST_FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)


class Tries:
    """Counts failed sign-ins per login, alike for logins that nobody has."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def admit(self, login: str, *, at: datetime) -> datetime | None:
        """Count one try; give the moment until which the login is locked instead.

        The tenth failure in a row locks for 15 minutes. Counting comes first, so that a hundred
        tries at once are no more than ten.
        """
        digest = digest_of(login)
        row = {"digest": digest, "failures": 0, "last_at": at, "locked_until": None}
        first = (
            postgresql.insert(sign_in_tries).on_conflict_do_nothing()
            if self._store.is_postgresql
            else sqlite.insert(sign_in_tries).on_conflict_do_nothing()
        )
        mine = sign_in_tries.c.digest == digest
        with self._store.write() as connection:
            connection.execute(first, row)
            held = select(sign_in_tries).where(mine).with_for_update()
            found = connection.execute(held).mappings().one()
            locked: datetime | None = found["locked_until"]
            if locked is not None and locked > at:
                return locked
            is_fresh = locked is not None or found["last_at"] + _FORGOTTEN_AFTER <= at
            failures = 1 if is_fresh else found["failures"] + 1
            until = at + LOCKED_FOR if failures >= MOST_FAILURES else None
            counted = update(sign_in_tries).where(mine)
            connection.execute(counted.values(failures=failures, last_at=at, locked_until=until))
        return None

    def forgive(self, login: str) -> None:
        """Forget the failures of a login, after the right password or a new invitation."""
        with self._store.write() as connection:
            mine = sign_in_tries.c.digest == digest_of(login)
            connection.execute(delete(sign_in_tries).where(mine))

    def purge(self, before: datetime) -> int:
        """Forget logins last tried before a moment; tell how many."""
        with self._store.write() as connection:
            old = delete(sign_in_tries).where(sign_in_tries.c.last_at < before)
            return connection.execute(old).rowcount
