"""Which third parties' texts are in use, so that their authors are told? An append-only queue."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from jauap.storage.chain import ChainCheck, Value, check, link
from jauap.storage.records import storable
from jauap.storage.rights_tables import author_uses
from jauap.storage.sequence import head_of, lock_chains
from jauap.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class AuthorUse:
    """A third party's document, as it was declared when its use began."""

    assistant_id: str
    document_id: str
    author: str
    contact: str
    permission: str


class AuthorUses:
    """Notes the use of third parties' texts; changed particulars are a new entry."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, use: AuthorUse, *, at: datetime) -> datetime:
        """Note a use and give the moment since when it stands in the queue.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        particulars: dict[str, Value] = {
            "assistant_id": use.assistant_id,
            "document_id": use.document_id,
            "author": storable(use.author),
            "contact": storable(use.contact),
            "permission": storable(use.permission),
        }
        same = (author_uses.c[name] == value for name, value in particulars.items())
        earliest = select(author_uses.c.since).where(*same).order_by(author_uses.c.seq).limit(1)
        with self._store.write() as connection:
            lock_chains(connection)
            known: datetime | None = connection.scalar(earliest)
            if known is not None:
                return known
            seq, head = head_of(connection, author_uses)
            row: dict[str, Value] = {"seq": seq + 1, **particulars, "since": at}
            connection.execute(insert(author_uses), {**row, "chain": link(head, row)})
            return at

    def check_chain(self) -> ChainCheck:
        """Follow the chain through the whole queue."""
        wanted = select(author_uses).order_by(author_uses.c.seq)
        with self._store.read() as connection:
            return check(dict(row) for row in connection.execute(wanted).mappings())
