"""Who vouches for a label? Signs its claims and lists the public keys that check them."""

from jauap.labelling.claims import Claims
from jauap.labelling.keys import ALGORITHM, PublicKeys, SigningKey, load_or_create_key

__all__ = ["LABEL_TYPE", "Jwks", "Signer", "load_or_create_key"]

LABEL_TYPE = "ai-label+jws"
"""The header `typ` of every label."""

Jwks = dict[str, list[dict[str, str | int]]]
"""A JSON Web Key Set as JSON has it."""


class Signer:
    """Signs labels with one Ed25519 key."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    @property
    def kid(self) -> str:
        """Id of the key in use."""
        return self._key.kid

    @property
    def public(self) -> PublicKeys:
        """All public keys this deployment ever used, the current first."""
        return self._key.public

    def sign(self, claims: Claims) -> str:
        """Give the claims as a compact JWS."""
        from joserfc import jws

        header = {"alg": ALGORITHM, "kid": self._key.kid, "typ": LABEL_TYPE}
        payload = claims.model_dump_json().encode()
        return jws.serialize_compact(header, payload, self._key.private, algorithms=[ALGORITHM])

    def jwks(self) -> Jwks:
        """Give the public keys as `/.well-known/ai-label-jwks.json` publishes them."""
        return {"keys": [key.model_dump(exclude_none=True) for key in self._key.public.keys]}
