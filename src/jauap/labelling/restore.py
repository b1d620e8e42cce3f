"""Is this the very text of this label? Only then may it be sent out again."""

from enum import StrEnum

from jauap.labelling.canonical import canonicalise, digest, text_hash
from jauap.labelling.carriers.sources import without_sources
from jauap.labelling.check import Fault, check_label
from jauap.labelling.labelled import SEAL, LabelledText, notices_of
from jauap.labelling.lookalikes import strip_lookalikes
from jauap.labelling.reading import urls_of
from jauap.labelling.sign import Jwks

_OPENING = "---\n"


class Mismatch(StrEnum):
    """Why a text is not sent out again."""

    LABEL = "label"
    """The label is not genuine."""
    KEY_REVOKED = "key_revoked"
    NOT_FINAL = "not_final"
    """The label opened a stream or closed a broken one, so it covers no whole text."""
    TEXT = "text"
    NOTICE = "notice"
    """The words are the label's, the notices around them are not."""


def restore(text: str, jws: str, jwks: Jwks) -> LabelledText | Mismatch:
    """Give back a labelled text that somebody brings, when text and notices are the label's own.

    The hash of the Markdown decides; lists of sources that were added are left aside. Layout is
    taken as it comes, since kz1 counts white space as one space.
    """
    claims = check_label(jws, jwks)
    if isinstance(claims, Fault):
        return Mismatch.KEY_REVOKED if claims is Fault.KEY_REVOKED else Mismatch.LABEL
    if claims.st != "final" or claims.hash is None:
        return Mismatch.NOT_FINAL
    whole = without_sources(_without_front_matter(text.replace("\r\n", "\n")))
    read = canonicalise(whole)
    if digest(read.text) != claims.hash.raw:
        return Mismatch.TEXT
    first, last = notices_of(claims)
    allowed = {first, *(last.replace(claims.vfy, url) for url in urls_of(claims.vfy))}
    if not allowed.issuperset(read.notices):
        return Mismatch.NOTICE
    body = strip_lookalikes(whole)
    if text_hash(body) != claims.hash.raw:
        return Mismatch.TEXT
    return LabelledText(
        words=body,
        code=claims.id,
        claims=claims,
        jws=jws.strip(),
        notice_first=first,
        notice_last=last,
        seal=SEAL,
    )


def _without_front_matter(text: str) -> str:
    """Take lines between dashes off; kz1 vouches for them no more than this does."""
    stripped = text.lstrip()
    end = stripped.find(f"\n{_OPENING}", len(_OPENING))
    if not stripped.startswith(f"{_OPENING}ai-disclosure: ") or end < 0:
        return text
    return stripped[end + len(_OPENING) + 1 :]
