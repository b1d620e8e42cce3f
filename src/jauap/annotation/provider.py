"""Where does an identity provider want to be asked, and with which keys does it sign?"""

import base64
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from jauap.annotation.id_token import Named, TokenFault, read_id_token
from jauap.annotation.json_client import JsonClient, JsonObject, is_safe
from jauap.annotation.people import Clock

_KNOWN_FOR = timedelta(hours=1)
_KEYS_ASKED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Client:
    """How this deployment is known to the provider."""

    id: str
    secret: str = field(default="", repr=False)
    return_url: str


@dataclass(frozen=True, kw_only=True)
class Places:
    """What the provider's discovery document says."""

    authorization: str
    token: str
    keys: str
    is_basic: bool
    """True when the secret goes into a header, the default, and not into the form."""


class Provider:
    """One OpenID provider, by its issuer; what it says of itself is asked once an hour."""

    def __init__(self, issuer: str, client: Client, *, http: JsonClient, now: Clock) -> None:
        self.issuer = issuer
        self._client = client
        self._http = http
        self._now = now
        self._lock = threading.Lock()
        self._places: tuple[datetime, Places] | None = None
        self._keys: tuple[datetime, tuple[JsonObject, ...]] | None = None

    def address(self, *, state: str, nonce: str, challenge: str) -> str | None:
        """Give the address where a person signs in; None when the provider is out of reach."""
        places = self._known_places()
        if places is None:
            return None
        query = {
            "response_type": "code",
            "scope": "openid email",
            "client_id": self._client.id,
            "redirect_uri": self._client.return_url,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in places.authorization else "?"
        return f"{places.authorization}{joint}{urlencode(query)}"

    def redeem(self, code: str, *, verifier: str, nonce: str) -> Named | TokenFault | None:
        """Exchange a code for a checked identity; None when the provider gives no token."""
        places = self._known_places()
        token = self._token(places, code, verifier) if places else None
        if places is None or token is None:
            return None
        found = self._read(token, self._known_keys(places), nonce)
        if found is TokenFault.UNKNOWN_KEY:
            found = self._read(token, self._known_keys(places, anew=True), nonce)
        return found

    def _read(self, token: str, keys: Sequence[JsonObject], nonce: str) -> Named | TokenFault:
        return read_id_token(
            token,
            keys,
            issuer=self.issuer,
            client_id=self._client.id,
            nonce=nonce,
            now=int(self._now().timestamp()),
        )

    def _token(self, places: Places, code: str, verifier: str) -> str | None:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.return_url,
            "code_verifier": verifier,
            "client_id": self._client.id,
        }
        headers = {}
        if self._client.secret and places.is_basic:
            pair = f"{quote(self._client.id, safe='')}:{quote(self._client.secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif self._client.secret:
            form["client_secret"] = self._client.secret
        answer = self._http.post(places.token, form, headers) or {}
        token = answer.get("id_token")
        return token if isinstance(token, str) else None

    def _known_places(self) -> Places | None:
        with self._lock:
            if self._places and self._places[0] + _KNOWN_FOR > self._now():
                return self._places[1]
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        places = _places(self._http.get(address) or {}, self.issuer)
        with self._lock:
            if places:
                self._places = (self._now(), places)
        return places

    def _known_keys(self, places: Places, *, anew: bool = False) -> tuple[JsonObject, ...]:
        """Give the keys; `anew` asks again, though no more than once a minute."""
        patience = _KEYS_ASKED_EVERY if anew else _KNOWN_FOR
        with self._lock:
            if self._keys and self._keys[0] + patience > self._now():
                return self._keys[1]
        listed = (self._http.get(places.keys) or {}).get("keys")
        found = listed if isinstance(listed, list) else []
        keys = tuple(one for one in found if isinstance(one, dict))
        with self._lock:
            if keys:
                self._keys = (self._now(), keys)
        return keys


def _places(found: JsonObject, issuer: str) -> Places | None:
    """Read a discovery document, which must be the issuer's own."""
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    urls = [found.get(name) for name in names]
    if found.get("issuer") != issuer or not all(isinstance(u, str) and is_safe(u) for u in urls):
        return None
    methods = found.get("token_endpoint_auth_methods_supported")
    return Places(
        authorization=str(urls[0]),
        token=str(urls[1]),
        keys=str(urls[2]),
        is_basic=not isinstance(methods, list) or "client_secret_basic" in methods,
    )
