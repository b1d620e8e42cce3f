"""Which connection do the migrations use? The one `jauap.storage.migrate` has locked."""

from alembic import context
from sqlalchemy import Connection

from jauap.storage import (
    fingerprint_tables,
    log_tables,
    pair_tables,
    people_tables,
    queue_tables,
    rights_tables,
)
from jauap.storage.tables import metadata

_connection = context.config.attributes["connection"]
assert isinstance(_connection, Connection)  # noqa: S101 - narrows an untyped attribute
assert fingerprint_tables.fingerprints.metadata is metadata  # noqa: S101 - one schema
assert log_tables.roots.metadata is metadata  # noqa: S101 - one schema
assert rights_tables.signals.metadata is metadata  # noqa: S101 - one schema
assert people_tables.people.metadata is metadata  # noqa: S101 - one schema
assert queue_tables.items.metadata is metadata  # noqa: S101 - one schema
assert pair_tables.held_pairs.metadata is metadata  # noqa: S101 - one schema
context.configure(connection=_connection, target_metadata=metadata)
context.run_migrations()
