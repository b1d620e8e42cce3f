"""What is a word called in another language? A table learned from an assistant's own twins."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from jauap.assistant import Language
from jauap.errors import IndexUnavailable
from jauap.language.terms import GRAM_WEIGHT, STEM_WEIGHT, Word, split_words
from jauap.retrieval.packed import UNREADABLE, pack, unpack

TRANSLATIONS = "translations"
"""Key of the tables among a generation's details."""

TABLE_FORMAT = 2
"""Another way of learning or writing tables makes them be learned anew."""
_SURE = 0.25
"""A translation at least this likely stands for the word when evidence is gathered."""

_ALIKE = 0.6
"""Share of root pieces that makes a word unknown to the table like one it knows."""
_MOST_ALIKE = 2

_LIKELY = 0.1
"""A translation less likely than this is no help in choosing a sentence."""

Meanings = Mapping[int, tuple[tuple[str, float], ...]]
"""Stem of a word -> words of the other language and how likely each translates it."""


@dataclass(frozen=True)
class Translation:
    """Words of one language and their likely translations into another."""

    source: Language
    target: Language
    meanings: Meanings
    spellings: Mapping[int, str] = field(default_factory=dict)
    """How the texts spell the words that have meanings; a word like one of these shares them."""

    def expand(self, words: Sequence[Word]) -> dict[int, float]:
        """Weigh the terms of the words' translations: likelihood times weight of the kind."""
        weights: dict[int, float] = {}
        for word in words:
            for other, likelihood in self._translations(word):
                weights[other.stem] = weights.get(other.stem, 0.0) + STEM_WEIGHT * likelihood
                piece = GRAM_WEIGHT * other.piece_weight * likelihood
                for gram in other.grams[: other.root_grams]:
                    weights[gram] = weights.get(gram, 0.0) + piece
        return weights

    def knows(self, words: Sequence[Word]) -> bool:
        """Tell whether any of the words has a translation."""
        return any(word.stem in self.meanings for word in words)

    def translate(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Replace each word by its most likely translation; an unknown word stays."""
        return tuple(self._best(word) for word in words)

    def spelled(self, word: Word) -> str:
        """Give a word's most likely translation as it is written; empty for an unknown word."""
        meanings = self.meanings.get(word.stem, ())
        return next((text for text, likelihood in meanings if likelihood >= _SURE), "")

    def meanings_of(self, words: Sequence[Word]) -> tuple[tuple[str, float], ...]:
        """Give the likely translations of words, as they are written, with their likelihood."""
        return tuple(
            meaning
            for word in words
            for meaning in self.meanings.get(word.stem, ())
            if meaning[1] >= _LIKELY
        )

    def _translations(self, word: Word) -> Iterator[tuple[Word, float]]:
        """Give what a word means; one that was never seen means what words like it mean."""
        if word.stem in self._words:
            yield from self._words[word.stem]
            return
        root = frozenset(word.grams[: word.root_grams])
        shared = Counter(stem for piece in root for stem in self._holding.get(piece, ()))
        alike = {
            stem: share
            for stem, count in shared.items()
            if (share := 2 * count / (len(root) + len(self._roots[stem]))) >= _ALIKE
        }
        for stem in sorted(alike, key=lambda each: (-alike[each], each))[:_MOST_ALIKE]:
            for other, likelihood in self._words.get(stem, ()):
                yield other, likelihood * alike[stem]

    def _best(self, word: Word) -> Word:
        for other, likelihood in self._words.get(word.stem, ()):
            if likelihood >= _SURE:
                return other
        return word

    @cached_property
    def _roots(self) -> dict[int, frozenset[int]]:
        return {
            stem: frozenset(word.grams[: word.root_grams])
            for stem, spelled in self.spellings.items()
            for word in split_words(spelled, self.source)[:1]
        }

    @cached_property
    def _holding(self) -> dict[int, list[int]]:
        """Stems by the pieces of their roots."""
        holding: dict[int, list[int]] = {}
        for stem, root in self._roots.items():
            for piece in root:
                holding.setdefault(piece, []).append(stem)
        return holding

    @cached_property
    def _words(self) -> dict[int, tuple[tuple[Word, float], ...]]:
        return {
            stem: tuple(
                (word, likelihood)
                for text, likelihood in meanings
                for word in split_words(text, self.target)[:1]
            )
            for stem, meanings in self.meanings.items()
        }


def dump_translations(tables: Sequence[Translation]) -> str:
    """Write tables as one short text; equal tables give equal texts."""
    written = {
        "format": TABLE_FORMAT,
        "tables": [
            [
                table.source,
                table.target,
                [
                    (stem, table.spellings.get(stem, ""), meanings)
                    for stem, meanings in sorted(table.meanings.items())
                ],
            ]
            for table in tables
        ],
    }
    return pack(written)


def load_translations(text: str) -> tuple[Translation, ...]:
    """Read tables back; an empty text holds none.

    Raises:
        IndexUnavailable: the text is damaged or of another version.
    """
    if not text:
        return ()
    try:
        read = unpack(text)
        if read["format"] != TABLE_FORMAT:
            return ()
        return tuple(
            Translation(
                Language(source),
                Language(target),
                {
                    int(stem): tuple((str(word), float(share)) for word, share in meanings)
                    for stem, _, meanings in rows
                },
                {int(stem): str(spelled) for stem, spelled, _ in rows if spelled},
            )
            for source, target, rows in read["tables"]
        )
    except UNREADABLE as error:
        raise IndexUnavailable(
            "the word table of this generation cannot be read",
            remedy="write the index anew: jauap ingest <assistant> --force",
        ) from error
