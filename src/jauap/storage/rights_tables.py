"""Where is kept what authors said about their texts, and who has to be told of their use?"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from jauap.storage.tables import Moment, metadata

_Number = BigInteger().with_variant(Integer(), "sqlite")

signals = Table(
    "signals",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("assistant_id", Text, nullable=False),
    Column("document_id", Text, nullable=False),
    Column("looked_at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("says", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("chain", String(64), nullable=False),
    Index("ix_signals_document", "assistant_id", "document_id", "seq"),
)
"""Statements of authors and sites about use by AI systems, in the order they were looked at.

One look at a document is the rows of one moment `looked_at`; a look that found nothing has one row
that says so. `raw` is base64. Rows are added, never changed.
"""

author_uses = Table(
    "author_uses",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("assistant_id", Text, nullable=False),
    Column("document_id", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("permission", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("chain", String(64), nullable=False),
    Index("ix_author_uses_document", "assistant_id", "document_id", "seq"),
)
"""Third parties' documents in use, whose authors have to be told; rows are added, never changed."""
