"""What does a search remember of one generation, so that it asks the engine only once?"""

from collections.abc import Sequence
from sys import intern
from typing import TypeVar

from jauap.assistant import Language
from jauap.knowledge import Passage
from jauap.retrieval.fields import Kind
from jauap.retrieval.index import Generation, Hit, Index
from jauap.retrieval.outline import Outline, read_outline
from jauap.retrieval.rarity import Rarity
from jauap.retrieval.reading import read_pair, read_passage
from jauap.retrieval.spelling import Spelling
from jauap.retrieval.thesaurus import Unsaid, read_thesaurus
from jauap.retrieval.titles import Titles
from jauap.retrieval.translation import TRANSLATIONS, Translation, load_translations
from jauap.retrieval.vocabulary import VOCABULARY, Vocabulary, load_vocabularies, with_spoken

_PAIRS = {"kind": Kind.PAIR.value}
_REMEMBERED = 4096
_REMEMBERED_DOCUMENTS = 131_072
_REMEMBERED_OUTLINES = 32_768
_REMEMBERED_PASSAGES = 8192
_Read = TypeVar("_Read")


class Memory:
    """Points, rarities and the languages of the pairs; dropped when the generation changes."""

    def __init__(self, index: Index, assistant_id: str, generation: Generation) -> None:
        self.generation = generation
        self._index = index
        self._assistant_id = assistant_id
        self._points: dict[str, Hit] = {}
        self._document_of: dict[str, str] = {}
        self._passages: dict[str, Passage] = {}
        self._outlines: dict[str, Outline] = {}
        self._rarities = {language: Rarity(language) for language in Language}
        self._pairs = [read_pair(hit) for hit in index.browse(assistant_id, _PAIRS)]
        self.pair_languages = frozenset(pair.language for pair in self._pairs)
        """Languages that have pairs at all."""
        self._said = read_thesaurus(generation.details)
        self.thesaurus = Unsaid(self._said, self._rarity_of)
        """What the documents call what citizens say."""
        self._titles: dict[Language, Titles] = {}
        self._documents: dict[Language, list[Hit]] = {}
        self._source_ids: dict[Language, frozenset[str]] = {}
        self._only_in: dict[tuple[Language, Language], frozenset[str]] = {}
        self._translations: dict[tuple[Language, Language], Translation] | None = None
        self._vocabularies: tuple[Vocabulary, ...] | None = None
        self._spellings: dict[Language, Spelling] = {}

    def rarity(self, language: Language) -> Rarity:
        """Give what is known about the rarity of words in a language."""
        return self._rarities[language]

    def _rarity_of(self, stems: Sequence[int], language: Language) -> list[float]:
        """Give the rarity of stems as shares of an unseen word's; new ones are asked for."""
        rarity = self._rarities[language]
        unknown = rarity.missing(stems)
        if unknown:
            answers = self._index.query(self._assistant_id, rarity.requests(unknown))
            rarity.learn(unknown, answers)
        known = rarity.of(stems)
        return [known[stem] / rarity.unseen if rarity.unseen else 1.0 for stem in stems]

    def titles(self, language: Language) -> Titles:
        """Give the titles of the documents in a language."""
        if language not in self._titles:
            titles = {
                str(hit.payload.get("document_id")): str(hit.payload.get("title", ""))
                for hit in self._documents_in(language)
            }
            self._titles[language] = Titles(titles, language)
        return self._titles[language]

    def only_in(self, other: Language, language: Language) -> frozenset[str]:
        """Name the sources that speak another language and have no twin in this one."""
        key = other, language
        if key not in self._only_in:
            self._only_in[key] = self._sources(other) - self._sources(language)
        return self._only_in[key]

    def has_twins(self, first: Language, second: Language) -> bool:
        """Tell whether any source speaks both languages."""
        return not self._sources(first).isdisjoint(self._sources(second))

    def translation(self, source: Language, target: Language) -> Translation | None:
        """Give what the documents taught about the words of one language in another."""
        return self._tables().get((source, target))

    def translations_into(self, target: Language) -> list[Translation]:
        """Give what the documents taught about other languages' words in one language."""
        return [table for (_, into), table in self._tables().items() if into is target]

    def _tables(self) -> dict[tuple[Language, Language], Translation]:
        if self._translations is None:
            tables = load_translations(self.generation.details.get(TRANSLATIONS, ""))
            self._translations = {(table.source, table.target): table for table in tables}
        return self._translations

    def spelling(self, language: Language) -> Spelling:
        """Give what the texts taught about the spelling of a language."""
        if language not in self._spellings:
            if self._vocabularies is None:
                written = self.generation.details.get(VOCABULARY, "")
                self._vocabularies = with_spoken(
                    load_vocabularies(written), self._pairs, self._said.spellings
                )
            self._spellings[language] = Spelling(language, self._vocabularies)
        return self._spellings[language]

    def _sources(self, language: Language) -> frozenset[str]:
        if language not in self._source_ids:
            self._source_ids[language] = frozenset(
                str(hit.payload.get("source_id")) for hit in self._documents_in(language)
            )
        return self._source_ids[language]

    def _documents_in(self, language: Language) -> list[Hit]:
        if language not in self._documents:
            match = {"kind": Kind.DOCUMENT.value, "language": language.value}
            self._documents[language] = self._index.browse(self._assistant_id, match)
        return self._documents[language]

    def documents(self, ids: Sequence[str]) -> dict[str, str]:
        """Tell which document each point belongs to; vanished points are left out."""
        return self._known(self._document_of, ids)

    def outlines(self, ids: Sequence[str]) -> dict[str, Outline]:
        """Read what is compared closely of chunks; those that vanished are left out."""
        return self._known(self._outlines, ids)

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Read chunks as passages without a score; those that vanished are left out.

        Raises:
            IndexUnavailable: a point was written by something else.
        """
        return self._known(self._passages, ids)

    def points(self, ids: Sequence[str]) -> dict[str, Hit]:
        """Read points by id; those that vanished from the index are left out."""
        known = {point_id: self._points[point_id] for point_id in ids if point_id in self._points}
        missing = [point_id for point_id in ids if point_id not in known]
        if missing:
            fetched = {hit.id: hit for hit in self._index.fetch(self._assistant_id, missing)}
            if len(self._points) + len(fetched) > _REMEMBERED:
                self._points.clear()
            self._points.update(fetched)
            known.update(fetched)
        return known

    def _known(self, among: "dict[str, _Read]", ids: Sequence[str]) -> dict[str, _Read]:
        """Give what was read of points; what is new is read once for all uses.

        The points themselves are not kept: their text would be held twice.
        """
        unknown = [each for each in ids if each not in among]
        if unknown:
            self._make_room(len(unknown))
            # Room was perhaps made by forgetting what is asked for.
            unknown = [each for each in ids if each not in among]
            for hit in self._index.fetch(self._assistant_id, unknown):
                self._document_of[hit.id] = intern(str(hit.payload.get("document_id")))
                if hit.payload.get("kind") == Kind.CHUNK.value:
                    self._outlines[hit.id] = read_outline(hit.payload)
                    self._passages[hit.id] = read_passage(hit, 0.0)
        return {each: read for each in ids if (read := among.get(each)) is not None}

    def _make_room(self, points: int) -> None:
        for most, known in (
            (_REMEMBERED_DOCUMENTS, self._document_of),
            (_REMEMBERED_OUTLINES, self._outlines),
            (_REMEMBERED_PASSAGES, self._passages),
        ):
            if len(known) + points > most:
                known.clear()
