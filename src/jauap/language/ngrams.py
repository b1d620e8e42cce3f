"""What of a word's letters tells its language? Pieces of one to four letters, and the word."""

from collections.abc import Iterable, Sequence
from itertools import chain

_LONGEST = 4
# Kazakh, Kyrgyz and Tatar share ө ү ң; only Kazakh and some others have these besides.
_SHARED = frozenset("өүң")
_KAZAKH = frozenset("қғұіәһ")
_MOST_SHARED = 8
SHARED_ONLY = "<shared>"
"""Feature of a text with ө ү ң but none of қ ғ ұ і ә һ; once for each kind in a word, up to 8."""


def language_features(words: Iterable[str]) -> list[str]:
    """List the features of lower-case words, with repetition; "_" marks the ends of a word."""
    told = tuple(words)
    return [*chain.from_iterable(map(word_features, told)), *shared_features(told)]


def word_features(word: str) -> list[str]:
    """List the features of one word, whatever stands beside it."""
    padded = f"_{word}_"
    end = len(padded)
    features = list(word)
    for size in range(2, _LONGEST + 1):
        features += [padded[start : start + size] for start in range(end - size + 1)]
    if end > _LONGEST:
        features.append(padded)
    return features


def shared_features(words: Sequence[str]) -> list[str]:
    """List the features that only the words together have."""
    letters = "".join(words)
    if letters.isascii() or not _KAZAKH.isdisjoint(letters):
        return []
    shared = sum(len(_SHARED.intersection(word)) for word in words)
    return [SHARED_ONLY] * min(shared, _MOST_SHARED)
