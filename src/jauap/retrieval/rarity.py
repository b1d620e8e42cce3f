"""How much does a word say? Its IDF, asked from the engine once per word and generation."""

import math
from collections.abc import Iterable, Mapping, Sequence

from jauap.assistant import Language
from jauap.retrieval.fields import EVERYWHERE, rarity_vector
from jauap.retrieval.index import Hit, Request

_REMEMBERED = 50_000


class Rarity:
    """IDF of stems in one language of one generation."""

    def __init__(self, language: Language) -> None:
        self._using = f"passage_{language}"
        self._known: dict[int, float] = {}
        self.unseen = 0.0
        """IDF of a stem that no chunk holds; 0 until the first answer, and without chunks."""

    def missing(self, stems: Iterable[int]) -> list[int]:
        """Name the terms whose rarity must still be asked."""
        return [stem for stem in (EVERYWHERE, *stems) if stem not in self._known]

    def requests(self, stems: Iterable[int]) -> list[Request]:
        """Ask for one stem each."""
        return [
            Request(vector=rarity_vector(stem), using=self._using, limit=1, with_payload=False)
            for stem in stems
        ]

    def learn(self, stems: Sequence[int], answers: Sequence[Sequence[Hit]]) -> None:
        """Remember what the engine answered to `requests`."""
        if len(self._known) > _REMEMBERED:
            self._known = {EVERYWHERE: self._known[EVERYWHERE]}
        for stem, hits in zip(stems, answers, strict=True):
            if stem == EVERYWHERE:
                chunks = 0.5 / math.expm1(hits[0].score) - 0.5 if hits else 0.0
                self.unseen = math.log1p((chunks + 0.5) / 0.5) if hits else 0.0
            self._known[stem] = hits[0].score if hits else self.unseen

    def of(self, stems: Iterable[int]) -> Mapping[int, float]:
        """Give the rarity of stems; one never asked counts as unseen."""
        return {stem: self._known.get(stem, self.unseen) for stem in stems}

    def unheld(self, stems: Iterable[int]) -> frozenset[int]:
        """Name the stems that no chunk holds, among those asked for; none without chunks."""
        if self.unseen <= 0:
            return frozenset()
        return frozenset(stem for stem in stems if self._known.get(stem, 0.0) >= self.unseen)
