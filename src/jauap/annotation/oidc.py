"""How does somebody sign in through an identity provider? OpenID Connect, code flow with PKCE."""

import base64
import hmac
import logging
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from jauap.annotation.id_token import Named
from jauap.annotation.json_client import JsonClient, is_safe
from jauap.annotation.people import Clock, fold_login
from jauap.annotation.provider import Client, Provider
from jauap.errors import SettingsInvalid
from jauap.person import Person
from jauap.settings import Settings
from jauap.storage.invitations import Invitations
from jauap.storage.oidc_starts import OidcStart, OidcStarts
from jauap.storage.people import PeopleRecords
from jauap.storage.store import Store

RETURN_PATH = "/v1/room/oidc/return"
AWAY_FOR = timedelta(minutes=10)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """A person on the way to the provider."""

    url: str
    state: str = field(repr=False)
    """Goes into a cookie too, so that nobody else can bring it back."""


class Stopped(StrEnum):
    """Why nobody was signed in."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    """State, code or token do not fit, or the provider or the person said no."""
    STRANGER = "stranger"
    """Nobody was invited with this account."""


class Oidc:
    """Sends people to a provider and takes them back."""

    def __init__(
        self,
        provider: Provider,
        *,
        starts: OidcStarts,
        records: PeopleRecords,
        invitations: Invitations,
        now: Clock,
    ) -> None:
        self._provider = provider
        self._starts = starts
        self._records = records
        self._invitations = invitations
        self._now = now

    def start(self) -> Leaving | Stopped:
        """Begin a sign-in."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode()
        url = self._provider.address(state=state, nonce=nonce, challenge=challenge.rstrip("="))
        if url is None:
            return Stopped.UNREACHABLE
        now = self._now()
        self._starts.purge(at=now)
        start = OidcStart(nonce=nonce, verifier=verifier)
        self._starts.add(state, start, expires_at=now + AWAY_FOR)
        return Leaving(url=url, state=state)

    def finish(self, *, state: str, kept_state: str, code: str) -> Person | Stopped:
        """Take a person back; `kept_state` is what the browser's cookie says."""
        if not state or not hmac.compare_digest(state.encode(), kept_state.encode()):
            return Stopped.REFUSED
        start = self._starts.take(state, at=self._now())
        if start is None or not code:
            return Stopped.REFUSED
        named = self._provider.redeem(code, verifier=start.verifier, nonce=start.nonce)
        if named is None:
            return Stopped.REFUSED
        if not isinstance(named, Named):
            _LOG.error("identity provider: its token is not believed: %s", named.value)
            return Stopped.REFUSED
        return self._known(named)

    def _known(self, named: Named) -> Person | Stopped:
        """Find the person bound to an account, or bind one invited by that e-mail address."""
        found = self._records.find_subject(self._provider.issuer, named.subject)
        if found is None and named.email:
            invited = self._records.find_login(fold_login(named.email))
            found = (
                self._invitations.bind(
                    invited.person.id, self._provider.issuer, named.subject, at=self._now()
                )
                if invited
                else None
            )
        return found.person if found and found.person.is_active else Stopped.STRANGER


def open_oidc(settings: Settings, store: Store, *, now: Clock) -> Oidc | None:
    """Give the sign-in through the provider of the settings; None when none is set.

    Raises:
        SettingsInvalid: the provider cannot be used as it is set.
    """
    if not settings.oidc_issuer:
        return None
    if not is_safe(settings.oidc_issuer):
        raise SettingsInvalid(
            f"value {settings.oidc_issuer!r} is no https address",
            where="JAUAP_OIDC_ISSUER",
            remedy="write the issuer as its discovery document has it, or unset it",
        )
    if not settings.oidc_client_id:
        raise SettingsInvalid(
            "the provider knows this service by a client id",
            where="JAUAP_OIDC_CLIENT_ID",
            remedy="register the service at the provider and set the id it gives",
        )
    secret = settings.oidc_client_secret
    client = Client(
        id=settings.oidc_client_id,
        secret=secret.get_secret_value() if secret else "",
        return_url=f"{settings.public_url.rstrip('/')}{RETURN_PATH}",
    )
    return Oidc(
        Provider(settings.oidc_issuer, client, http=JsonClient(), now=now),
        starts=OidcStarts(store),
        records=PeopleRecords(store),
        invitations=Invitations(store),
        now=now,
    )
