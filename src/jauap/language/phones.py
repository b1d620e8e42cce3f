"""Where does a text hold somebody's telephone number?"""

import re
from collections.abc import Iterator

_GAP = r"[ \u00a0\u2009\u202f()./\-\u2010-\u2013]"
# Kazakhstan and Russia share code 7; at home the first digit is 8 or nothing.
_CANDIDATE = re.compile(
    rf"(?<![A-Z\d])(?<!\d[\-./\u2010-\u2013])(?:\((?=\d{{3,5}}\)))?(?:"
    rf"(?:\+\s?7|[78])(?:{_GAP}{{0,3}}\d){{10}}(?!\d)"
    rf"|7(?:{_GAP}{{0,3}}\d){{9}}(?!\d)"
    rf"|\+(?:{_GAP}{{0,3}}\d){{8,15}}(?!\d))"
)
_LAST_GROUP = re.compile(rf"{_GAP}+\d+\Z")
_THOUSANDS = re.compile(r"(?<![\d+])\d{1,3}(?:([ \u00a0\u2009\u202f.])\d{3})(?:\1\d{3})*(?!\d)")
_NUMBER_SIGN = re.compile(r"№\s{0,2}\Z")
_PHONE_CUE = re.compile(
    r"(?:тел|моб|ұялы|сот|phone|mobile|whats|ватсап|вацап)[^\d\n\]]{0,16}\Z", re.IGNORECASE
)


def find_phones(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of telephone numbers, home (KZ) or international, in order.

    Sums written in thousands, numbers of acts ("№ ...") and free hot lines are passed over.
    """
    for match in _CANDIDATE.finditer(text):
        number = _valid_number(match[0])
        start, stop = match.start(), match.start() + len(number)
        if number and ("+" in number or not _is_other_number(text, start, stop)):
            yield start, stop


def _is_other_number(text: str, start: int, stop: int) -> bool:
    if _PHONE_CUE.search(text[max(0, start - 24) : start]):
        return False
    if _NUMBER_SIGN.search(text[max(0, start - 3) : start]):
        return True
    amounts = _THOUSANDS.finditer(text, max(0, start - 12), stop + 12)
    return any(amount.start() <= start and stop <= amount.end() for amount in amounts)


def _valid_number(candidate: str) -> str:
    import phonenumbers as lib

    number = candidate
    while number:
        try:
            parsed = lib.parse(number, "KZ")
        except lib.NumberParseException:
            return ""
        if lib.is_valid_number(parsed):
            is_hot_line = lib.number_type(parsed) == lib.PhoneNumberType.TOLL_FREE
            return "" if is_hot_line else number
        shorter = _LAST_GROUP.sub("", number)
        number = shorter if shorter != number else ""
    return ""
