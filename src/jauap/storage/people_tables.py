"""What is kept of the staff? Accounts, roles, sessions and invitations; secrets as digests only."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from jauap.storage.tables import Moment, metadata

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_people_subject", "issuer", "subject"),
)
"""One row per person; `id` is the pseudonym, `password` an argon2 digest or empty, `login` is
case-folded, `issuer` and `subject` name the account of an identity provider."""

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("assistant_id", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("granted_at", Moment, nullable=False),
    Column("granted_by", Text, nullable=False),
)
"""Which role a person has for which assistant; every change also stands in the audit log."""

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("form_token", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_sessions_person", "person_id"),
)
"""Open sessions by the SHA-256 of their cookie; `form_token` answers forged requests."""

invitations = Table(
    "invitations",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    Index("ix_invitations_person", "person_id"),
)
"""Links with which a person sets a first password, by the SHA-256 of their token."""

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("locked_until", Moment, nullable=True),
    Index("ix_sign_in_tries_last", "last_at"),
)
"""Failed sign-ins by the SHA-256 of the login, whether or not there is such an account."""

oidc_starts = Table(
    "oidc_starts",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
"""Sign-ins on their way through an identity provider, by the SHA-256 of their state."""

replies = Table(
    "replies",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("reply", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_replies_at", "at"),
)
"""What a write with an Idempotency-Key was answered. `key` is the SHA-256 of that key, `request`
digests route and body, `reply` is sealed with the key, so nobody reads it without."""
