"""Where may a long text be cut? At a paragraph, a line, a sentence, a word, in this order."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator

from jauap.language.sentences import split_sentences

_WHOLE = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)|(?:https?://|www\.)\S+|\[\d{1,2}\]")
"""Links and citation tokens; none of them is cut."""
_ZERO_WIDTH_JOINER = "\u200d"
_SHORTEST = 3
"""A border in the first third of a part makes it too short to be worth it."""


def utf16_units(text: str) -> int:
    """Count a text as messengers do: a character beyond the basic plane is two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def split_text(text: str, room: int, size: Callable[[str], int] = utf16_units) -> tuple[str, ...]:
    """Cut a text into parts of at most `room` each; joined by white space they are the text.

    A stretch without white space that is longer than `room` is cut between two letters.

    Raises:
        ValueError: not even one letter fits.
    """
    return tuple(_parts(text.strip(), room, size))


def _parts(text: str, room: int, size: Callable[[str], int]) -> Iterator[str]:
    while size(text) > room:
        fitting = bisect_right(range(1, len(text) + 1), room, key=lambda end: size(text[:end]))
        if fitting == 0:
            raise ValueError("no letter fits")
        end = _border(text, fitting)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def _border(text: str, fitting: int) -> int:
    """Choose the end of a part that may be `fitting` characters long."""
    # The space after the part may stand outside of it.
    seen = text[: fitting + 1]
    whole = [match.span() for match in _WHOLE.finditer(text[: fitting + 2048])]
    kinds = (
        [match.end() for match in re.finditer(r"\n\s*\n", seen)],
        [match.end() for match in re.finditer(r"\n", seen)],
        [start for start, _ in split_sentences(seen)[1:]],
        [match.end() for match in re.finditer(r"\s", seen)],
    )
    for ends in kinds:
        free = [end for end in ends if end <= fitting + 1 and not _tears(end, whole)]
        if free and free[-1] >= fitting // _SHORTEST:
            return free[-1]
    earlier = [end for end in kinds[-1] if not _tears(end, whole)]
    return earlier[-1] if earlier else _between_letters(text, fitting)


def _tears(end: int, whole: list[tuple[int, int]]) -> bool:
    return any(start < end < stop for start, stop in whole)


def _between_letters(text: str, fitting: int) -> int:
    """Step back from the middle of a letter with its marks, or of joined pictures."""
    end = fitting
    while 0 < end < len(text) and (
        unicodedata.combining(text[end])
        or _ZERO_WIDTH_JOINER in (text[end], text[end - 1])
        or unicodedata.category(text[end]) in ("Mn", "Me")
    ):
        end -= 1
    return end or fitting
