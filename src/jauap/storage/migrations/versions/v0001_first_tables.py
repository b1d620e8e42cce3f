"""Makes the tables for answers, withdrawals, questions, ingest reports and switches."""

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "answers",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("claims", sa.Text, nullable=False),
        sa.Column("jws", sa.Text, nullable=False),
        sa.Column("hash_raw", sa.Text, nullable=False),
        sa.Column("hash_plain", sa.Text, nullable=False),
        sa.Column("passages", sa.Text, nullable=False),
        sa.Column("composed_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("degraded", sa.Boolean, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("model_digest", sa.Text, nullable=False),
        sa.Column("prompt_digest", sa.Text, nullable=False),
        sa.Column("index_generation", sa.Text, nullable=False),
        sa.Column("timings", sa.Text, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.UniqueConstraint("code", "state", name="uq_answers_code_state"),
    )
    op.create_index("ix_answers_hash_raw", "answers", ["hash_raw", "seq"])
    op.create_index("ix_answers_hash_plain", "answers", ["hash_plain", "seq"])
    op.create_index("ix_answers_created_at", "answers", ["created_at"])
    op.create_table(
        "withdrawals",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("replaced_by", sa.Text, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
    op.create_index("ix_withdrawals_code", "withdrawals", ["code", "seq"])
    op.create_table(
        "questions",
        sa.Column("code", sa.String(12), primary_key=True),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])
    op.create_table(
        "ingest_reports",
        sa.Column("id", number, primary_key=True, autoincrement=True),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
    )
    op.create_index("ix_ingest_reports_assistant", "ingest_reports", ["assistant_id", "id"])
    op.create_table(
        "switches",
        sa.Column("id", number, primary_key=True, autoincrement=True),
        sa.Column("assistant_id", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("is_off", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
    )
    op.create_index("ix_switches_assistant", "switches", ["assistant_id", "id"])
