"""Makes the tables for authors' statements about use by AI, and for authors to notify."""

import sqlalchemy as sa
from alembic import op

revision = "v0004"
down_revision: str | None = "v0003"


def upgrade() -> None:
    """Make the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "signals",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("looked_at", moment, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
    op.create_index("ix_signals_document", "signals", ["assistant_id", "document_id", "seq"])
    op.create_table(
        "author_uses",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("permission", sa.Text, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
    op.create_index(
        "ix_author_uses_document", "author_uses", ["assistant_id", "document_id", "seq"]
    )
