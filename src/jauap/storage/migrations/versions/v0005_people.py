"""Makes the tables for the staff: accounts, roles, sessions, invitations."""

import sqlalchemy as sa
from alembic import op

revision = "v0005"
down_revision: str | None = "v0004"


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "people",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("login", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("centre", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_people_subject", "people", ["issuer", "subject"])
    op.create_table(
        "person_roles",
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("assistant_id", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("granted_at", moment, nullable=False),
        sa.Column("granted_by", sa.Text, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("form_token", sa.Text, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
    )
    op.create_index("ix_sessions_person", "sessions", ["person_id"])
    op.create_table(
        "invitations",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("used_at", moment, nullable=True),
    )
    op.create_index("ix_invitations_person", "invitations", ["person_id"])
    op.create_table(
        "sign_in_tries",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", moment, nullable=False),
        sa.Column("locked_until", moment, nullable=True),
    )
    op.create_index("ix_sign_in_tries_last", "sign_in_tries", ["last_at"])
    op.create_table(
        "oidc_starts",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("verifier", sa.Text, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
    )
    op.create_table(
        "replies",
        sa.Column("person_id", sa.Text, primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index("ix_replies_at", "replies", ["at"])
