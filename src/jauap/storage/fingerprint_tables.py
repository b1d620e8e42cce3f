"""Where are fingerprints kept, and what remains of records whose time is over?"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from jauap.storage.tables import Moment, metadata

_Number = BigInteger().with_variant(Integer(), "sqlite")

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("h", BigInteger, primary_key=True, autoincrement=False),
    Column("text", _Number, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Which texts have a fingerprint; `text` is the number of a row of `fingerprinted`."""

fingerprinted = Table(
    "fingerprinted",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("hash_plain", Text, nullable=False, unique=True),
    Column("code", String(12), nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    Index("ix_fingerprinted_said_at", "said_at"),
)
"""One row per distinct text: who said it last and when, and its fingerprints, 8 bytes each.

An answer given a thousand times is found once, and its fingerprints are written once.
"""

erasures = Table(
    "erasures",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("before", Moment, nullable=False),
    Column("seq", _Number, nullable=False),
    Column("head", String(64), nullable=False),
    Column("records", Integer, nullable=False),
    Column("chain", String(64), nullable=False),
)
"""Each deletion of old records: up to which number, and the chain's head there.

`head` covers everything that was deleted, so the chain still goes on from it unbroken.
"""
