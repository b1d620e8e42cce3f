"""Which sign-ins are on their way through an identity provider? Each comes back once."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert

from jauap.storage.people_tables import oidc_starts
from jauap.storage.sessions import digest_of
from jauap.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class OidcStart:
    """What has to fit when a person comes back."""

    nonce: str
    """Stands in the provider's token."""
    verifier: str = field(repr=False)
    """Proves to the provider that it was us who sent the person (PKCE, RFC 7636)."""


class OidcStarts:
    """Remembers starts by the digest of their state."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, state: str, start: OidcStart, *, expires_at: datetime) -> None:
        """Remember a start."""
        row = {
            "digest": digest_of(state),
            "nonce": start.nonce,
            "verifier": start.verifier,
            "expires_at": expires_at,
        }
        with self._store.write() as connection:
            connection.execute(insert(oidc_starts), row)

    def take(self, state: str, *, at: datetime) -> OidcStart | None:
        """Give a start and forget it; None when it is unknown, taken, or too old."""
        gone = delete(oidc_starts).where(oidc_starts.c.digest == digest_of(state))
        with self._store.write() as connection:
            row = connection.execute(gone.returning(*oidc_starts.c)).mappings().first()
        if row is None or row["expires_at"] <= at:
            return None
        return OidcStart(nonce=row["nonce"], verifier=row["verifier"])

    def purge(self, *, at: datetime) -> int:
        """Forget starts that are too old; tell how many."""
        with self._store.write() as connection:
            old = delete(oidc_starts).where(oidc_starts.c.expires_at <= at)
            return connection.execute(old).rowcount
