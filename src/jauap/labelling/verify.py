"""What can be said about a text somebody holds? A graded finding, never "AI or human"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from jauap.labelling.canonical import Canonical
from jauap.labelling.check import Fault, check_label
from jauap.labelling.claims import Claims
from jauap.labelling.known import SourcePlace
from jauap.labelling.labelled import notices_of
from jauap.labelling.levels import LabelLevel
from jauap.labelling.reading import codes_in, names_a_person, readings, urls_of, wordings
from jauap.labelling.sign import Jwks
from jauap.labelling.similarity import Match


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

    @property
    def replaced_by(self) -> str:
        """Code of the answer that stands now; empty when there is none."""


class Register(Protocol):
    """Look-ups in the register of labelled answers."""

    def find(self, code: str) -> RecordedLabel | None:
        """Give the label with this code."""

    def find_by_hash(self, plain_or_raw_hash: str) -> Sequence[RecordedLabel]:
        """Give the labels of texts with this canonical hash, newest first."""

    def was_logged(self, jws: str, before: int) -> bool:
        """Tell whether this very label was registered before a moment (seconds since 1970)."""

    def withdrawn_at(self, code: str) -> datetime | None:
        """Tell when an answer was withdrawn, also after its record was deleted."""


class Similar(Protocol):
    """Look-ups by fingerprints."""

    def match(self, plain_text: str) -> Sequence[Match]:
        """Give the answers that share most with a text, best first."""

    def compare(self, plain_text: str, claims: Claims) -> Match | None:
        """Compare a text with the one answer its label names."""


FindSource = Callable[[str], SourcePlace | None]
"""Finds the official document of which a text is a part, letter for letter."""


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The finding about one text."""

    state: VerificationState
    code: str | None = None
    claims: Claims | None = None
    """Set when a genuine label was found, whatever the state."""
    jws: str = ""
    """The label those claims were read from."""
    similarity: float | None = None
    """Share of the text's own words, by fingerprints, that the answer has; 1.0 when exact."""
    reason: str = ""
    """Machine-readable cause: a fault of the label, `notice_altered`, `hash_differs`, or what a
    text of a withdrawn answer is besides."""
    withdrawn_at: datetime | None = None
    replaced_by: str = ""
    """Code of the answer that stands instead of a withdrawn one."""
    source: SourcePlace | None = None
    """Where an official source says the same, when the state is `official-source-text`."""

    @property
    def level(self) -> LabelLevel | None:
        """The level of the label that was found."""
        return self.claims.lvl if self.claims else None


def verify(
    text: str,
    label_jws: str | None = None,
    *,
    code: str | None = None,
    find: Register,
    jwks: Jwks,
    similar: Similar | None = None,
    find_source: FindSource | None = None,
) -> Verification:
    """Find what is known of `text`: by its own label when given, else by code, source, hash, words.

    `code` is one that came beside the text; codes in its verify addresses count too.
    A source comes before the hash and the words, so that quoting the law is never called an
    answer. A text with a person's number in it is not looked up by its hash: whoever guesses at
    such a number must not learn that the guess was right.
    """
    case = _Case(text=text, read=readings(text), find=find, jwks=jwks, similar=similar)
    if label_jws:
        return case.by_label(label_jws)
    return (
        case.by_code([*filter(None, [code]), *codes_in(text)])
        or case.by_source(find_source)
        or (None if names_a_person(text) else case.by_hash())
        or case.by_words()
        or Verification(state=VerificationState.NO_RECORD)
    )


@dataclass(frozen=True, kw_only=True)
class _Case:
    text: str
    read: Mapping[str, Canonical]
    find: Register
    jwks: Jwks
    similar: Similar | None

    def by_label(self, label_jws: str) -> Verification:
        claims = self._check(label_jws)
        if isinstance(claims, Fault):
            return _faulty(claims)
        record = self.find.find(claims.id)
        if record is None:
            taken_back = _Standing(withdrawn_at=self.find.withdrawn_at(claims.id))
            return replace(self._compare(claims, taken_back), jws=label_jws)
        if claims.hash is None:
            # The label that opened a stream has no hash; the one that closed it does.
            return self._judge(record)
        return replace(self._compare(claims, _standing(record)), jws=label_jws)

    def by_code(self, codes: Sequence[str]) -> Verification | None:
        records = [record for record in map(self.find.find, codes) if record is not None]
        findings = [self._judge(record) for record in records]
        others = (VerificationState.OTHER_TEXT, VerificationState.NO_RECORD)
        first = findings[0] if findings else None
        return next((one for one in findings if one.state not in others), first)

    def by_source(self, find_source: FindSource | None) -> Verification | None:
        places = (find_source(one) for one in wordings(self.text)) if find_source else ()
        place = next((place for place in places if place is not None), None)
        if place is None:
            return None
        return Verification(state=VerificationState.SOURCE_TEXT, source=place)

    def by_hash(self) -> Verification | None:
        for digest in self.read:
            records = self.find.find_by_hash(digest)
            if records:
                return self._judge(records[0])
        return None

    def by_words(self) -> Verification | None:
        if self.similar is None:
            return None
        matches = [match for one in wordings(self.text) for match in self.similar.match(one)]
        for match in sorted(matches, key=lambda match: match.hits, reverse=True):
            record = self.find.find(match.code) if match.likeness else None
            if record is None:
                continue
            claims = self._check(record.jws)
            if isinstance(claims, Fault):
                return _faulty(claims, record.code)
            return replace(_alike(claims, match, _standing(record)), jws=record.jws)
        return None

    def _judge(self, record: RecordedLabel) -> Verification:
        claims = self._check(record.jws)
        if isinstance(claims, Fault):
            return _faulty(claims, record.code)
        return replace(self._compare(claims, _standing(record)), jws=record.jws)

    def _compare(self, claims: Claims, standing: "_Standing") -> Verification:
        """Compare what was read with genuine claims, the notices with those of the claims too."""
        finding = Verification(
            state=VerificationState.EXACT,
            code=claims.id,
            claims=claims,
            similarity=1.0,
            withdrawn_at=standing.withdrawn_at,
            replaced_by=standing.replaced_by,
        )
        if claims.hash is None:
            state = VerificationState.NO_RECORD
            return replace(finding, state=state, similarity=None, reason="open")
        same = self.read.get(claims.hash.raw) or self.read.get(claims.hash.plain)
        if same is None:
            match = self._likest(claims)
            if match is not None:
                return _alike(claims, match, standing)
            other = VerificationState.OTHER_TEXT
            return replace(finding, state=other, similarity=None, reason="hash_differs")
        if standing.withdrawn_at is not None:
            return replace(finding, state=VerificationState.WITHDRAWN)
        if not _notices_belong(same, claims):
            return replace(finding, state=VerificationState.EDITED, reason="notice_altered")
        return finding

    def _likest(self, claims: Claims) -> Match | None:
        if self.similar is None:
            return None
        found = [self.similar.compare(one, claims) for one in wordings(self.text)]
        like = [match for match in found if match is not None and match.likeness is not None]
        return max(like, key=lambda match: match.containment, default=None)

    def _check(self, jws: str) -> Claims | Fault:
        return check_label(jws, self.jwks, was_logged=self.find.was_logged)


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """Whether an answer was taken back."""

    withdrawn_at: datetime | None = None
    replaced_by: str = ""


def _standing(record: RecordedLabel) -> _Standing:
    return _Standing(withdrawn_at=record.withdrawn_at, replaced_by=record.replaced_by)


def _alike(claims: Claims, match: Match, standing: _Standing) -> Verification:
    """Say that a text is not an answer's but comes from it; being withdrawn matters more."""
    likeness = str(match.likeness)
    stands = standing.withdrawn_at is None
    state = VerificationState(likeness) if stands else VerificationState.WITHDRAWN
    return Verification(
        state=state,
        code=claims.id,
        claims=claims,
        similarity=round(match.containment, 3),
        reason="hash_differs" if stands else likeness,
        withdrawn_at=standing.withdrawn_at,
        replaced_by=standing.replaced_by,
    )


def _notices_belong(read: Canonical, claims: Claims) -> bool:
    first, last = notices_of(claims)
    allowed = {first, *(last.replace(claims.vfy, url) for url in urls_of(claims.vfy))}
    return allowed.issuperset(read.notices)


def _faulty(fault: Fault, code: str | None = None) -> Verification:
    revoked = fault is Fault.KEY_REVOKED
    state = VerificationState.KEY_REVOKED if revoked else VerificationState.BAD_SIGNATURE
    return Verification(state=state, code=code, reason=fault.value)
