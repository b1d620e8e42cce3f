"""What do the experts judge? Plans, items of the two queues, leases, verdicts, drafts, feedback.

Verdicts carry no words of citizens, so items may be emptied when their time is over while the chain
of verdicts stays whole.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from jauap.storage.tables import Moment, metadata

_Number = BigInteger().with_variant(Integer(), "sqlite")

audit_plans = Table(
    "audit_plans",
    metadata,
    Column("assistant_id", Text, primary_key=True),
    Column("system", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("n", Integer, nullable=True),
    Column("target", Float, nullable=False),
    Column("level", Float, nullable=False),
    Column("seed", Text, nullable=False),
    Column("inclusion_prob", Float, nullable=False),
    Column("role", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""How the answers of each version are drawn for the audit; laid down before its first answer."""

items = Table(
    "items",
    metadata,
    Column("id", Text, primary_key=True),
    Column("assistant_id", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("citations", Text, nullable=False),
    Column("passages", Text, nullable=False),
    Column("confidence", Float, nullable=True),
    Column("inclusion_prob", Float, nullable=False),
    Column("priority", Float, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("judged", Integer, nullable=False),
    Column("known", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("final", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("answered_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
    Column("version", Integer, nullable=False),
    UniqueConstraint("assistant_id", "queue", "code", name="uq_items_code"),
    Index("ix_items_next", "assistant_id", "queue", "state", "priority", "id"),
)
"""One row per thing to judge. `queue` is audit or improve; `origin` answer, feedback, import,
disagreement, audit or known; `answer` is the labelled text, notices included; `system` the digest
of the version that answered; `known` the truth of a seeded item; `state` open, adjudication, done
or withdrawn; `final` the verdict that counts."""

leases = Table(
    "leases",
    metadata,
    Column("item_id", Text, ForeignKey("items.id"), primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("seat", Text, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_leases_expires", "expires_at"),
    Index("ix_leases_person", "person_id", "expires_at"),
)
"""Who has which item on the table; never more than an item still wants."""

verdicts = Table(
    "verdicts",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("item_id", Text, nullable=False),
    Column("assistant_id", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("corrected", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("chunk_ids", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("guideline", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("supersedes", Text, nullable=False),
    Column("chain", String(64), nullable=False),
    UniqueConstraint("item_id", "seat", "revision", name="uq_verdicts_seat"),
    Index("ix_verdicts_person", "person_id", "seq"),
)
"""Every verdict ever given, in order; rows are added, never changed. An empty `verdict` takes the
seat's last one back; `supersedes` names the row it replaces. On a seeded item every person has the
first seat."""

unfinished = Table(
    "unfinished",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("item_id", Text, ForeignKey("items.id"), primary_key=True),
    Column("work", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
)
"""What a person has typed and not yet given, as JSON; goes when the verdict is given."""

feedback = Table(
    "feedback",
    metadata,
    Column("code", Text, primary_key=True),
    Column("assistant_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("item_id", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("may_be_read", Boolean, nullable=False),
    Index("ix_feedback_at", "assistant_id", "at"),
)
"""One citizen's word on one answer, by the label's code. `kind` is helped, did_not_help or wrong;
`words` are masked; `may_be_read` says that the answer's text came along and fits the label. What
became of it follows from its item and the pair written from that."""
