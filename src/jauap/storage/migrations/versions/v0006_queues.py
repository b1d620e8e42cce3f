"""Makes the tables for the two queues and what experts and citizens say of answers."""

import sqlalchemy as sa
from alembic import op

revision = "v0006"
down_revision: str | None = "v0005"


def upgrade() -> None:
    """Make the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "audit_plans",
        sa.Column("assistant_id", sa.Text, primary_key=True),
        sa.Column("system", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=True),
        sa.Column("target", sa.Float, nullable=False),
        sa.Column("level", sa.Float, nullable=False),
        sa.Column("seed", sa.Text, nullable=False),
        sa.Column("inclusion_prob", sa.Float, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("system", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("intent", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("citations", sa.Text, nullable=False),
        sa.Column("passages", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=True),
        sa.Column("inclusion_prob", sa.Float, nullable=False),
        sa.Column("priority", sa.Float, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("judged", sa.Integer, nullable=False),
        sa.Column("known", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("final", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("answered_at", moment, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("assistant_id", "queue", "code", name="uq_items_code"),
    )
    op.create_index("ix_items_next", "items", ["assistant_id", "queue", "state", "priority", "id"])
    op.create_table(
        "leases",
        sa.Column("item_id", sa.Text, sa.ForeignKey("items.id"), primary_key=True),
        sa.Column("person_id", sa.Text, primary_key=True),
        sa.Column("seat", sa.Text, nullable=False),
        sa.Column("taken_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
    )
    op.create_index("ix_leases_expires", "leases", ["expires_at"])
    op.create_index("ix_leases_person", "leases", ["person_id", "expires_at"])
    op.create_table(
        "verdicts",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("seat", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("corrected", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("chunk_ids", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("milliseconds", sa.Integer, nullable=False),
        sa.Column("guideline", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("supersedes", sa.Text, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.UniqueConstraint("item_id", "seat", "revision", name="uq_verdicts_seat"),
    )
    op.create_index("ix_verdicts_person", "verdicts", ["person_id", "seq"])
    op.create_table(
        "unfinished",
        sa.Column("person_id", sa.Text, primary_key=True),
        sa.Column("item_id", sa.Text, sa.ForeignKey("items.id"), primary_key=True),
        sa.Column("work", sa.Text, nullable=False),
        sa.Column("saved_at", moment, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("may_be_read", sa.Boolean, nullable=False),
    )
    op.create_index("ix_feedback_at", "feedback", ["assistant_id", "at"])
