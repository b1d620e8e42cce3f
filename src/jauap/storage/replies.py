"""What was a write answered the first time? So that its repetition is answered the same."""

import base64
import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from jauap.storage.people_tables import replies
from jauap.storage.store import Store

_NONCE_BYTES = 12


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a caller was answered."""

    status: int
    body: str
    """JSON; empty when there was none."""


class Reuse(StrEnum):
    """How a key was used before, when not for the same request."""

    OTHER_REQUEST = "other_request"


class Replies:
    """Keeps one reply per person and key.

    Neither key nor reply can be read from the database: the key is digested, the reply, in which
    an invitation may stand, is encrypted with it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, person_id: str, key: str, request: str) -> Reply | Reuse | None:
        """Give the kept reply to a request; `request` is the hex SHA-256 of route and body."""
        wanted = select(replies).where(
            replies.c.person_id == person_id, replies.c.key == _digest(key)
        )
        with self._store.read() as connection:
            row = connection.execute(wanted).mappings().first()
        return _read(row, person_id, key, request) if row else None

    def keep(
        self, person_id: str, key: str, request: str, reply: Reply, *, at: datetime
    ) -> Reply | Reuse:
        """Keep a reply, unless one is there already; give the kept one."""
        row = {
            "person_id": person_id,
            "key": _digest(key),
            "request": request,
            "status": reply.status,
            "reply": _sealed(person_id, key, reply.body),
            "at": at,
        }
        added = (
            postgresql.insert(replies).on_conflict_do_nothing()
            if self._store.is_postgresql
            else sqlite.insert(replies).on_conflict_do_nothing()
        )
        with self._store.write() as connection:
            connection.execute(added, row)
        kept = self.find(person_id, key, request)
        return kept if kept is not None else reply

    def purge(self, before: datetime) -> int:
        """Delete replies given before a moment; tell how many."""
        with self._store.write() as connection:
            return connection.execute(delete(replies).where(replies.c.at < before)).rowcount


def _read(row: RowMapping, person_id: str, key: str, request: str) -> Reply | Reuse:
    if row["request"] != request:
        return Reuse.OTHER_REQUEST
    return Reply(status=row["status"], body=_opened(person_id, key, row["reply"]))


def _digest(key: str) -> str:
    return sha256(f"key\n{key}".encode()).hexdigest()


def _seal_key(person_id: str, key: str) -> bytes:
    return sha256(f"seal\n{person_id}\n{key}".encode()).digest()


def _sealed(person_id: str, key: str, body: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_seal_key(person_id, key)).encrypt(nonce, body.encode(), None)
    return base64.b64encode(nonce + sealed).decode()


def _opened(person_id: str, key: str, sealed: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data = base64.b64decode(sealed)
    opened = AESGCM(_seal_key(person_id, key)).decrypt(
        data[:_NONCE_BYTES], data[_NONCE_BYTES:], None
    )
    return opened.decode()
