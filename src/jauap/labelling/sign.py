"""Who vouches for a label? Signs its claims and lists the public keys that check them."""

from jauap.errors import LabelUnavailable
from jauap.labelling.claims import Claims
from jauap.labelling.keys import ALGORITHM, OVERLAP, KeySource, PublicKeys, SigningKey

__all__ = ["LABEL_TYPE", "Jwks", "Signer"]

LABEL_TYPE = "ai-label+jws"
"""The header `typ` of every label."""

Jwks = dict[str, list[dict[str, str | int]]]
"""A JSON Web Key Set as JSON has it."""


class Signer:
    """Signs with the Ed25519 key that is in force at the moment of signing."""

    def __init__(self, keys: KeySource) -> None:
        self._keys = keys
        self._latest: tuple[str, int] = ("", 0)

    @property
    def kid(self) -> str:
        """Id of the key in use."""
        return self._key.kid

    @property
    def public(self) -> PublicKeys:
        """All public keys this deployment ever used, the current first."""
        return self._key.public

    def sign(self, claims: Claims) -> str:
        """Give the claims as a compact JWS.

        Raises:
            LabelUnavailable: no key is in force at the moment the claims name.
        """
        return self.sign_statement(LABEL_TYPE, claims.model_dump_json().encode(), claims.iat)

    def sign_statement(self, kind: str, payload: bytes, moment: int) -> str:
        """Give any statement as a compact JWS whose header `typ` is `kind`.

        Raises:
            LabelUnavailable: no key is in force at `moment`, in seconds since 1970.
        """
        from joserfc import jws

        key = self._key
        self._refuse_false_time(key, moment)
        header = {"alg": ALGORITHM, "kid": key.kid, "typ": kind}
        return jws.serialize_compact(header, payload, key.private, algorithms=[ALGORITHM])

    def jwks(self) -> Jwks:
        """Give the public keys as `/.well-known/ai-label-jwks.json` publishes them."""
        return {"keys": [key.model_dump(exclude_none=True) for key in self.public.keys]}

    @property
    def _key(self) -> SigningKey:
        return self._keys.current()

    def _refuse_false_time(self, key: SigningKey, moment: int) -> None:
        """Refuse a clock that was set back: behind the key's first moment or the last label."""
        kid, latest = self._latest
        known = key.public.find(key.kid)
        earliest = (known.nbf if known else None) or 0
        if kid == key.kid:
            earliest = max(earliest, latest - int(OVERLAP.total_seconds()))
        if moment < earliest:
            raise LabelUnavailable(
                "the clock of this machine was set back, so a label would tell a false time",
                remedy="correct the clock; if it is right now, run `jauap label keys rotate`",
            )
        self._latest = (key.kid, max(moment, latest) if kid == key.kid else moment)
