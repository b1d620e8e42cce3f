"""How alike is a question to the example wordings? TF-IDF over marks, kept by mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from jauap.retrieval.wording import Wording

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_WORDS = 1 << 32
"""Added to a word's mark, so that the two kinds never meet."""
_MANY = 1200
_COMMON = 0.1
"""Share of many examples beyond which a mark says too little for the time it costs."""


@dataclass(frozen=True, kw_only=True)
class Examples:
    """Example wordings, kept by mark: which examples hold it, and how much it weighs there."""

    terms: Numbers
    """Known marks in ascending order; a word's mark is moved past the letters' marks."""
    rarity: Floats
    starts: Numbers
    """Where each mark's entries begin in `rows` and `values`; one more than there are marks."""
    rows: Numbers
    values: NDArray[np.float32]
    count: int

    @classmethod
    def of(cls, wordings: Sequence[Wording]) -> Self:
        """Weigh wordings by TF-IDF; letters and words count for one half each."""
        marks = [_marks(wording) for wording in wordings]
        terms, held_by = np.unique(
            np.concatenate([np.zeros(0, np.int64), *marks]), return_counts=True
        )
        if len(wordings) > _MANY:
            terms = terms[held_by <= _COMMON * len(wordings)]
        found = [_find(each, terms) for each in marks]
        kept = [is_known for _, is_known in found]
        held = [at for at, _ in found]
        sizes = [len(each) for each in held]
        columns = np.concatenate([np.zeros(0, np.int64), *held])
        occurs = np.bincount(columns, minlength=len(terms))
        rarity = np.log((1 + len(wordings)) / (1 + occurs)) + 1.0
        values = [
            _weigh(_counts(wording)[is_kept], rarity[each], terms[each])
            for wording, each, is_kept in zip(wordings, held, kept, strict=True)
        ]
        order = np.argsort(columns, kind="stable")
        return cls(
            terms=terms,
            rarity=rarity,
            starts=np.concatenate([[0], np.cumsum(occurs)]).astype(np.int64),
            rows=np.repeat(np.arange(len(wordings)), sizes)[order],
            values=np.concatenate([np.zeros(0), *values])[order].astype(np.float32),
            count=len(wordings),
        )

    def likeness(self, wording: Wording) -> Floats:
        """Give the cosine of a wording to each example, in [0, 1]."""
        marks = _marks(wording)
        at, known = _find(marks, self.terms)
        if not len(at):
            return np.zeros(self.count)
        weights = _weigh(_counts(wording)[known], self.rarity[at], marks[known])
        starts, sizes = self.starts[at], self.starts[at + 1] - self.starts[at]
        shift = np.repeat(starts - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        places = np.arange(sizes.sum()) + shift
        weighed = self.values[places] * np.repeat(weights, sizes)
        return np.bincount(self.rows[places], weights=weighed, minlength=self.count).astype(float)


def _marks(wording: Wording) -> Numbers:
    """Give the distinct marks of a wording, ascending."""
    letters = np.fromiter(wording.letters, np.int64, len(wording.letters))
    words = np.fromiter(wording.words, np.int64, len(wording.words)) + _WORDS
    return np.concatenate([np.sort(letters), np.sort(words)])


def _find(marks: Numbers, terms: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Give the places of the marks that are among the terms, and which those are."""
    if not len(terms):
        return np.zeros(0, np.int64), np.zeros(len(marks), bool)
    at = np.searchsorted(terms, marks)
    at[at == len(terms)] = 0
    is_known = terms[at] == marks
    return at[is_known], is_known


def _counts(wording: Wording) -> Floats:
    """Give how often each mark occurs, in the order of `_marks`."""
    ordered = [kind[mark] for kind in (wording.letters, wording.words) for mark in sorted(kind)]
    return np.array(ordered, dtype=np.float64)


def _weigh(counts: Floats, rarity: Floats, terms: Numbers) -> Floats:
    """Weigh marks so that each kind of mark has the squared length one half."""
    weights = (1 + np.log(counts)) * rarity
    is_word = terms >= _WORDS
    for kind in (is_word, ~is_word):
        length = np.sqrt((weights[kind] ** 2).sum())
        if length > 0:
            weights[kind] /= length * np.sqrt(2)
    return weights
