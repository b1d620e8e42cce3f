"""Where does the signing key live? Reads it, or makes it once, readable by nobody else."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from jauap.errors import LabelUnavailable

if TYPE_CHECKING:
    from joserfc.jwk import OKPKey

ALGORITHM: Final = "Ed25519"
"""The one algorithm labels are signed with, by its name of RFC 9864."""

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
    """Labels of a later moment are void once the status is revoked."""


class PublicKeys(BaseModel):
    """A JSON Web Key Set: every key under which a label may still circulate."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    keys: tuple[PublicKey, ...] = ()

    def find(self, kid: str) -> PublicKey | None:
        """Give the key with this id."""
        return next((key for key in self.keys if key.kid == kid), None)


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """The private key of a deployment and all public keys it ever used, the current first."""

    kid: str
    private: "OKPKey" = field(repr=False)
    public: PublicKeys


def load_or_create_key(path: Path, now: Callable[[], datetime]) -> SigningKey:
    """Read the private key at `path`, or make one there; its public half is kept beside it.

    The file is PEM (PKCS 8, Ed25519) with mode 0600. A key made here carries its id in a line
    above the PEM block: month of making and the start of its RFC 7638 thumbprint. A key from
    elsewhere is known by its thumbprint alone. `<name>.public.json` collects the public keys of
    all private keys that ever stood at `path`, so that old labels stay verifiable.

    Raises:
        LabelUnavailable: the key cannot be read, written or used.
    """
    try:
        if not path.exists():
            _create(path, now())
        pem = path.read_text(encoding="utf-8")
        private = _import(pem, path)
        kid = _kid_in(pem) or private.thumbprint()[:12]
        return SigningKey(kid=kid, private=private, public=_remember(path, private, kid))
    except (OSError, UnicodeDecodeError) as error:
        raise LabelUnavailable(
            f"the signing key cannot be read or made ({_cause(error)})",
            where=str(path),
            remedy="give this user the right to read it and to write its folder, or name "
            "another file in JAUAP_SIGNING_KEY",
        ) from error


def public_history(path: Path) -> Path:
    """Give the file that keeps the public keys of all private keys that stood at `path`."""
    return path.with_suffix(".public.json")


def _create(path: Path, moment: datetime) -> None:
    from joserfc.jwk import OKPKey

    key = OKPKey.generate_key(ALGORITHM, private=True, auto_kid=False)
    kid = f"{moment:%Y-%m}-{key.thumbprint()[:8]}"
    pem = f"jauap signing key\n{_KID}{kid}\n{key.as_pem(private=True).decode()}"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, pem)
        # A link refuses to replace: of two processes that start at once, one key wins.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _import(pem: str, path: Path) -> "OKPKey":
    from joserfc.errors import JoseError
    from joserfc.jwk import OKPKey

    try:
        start = pem.index("-----BEGIN ")
        key = OKPKey.import_key(pem[start:])
    except (ValueError, TypeError, JoseError) as error:
        raise _unusable(path) from error
    if not key.is_private or key.curve_name != ALGORITHM:
        raise _unusable(path)
    return key


def _unusable(path: Path) -> LabelUnavailable:
    return LabelUnavailable(
        "not an unencrypted Ed25519 private key in PEM",
        where=str(path),
        remedy="restore the file, or move it away and a new key is made at the next start",
    )


def _kid_in(pem: str) -> str:
    for line in pem.splitlines():
        if line.startswith(_KID):
            return line.removeprefix(_KID).strip()
        if line.startswith("-----BEGIN "):
            break
    return ""


def _remember(path: Path, private: "OKPKey", kid: str) -> PublicKeys:
    history = public_history(path)
    known = _read_history(history)
    current = known.find(kid) or PublicKey(kid=kid, x=str(private.as_dict(private=False)["x"]))
    earlier = tuple(key for key in known.keys if key.kid != kid)
    public = PublicKeys(keys=(current, *earlier))
    if public != known:
        draft = history.with_name(f".{history.name}.{secrets.token_hex(8)}")
        try:
            _write(draft, public.model_dump_json(indent=1, exclude_none=True) + "\n")
            draft.replace(history)
        except OSError:
            # A key mounted read-only brings its history along, or has none yet.
            draft.unlink(missing_ok=True)
    return public


def _read_history(history: Path) -> PublicKeys:
    try:
        return PublicKeys.model_validate_json(history.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return PublicKeys()
    except ValidationError as error:
        raise LabelUnavailable(
            "the list of public keys is damaged, so old labels could not be verified",
            where=str(history),
            remedy="restore the file from a backup",
        ) from error


def _cause(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror if isinstance(error, OSError) else "not text") or str(error)
