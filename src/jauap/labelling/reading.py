"""In which ways can a pasted text be the text of a label?"""

import html
import re

from jauap.labelling.canonical import Canonical, canonicalise, digest
from jauap.labelling.code import read_code
from jauap.labelling.fingerprint import normalise
from jauap.labelling.markdown import render_plain
from jauap.language.personal import PersonalKind, mask_personal

_MARKER = re.compile(r"^[ \t]*(?:[•◦▪‣·*+–-]|\d{1,3}[.)])[ \t]+", re.MULTILINE)
_CODE = re.compile(r"/v(?:1/labels)?/([0-9A-Za-z]{12})(?![0-9A-Za-z])")
_MOST_CODES = 5
_OF_ONE_PERSON = frozenset(
    {PersonalKind.IIN, PersonalKind.CARD, PersonalKind.IBAN, PersonalKind.DOCUMENT}
)


def readings(text: str) -> dict[str, Canonical]:
    """Read a text as it stands, as Markdown, without list marks, and unescaped; by hash.

    Browsers and office programs differ in whether a copied list keeps its marks. Markdown with
    an address behind its words is read letter by letter only: its rendering hides the address.
    """
    ways = [text, _MARKER.sub("", text)]
    rendered = render_plain(text)
    if not rendered.hides_addresses:
        ways.append(rendered.text)
    if "&" in text:
        ways.append(html.unescape(text))
    read: dict[str, Canonical] = {}
    for canonical in map(canonicalise, ways):
        if canonical.text:
            read.setdefault(digest(canonical.text), canonical)
    return read


def wordings(text: str) -> tuple[str, ...]:
    """Give the words of a text without its notices: as a reader sees it, and as it stands.

    Fingerprints know neither spaces nor marks, so ways that differ in those alone are one.
    """
    ways = [render_plain(text).text, text]
    if "&" in text:
        ways.append(html.unescape(text))
    words = [canonicalise(way).text for way in ways]
    return tuple({normalise(one): one for one in reversed(words) if one}.values())


def names_a_person(text: str) -> bool:
    """Tell whether a text holds a number that belongs to one person."""
    return not _OF_ONE_PERSON.isdisjoint(mask_personal(text).kinds)


def codes_in(text: str) -> tuple[str, ...]:
    """Give the label codes in the verify addresses of a text, first ones first, at most five."""
    found = dict.fromkeys(read_code(match.group(1)) for match in _CODE.finditer(text))
    return tuple(code for code in found if code)[:_MOST_CODES]


def urls_of(verify_url: str) -> tuple[str, ...]:
    """Give the ways in which a verify address is written: whole, and without its scheme."""
    return verify_url, verify_url.split("://", 1)[-1]
