"""How much must two texts share before it is said? The thresholds, and how often they err."""

from dataclasses import dataclass
from enum import StrEnum

MATCH_CONTAINMENT = 0.30
"""Share of a text's own fingerprints that an answer must have for a match."""
MATCH_HITS = 3
"""Fingerprints a match needs at least."""
EXCERPT_CONTAINMENT = 0.60
"""Share that makes a possible excerpt where the hits are fewer."""
EXCERPT_HITS = 2
"""Fingerprints a possible excerpt needs at least."""

_VERBATIM = 0.95
_WHOLE = 0.9


class Likeness(StrEnum):
    """What a text that is not an answer may be of it."""

    EDITED = "edited"
    EXCERPT = "excerpt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """What a text shares with an answer on the register."""

    code: str
    """The newest label with the answer's text."""
    hits: int
    """Fingerprints of the text that the answer has too."""
    containment: float
    """`hits` as a share of the text's own fingerprints, in [0, 1]."""
    coverage: float
    """`hits` as a share of the answer's fingerprints, in [0, 1]."""

    @property
    def likeness(self) -> Likeness | None:
        """What the thresholds make of it; None is no match.

        An excerpt is a part in unchanged words; whatever else matches was edited.
        """
        if self.hits >= MATCH_HITS and self.containment >= MATCH_CONTAINMENT:
            is_part = self.containment >= _VERBATIM and self.coverage < _WHOLE
            return Likeness.EXCERPT if is_part else Likeness.EDITED
        if self.hits >= EXCERPT_HITS and self.containment >= EXCERPT_CONTAINMENT:
            return Likeness.EXCERPT
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """How often the thresholds err, by evaluation/benchmarks/labels.py."""

    on: str
    """ISO date of the measurement."""
    human_texts: int
    """Texts by people, from the assistants' own fields and others."""
    false_matches: int
    """How many of them were called an answer or a part of one."""
    at_most: float
    """Upper end of the 95 % interval of that share, Clopper and Pearson's."""


MEASURED = Measured(on="2026-11-22", human_texts=5526, false_matches=0, at_most=0.00067)
"""docs/decisions/0014-fingerprints-find-texts-again.md has all figures."""


def published() -> dict[str, object]:
    """Give thresholds and error rates as every finding states them."""
    return {
        "match": {"containment": MATCH_CONTAINMENT, "hits": MATCH_HITS},
        "excerpt": {"containment": EXCERPT_CONTAINMENT, "hits": EXCERPT_HITS},
        "measured": {
            "on": MEASURED.on,
            "human_texts": MEASURED.human_texts,
            "false_matches": MEASURED.false_matches,
            "false_matches_at_most": MEASURED.at_most,
        },
    }
