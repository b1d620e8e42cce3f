"""Makes the tables for fingerprints and for deletions of old records."""

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision: str | None = "v0001"


def upgrade() -> None:
    """Make the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "fingerprints",
        sa.Column("h", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("text", number, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fingerprinted",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("hash_plain", sa.Text, nullable=False, unique=True),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("said_at", moment, nullable=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_fingerprinted_said_at", "fingerprinted", ["said_at"])
    op.create_table(
        "erasures",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("before", moment, nullable=False),
        sa.Column("seq", number, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
