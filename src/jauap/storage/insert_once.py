"""How is a row added unless it is there already, also when two writers come at once?"""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, literal
from sqlalchemy.dialects import postgresql, sqlite

from jauap.storage.item_rows import Value


def insert_once(connection: Connection, table: Table, row: Mapping[str, Value]) -> bool:
    """Add a row whose key is new; False, and no change, when the key is taken."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = kind.insert(table).values(dict(row)).on_conflict_do_nothing()
    return connection.execute(new.returning(literal(1))).first() is not None
