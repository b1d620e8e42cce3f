"""Whom does an identity provider name? Its token, believed only when everything fits."""

import base64
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from jauap.annotation.json_client import JsonObject
from jauap.retrieval.index import JsonValue

ALGORITHMS: Mapping[str, str] = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
"""Signatures that are accepted, with their kind of key; `none` and secrets are not among them."""
_LEEWAY_SECONDS = 60
_LONGEST = 16 * 1024


@dataclass(frozen=True, kw_only=True)
class Named:
    """Who signed in at the provider."""

    subject: str
    email: str
    """Empty unless the provider verified it."""


class TokenFault(StrEnum):
    """Why a token is not believed."""

    UNREADABLE = "unreadable"
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown_key"
    """The provider may have changed its keys."""
    SIGNATURE = "signature"
    CLAIMS = "claims"
    """Issued by or for somebody else, over, or not for this sign-in."""


def read_id_token(
    token: str,
    keys: Sequence[JsonObject],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    now: int,
) -> Named | TokenFault:
    """Check an ID token as OpenID Connect Core 3.1.3.7 has it; `now` is in Unix seconds."""
    header = _header(token)
    if header is None:
        return TokenFault.UNREADABLE
    kind = ALGORITHMS.get(str(header.get("alg")))
    if kind is None:
        return TokenFault.ALGORITHM
    fitting = [
        key
        for key in keys
        if key.get("kty") == kind
        and key.get("use", "sig") == "sig"
        and ("kid" not in header or key.get("kid") == header["kid"])
    ]
    if not fitting:
        return TokenFault.UNKNOWN_KEY
    claims = _claims(token, fitting, str(header["alg"]))
    if claims is None:
        return TokenFault.SIGNATURE
    return _named(claims, issuer=issuer, client_id=client_id, nonce=nonce, now=now)


def _header(token: str) -> JsonObject | None:
    head, _, rest = token.partition(".")
    if len(token) > _LONGEST or not token.isascii() or rest.count(".") != 1:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _claims(token: str, keys: Sequence[JsonObject], algorithm: str) -> JsonObject | None:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, RSAKey

    for key in keys:
        plain: dict[str, str | list[str]] = {
            name: value for name, value in key.items() if isinstance(value, str)
        }
        with suppress(JoseError, ValueError, TypeError):
            public = (RSAKey if key.get("kty") == "RSA" else ECKey).import_key(plain)
            return dict(jwt.decode(token, public, algorithms=[algorithm]).claims)
    return None


def _named(
    claims: JsonObject, *, issuer: str, client_id: str, nonce: str, now: int
) -> Named | TokenFault:
    from joserfc.errors import JoseError
    from joserfc.jwt import JWTClaimsRegistry

    registry = JWTClaimsRegistry(
        now=now,
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        registry.validate(dict(claims))
    except (JoseError, ValueError, TypeError):
        return TokenFault.CLAIMS
    audience, subject = claims.get("aud"), claims.get("sub")
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (is_shared or "azp" in claims) and claims.get("azp") != client_id:
        return TokenFault.CLAIMS
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        return TokenFault.CLAIMS
    is_verified = claims.get("email_verified") is True
    return Named(subject=subject, email=_text(claims.get("email")) if is_verified else "")


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) and len(value) <= 254 else ""
