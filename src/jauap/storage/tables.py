"""What does the database hold? The tables of the newest schema."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC, to the microsecond, the same in every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without zone; SQLite, which knows none, gets UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows by itself only in a column of this very type.
_Number = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()

answers = Table(
    "answers",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("code", String(12), nullable=False),
    Column("state", Text, nullable=False),
    Column("assistant_id", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("claims", Text, nullable=False),
    Column("jws", Text, nullable=False),
    Column("hash_raw", Text, nullable=False),
    Column("hash_plain", Text, nullable=False),
    Column("passages", Text, nullable=False),
    Column("composed_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("degraded", Boolean, nullable=False),
    Column("model", Text, nullable=False),
    Column("model_digest", Text, nullable=False),
    Column("prompt_digest", Text, nullable=False),
    Column("index_generation", Text, nullable=False),
    Column("timings", Text, nullable=False),
    Column("chain", String(64), nullable=False),
    UniqueConstraint("code", "state", name="uq_answers_code_state"),
    Index("ix_answers_hash_raw", "hash_raw", "seq"),
    Index("ix_answers_hash_plain", "hash_plain", "seq"),
    Index("ix_answers_created_at", "created_at"),
)
"""One row per label, in the order of signing; rows are added, never changed."""

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("code", String(12), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("replaced_by", Text, nullable=False),
    Column("chain", String(64), nullable=False),
    Index("ix_withdrawals_code", "code", "seq"),
)
"""Answers taken back, and by which office; rows are added, never changed."""

questions = Table(
    "questions",
    metadata,
    Column("code", String(12), primary_key=True),
    Column("assistant_id", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_questions_asked_at", "asked_at"),
)
"""Masked texts of questions, kept for a shorter time than the answers' records."""

ingest_reports = Table(
    "ingest_reports",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("assistant_id", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("report", Text, nullable=False),
    Index("ix_ingest_reports_assistant", "assistant_id", "id"),
)
"""What every ingestion did, as JSON."""

switches = Table(
    "switches",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("assistant_id", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("is_off", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Index("ix_switches_assistant", "assistant_id", "id"),
)
