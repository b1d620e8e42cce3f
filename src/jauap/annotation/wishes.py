"""Who wants which step taken, and what has to be known of index and exam for it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from jauap.annotation.life import may_step
from jauap.annotation.preview import Leak, Preview
from jauap.knowledge import Pair, Wording
from jauap.retrieval.index import JsonValue
from jauap.storage.pair_rows import HeldPair, StepKind


class PairKnowledge(Protocol):
    """What the life of a pair needs to know of index and exam."""

    def cited(self, assistant_id: str, wording: Wording) -> Mapping[str, str]:
        """Give the chunks that hold the quote, id -> digest; empty when there are none."""

    def leaks(self, assistant_id: str, pair: Pair) -> Sequence[Leak]:
        """Tell how a pair would give exam questions away; empty when it does not."""

    def preview(self, assistant_id: str, pair: Pair) -> Preview:
        """Tell what the pair would fix and break."""

    def serve(self, assistant_id: str) -> None:
        """Bring the index to the pairs that are in force, in one step."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, and in which role."""

    person_id: str
    role: str


UPKEEP = Actor(person_id="upkeep", role="upkeep")
"""What the service does by itself."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One wording to be proposed."""

    pair_id: str
    wording: Wording
    reason: str = ""
    item_id: str = ""
    version: int = 0
    """Version that was seen when this is an edit of a pair that is there; 0 for a new pair."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """The step that somebody wants to take, and the version they saw."""

    pair_id: str
    version: int
    kind: StepKind
    key: str
    reason: str = ""
    details: Mapping[str, JsonValue] = field(default_factory=dict)

    def fits(self, held: HeldPair) -> bool:
        """Tell whether the pair stands as it was seen and may take the step."""
        return held.version == self.version and may_step(held, self.kind)
