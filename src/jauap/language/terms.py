"""Which weighted terms stand for a text? The analyser behind the sparse vectors, no model file.

A text becomes 4-letter pieces of its folded words, the words' stems, pairs of neighbouring stems,
and numbers, dates and act numbers as they are written. Every term is a 32-bit number.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import mmh3

from jauap.assistant import Language
from jauap.language.fold import fold
from jauap.language.stem import stem

GRAM_WEIGHT = 1.0
STEM_WEIGHT = 2.0
BIGRAM_WEIGHT = 0.5

_GRAM = 4
_MASK = 0xFFFFFFFF

_TOKEN = re.compile(
    r"""
      (?P<spaced>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d))          # 500 000 000
    | (?P<number>\d+(?:[.,:/\-–]\d+)*(?:-[ivxlc]+\b)?)            # 31.01.2024, 2,5, 123/4, 401-v
    | (?P<code>[^\W\d_]{1,4}-?\d+(?:[-/.]\d+)*)                   # дсм-13, v1500010964
    | (?P<word>[^\W\d_]+(?:['’ʼʻ][^\W\d_]+)*)
    """,
    re.VERBOSE,
)
_NOT_DIGITS = re.compile(r"[^\d]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, analysed: what a stem, a number or an act number is known by."""

    stem: int
    """Term of the stem, or of the whole number."""
    grams: tuple[int, ...]
    """Terms of the 4-letter pieces; of a number, its parts."""


@dataclass(frozen=True, slots=True)
class Bag:
    """How often each term occurs in a text, by kind of term."""

    grams: Counter[int]
    stems: Counter[int]
    bigrams: Counter[int]


def analyse(text: str, language: Language) -> Bag:
    """Count the terms of a text written in `language`."""
    return count_terms(list(split_words(text, language)))


def count_terms(words: Sequence[Word]) -> Bag:
    """Count the terms of analysed words, in the order of the text."""
    stems = [word.stem for word in words]
    return Bag(
        grams=Counter(chain.from_iterable(word.grams for word in words)),
        stems=Counter(stems),
        bigrams=Counter([(a * 31 + b * 17 + 7) & _MASK for a, b in pairwise(stems)]),
    )


def terms(text: str, language: Language | None = None) -> Mapping[int, float]:
    """Weigh the terms of a question: count times weight of the kind; IDF is the engine's part."""
    bag = analyse(text, language or Language.RU)
    weights: dict[int, float] = {term: count * GRAM_WEIGHT for term, count in bag.grams.items()}
    for term, count in bag.stems.items():
        weights[term] = weights.get(term, 0.0) + count * STEM_WEIGHT
    for term, count in bag.bigrams.items():
        weights[term] = weights.get(term, 0.0) + count * BIGRAM_WEIGHT
    return weights


def split_words(text: str, language: Language) -> Iterator[Word]:
    """Analyse the words of a text one by one, in order."""
    for match in _TOKEN.finditer(text.casefold()):
        if match.lastgroup == "word":
            yield _analyse_word(match.group(), language)
        else:
            yield _analyse_number(match.group())


@lru_cache(maxsize=131_072)
def _analyse_word(word: str, language: Language) -> Word:
    is_kazakh = language is Language.KK
    skeleton = f"_{fold(word, is_kazakh=is_kazakh)}_"
    root = fold(stem(word, language), is_kazakh=is_kazakh)
    return Word(
        stem=_term("s", root),
        grams=tuple(
            _term("g", skeleton[at : at + _GRAM]) for at in range(max(1, len(skeleton) - 3))
        ),
    )


@lru_cache(maxsize=16_384)
def _analyse_number(number: str) -> Word:
    whole = number.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace("–", "-")
    parts = [part for part in _NOT_DIGITS.split(whole) if part]
    return Word(stem=_term("n", whole), grams=tuple(_term("n", part) for part in parts))


def _term(kind: str, text: str) -> int:
    return mmh3.hash(kind + text, signed=False)
