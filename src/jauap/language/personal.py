"""Which words of a citizen must never be stored? Numbers and addresses that name a person."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from jauap.language.checksums import bin_is_plausible, iban_holds, iin_is_plausible, luhn_holds
from jauap.language.phones import find_phones


class PersonalKind(StrEnum):
    """What a masked piece of text was."""

    IIN = "iin"
    BIN = "bin"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    EMAIL = "email"
    DOCUMENT = "document"


@dataclass(frozen=True, kw_only=True, slots=True)
class Masked:
    """A text in which personal numbers and addresses are replaced by neutral tokens."""

    text: str
    kinds: tuple[str, ...]
    """What was replaced, values of `PersonalKind`, each once, in its order."""


_Found = tuple[int, int, PersonalKind]
_Finder = Callable[[str], Iterator[_Found]]

_TOKENS = {
    PersonalKind.IIN: "[ЖСН/ИИН]",
    PersonalKind.BIN: "[БСН/БИН]",
    PersonalKind.PHONE: "[тел.]",
    PersonalKind.CARD: "[карта/card]",
    PersonalKind.IBAN: "[IBAN]",
    PersonalKind.EMAIL: "[e-mail]",
    PersonalKind.DOCUMENT: "[құжат/документ]",
}
# Masking can set free a number that stood in the middle of another; two rounds are usual.
_MOST_ROUNDS = 8

# The fewest digits a secret here can have are those of an account number.
_FIVE_DIGITS = re.compile(r"\d(?:\D*\d){4}")
_GAP = r"[ \u00a0\u2009\u202f\-\u2010-\u2013]"
_TWELVE = re.compile(
    rf"(?<![\d+])(?<!\d{_GAP})(?:\d{{12}}|\d{{6}}{_GAP}\d{{6}}|\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}"
    rf"|\d{{3}}(?:{_GAP}\d{{3}}){{3}})(?!\d|{_GAP}\d)"
)
_IIN_CUE = re.compile(r"(?:ЖСН|ИИН|JSN|IIN)[\s:№#=.\-–—]{0,4}\Z", re.IGNORECASE)
_BIN_CUE = re.compile(r"(?:БСН|БИН|BSN|BIN)[\s:№#=.\-–—]{0,4}\Z", re.IGNORECASE)
_CARD = re.compile(
    rf"(?<![\d+])(?<!\d{_GAP})(?:\d{{13,19}}|\d{{4,6}}(?:{_GAP}\d{{4,8}}){{1,3}}(?:{_GAP}\d{{1,3}})?)"
    rf"(?!\d|{_GAP}\d)"
)
# Issuers' first digits; timestamps (20...), address codes (0...) and SIM cards (89...) are not.
_CARD_PREFIX = re.compile(r"3|4|5|6|2[2-7]|8600|9860")
_YEARS = re.compile(rf"(?:(?:19|20)\d\d(?:{_GAP}|\Z))+")
_CURRENCY = re.compile(
    r"\s*(?:₸|₽|\$|€|KZT|USD|EUR|RUB|тг\b|тнг|тең|тенг|руб|долл|евро|tenge|roubl|rubl|dollar|euro)",
    re.IGNORECASE,
)
_IBAN = re.compile(rf"(?<![^\W_])[KКkк][ZzЗз]{_GAP}?\d{{2}}(?:{_GAP}?[0-9A-Za-z]){{16}}(?![^\W_])")
_DOCUMENT = re.compile(
    r"(?:жеке\s+куәлі\w*|удостоверени\w*(?:\s+личности)?|уд\.?\s*личности|паспорт\w*"
    r"|identity\s+card|\bID\s+card|passport)"
    r"(?:\s+(?:нөмірі\w*|номер\w*|number|no\.?|серия|сериясы))?[\s:№#N-]{1,4}"
    r"(?P<number>\d{9}|[NНnн]\s?\d{8})(?!\d)",
    re.IGNORECASE,
)
_BEFORE_AT = re.compile(r"[\w.+%\-]{1,64}\Z")
_AFTER_AT = re.compile(r"(?:[\w\-]{1,63}\.){1,8}[^\W\d_][\w\-]{0,61}[^\W_]")


def mask_personal(text: str) -> Masked:
    """Replace personal numbers and e-mail addresses; anything else stays as it is.

    Identifiers count only with a valid check digit, or right behind their own name
    ("ИИН ..."). Masking a masked text changes nothing.
    """
    if not ("@" in text or _FIVE_DIGITS.search(text)):
        return Masked(text=text, kinds=())
    seen: set[PersonalKind] = set()
    for _ in range(_MOST_ROUNDS):
        before = text
        for finder in _FINDERS:
            text = _replace(text, finder, seen)
        if text == before:
            break
    return Masked(text=text, kinds=tuple(kind.value for kind in PersonalKind if kind in seen))


def _replace(text: str, finder: _Finder, seen: set[PersonalKind]) -> str:
    pieces, end = [], 0
    for start, stop, kind in finder(text):
        if start >= end:
            pieces += [text[end:start], _TOKENS[kind]]
            end = stop
            seen.add(kind)
    return "".join([*pieces, text[end:]]) if pieces else text


def _emails(text: str) -> Iterator[_Found]:
    at = text.find("@")
    while at >= 0:
        before = _BEFORE_AT.search(text[max(0, at - 64) : at])
        after = _AFTER_AT.match(text, at + 1)
        if before and after:
            yield at - len(before[0]), after.end(), PersonalKind.EMAIL
        at = text.find("@", at + 1)


def _ibans(text: str) -> Iterator[_Found]:
    for match in _IBAN.finditer(text):
        account = "KZ" + re.sub(_GAP, "", match[0])[2:].upper()
        if iban_holds(account):
            yield *match.span(), PersonalKind.IBAN


def _documents(text: str) -> Iterator[_Found]:
    for match in _DOCUMENT.finditer(text):
        yield *match.span("number"), PersonalKind.DOCUMENT


def _persons_and_organisations(text: str) -> Iterator[_Found]:
    for match in _TWELVE.finditer(text):
        digits = _digits(match[0])
        ahead = text[max(0, match.start() - 8) : match.start()]
        if _IIN_CUE.search(ahead):
            yield *match.span(), PersonalKind.IIN
        elif _BIN_CUE.search(ahead):
            yield *match.span(), PersonalKind.BIN
        elif _CURRENCY.match(text, match.end()):
            continue
        elif iin_is_plausible(digits):
            yield *match.span(), PersonalKind.IIN
        elif bin_is_plausible(digits):
            yield *match.span(), PersonalKind.BIN


def _cards(text: str) -> Iterator[_Found]:
    for match in _CARD.finditer(text):
        digits = _digits(match[0])
        if (
            13 <= len(digits) <= 19
            and _CARD_PREFIX.match(digits)
            and not _YEARS.fullmatch(match[0])
            and not _CURRENCY.match(text, match.end())
            and luhn_holds(digits)
        ):
            yield *match.span(), PersonalKind.CARD


def _phones(text: str) -> Iterator[_Found]:
    for start, stop in find_phones(text):
        if not _CURRENCY.match(text, stop):
            yield start, stop, PersonalKind.PHONE


def _digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


_FINDERS: tuple[_Finder, ...] = (
    _emails,
    _ibans,
    _documents,
    _persons_and_organisations,
    _cards,
    _phones,
)
