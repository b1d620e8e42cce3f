"""When are two texts the same text? The canonical form "kz1" and its hashes."""

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from jauap.labelling.front_matter import without_front_matter
from jauap.labelling.markdown import plain_text
from jauap.labelling.notice import separate_notices

C14N = "kz1"
"""Name of this canonical form in a label; the form never changes under this name."""

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_IGNORABLES = re.compile(f"[{_IGNORABLE}]+")


@dataclass(frozen=True, kw_only=True)
class Hashes:
    """SHA-256 of an answer's canonical Markdown and of its rendered text, base64url."""

    raw: str
    plain: str


@dataclass(frozen=True, kw_only=True)
class Canonical:
    """A text in the form kz1 and the notice lines that were lifted out of it."""

    text: str
    notices: tuple[str, ...]


def drop_ignorables(text: str) -> str:
    """Remove the characters Unicode calls default-ignorable; none of them has ink.

    The ranges are those of DerivedCoreProperties.txt, Unicode 16.
    """
    return _IGNORABLES.sub("", text)


def canonicalise(text: str) -> Canonical:
    """Bring a text to the form kz1: no ignorables, NFC, single spaces, no notice, trimmed.

    Ignorables go first: one between a letter and its accent would keep them from composing.
    """
    spaced = " ".join(unicodedata.normalize("NFC", drop_ignorables(text)).split())
    body, notices = separate_notices(without_front_matter(spaced))
    return Canonical(text=" ".join(body.split()), notices=notices)


def text_hash(text: str) -> str:
    """Hash the canonical form of one text, base64url without padding."""
    return digest(canonicalise(text).text)


def body_hashes(markdown: str) -> Hashes:
    """Hash an answer's Markdown and the text a reader copies from its rendering."""
    return Hashes(raw=text_hash(markdown), plain=text_hash(plain_text(markdown)))


def digest(canonical_text: str) -> str:
    """Hash a text that is in canonical form already: SHA-256, base64url without padding."""
    sha = hashlib.sha256(canonical_text.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(sha).rstrip(b"=").decode("ascii")
