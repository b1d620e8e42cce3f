"""What is a scorer? A name and a judgement of one attempt between 0 and 1."""

from collections.abc import Callable
from dataclasses import dataclass

from jauap.evaluation.attempt import Attempt
from jauap.evaluation.records import Score, ScoreStatus


@dataclass(frozen=True, kw_only=True)
class Scorer:
    """Judges attempts by one measure."""

    name: str
    judge: Callable[[Attempt], Score | None]
    """Gives None for an attempt the measure is not meant for."""
    compares_words: bool = False
    """True when the number depends on the words of the answer; such a scorer must pass the
    identity self-test in every language before it may score."""


def scored(scorer: str, value: float, evidence: str = "", reason: str = "") -> Score:
    """Make a score; tiny rounding beyond [0, 1] is cut off."""
    return Score(scorer=scorer, value=min(1.0, max(0.0, value)), evidence=evidence, reason=reason)


def unscored(scorer: str, reason: str) -> Score:
    """Make the record of a failure to score."""
    return Score(scorer=scorer, status=ScoreStatus.UNSCORED, reason=reason)
