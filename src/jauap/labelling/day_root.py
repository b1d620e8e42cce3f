"""What does a ministry swear to at the end of a day? One hash over all labels of that day."""

import hashlib
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from jauap.labelling.keys import PublicKeys
from jauap.labelling.merkle import leaf_hash
from jauap.labelling.sign import Signer
from jauap.labelling.statement import open_statement, signer_of

ROOT_TYPE = "ai-label-root+jws"
"""The header `typ` of every signed root."""


class ChainHead(BaseModel):
    """How far a chain had grown: number and hash of its last record."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    seq: int
    head: str


class RootClaims(BaseModel):
    """The payload of a signed root; whatever is cut from or written into the log contradicts it."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    v: Literal[1] = 1
    iss: str
    number: int
    """Counts the roots from 1."""
    day: str
    """Day of the first record, `YYYY-MM-DD`, UTC."""
    first: int
    last: int
    """Numbers of the first and last record of the day; each record belongs to one root."""
    root: str
    """RFC 6962 root over the compact labels in their order, hex SHA-256."""
    answers: ChainHead
    withdrawals: ChainHead
    audit: ChainHead
    previous: str
    """Hex SHA-256 of the signed root before this one; 64 zeros for the first."""
    iat: int


def label_leaf(jws_text: str) -> bytes:
    """Hash a label as a leaf: what its holder can compute from the label alone."""
    return leaf_hash(jws_text.encode("ascii", "replace"))


def digest_of_root(jws_text: str) -> str:
    """Give what the next root calls `previous`."""
    return hashlib.sha256(jws_text.encode("ascii", "replace")).hexdigest()


def sign_root(signer: Signer, claims: RootClaims) -> str:
    """Sign a root.

    Raises:
        LabelUnavailable: no key is in force.
    """
    return signer.sign_statement(ROOT_TYPE, claims.model_dump_json().encode(), claims.iat)


def read_root(jws_text: str, keys: PublicKeys) -> RootClaims | None:
    """Give what a genuine root states; None when no key that was in force signed it."""
    key = keys.find(signer_of(jws_text))
    payload = open_statement(jws_text, ROOT_TYPE, key) if key else None
    if key is None or payload is None:
        return None
    try:
        claims = RootClaims.model_validate_json(payload)
    except ValidationError:
        return None
    end = key.revoked_after if key.status == "revoked" else key.exp
    too_early = key.nbf is not None and claims.iat < key.nbf
    too_late = claims.iat > end if end is not None else key.status == "revoked"
    return None if too_early or too_late else claims


def day_of(moment: datetime) -> str:
    """Name the day a moment belongs to, in UTC."""
    return f"{moment:%Y-%m-%d}"
