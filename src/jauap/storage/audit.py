"""Who did what to keys and answers, and why? An append-only list with a chain of hashes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from jauap.storage.chain import Value, link
from jauap.storage.log_tables import audit
from jauap.storage.records import storable
from jauap.storage.sequence import head_of, lock_chains
from jauap.storage.store import Store


class Action(StrEnum):
    """What is written into the audit log."""

    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    HISTORY_SIGNED = "history_signed"
    ANSWERS_WITHDRAWN = "answers_withdrawn"
    SOURCE_REFUSED = "source_refused"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_DISABLED = "person_disabled"
    PERSON_ENABLED = "person_enabled"
    PERSON_INVITED = "person_invited"
    ACCOUNT_BOUND = "account_bound"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an action
    ROLE_GRANTED = "role_granted"
    ROLE_REMOVED = "role_removed"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the audit log."""

    seq: int
    at: datetime
    action: Action
    subject: str
    """Id of the key, code, document or pseudonym that was acted on."""
    by: str
    """Role or pseudonym of the official, never a name; `upkeep` when the service does it itself."""
    reason: str


class Audit:
    """Adds to the audit log and reads it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, action: Action, subject: str, *, by: str, reason: str, at: datetime) -> None:
        """Write one line.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        with self._store.write() as connection:
            lock_chains(connection)
            append_entry(connection, action, subject, by=by, reason=reason, at=at)

    def entries(self, *, most: int = 100) -> tuple[Entry, ...]:
        """Give the newest lines, newest first."""
        wanted = select(audit).order_by(audit.c.seq.desc()).limit(most)
        with self._store.read() as connection:
            return tuple(
                Entry(
                    seq=row["seq"],
                    at=row["at"],
                    action=Action(row["action"]),
                    subject=row["subject"],
                    by=row["by"],
                    reason=row["reason"],
                )
                for row in connection.execute(wanted).mappings()
            )


def append_entry(
    connection: Connection, action: Action, subject: str, *, by: str, reason: str, at: datetime
) -> None:
    """Write one line in a transaction that holds the chains' lock already."""
    seq, head = head_of(connection, audit)
    row: dict[str, Value] = {
        "seq": seq + 1,
        "at": at,
        "action": action.value,
        "subject": storable(subject),
        "by": storable(by),
        "reason": storable(reason),
    }
    connection.execute(insert(audit), {**row, "chain": link(head, row)})
