"""Where do the sentences of a text begin and end?"""

import re
from collections.abc import Iterator

_BOUNDARY = re.compile(r"(?P<stop>[.!?…]+)[»”\")\]]*[ \t\u00a0]+(?=(?P<next>\S))|\n+")
_LAST_WORD = re.compile(r"[^\s«“\"(\[]+$")
_OPENING = frozenset("«“\"(['–—-•*№")

_ABBREVIATION_LIST = (
    # Kazakh, Russian and English abbreviations that do not end a sentence
    "ж жж ғғ б бб т м мм с қ к тг мың млн млрд тб тс сб др қар мыс бап тарм проф доц акад лат "
    "г гг ул д кв стр ст п пп ч абз рис табл руб тыс см напр т.е т.к т.д т.п т.б т.с.с и.о н.э "
    "б.з б.з.б б.з.д им обл р-н пос гос зам англ дж "
    "mr mrs ms dr prof no art sec vs e.g i.e etc fig st u.s a.m p.m inc co"
)
_ABBREVIATIONS = frozenset(_ABBREVIATION_LIST.split())
_INITIAL = re.compile(r"^[^\W\d_]$")
_POINT_NUMBER = re.compile(r"^\d{1,3}(?:[.-]\d{1,3})*$")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Give the character span of every sentence; a line break always ends one.

    Spans carry no white space at their ends, come in order and do not overlap.
    """
    return list(_trimmed(text, _cuts(text)))


def _cuts(text: str) -> Iterator[int]:
    line_start = 0
    for match in _BOUNDARY.finditer(text):
        if match["stop"] is None:
            line_start = match.end()
            yield match.end()
        elif _ends_sentence(text[line_start : match.start()], match["stop"], match["next"]):
            yield match.end()
    yield len(text)


def _ends_sentence(before: str, stop: str, following: str) -> bool:
    if not (following.isupper() or following.isdigit() or following in _OPENING):
        return False
    if stop != ".":
        return True
    found = _LAST_WORD.search(before)
    word = found.group() if found else ""
    if word.casefold() in _ABBREVIATIONS or _INITIAL.match(word):
        return False
    is_list_number = len(word) == len(before.strip()) and _POINT_NUMBER.match(word) is not None
    return not is_list_number


def _trimmed(text: str, cuts: Iterator[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for end in cuts:
        part = text[start:end]
        length = len(part.strip())
        if length:
            first = start + len(part) - len(part.lstrip())
            yield first, first + length
        start = end
