"""Which passages are looked into for an extract, and what are they cut into?"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from jauap.answering.parts import Part, parts_of
from jauap.knowledge import Passage
from jauap.retrieval.wanted import Kind, has_kind

_READ = 3
"""Passages looked into."""
_WITHIN = 10
"""Passages among which a section with the asked-for heading is looked for."""


@dataclass(frozen=True, slots=True)
class Look:
    """A passage, cut once for a question."""

    passage: Passage
    parts: tuple[Part, ...]
    speaks: bool
    """True when the heading right above is what the question asks for."""

    @property
    def is_telling(self) -> bool:
        """True when some part says more than title, headings and act do."""
        return any(part.told >= 1 for part in self.parts)


class Looks:
    """The passages found, each cut when it is first looked into."""

    def __init__(self, passages: Sequence[Passage], is_asked_for: Callable[[str], bool]) -> None:
        self._passages = passages
        self._is_asked_for = is_asked_for
        self._cut: dict[int, Look] = {}

    def at(self, place: int) -> Look:
        """Cut the passage at a place of the ranking."""
        look = self._cut.get(place)
        if look is None:
            passage = self._passages[place]
            path = passage.heading_path
            speaks = bool(path) and self._is_asked_for(path[-1])
            look = Look(passage, parts_of(passage, speaks=speaks), speaks)
            self._cut[place] = look
        return look

    def first(self, most: int) -> list[Look]:
        """Cut the first passages."""
        return [self.at(place) for place in range(min(most, len(self._passages)))]

    def read(self, kinds: Collection[Kind]) -> list[tuple[int, Look]]:
        """Take the first ones that say something, and what is asked for of their documents.

        Each comes with its rank; a passage of another document is not even cut.
        """
        read: list[tuple[int, Look]] = []
        place = 0
        while place < len(self._passages) and len(read) < _READ:
            if self.at(place).is_telling:
                read.append((len(read), self.at(place)))
            place += 1
        ranks = {look.passage.document_id: rank for rank, look in reversed(read)}
        for later in range(place, min(_WITHIN, len(self._passages))):
            rank = ranks.get(self._passages[later].document_id)
            if rank is None or not self.at(later).is_telling:
                continue
            look = self.at(later)
            if look.speaks:
                read.append((rank, look))
            elif any(has_kind(look.passage.text, kind) for kind in kinds):
                read.append((rank + 1, look))
        return read
