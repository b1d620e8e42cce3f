"""What do documents call what citizens ask about? "Прописка": "регистрация по месту жительства".

A list of offices' words comes with jauap (thesaurus.yaml); an assistant's own synonyms.yaml adds to
it and overrules it, and an ingest writes it beside the index. Nothing is put in place of what was
asked: the other words stand beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from jauap.assistant import Language
from jauap.errors import IndexUnavailable
from jauap.knowledge import Synonyms
from jauap.language.roots import spellings
from jauap.language.terms import Word, split_words
from jauap.workspace import read_yaml

SYNONYMS = "synonyms"
"""Key of an assistant's own synonyms among a generation's details."""

_LONGEST = 3
"""Words of the longest expression that is looked up."""

_HARDLY = 0.7
"""Share of an unseen word's rarity from which on the documents hardly say a word themselves."""
_WRITTEN = 0.5
"""What a documents' word counts in an extract beside the one that was asked with."""


@dataclass(frozen=True, slots=True)
class Meant:
    """An expression of a question, and what documents say for it."""

    said: tuple[int, ...]
    """Stems of the expression."""
    words: tuple[Word, ...]
    spelled: tuple[str, ...]


class Reads(Protocol):
    """Tells what the expressions of a question mean."""

    def read(self, words: Sequence[Word], language: Language) -> tuple[Meant, ...]:
        """Give what documents say for the expressions among these words."""


class Thesaurus:
    """What citizens say and what documents call it, language by language."""

    def __init__(self, *lists: Synonyms) -> None:
        """Join lists of synonyms; a later one overrules the earlier about the same expression."""
        self._meant: dict[tuple[Language, tuple[int, ...]], Meant] = {}
        self._spellings: defaultdict[Language, list[str]] = defaultdict(list)
        for each in lists:
            for language, synonyms in each.synonyms.items():
                for synonym in synonyms:
                    words = tuple(split_words(synonym.means, language))
                    for expression in synonym.said:
                        said = _stems(split_words(expression, language))
                        meant = Meant(said=said, words=words, spelled=spellings(synonym.means))
                        self._meant[language, said] = meant
                        self._spellings[language] += spellings(expression)

    def read(self, words: Sequence[Word], language: Language) -> tuple[Meant, ...]:
        """Tell what the expressions of a question mean, a longer one before its parts."""
        stems = _stems(words)
        found: list[Meant] = []
        at = 0
        while at < len(stems):
            meant = self._longest(stems[at : at + _LONGEST], language)
            if meant is not None and not set(meant.said).issuperset(_stems(meant.words)):
                found.append(meant)
            at += len(meant.said) if meant else 1
        return tuple(found)

    def spellings(self, language: Language) -> tuple[str, ...]:
        """Give the words of all expressions, which are no slips though no document knows them."""
        return tuple(self._spellings.get(language, ()))

    def _longest(self, stems: tuple[int, ...], language: Language) -> Meant | None:
        for length in range(len(stems), 0, -1):
            meant = self._meant.get((language, stems[:length]))
            if meant is not None:
                return meant
        return None


class Unsaid:
    """A thesaurus of what one index hardly says itself; its own words lead there unaided."""

    def __init__(
        self, thesaurus: Reads, rarity: Callable[[Sequence[int], Language], Sequence[float]]
    ) -> None:
        """Limit a thesaurus.

        Args:
            rarity: gives the rarity of stems as shares of an unseen word's, in [0, 1].
        """
        self._thesaurus = thesaurus
        self._rarity = rarity

    def read(self, words: Sequence[Word], language: Language) -> tuple[Meant, ...]:
        """Give what documents say for the expressions they hardly use."""
        found = self._thesaurus.read(words, language)
        return tuple(each for each in found if max(self._rarity(each.said, language)) >= _HARDLY)


@cache
def built_in() -> Synonyms:
    """Read the list that comes with jauap."""
    return read_yaml(Path(__file__).with_name("thesaurus.yaml"), Synonyms)


@cache
def usual_thesaurus() -> Thesaurus:
    """Give the thesaurus of an assistant without a list of its own."""
    return Thesaurus(built_in())


def dump_synonyms(own: Synonyms) -> dict[str, str]:
    """Write an assistant's own synonyms for a generation's details; none need no place there."""
    return {SYNONYMS: own.model_dump_json(by_alias=True)} if own.synonyms else {}


def read_thesaurus(details: Mapping[str, str]) -> Thesaurus:
    """Give the thesaurus a generation is searched with.

    Raises:
        IndexUnavailable: the synonyms are damaged.
    """
    written = details.get(SYNONYMS, "")
    if not written:
        return usual_thesaurus()
    try:
        return Thesaurus(built_in(), Synonyms.model_validate_json(written))
    except ValidationError as error:
        raise IndexUnavailable(
            "the synonyms of this generation cannot be read",
            remedy="write the index anew: jauap ingest <assistant> --force",
        ) from error


def spelled_meanings(meant: Sequence[Meant]) -> tuple[tuple[str, float], ...]:
    """Give the documents' words as they are written, and what each counts beside a word asked."""
    return tuple((word, _WRITTEN) for each in meant for word in each.spelled)


def _stems(words: Sequence[Word]) -> tuple[int, ...]:
    return tuple(word.stem for word in words)
