"""Which documents does a question call by name?"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

from jauap.assistant import Language
from jauap.language.terms import Word, split_words

_SOFT_MATCH = 0.5
_SOFT_WORTH = 0.8


@dataclass(frozen=True, slots=True)
class _Part:
    stem: int
    root: frozenset[int]
    rarity: float

    @classmethod
    def of(cls, word: Word, rarity: float) -> Self:
        return cls(word.stem, frozenset(word.grams[: word.root_grams]), rarity)


class Titles:
    """The titles of one language's documents, each word with its rarity among them."""

    def __init__(self, titles: Mapping[str, str], language: Language) -> None:
        """Read the titles, by document id."""
        words = {each: split_words(title, language) for each, title in titles.items()}
        held = Counter(stem for title in words.values() for stem in {word.stem for word in title})
        self._titles = {
            each: [_Part.of(word, _rarity(held[word.stem], len(titles))) for word in title]
            for each, title in words.items()
        }
        self._marks = {
            each: frozenset(chain([part.stem for part in title], *(part.root for part in title)))
            for each, title in self._titles.items()
        }

    def named(self, question: Sequence[Word], documents: Collection[str]) -> dict[str, float]:
        """Tell for each document which share of its title's rarity the question says, in [0, 1].

        A word that shares at least half of its stem's pieces with the question counts in part.
        """
        stems = {word.stem for word in question}
        pieces = {piece for word in question for piece in word.grams[: word.root_grams]}
        # Stems and pieces are numbers of one kind, so one look spares most titles.
        marks = stems | pieces
        return {
            each: 0.0
            if marks.isdisjoint(self._marks.get(each, ()))
            else self._share(each, stems, pieces)
            for each in documents
        }

    def _share(self, document: str, stems: set[int], pieces: set[int]) -> float:
        said = total = 0.0
        for part in self._titles.get(document, ()):
            total += part.rarity
            if part.stem in stems:
                said += part.rarity
            elif not part.root.isdisjoint(pieces):
                share = len(part.root & pieces) / len(part.root)
                said += part.rarity * _SOFT_WORTH * share if share >= _SOFT_MATCH else 0.0
        return said / total if total else 0.0


def _rarity(holding: int, count: int) -> float:
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))
