"""Which weighted terms stand for a text? The analyser behind the sparse vectors, no model file.

A text becomes 4-letter pieces of its folded words, the words' stems, pairs of neighbouring stems,
and numbers, dates and act numbers as they are written. Every term is a 32-bit number.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
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
ENDING_WEIGHT = 0.3
"""What a piece of a word's ending weighs beside a piece of its stem."""
CARRIED_WEIGHT = 4.0
"""What the pieces of a root weigh more, all together, when no passage holds its stem."""

_NUMBER_WEIGHT = 2.0
"""What a part of a number weighs beside a piece of a word: a figure is short, but exact."""
_USUAL_PIECES = 6
_LENGTH_SHARE = 0.35
"""How much of a long Kazakh word's surplus of pieces is taken back; 1 would be all of it."""

_GRAM = 4
_MASK = 0xFFFFFFFF

WORD = re.compile(r"[^\W\d_]+(?:['’ʼʻ][^\W\d_]+)*")
"""A word as the search reads it: letters, with an apostrophe between them."""
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(
    rf"""
      (?P<spaced>\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?!\d))          # 500 000 000
    | (?P<number>\d+(?:[.,:/\-–]\d+)*(?:-[ivxlc]+\b)?)            # 31.01.2024, 2,5, 123/4, 401-v
    | (?P<code>[^\W\d_]{{1,4}}-?\d+(?:[-/.]\d+)*)                   # дсм-13, v1500010964
    | (?P<word>{WORD.pattern})
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
    """Terms of the 4-letter pieces, in order; of a number, its parts."""
    root_grams: int
    """How many of the pieces begin inside the stem; the others are ending."""
    piece_weight: float = 1.0
    """What one piece weighs in a question: less in a long Kazakh word, more in a short one."""


@dataclass(frozen=True, slots=True)
class Bag:
    """How often each term occurs in a text, by kind of term."""

    grams: Counter[int]
    stems: Counter[int]
    bigrams: Counter[int]


def analyse(text: str, language: Language) -> Bag:
    """Count the terms of a text written in `language`."""
    return count_terms(split_words(text, language))


def count_terms(words: Sequence[Word]) -> Bag:
    """Count the terms of analysed words, in the order of the text."""
    stems = [word.stem for word in words]
    return Bag(
        grams=Counter(chain.from_iterable(word.grams for word in words)),
        stems=Counter(stems),
        bigrams=Counter([_bigram(first, second) for first, second in pairwise(stems)]),
    )


def terms(text: str, language: Language | None = None) -> Mapping[int, float]:
    """Weigh the terms of a question; their rarity is the engine's part."""
    return weigh_terms(split_words(text, language or Language.RU))


def weigh_terms(words: Sequence[Word]) -> dict[int, float]:
    """Weigh the terms of a question's words: count times weight of the kind of term."""
    weights: dict[int, float] = {}
    for word in words:
        weights[word.stem] = weights.get(word.stem, 0.0) + STEM_WEIGHT
        piece = GRAM_WEIGHT * word.piece_weight
        for place, gram in enumerate(word.grams):
            weight = piece if place < word.root_grams else piece * ENDING_WEIGHT
            weights[gram] = weights.get(gram, 0.0) + weight
    for first, second in pairwise(words):
        pair = _bigram(first.stem, second.stem)
        weights[pair] = weights.get(pair, 0.0) + BIGRAM_WEIGHT
    return weights


def weigh_topic(words: Sequence[Word]) -> dict[int, float]:
    """Weigh what names a topic: stems and their pieces, without endings and pairs of words."""
    weights: dict[int, float] = {}
    for word in words:
        weights[word.stem] = weights.get(word.stem, 0.0) + STEM_WEIGHT
        for gram in word.grams[: word.root_grams]:
            weights[gram] = weights.get(gram, 0.0) + GRAM_WEIGHT * word.piece_weight
    return weights


def split_words(text: str, language: Language) -> list[Word]:
    """Analyse the words of a text one by one, in order."""
    text = text.casefold()
    if _DIGIT.search(text) is None:
        return [_analyse_word(word, language) for word in WORD.findall(text)]
    return [
        _analyse_word(match.group(), language)
        if match.lastgroup == "word"
        else _analyse_number(match.group())
        for match in _TOKEN.finditer(text)
    ]


def root_skeleton(word: str, language: Language) -> str:
    """Give a casefolded word's stem in folded letters, as the search knows it."""
    return fold(stem(word, language), is_kazakh=language is Language.KK)


@lru_cache(maxsize=131_072)
def _analyse_word(word: str, language: Language) -> Word:
    is_kazakh = language is Language.KK
    skeleton = f"_{fold(word, is_kazakh=is_kazakh)}_"
    root = root_skeleton(word, language)
    grams = tuple(
        _term("g", skeleton[at : at + _GRAM]) for at in range(max(1, len(skeleton) - _GRAM + 1))
    )
    return Word(
        stem=_term("s", root),
        grams=grams,
        root_grams=max(1, len(root) - 1),
        piece_weight=(_USUAL_PIECES / len(grams)) ** _LENGTH_SHARE if is_kazakh else 1.0,
    )


@lru_cache(maxsize=16_384)
def _analyse_number(number: str) -> Word:
    whole = number.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace("–", "-")
    parts = [part for part in _NOT_DIGITS.split(whole) if part]
    grams = tuple(_term("n", part) for part in parts)
    return Word(
        stem=_term("n", whole),
        grams=grams,
        root_grams=len(grams),
        piece_weight=_NUMBER_WEIGHT,
    )


def _bigram(first: int, second: int) -> int:
    return (first * 31 + second * 17 + 7) & _MASK


def _term(kind: str, text: str) -> int:
    return mmh3.hash(kind + text, signed=False)
