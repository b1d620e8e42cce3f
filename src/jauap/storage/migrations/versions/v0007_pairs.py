"""Makes the tables for pairs and their history."""

import sqlalchemy as sa
from alembic import op

revision = "v0007"
down_revision: str | None = "v0006"


def upgrade() -> None:
    """Make the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "pair_steps",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("pair_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.UniqueConstraint("pair_id", "version", name="uq_pair_steps_version"),
    )
    op.create_index("ix_pair_steps_pair", "pair_steps", ["pair_id", "seq"])
    op.create_table(
        "held_pairs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("intent", sa.Text, nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("searched", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("active", sa.Text, nullable=False),
        sa.Column("hands", sa.Text, nullable=False),
        sa.Column("author_role", sa.Text, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("reviewer_role", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("source_digest", sa.Text, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=True),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_index("ix_held_pairs_state", "held_pairs", ["assistant_id", "state", "changed_at"])
    op.create_index("ix_held_pairs_question", "held_pairs", ["assistant_id", "question"])
