"""By which marks is a wording known? Words, word pairs and letter pieces, each as a number.

Finer than the terms of the search: pieces of two to five letters also meet where a citizen types
without Kazakh letters, leaves out an ending or misspells.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import mmh3

from jauap.assistant import Language
from jauap.language.fold import fold
from jauap.language.terms import split_words

_SHORTEST, _LONGEST = 2, 5
_MASK = 0xFFFFFFFF
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """How often each mark occurs in a text; the two kinds are weighed apart."""

    letters: Counter[int]
    words: Counter[int]


def read_wording(text: str, language: Language) -> Wording:
    """Count the marks of a text written in `language`."""
    stems = [word.stem for word in split_words(text, language)]
    couples = [(first * 31 + second * 17 + 7) & _MASK for first, second in pairwise(stems)]
    is_kazakh = language is Language.KK
    pieces = (_pieces(word, is_kazakh=is_kazakh) for word in _WORD.findall(text.casefold()))
    return Wording(
        letters=Counter(chain.from_iterable(pieces)), words=Counter(chain(stems, couples))
    )


@lru_cache(maxsize=32_768)
def _pieces(word: str, *, is_kazakh: bool) -> tuple[int, ...]:
    plain = f" {fold(word, is_kazakh=is_kazakh)} "
    return tuple(
        mmh3.hash(plain[at : at + length], signed=False)
        for length in range(_SHORTEST, _LONGEST + 1)
        for at in range(len(plain) - length + 1)
    )
