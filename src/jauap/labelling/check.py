"""Is a label genuine? Checks its signature and the life of its key, nothing about a text."""

import base64
from collections.abc import Callable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, ValidationError

from jauap.labelling.claims import Claims
from jauap.labelling.keys import ALGORITHM, PublicKey, PublicKeys
from jauap.labelling.sign import LABEL_TYPE, Jwks

_LONGEST = 32_768

WasLogged = Callable[[str, int], bool]
"""Tells whether this very label stands in the log before a moment, in seconds since 1970."""


class Fault(StrEnum):
    """Why a label is not accepted."""

    UNREADABLE = "unreadable"
    ALGORITHM = "algorithm"
    TYPE = "type"
    KEY_UNKNOWN = "key_unknown"
    KEY_REVOKED = "key_revoked"
    KEY_NOT_IN_FORCE = "key_not_in_force"
    SIGNATURE = "signature"
    CLAIMS = "claims"


class _Header(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    alg: str
    kid: str
    typ: str


def check_label(
    jws_text: str, jwks: Jwks, *, was_logged: WasLogged | None = None
) -> Claims | Fault:
    """Give the claims of a label that a key of `jwks` signed, or what is wrong with it.

    A label of a revoked key stands only if it is older than the revocation and `was_logged`
    finds it in the log before that; whoever stole a key can write any date into a label.

    Algorithm and type are compared with the only ones jauap writes before any key is tried, so
    that `none` and HMAC over a public key never reach a verifier.
    """
    from joserfc import jws
    from joserfc.errors import JoseError
    from joserfc.jwk import OKPKey

    try:
        compact = jws_text.strip()
        if len(compact) > _LONGEST or not _is_canonical(compact.rpartition(".")[2]):
            return Fault.UNREADABLE
        unchecked = jws.extract_compact(compact.encode("ascii"))
        header = _Header.model_validate(unchecked.headers())
        keys = PublicKeys.model_validate(_as_tuple(jwks))
    except (ValueError, JoseError, ValidationError):
        return Fault.UNREADABLE
    if header.alg != ALGORITHM:
        return Fault.ALGORITHM
    if header.typ != LABEL_TYPE:
        return Fault.TYPE
    key = keys.find(header.kid)
    if key is None:
        return Fault.KEY_UNKNOWN
    try:
        public = OKPKey.import_key({"kty": key.kty, "crv": key.crv, "x": key.x})
        checked = jws.deserialize_compact(compact, public, algorithms=[ALGORITHM])
        claims = Claims.model_validate_json(checked.payload)
    except ValidationError:
        return Fault.CLAIMS
    except (ValueError, JoseError):
        return Fault.SIGNATURE
    fault = _revocation(key, claims.iat, compact, was_logged) or _fault_of(key, claims.iat)
    return fault or claims


def signing_key(jws_text: str, jwks: Jwks) -> PublicKey | None:
    """Give the public key a label names; None when it is not among `jwks`. Nothing is checked."""
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        header = _Header.model_validate(
            jws.extract_compact(jws_text.strip().encode("ascii")).headers()
        )
        return PublicKeys.model_validate(_as_tuple(jwks)).find(header.kid)
    except (ValueError, JoseError, ValidationError):
        return None


def _revocation(
    key: PublicKey, moment: int, compact: str, was_logged: WasLogged | None
) -> Fault | None:
    if key.status != "revoked":
        return None
    end = key.revoked_after
    is_proven = end is not None and moment <= end and was_logged and was_logged(compact, end)
    return None if is_proven else Fault.KEY_REVOKED


def _fault_of(key: PublicKey, moment: int) -> Fault | None:
    if key.nbf is not None and moment < key.nbf:
        return Fault.KEY_NOT_IN_FORCE
    if key.exp is not None and moment > key.exp:
        return Fault.KEY_NOT_IN_FORCE
    return None


def _is_canonical(signature: str) -> bool:
    """Tell whether no other spelling decodes to the same bytes; base64 leaves bits unused."""
    decoded = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    return base64.urlsafe_b64encode(decoded).rstrip(b"=").decode("ascii") == signature


def _as_tuple(jwks: Jwks) -> dict[str, tuple[dict[str, str | int], ...]]:
    return {"keys": tuple(jwks.get("keys", ()))}
