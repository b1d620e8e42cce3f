"""Makes the tables for roots of closed days, their time stamps, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision: str | None = "v0002"


def upgrade() -> None:
    """Make the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "roots",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("first", number, nullable=False),
        sa.Column("last", number, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("jws", sa.Text, nullable=False),
    )
    op.create_table(
        "stamps",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
