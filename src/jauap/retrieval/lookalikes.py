"""Which known words look like a mistyped one, and which slip made it so?"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from jauap.assistant import Language
from jauap.language.affairs import affair_words
from jauap.language.fold import fold
from jauap.language.question_words import asking_words
from jauap.language.slips import Slip, slip_between, sound_of
from jauap.language.terms import root_skeleton

_NEVER = 99
_LEAST_LETTERS = {
    Slip.LETTERS: (4, 4),
    Slip.DOUBLED: (5, 5),
    Slip.UNDOUBLED: (4, 4),
    Slip.SWAPPED: (4, 4),
    Slip.MISSING: (6, 4),
    Slip.TAKEN: (5, 4),
    Slip.SOUND: (7, 6),
    Slip.EXTRA: (_NEVER, 7),
}
"""Letters a typed word must have for a slip to be believed; the second number is for a word that
holds three letters in a row that no known word holds."""
_LEADING_ASTRAY = (Slip.MISSING, Slip.SOUND, Slip.EXTRA)
"""Slips that lead from one right word to another as well."""
_TWICE = 2
"""How often a word must be written for such a slip to lead to it; once may be a slip itself."""
_SHORTEST = 3
_SHORTEST_ROOT = 6
_HEARD = 2
"""Letters that may sound alike in one word."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that may be meant."""

    spelled: str
    root: str
    count: int
    """How often words of its root are written."""
    is_asked: bool
    """Whether any question may say it."""


class Lookalikes:
    """Folded words, found by what a finger may have made of them."""

    def __init__(self, entries: Mapping[str, Entry], *, are_roots: bool = False) -> None:
        """Sort words by how they begin and how they sound.

        Args:
            entries: words by their folded letters.
            are_roots: whether the words are without their endings, so that more of them are alike.
        """
        self.entries = entries
        self._are_roots = are_roots
        self._sorted = sorted(entries)
        shortest = _SHORTEST_ROOT - 1 if are_roots else _SHORTEST
        self._by_start: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_sound: defaultdict[str, list[str]] = defaultdict(list)
        for skeleton in entries:
            if len(skeleton) >= shortest:
                self._by_start[skeleton[0], len(skeleton)].append(skeleton)
                self._by_sound[sound_of(skeleton)].append(skeleton)

    def begins(self, typed: str) -> bool:
        """Tell whether folded letters are the beginning of a word."""
        at = bisect_left(self._sorted, typed)
        return at < len(self._sorted) and self._sorted[at].startswith(typed)

    def near(self, typed: str, *, is_odd: bool) -> Iterator[tuple[Slip, Entry]]:
        """Give the words that one believable slip leads to.

        Args:
            typed: the folded letters of a word that is not among them.
            is_odd: whether it holds three letters in a row that no known word holds.
        """
        for skeleton in sorted({*self._heard(typed), *self._written(typed)}):
            slip = slip_between(typed, skeleton)
            if slip is None or len(typed) < self._least_letters(slip, is_odd=is_odd):
                continue
            entry = self.entries[skeleton]
            if slip not in _LEADING_ASTRAY or entry.count >= _TWICE:
                yield slip, entry

    def _least_letters(self, slip: Slip, *, is_odd: bool) -> int:
        least = _LEAST_LETTERS[slip][is_odd]
        return max(_SHORTEST_ROOT, least + 1) if self._are_roots else least

    def _heard(self, typed: str) -> Iterator[str]:
        for skeleton in self._by_sound.get(sound_of(typed), ()):
            if OSA.distance(typed, skeleton, score_cutoff=_HEARD) <= _HEARD:
                yield skeleton

    def _written(self, typed: str) -> Iterator[str]:
        for length in range(len(typed) - 1, len(typed) + 2):
            among = self._by_start.get((typed[:1], length), ())
            for skeleton, _, _ in extract(
                typed, among, scorer=OSA.distance, processor=None, score_cutoff=1, limit=None
            ):
                yield skeleton


def entries_of(
    words: Mapping[str, Mapping[str, int]], language: Language
) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Give what may be meant in a language, by folded word and by folded root.

    The words of any question and of all affairs of state are among it, so that a slip in one is not
    taken for another word.
    """
    asking = {root_skeleton(word, language) for word in asking_words(language)}
    listed = _by_root((*asking_words(language), *affair_words(language)), language)
    whole: dict[str, Entry] = {}
    roots: dict[str, Entry] = {}
    most: dict[str, int] = {}
    for root in {**words, **listed}:
        spellings = {**words.get(root, {})}
        for word, times in listed.get(root, {}).items():
            spellings[word] = spellings.get(word, 0) + times
        count = sum(spellings.values())
        for spelled, times in spellings.items():
            skeleton = fold(spelled, is_kazakh=language is Language.KK)
            if times > most.get(skeleton, 0):
                most[skeleton] = times
                whole[skeleton] = Entry(spelled, root, count, root in asking)
        usual = max(spellings, key=lambda spelled: (spellings[spelled], spelled))
        roots[root] = Entry(usual, root, count, root in asking)
    return whole, roots


def _by_root(words: Iterable[str], language: Language) -> dict[str, dict[str, int]]:
    """Take every word for one that is written twice."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for word in words:
        found[root_skeleton(word, language)][word] = _TWICE
    return found


def triples(skeleton: str) -> Iterator[str]:
    """Give every three letters in a row, the edges of the word among them."""
    framed = f" {skeleton} "
    return (framed[at : at + 3] for at in range(len(skeleton)))
