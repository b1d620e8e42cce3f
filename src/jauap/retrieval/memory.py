"""What does a search remember of one generation, so that it asks the engine only once?"""

from collections.abc import Sequence

from jauap.assistant import Language
from jauap.retrieval.fields import Kind
from jauap.retrieval.index import Generation, Hit, Index
from jauap.retrieval.rarity import Rarity

_REMEMBERED = 4096


class Memory:
    """Points, rarities and the languages of the pairs; dropped when the generation changes."""

    def __init__(self, index: Index, assistant_id: str, generation: Generation) -> None:
        self.generation = generation
        self._index = index
        self._assistant_id = assistant_id
        self._points: dict[str, Hit] = {}
        self._rarities = {language: Rarity(language) for language in Language}
        pairs = index.browse(assistant_id, {"kind": Kind.PAIR.value})
        self.pair_languages = frozenset(str(hit.payload.get("language")) for hit in pairs)
        """Languages that have pairs at all."""

    def rarity(self, language: Language) -> Rarity:
        """Give what is known about the rarity of words in a language."""
        return self._rarities[language]

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
