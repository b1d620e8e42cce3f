"""What can be said about a text somebody holds? A graded finding, never "AI or human"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from jauap.labelling.canonical import Canonical
from jauap.labelling.check import Fault, check_label
from jauap.labelling.claims import Claims
from jauap.labelling.label import notices_of
from jauap.labelling.levels import LabelLevel
from jauap.labelling.reading import codes_in, readings, urls_of
from jauap.labelling.sign import Jwks


class VerificationState(StrEnum):
    """How a text relates to the register of labelled answers."""

    EXACT = "exact"
    EDITED = "edited"
    EXCERPT = "excerpt"
    OTHER_TEXT = "code-belongs-to-another-text"
    SOURCE_TEXT = "official-source-text"
    NO_RECORD = "no-record"
    BAD_SIGNATURE = "bad-signature"
    KEY_REVOKED = "key-revoked"
    WITHDRAWN = "withdrawn"


class RecordedLabel(Protocol):
    """What the register knows of one label."""

    @property
    def code(self) -> str:
        """The label's code."""

    @property
    def claims(self) -> Claims:
        """The claims as signed."""

    @property
    def jws(self) -> str:
        """The signed label."""

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the answer was withdrawn, if it was."""


class Register(Protocol):
    """Look-ups in the register of labelled answers."""

    def find(self, code: str) -> RecordedLabel | None:
        """Give the label with this code."""

    def find_by_hash(self, plain_or_raw_hash: str) -> Sequence[RecordedLabel]:
        """Give the labels of texts with this canonical hash, newest first."""


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The finding about one text."""

    state: VerificationState
    code: str | None = None
    claims: Claims | None = None
    """Set when a genuine label was found, whatever the state."""
    similarity: float | None = None
    """Share of the answer's words found again, in [0, 1]; 1.0 when exact."""
    reason: str = ""
    """Machine-readable cause: a fault of the label, `notice_altered`, `hash_differs`."""
    withdrawn_at: datetime | None = None

    @property
    def level(self) -> LabelLevel | None:
        """The level of the label that was found."""
        return self.claims.lvl if self.claims else None


def verify(
    text: str,
    label_jws: str | None = None,
    *,
    find: Register,
    jwks: Jwks,
    is_source_text: Callable[[str], bool] | None = None,
) -> Verification:
    """Find what is known of `text`: by its own label when given, else by hash and code.

    `is_source_text` tells whether a canonical text stands word for word in an official source.
    """
    read = readings(text)
    if label_jws:
        return _by_label(read, label_jws, find, jwks)
    return (
        _by_code(read, codes_in(text), find, jwks)
        or _by_hash(read, find, jwks)
        or _by_source(read, is_source_text)
        or Verification(state=VerificationState.NO_RECORD)
    )


def _by_label(
    read: Mapping[str, Canonical], label_jws: str, find: Register, jwks: Jwks
) -> Verification:
    claims = check_label(label_jws, jwks)
    if isinstance(claims, Fault):
        return _faulty(claims)
    record = find.find(claims.id)
    if claims.hash is None and record is not None:
        # The label that opened a stream has no hash; the one that closed it does.
        return _judge(read, record, jwks)
    return _compare(read, claims, record.withdrawn_at if record else None)


def _by_code(
    read: Mapping[str, Canonical], codes: Sequence[str], find: Register, jwks: Jwks
) -> Verification | None:
    records = [record for record in map(find.find, codes) if record is not None]
    findings = [_judge(read, record, jwks) for record in records]
    others = (VerificationState.OTHER_TEXT, VerificationState.NO_RECORD)
    first = findings[0] if findings else None
    return next((one for one in findings if one.state not in others), first)


def _by_hash(read: Mapping[str, Canonical], find: Register, jwks: Jwks) -> Verification | None:
    for digest in read:
        records = find.find_by_hash(digest)
        if records:
            return _judge(read, records[0], jwks)
    return None


def _by_source(
    read: Mapping[str, Canonical], is_source_text: Callable[[str], bool] | None
) -> Verification | None:
    if is_source_text is None or not any(is_source_text(one.text) for one in read.values()):
        return None
    return Verification(state=VerificationState.SOURCE_TEXT)


def _judge(read: Mapping[str, Canonical], record: RecordedLabel, jwks: Jwks) -> Verification:
    claims = check_label(record.jws, jwks)
    if isinstance(claims, Fault):
        return _faulty(claims, record.code)
    return _compare(read, claims, record.withdrawn_at)


def _compare(
    read: Mapping[str, Canonical], claims: Claims, withdrawn_at: datetime | None
) -> Verification:
    """Compare what was read with genuine claims; the notices must be those of the claims too."""
    finding = Verification(
        state=VerificationState.EXACT,
        code=claims.id,
        claims=claims,
        similarity=1.0,
        withdrawn_at=withdrawn_at,
    )
    if claims.hash is None:
        return replace(finding, state=VerificationState.NO_RECORD, similarity=None, reason="open")
    same = read.get(claims.hash.raw) or read.get(claims.hash.plain)
    if same is None:
        other = VerificationState.OTHER_TEXT
        return replace(finding, state=other, similarity=None, reason="hash_differs")
    if withdrawn_at is not None:
        return replace(finding, state=VerificationState.WITHDRAWN)
    if not _notices_belong(same, claims):
        return replace(finding, state=VerificationState.EDITED, reason="notice_altered")
    return finding


def _notices_belong(read: Canonical, claims: Claims) -> bool:
    first, last = notices_of(claims)
    allowed = {first, *(last.replace(claims.vfy, url) for url in urls_of(claims.vfy))}
    return allowed.issuperset(read.notices)


def _faulty(fault: Fault, code: str | None = None) -> Verification:
    revoked = fault is Fault.KEY_REVOKED
    state = VerificationState.KEY_REVOKED if revoked else VerificationState.BAD_SIGNATURE
    return Verification(state=state, code=code, reason=fault.value)
