"""What is a key of this deployment? Its private half in a file, its public half and its life."""

import os
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from jauap.errors import LabelUnavailable

if TYPE_CHECKING:
    from joserfc.jwk import OKPKey

ALGORITHM: Final = "Ed25519"
"""The one algorithm labels are signed with, by its name of RFC 9864."""

OVERLAP = timedelta(hours=1)
"""How long two keys are in force together, so that a stream opened before a change can end.

It is also how far a clock may be set back before nothing is signed any more.
"""

_KID = "kid: "


class PublicKey(BaseModel):
    """One public key as RFC 8037 spells it, and its life; moments are seconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    x: str
    kid: str
    use: Literal["sig"] = "sig"
    alg: Literal["Ed25519"] = "Ed25519"
    nbf: int | None = None
    exp: int | None = None
    """No label of a later moment is valid."""
    status: Literal["active", "retired", "revoked"] = "active"
    revoked_after: int | None = None
    """Labels of a later moment are void once the status is revoked; earlier ones stand only if
    the log shows them."""


class PublicKeys(BaseModel):
    """A JSON Web Key Set: every key under which a label may still circulate."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    keys: tuple[PublicKey, ...] = ()

    def find(self, kid: str) -> PublicKey | None:
        """Give the key with this id."""
        return next((key for key in self.keys if key.kid == kid), None)

    @property
    def active(self) -> PublicKey | None:
        """The key that signs now."""
        return next((key for key in self.keys if key.status == "active"), None)


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """The private key of a deployment and all public keys it ever used, the current first."""

    kid: str
    private: "OKPKey" = field(repr=False)
    public: PublicKeys

    def current(self) -> "SigningKey":
        """Give this very key: one that is held in memory never changes."""
        return self


class KeySource(Protocol):
    """Where a signer gets its key from, anew for each signature."""

    def current(self) -> SigningKey:
        """Give the key in force.

        Raises:
            LabelUnavailable: there is none that can be used.
        """


@dataclass(frozen=True, kw_only=True)
class PrivateKey:
    """A private key as a file holds it."""

    kid: str
    private: "OKPKey" = field(repr=False)
    x: str
    """The public half, base64url."""


def new_private_key(prefix: str) -> PrivateKey:
    """Make a key; its id is `prefix` and the start of its RFC 7638 thumbprint."""
    from joserfc.jwk import OKPKey

    private = OKPKey.generate_key(ALGORITHM, private=True, auto_kid=False)
    return _private(f"{prefix}-{private.thumbprint()[:8]}", private)


def read_private_key(path: Path) -> PrivateKey:
    """Read an unencrypted Ed25519 key in PEM (PKCS 8).

    A line `kid: ...` above the PEM block names it; without one its thumbprint does.

    Raises:
        LabelUnavailable: the file cannot be read or holds no such key.
    """
    from joserfc.errors import JoseError
    from joserfc.jwk import OKPKey

    try:
        pem = path.read_text(encoding="utf-8")
        start = pem.index("-----BEGIN ")
        private = OKPKey.import_key(pem[start:])
    except OSError as error:
        raise LabelUnavailable(
            f"the signing key cannot be read ({error.strerror or error})",
            where=str(path),
            remedy="give this user the right to read it, restore it from a backup, or run "
            "`jauap label keys rotate`",
        ) from error
    except (ValueError, TypeError, JoseError) as error:
        raise _unusable(path) from error
    if not private.is_private or private.curve_name != ALGORITHM:
        raise _unusable(path)
    return _private(_kid_in(pem[:start]) or private.thumbprint()[:12], private)


def write_private_key(path: Path, key: PrivateKey) -> None:
    """Write a key that nobody else may read; an existing file is refused."""
    pem = f"jauap signing key\n{_KID}{key.kid}\n{key.private.as_pem(private=True).decode()}"
    write_new(path, pem)


def write_new(path: Path, text: str) -> None:
    """Write a file of mode 0600 that did not exist, durably; a full disk leaves no half of it."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def replace_file(path: Path, text: str) -> None:
    """Put a whole new file in the place of an old one, durably: never half of either."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        write_new(draft, text)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _private(kid: str, private: "OKPKey") -> PrivateKey:
    return PrivateKey(kid=kid, private=private, x=str(private.as_dict(private=False)["x"]))


def _unusable(path: Path) -> LabelUnavailable:
    return LabelUnavailable(
        "not an unencrypted Ed25519 private key in PEM",
        where=str(path),
        remedy="restore the file from a backup, or run `jauap label keys rotate`",
    )


def _kid_in(head: str) -> str:
    lines = (line for line in head.splitlines() if line.startswith(_KID))
    return next(lines, "").removeprefix(_KID).strip()
