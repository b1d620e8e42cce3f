"""Which assistants are switched off, why, and who did it? An append-only list."""

from datetime import datetime

from sqlalchemy import insert, select

from jauap.storage.records import storable
from jauap.storage.store import Store
from jauap.storage.tables import switches


class Switches:
    """Turns assistants off and on again; every process on the database sees it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def turn_off(self, assistant_id: str, *, reason: str, by: str, at: datetime) -> None:
        """Let an assistant answer nothing from now on.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        self._add(assistant_id, is_off=True, reason=reason, by=by, at=at)

    def turn_on(self, assistant_id: str, *, reason: str, by: str, at: datetime) -> None:
        """Let an assistant answer again.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        self._add(assistant_id, is_off=False, reason=reason, by=by, at=at)

    def reason_off(self, assistant_id: str) -> str:
        """Give the reason why an assistant is off; empty when it is on."""
        wanted = (
            select(switches.c.is_off, switches.c.reason)
            .where(switches.c.assistant_id == assistant_id)
            .order_by(switches.c.id.desc())
            .limit(1)
        )
        with self._store.read() as connection:
            row = connection.execute(wanted).first()
        return str(row.reason) if row is not None and row.is_off else ""

    def _add(self, assistant_id: str, *, is_off: bool, reason: str, by: str, at: datetime) -> None:
        row = {
            "assistant_id": assistant_id,
            "at": at,
            "is_off": is_off,
            "reason": storable(reason) or "-",
            "by": storable(by),
        }
        with self._store.write() as connection:
            connection.execute(insert(switches), row)
