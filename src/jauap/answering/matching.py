"""Which marks of a question does a stretch of text carry, and what is each mark worth?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from jauap.assistant import Language
from jauap.language.roots import folded, root_of, telling_spellings

_GRAM = 4
_STEMS = 0.8
"""What all stems of a question weigh beside all its 4-letter pieces."""

Meaning = tuple[str, float]
"""A word of another language and how likely it translates a word of the question."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a question is recognised by: folded stretches of letters and how much each counts."""

    pieces: Mapping[str, float]
    stems: Mapping[str, float]
    """A space and the beginning of a word, up to its stem's end."""


@lru_cache(maxsize=1024)
def marks_of(
    question: str,
    language: Language,
    meanings: tuple[Meaning, ...] = (),
    target: Language | None = None,
) -> Marks:
    """Give the marks of a question's telling words, and of what they mean in `target`.

    A question of nothing but question words keeps them all.
    """
    pieces: dict[str, float] = {}
    stems: dict[str, float] = {}
    spoken = [(word, 1.0, language) for word in telling_spellings(question, language)]
    spoken += [(word, likelihood, target or language) for word, likelihood in meanings]
    for word, likelihood, tongue in spoken:
        for piece in _pieces(folded(word)):
            pieces[piece] = max(likelihood, pieces.get(piece, 0.0))
        root = root_of(word, tongue)
        stems[root] = max(likelihood, stems.get(root, 0.0))
    return Marks(pieces, stems)


def weigh_marks(marks: Marks, texts: Sequence[str]) -> dict[str, float]:
    """Weigh the marks that occur in some folded text by their rarity among the texts.

    The weights of the pieces sum up to 1, those of the stems to a fixed share of it.
    """
    everything = "".join(texts)
    weights: dict[str, float] = {}
    for group, share in ((marks.pieces, 1.0), (marks.stems, _STEMS)):
        worth = {
            mark: count * math.log(1 + len(texts) / held)
            for mark, count in group.items()
            if mark in everything and (held := len([1 for text in texts if mark in text]))
        }
        total = sum(worth.values())
        for mark, value in worth.items():
            weights[mark] = weights.get(mark, 0.0) + share * value / total
    return weights


def worth_of(text: str, weights: Mapping[str, float]) -> float:
    """Sum up the weights of the marks that occur in a folded text."""
    return sum([weight for mark, weight in weights.items() if mark in text])


def _pieces(words: str) -> frozenset[str]:
    """Give the 4-letter pieces of folded words, with their edges."""
    return frozenset(
        chain.from_iterable(
            (word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1))
            for word in (f" {part} " for part in words.split())
            if len(word) > _GRAM
        )
    )
