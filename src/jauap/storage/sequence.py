"""Where does a chain end? Its last record, read while nobody else can extend it."""

from sqlalchemy import Connection, Table, select, text

from jauap.storage.chain import START
from jauap.storage.fingerprint_tables import erasures
from jauap.storage.tables import answers

_LOCK = 7_205_759_404
"""Key of the PostgreSQL advisory lock under which chains grow."""


def lock_chains(connection: Connection) -> None:
    """Keep other processes from extending a chain; SQLite's write lock does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def head_of(connection: Connection, table: Table) -> tuple[int, str]:
    """Give number and hash of the last record; 0 and `START` while there is none."""
    last = select(table.c.seq, table.c.chain).order_by(table.c.seq.desc()).limit(1)
    row = connection.execute(last).first()
    if row is None:
        return erased_up_to(connection) if table is answers else (0, START)
    return int(row[0]), str(row[1])


def erased_up_to(connection: Connection) -> tuple[int, str]:
    """Give number and hash of the last answer's record that was deleted; 0 and `START` if none."""
    last = select(erasures.c.seq, erasures.c.head).order_by(erasures.c.number.desc()).limit(1)
    row = connection.execute(last).first()
    return (int(row[0]), str(row[1])) if row else (0, START)
