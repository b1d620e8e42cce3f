"""Are these the ministry's keys? Their list, signed by a root key that is never on a server."""

import json
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from jauap.errors import LabelUnavailable
from jauap.labelling.keys import (
    ALGORITHM,
    PrivateKey,
    PublicKey,
    PublicKeys,
    new_private_key,
    read_private_key,
    write_private_key,
)
from jauap.labelling.statement import open_statement

HISTORY_TYPE = "ai-label-keys+jws"
"""The header `typ` of a signed list of keys."""


class KeyHistory(BaseModel):
    """A list of keys and when the root vouched for it."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    v: Literal[1] = 1
    iat: int
    keys: tuple[PublicKey, ...]


class SignedHistory(BaseModel):
    """What a signed list says, and by whose fingerprint; compare that with the printed one."""

    model_config = ConfigDict(frozen=True)

    history: KeyHistory
    fingerprint: str

    def lacks(self, public: PublicKeys) -> tuple[str, ...]:
        """Give the ids of the keys whose present state the root has not signed yet."""
        return tuple(key.kid for key in public.keys if not _is_covered(key, self.history))


class _RootHeader(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    jwk: dict[str, str]


def make_root(path: Path) -> str:
    """Make a root key in a new file of mode 0600; give its fingerprint.

    Raises:
        LabelUnavailable: the file exists or cannot be written.
    """
    key = new_private_key("root")
    try:
        write_private_key(path, key)
    except OSError as error:
        raise LabelUnavailable(
            f"the root key cannot be written ({error.strerror or error})",
            where=str(path),
            remedy="name a new file on a medium that you keep apart from the service",
        ) from error
    return fingerprint(key)


def fingerprint(key: PrivateKey) -> str:
    """Give the RFC 7638 thumbprint of a root's public half: SHA-256, base64url, 43 characters."""
    return key.private.thumbprint()


def sign_history(root: Path, public: PublicKeys, at: datetime) -> str:
    """Sign a list of keys with the root; its public half travels in the header.

    Raises:
        LabelUnavailable: the root cannot be read.
    """
    from joserfc import jws

    key = read_private_key(root)
    jwk = {"crv": ALGORITHM, "kty": "OKP", "x": key.x}
    header = {"alg": ALGORITHM, "kid": fingerprint(key), "typ": HISTORY_TYPE, "jwk": jwk}
    history = KeyHistory(iat=int(at.timestamp()), keys=public.keys)
    payload = history.model_dump_json(exclude_none=True).encode()
    return jws.serialize_compact(header, payload, key.private, algorithms=[ALGORITHM])


def read_history(jws_text: str) -> SignedHistory | None:
    """Open a signed list; None when its own root did not sign it.

    Whose root that is, only its fingerprint tells: anybody can make a root.
    """
    from joserfc import jws
    from joserfc.errors import JoseError
    from joserfc.jwk import OKPKey

    try:
        unchecked = jws.extract_compact(jws_text.strip().encode("ascii"))
        jwk = _RootHeader.model_validate(unchecked.headers()).jwk
        thumbprint = OKPKey.import_key({"kty": "OKP", "crv": ALGORITHM, "x": jwk["x"]}).thumbprint()
        payload = open_statement(jws_text, HISTORY_TYPE, PublicKey(kid=thumbprint, x=jwk["x"]))
        if payload is None:
            return None
        return SignedHistory(
            history=KeyHistory.model_validate_json(payload), fingerprint=thumbprint
        )
    except (ValueError, KeyError, JoseError, ValidationError):
        return None


def read_public_keys(path: Path) -> PublicKeys:
    """Read an exported list of keys.

    Raises:
        LabelUnavailable: the file cannot be read or is no such list.
    """
    try:
        return PublicKeys.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError) as error:
        raise LabelUnavailable(
            "not a list of public keys",
            where=str(path),
            remedy="write it with `jauap label keys export FILE`",
        ) from error


def exported(public: PublicKeys) -> str:
    """Write a list of keys as `/.well-known/ai-label-jwks.json` has it."""
    return json.dumps(public.model_dump(exclude_none=True), indent=1) + "\n"


def _is_covered(key: PublicKey, history: KeyHistory) -> bool:
    """Tell whether a root has signed this key, and its revocation if it has one."""
    signed = next((one for one in history.keys if one.kid == key.kid), None)
    if signed is None or signed.x != key.x:
        return False
    return key.status != "revoked" or signed.revoked_after == key.revoked_after
