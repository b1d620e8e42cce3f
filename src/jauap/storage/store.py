"""Where do records live? Opens SQLite or PostgreSQL and hands out transactions."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Self

from sqlalchemy import Connection, Engine, text

from jauap.errors import StoreUnavailable
from jauap.storage.engine import WRITES, busy_seconds, make_engine, translated
from jauap.storage.migrate import migrate


def open_store(database_url: str) -> "Store":
    """Open the database and bring its schema up to date.

    `database_url` is `sqlite:///<file>` or `postgresql://...`.

    Raises:
        StoreUnavailable: it cannot be reached, opened or used; the remedy says what to do.
    """
    engine = make_engine(database_url)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


class Store:
    """One database; safe to share between threads. Only `jauap.storage` sees connections."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._closing: list[Callable[[], None]] = []
        self._is_closed = False
        self._turns: Callable[[], AbstractContextManager[None]] = nullcontext
        if not self.is_postgresql:
            self._turns = _Turns(busy_seconds(engine.url)).take

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_postgresql(self) -> bool:
        """True when several processes on several machines may share this database."""
        return self._engine.dialect.name == "postgresql"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection in a transaction that only reads.

        Raises:
            StoreUnavailable: the database refused or did not answer.
        """
        self._refuse_when_closed()
        with translated(self._engine), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is committed at the end.

        On SQLite it holds the only write lock from its start; the threads of one process come
        one after another, so only another process can make this one try again and again.

        Raises:
            StoreUnavailable: the database refused or did not answer; nothing was written.
        """
        self._refuse_when_closed()
        with (
            self._turns(),
            translated(self._engine),
            self._engine.connect().execution_options(**{WRITES: True}) as connection,
            connection.begin(),
        ):
            yield connection

    def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            StoreUnavailable: there was none.
        """
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def before_close(self, action: Callable[[], None]) -> None:
        """Have `action` done when the store closes, while it still works."""
        self._closing.append(action)

    def close(self) -> None:
        """Finish queued writes and let go of the database; a second call does nothing."""
        if self._is_closed:
            return
        try:
            for action in self._closing:
                action()
        finally:
            self._is_closed = True
            self._engine.dispose()

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise StoreUnavailable("the store is closed", remedy="start the service again")


class _Turns:
    """Who of the threads writes next: SQLite's own waiting is by chance and starves some."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=self._seconds):
            raise StoreUnavailable(
                f"another write held the database for {self._seconds:g} seconds",
                remedy="try again; if it stays so, look what holds the database",
            )
        try:
            yield
        finally:
            self._lock.release()
