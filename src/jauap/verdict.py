"""How good was an answer, who says so, and what went wrong?"""

from enum import StrEnum


class Verdict(StrEnum):
    """How good one reply was, best first; unscored is the absence of a verdict."""

    CORRECT = "correct"
    PARTIAL = "partial"
    INCORRECT = "incorrect"
    UNSAFE = "unsafe"
    REFUSED = "refused"


class Seat(StrEnum):
    """Whose verdict it is; first and second judge blind, the adjudicator sees both."""

    FIRST = "first"
    SECOND = "second"
    ADJUDICATOR = "adjudicator"


class Cause(StrEnum):
    """Where a mistake came from."""

    RETRIEVAL = "retrieval"
    """The right passage is in the index and was not found."""
    GENERATION = "generation"
    """The right passage was found and the answer does not say what it says."""
    OUTDATED_SOURCE = "outdated_source"
    MISSING_SOURCE = "missing_source"
    MISUNDERSTOOD = "misunderstood"
    """The question was taken for another one."""
    WRONG_LANGUAGE = "wrong_language"
    LABEL_MISSING = "label_missing"
    OTHER = "other"
