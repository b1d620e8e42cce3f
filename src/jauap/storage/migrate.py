"""Is the schema the one this version expects? Brings an older one up, refuses a newer one."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from jauap.errors import StoreUnavailable
from jauap.storage.engine import WRITES, translated

HEAD = "v0007"
"""The newest schema, the last file in migrations/versions."""

_LOCK = 7_205_759_403
"""Key of the PostgreSQL advisory lock under which schemas change."""


def migrate(engine: Engine) -> None:
    """Bring the database to `HEAD` in one transaction; nothing happens when it is there.

    Raises:
        StoreUnavailable: the database is of a later version of jauap, or refused.
    """
    with translated(engine):
        with engine.connect() as connection:
            found = _version(connection)
        if found == HEAD:
            return
        with (
            engine.connect().execution_options(**{WRITES: True}) as connection,
            connection.begin(),
        ):
            # Another process may have been faster while this one waits; then nothing is left to do.
            _lock(connection)
            _upgrade(connection, found)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _upgrade(connection: Connection, found: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreUnavailable(
            f"the database has schema {found}, this version of jauap knows up to {HEAD}",
            where=connection.engine.url.render_as_string(hide_password=True),
            remedy="install the version of jauap that last used it, or a later one",
        )
    command.upgrade(config, "head")
