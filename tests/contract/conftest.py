"""Which databases must behave alike? SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from jauap.storage.answers import AnswerRecords
from jauap.storage.store import Store, open_store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'jauap.db'}"
        return
    address = str(request.getfixturevalue("postgres_address"))
    name = f"case_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address.replace("/postgres", f"/{name}")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Give an open store over an empty database."""
    with open_store(database_url) as opened:
        yield opened


@pytest.fixture
def records(store: Store) -> AnswerRecords:
    """Give the register of that store."""
    return AnswerRecords(store)
