"""Which sentence of a document says what its twin says in another language?

Sentences are matched in order by dynamic programming over their lengths, after Gale and Church,
"A Program for Aligning Sentences in Bilingual Corpora" (1993), with one addition that fits acts:
matched sentences should name the same numbers.
"""

import math
import re
from collections.abc import Iterator

from jauap.language.sentences import split_sentences

_MOVES = ((1, 1, 0.0), (2, 1, 2.5), (1, 2, 2.5), (1, 0, 3.0), (0, 1, 3.0))
"""Sentences taken on each side, and what taking them so costs."""
_SPREAD = 2.2
"""Usual difference in length of two translations, in square roots of their mean length."""
_NUMBERS = 2.0
_BAND = 30
_DIGITS = re.compile(r"\d+")


def align(first: str, second: str) -> Iterator[tuple[str, str]]:
    """Pair the sentences of two texts; what has no counterpart is left out."""
    mine, theirs = _Side(first), _Side(second)
    steps = _cheapest(mine, theirs)
    row, column = len(mine), len(theirs)
    pairs = []
    while row or column:
        rows, columns = steps[row, column]
        if rows and columns:
            pairs.append((mine.said(row - rows, row), theirs.said(column - columns, column)))
        row, column = row - rows, column - columns
    return reversed(pairs)


class _Side:
    """The sentences of one text, with what they are compared by."""

    def __init__(self, text: str) -> None:
        self._sentences = [text[start:end] for start, end in split_sentences(text)]
        self._numbers = [frozenset(_DIGITS.findall(each)) for each in self._sentences]
        self._lengths = [0]
        for sentence in self._sentences:
            self._lengths.append(self._lengths[-1] + len(sentence))

    def __len__(self) -> int:
        return len(self._sentences)

    def said(self, start: int, end: int) -> str:
        return " ".join(self._sentences[start:end])

    def length(self, start: int, end: int) -> int:
        return self._lengths[end] - self._lengths[start]

    def numbers(self, start: int, end: int) -> frozenset[str]:
        return frozenset().union(*self._numbers[start:end])


def _cheapest(mine: _Side, theirs: _Side) -> dict[tuple[int, int], tuple[int, int]]:
    """Find for each pair of places the last step of the cheapest way there."""
    rows, columns = len(mine), len(theirs)
    share = theirs.length(0, columns) / max(mine.length(0, rows), 1)
    slope = columns / max(rows, 1)
    band = _BAND + abs(rows - columns)
    costs = {(0, 0): 0.0}
    steps: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows + 1):
        middle = round(row * slope)
        for column in range(max(0, middle - band), min(columns, middle + band) + 1):
            here = costs.get((row, column))
            if here is None:
                continue
            for down, right, price in _MOVES:
                to = row + down, column + right
                if to[0] > rows or to[1] > columns:
                    continue
                cost = here + price
                if down and right:
                    cost += _unlike(mine, theirs, (row, to[0]), (column, to[1]), share)
                if cost < costs.get(to, math.inf):
                    costs[to], steps[to] = cost, (down, right)
    return steps


def _unlike(
    mine: _Side, theirs: _Side, rows: tuple[int, int], columns: tuple[int, int], share: float
) -> float:
    expected, found = mine.length(*rows) * share, theirs.length(*columns)
    cost = abs(expected - found) / math.sqrt((expected + found) / 2 + 1) / _SPREAD
    one, other = mine.numbers(*rows), theirs.numbers(*columns)
    if one or other:
        cost += _NUMBERS * (0.5 - len(one & other) / len(one | other))
    return cost
