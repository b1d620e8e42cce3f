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
