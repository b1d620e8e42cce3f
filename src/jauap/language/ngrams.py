"""What of a word's letters tells its language? Pieces of one to four letters, and the word."""

from collections.abc import Iterable

_LONGEST = 4
# Kazakh, Kyrgyz and Tatar share ө ү ң; only Kazakh and some others have these besides.
_SHARED = frozenset("өүң")
_KAZAKH = frozenset("қғұіәһ")
_MOST_SHARED = 8
SHARED_ONLY = "<shared>"
"""Feature of a text with ө ү ң but none of қ ғ ұ і ә һ; once for each kind in a word, up to 8."""


def language_features(words: Iterable[str]) -> list[str]:
    """List the features of lower-case words, with repetition; "_" marks the ends of a word."""
    features: list[str] = []
    letters: set[str] = set()
    shared = 0
    for word in words:
        padded = f"_{word}_"
        end = len(padded)
        features += word
        for size in range(2, _LONGEST + 1):
            features += [padded[start : start + size] for start in range(end - size + 1)]
        if end > _LONGEST:
            features.append(padded)
        letters.update(word)
        shared += len(_SHARED.intersection(word)) if not _SHARED.isdisjoint(word) else 0
    if shared and letters.isdisjoint(_KAZAKH):
        features += [SHARED_ONLY] * min(shared, _MOST_SHARED)
    return features
