"""What becomes of an expert's pair? Its whole history, and where it stands now."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from jauap.storage.tables import Moment, metadata

_Number = BigInteger().with_variant(Integer(), "sqlite")

pair_steps = Table(
    "pair_steps",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("assistant_id", Text, nullable=False),
    Column("pair_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("chain", String(64), nullable=False),
    UniqueConstraint("pair_id", "version", name="uq_pair_steps_version"),
    Index("ix_pair_steps_pair", "pair_id", "seq"),
)
"""Every step of every pair, in order; rows are added, never changed. `id` is derived from who asked
and with which key, so a repeated request finds its own row; `wording` is what was proposed or
edited, as JSON, else empty; `version` counts the steps of one pair from 1."""

held_pairs = Table(
    "held_pairs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("assistant_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("question", String(64), nullable=False),
    Column("searched", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("active", Text, nullable=False),
    Column("hands", Text, nullable=False),
    Column("author_role", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("reviewer_role", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("item_id", Text, nullable=False),
    Column("source_digest", Text, nullable=False),
    Column("expires_on", Date, nullable=True),
    Column("proposed_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_held_pairs_state", "assistant_id", "state", "changed_at"),
    Index("ix_held_pairs_question", "assistant_id", "question"),
)
"""Where each pair stands after its last step: proposed, reviewed, quarantined, checked, active,
expired or rejected. `question` digests language and question of the newest wording and `searched`
is its text in small letters; `active` is the pair as the index holds it, also while an edit waits;
`hands` are all who wrote at the pair; `source_digest` digests the chunks the active pair cited when
it was activated."""
