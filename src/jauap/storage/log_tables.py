"""What does the public log hold? Roots of closed days, their stamps, and the audit log."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from jauap.storage.tables import Moment, metadata

_Number = BigInteger().with_variant(Integer(), "sqlite")

roots = Table(
    "roots",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False),
    Column("first", _Number, nullable=False),
    Column("last", _Number, nullable=False),
    Column("root", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("jws", Text, nullable=False),
)
"""One row per closed day; rows are added, never changed."""

stamps = Table(
    "stamps",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("token", Text, nullable=False),
)
"""Time stamps of roots, by the root's number: the authority's moment and its answer, base64."""

audit = Table(
    "audit",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("chain", String(64), nullable=False),
)
"""What officials did to keys and answers, and why; rows are added, never changed."""
