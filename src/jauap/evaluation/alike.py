"""Are two wordings one question? Case, marks, typing slips, order and script do not count."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from jauap.language.fold import fold

_TOKEN = re.compile(r"[^\W_]+(?:['’ʼʻ‘`\-‑–/.][^\W_]+)*")
_MARK = re.compile(r"[^\w]|_")
_DOUBLE = re.compile(r"([^\W\d])\1+")
_GRAM = 4

SET_RATIO, SORT_RATIO, RUN_RATIO = 95.0, 85.0, 95.0
"""In percent: rapidfuzz's token_set_ratio together with token_sort_ratio, and the plain ratio of
the letters written without spaces."""
LARGEST_CHANGE = 0.34
"""Share of a wording's words that may differ and still be a retouched copy."""


@dataclass(frozen=True)
class Wording:
    """A question reduced to what survives retyping: folded words, in order."""

    words: tuple[str, ...]

    @cached_property
    def run(self) -> str:
        """All letters and digits without spaces."""
        return "".join(self.words)

    @cached_property
    def ordered(self) -> str:
        """The words in alphabetical order."""
        return " ".join(sorted(self.words))

    @cached_property
    def grams(self) -> frozenset[str]:
        """Pieces of four characters of each word and its borders; word order leaves no trace."""
        return frozenset(
            f"_{word}_"[at : at + _GRAM]
            for word in self.words
            for at in range(max(1, len(word) + 3 - _GRAM))
        )


def read_wording(question: str) -> Wording:
    """Reduce a question: Kazakh letters, a Russian keyboard and Latin spellings become one."""
    text = unicodedata.normalize("NFKC", question).casefold()
    words = (_reduce(token) for token in _TOKEN.findall(text))
    return Wording(words=tuple(word for word in words if word))


def is_alike(first: Wording, second: Wording) -> bool:
    """Tell whether one wording is a copy of the other, retouched at most.

    Human rewordings of the same question mostly are not: evaluation/README.md has the rates.
    """
    from rapidfuzz import fuzz

    if differing_words(first, second) <= _allowed(first, second):
        return True
    if fuzz.ratio(first.run, second.run, score_cutoff=RUN_RATIO):
        return True
    return bool(
        fuzz.token_sort_ratio(first.ordered, second.ordered, score_cutoff=SORT_RATIO)
        and fuzz.token_set_ratio(first.ordered, second.ordered, score_cutoff=SET_RATIO)
    )


def differing_words(first: Wording, second: Wording) -> int:
    """Count the words of the one that have no partner in the other, the larger count of the two.

    A slip of one letter, or of two in a long word, does not part two words.
    """
    rest, left = list(second.words), []
    for word in first.words:
        if word in rest:
            rest.remove(word)
        else:
            left.append(word)
    alone = 0
    for word in left:
        partner = next((other for other in rest if _is_slip(word, other)), None)
        if partner is None:
            alone += 1
        else:
            rest.remove(partner)
    return max(alone, len(rest))


def _allowed(first: Wording, second: Wording) -> int:
    length = max(len(first.words), len(second.words))
    most = 2 if length >= 6 else 1 if length >= 4 else 0
    return min(most, int(length * LARGEST_CHANGE))


def _is_slip(word: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    length = max(len(word), len(other))
    if length < 4 or word.isdigit() or other.isdigit():
        return False
    slips = 1 if length < 8 else 2
    return OSA.distance(word, other, score_cutoff=slips) <= slips


def _reduce(token: str) -> str:
    skeleton = fold(_MARK.sub("", token), is_kazakh=True).replace("y", "i")
    return _DOUBLE.sub(r"\1", skeleton)
