"""How is a database reached, and what does its refusal mean?"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from jauap.errors import StoreUnavailable

WRITES = "jauap_writes"
"""Execution option of a connection that is going to write."""

_BUSY_SECONDS = 10
_LONGEST_WAIT = 3600
_REMEDIES = {
    "disk is full": "free disk space; nothing that was confirmed is lost",
    "readonly": "give this user the right to write the file and its folder",
    "read-only": "give this user the right to write, or connect to the primary server",
    "unable to open": "check that the folder exists and that this user may write it",
    "locked": "another process holds the database; end it or try again",
    "malformed": "restore the database from a backup",
    "not a database": "restore the database from a backup",
    "disk i/o": "check the disk; nothing that was confirmed is lost",
    "no space left": "free disk space; nothing that was confirmed is lost",
    "password": "correct user and password in JAUAP_DATABASE_URL",
    "does not exist": "create the database named in JAUAP_DATABASE_URL",
}
_REMEDY = "check that the database runs and that JAUAP_DATABASE_URL is right"


def make_engine(database_url: str) -> Engine:
    """Make the engine for a SQLite file or a PostgreSQL database; nothing is opened yet.

    Raises:
        StoreUnavailable: the address is not usable or the PostgreSQL driver is not installed.
    """
    url = _read_url(database_url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": _BUSY_SECONDS // 2,
            "options": "-c statement_timeout=30s -c lock_timeout=10s -c timezone=UTC",
            "application_name": "jauap",
        },
    )


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn every refusal of the database into StoreUnavailable with its remedy."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        lines = str(cause).strip().splitlines() or [type(cause).__name__]
        remedies = (remedy for sign, remedy in _REMEDIES.items() if sign in lines[0].lower())
        raise StoreUnavailable(
            f"the database refused: {lines[0]}",
            where=engine.url.render_as_string(hide_password=True),
            remedy=next(remedies, _REMEDY),
        ) from error


def _read_url(database_url: str) -> URL:
    try:
        url = make_url(database_url)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise _no_address("not an address of a database") from error
    if backend not in {"sqlite", "postgresql"} or (backend == "sqlite" and _in_memory(url)):
        raise _no_address(f"jauap keeps nothing in {url.render_as_string(hide_password=True)}")
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    try:
        url.get_dialect().import_dbapi()
    except ImportError as error:
        raise StoreUnavailable(
            f"the driver is not installed ({error.name})",
            where="JAUAP_DATABASE_URL",
            remedy="pip install 'jauap[postgres]'",
        ) from error
    return url


def _no_address(what: str) -> StoreUnavailable:
    return StoreUnavailable(
        what,
        where="JAUAP_DATABASE_URL",
        remedy="write sqlite:///path/to/file.db or postgresql://user:password@host/database",
    )


def _in_memory(url: URL) -> bool:
    return url.database in {None, "", ":memory:"} or str(url.database).startswith("file:")


def _sqlite(url: URL) -> Engine:
    try:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"the folder of the database cannot be made ({error.strerror})",
            where=str(url.database),
            remedy=_REMEDIES["unable to open"],
        ) from error
    engine = create_engine(url.update_query_dict({"timeout": str(busy_seconds(url))}))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def busy_seconds(url: URL) -> float:
    """Give how long to wait for another writer; `?timeout=` in the address decides.

    Raises:
        StoreUnavailable: that is not a number of seconds.
    """
    asked = str(url.query.get("timeout", _BUSY_SECONDS))
    try:
        seconds = float(asked)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= _LONGEST_WAIT:
        raise _no_address(f"timeout={asked} is not a number of seconds up to {_LONGEST_WAIT}")
    return seconds


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once when another wrote.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
