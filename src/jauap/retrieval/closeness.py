"""Which of the first passages answers most closely? Read as sentences, not as bags of words.

Four signs, each a share of the best score of the search: one sentence and its neighbours hold the
question's words; neighbouring words of the question stand near each other; the best sentence, or
any, has the wanted kind of words; the question says the heading. The weights were chosen together,
by leaving out one public set at a time (docs/decisions/search.md).
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jauap.assistant import Language
from jauap.language.roots import root_of, spellings, telling_spellings
from jauap.language.terms import split_words
from jauap.retrieval.outline import Outline, bits_of
from jauap.retrieval.translation import Translation
from jauap.retrieval.wanted import kinds_wanted

_SENTENCE = 0.1
_NEAR = 0.15
_KIND = 0.1
_KIND_ANYWHERE = 0.05
_HEADING = 0.05

_NEIGHBOUR = 0.5
"""What a word in the sentence before or after counts beside one in the sentence."""
_HALFWAY = 21
"""Characters between two words at which half of their nearness is left."""
_APART = 2
"""Words of the question this far apart belong together."""
_MOST_PLACES = 16
_NOWHERE: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question looks for in a passage's sentences."""

    roots: tuple[tuple[str, int], ...]
    """Root of each informative word and its stem term, in order."""
    said: tuple[str, ...]
    """Roots of all words."""
    kinds: int
    """Kinds of words that would answer, as bits; 0 when the wording does not show it."""


@lru_cache(maxsize=1024)
def sought_by(question: str, language: Language, meant: tuple[str, ...] = ()) -> Sought:
    """Tell what a question looks for; `meant` are the documents' words for some of its own."""
    roots: dict[str, int] = {}
    for word in (*telling_spellings(question, language), *meant):
        root, stem = _root_and_stem(word, language)
        if stem is not None:
            roots.setdefault(root, stem)
    return Sought(
        roots=tuple(roots.items()),
        said=tuple(root_of(word, language) for word in spellings(question)),
        kinds=bits_of(kinds_wanted(question, language)),
    )


@lru_cache(maxsize=16_384)
def _root_and_stem(word: str, language: Language) -> tuple[str, int | None]:
    """Give a word's root and the term of its stem; None for what is no word to the search."""
    analysed = split_words(word, language)
    return root_of(word, language), analysed[0].stem if analysed else None


def sought_abroad(question: str, language: Language, table: Translation) -> Sought:
    """Tell what a question looks for in documents of another language; an unknown word is itself.

    Headings of another language count for nothing.
    """
    roots: dict[str, int] = {}
    for word in telling_spellings(question, language):
        for analysed in split_words(word, language)[:1]:
            meant = table.spelled(analysed)
            stem = next((each.stem for each in split_words(meant, table.target)), analysed.stem)
            root = root_of(meant, table.target) if meant else root_of(word, language)
            roots.setdefault(root, stem)
    kinds = bits_of(kinds_wanted(question, language))
    return Sought(roots=tuple(roots.items()), said=(), kinds=kinds)


def closeness(
    sought: Sought, outlines: Mapping[str, Outline], rarity: Mapping[int, float]
) -> dict[str, float]:
    """Tell how closely each passage answers, in [0, 0.45].

    Args:
        outlines: passages by id.
        rarity: IDF by stem term; a word without one counts nothing.
    """
    marks = [(root, rarity.get(stem, 0.0)) for root, stem in sought.roots]
    worths = [worth for _, worth in marks]
    total = sum(worths)
    if total <= 0:
        return dict.fromkeys(outlines, 0.0)
    couples = [
        (first, second, min(worths[first], worths[second]))
        for first in range(len(marks))
        for second in range(first + 1, min(first + 1 + _APART, len(marks)))
    ]
    all_couples = sum(worth for _, _, worth in couples) or 1.0
    close = {}
    fits = _Fits(worths)
    for passage_id, outline in outlines.items():
        places = [_places(outline.text, root) for root, _ in marks]
        best, fit = fits.best_sentence(outline, places)
        near = sum(
            [
                worth / (1 + _gap(places[first], places[second]) / _HALFWAY)
                for first, second, worth in couples
                if places[first] and places[second]
            ]
        )
        close[passage_id] = (
            _SENTENCE * fit / total
            + _NEAR * near / all_couples
            + (_of_kind(outline.kinds, best, sought.kinds) if sought.kinds else 0.0)
            + (_HEADING * _said(outline.heading, sought.said) ** 2 if outline.heading else 0.0)
        )
    return close


class _Fits:
    """What sets of words are worth, each set a number with a bit for a word; added up once."""

    def __init__(self, worths: Sequence[float]) -> None:
        self._worths = worths
        self._known: dict[int, float] = {}

    def best_sentence(self, outline: Outline, places: Sequence[Sequence[int]]) -> tuple[int, float]:
        """Find the sentence that holds most, its neighbours' words in part; and how much."""
        rows: dict[int, int] = {}
        starts = outline.starts
        for mark, found in enumerate(places):
            for place in found:
                at = bisect_right(starts, place) - 1
                rows[at] = rows.get(at, 0) | 1 << mark
        best, most = 0, 0.0
        for at in sorted(rows):
            own = rows[at]
            around = (rows.get(at - 1, 0) | rows.get(at + 1, 0)) & ~own
            fit = self._worth(own) + _NEIGHBOUR * self._worth(around)
            if fit > most:
                best, most = at, fit
        return best, most

    def _worth(self, words: int) -> float:
        worth = self._known.get(words)
        if worth is None:
            held = [each for mark, each in enumerate(self._worths) if words >> mark & 1]
            worth = self._known[words] = sum(held)
        return worth


def _of_kind(kinds: bytes, best: int, wanted: int) -> float:
    if not any(each & wanted for each in kinds):
        return 0.0
    return _KIND_ANYWHERE + (_KIND if kinds[best] & wanted else 0.0)


def _places(text: str, root: str) -> Sequence[int]:
    at = text.find(root)
    if at < 0:
        return _NOWHERE
    places: list[int] = []
    while at >= 0 and len(places) < _MOST_PLACES:
        places.append(at)
        at = text.find(root, at + 1)
    return places


def _gap(first: Sequence[int], second: Sequence[int]) -> int:
    if len(first) == len(second) == 1:
        return abs(first[0] - second[0])
    return min([abs(one - two) for one in first for two in second])


def _said(heading: Sequence[str], said: Sequence[str]) -> float:
    """Give the share of a heading's words that a question says, in [0, 1]."""
    roots = tuple(said)
    if not heading or not roots:
        return 0.0
    return sum(f" {word} ".startswith(roots) for word in heading) / len(heading)
