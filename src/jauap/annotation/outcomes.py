"""What can come of a wish, besides what was wished for?"""

from dataclasses import dataclass
from enum import StrEnum

from jauap.storage.pair_rows import HeldPair


class Why(StrEnum):
    """Why nothing was done with a pair."""

    UNKNOWN = "pair_unknown"
    OWN_PAIR = "own_pair"
    """Whoever wrote at a pair neither reviews nor activates it."""
    WRONG_STATE = "pair_state_wrong"
    QUOTE_NOT_FOUND = "quote_not_found"
    """The source does not hold the quoted words, or is not in the index."""
    PERSONAL_DATA = "personal_data"
    EXPIRY_PASSED = "expiry_passed"
    QUESTION_TAKEN = "question_taken"
    """Another living pair of the assistant asks the very same in the same language."""
    KEY_REUSED = "key_reused"
    """The key stands for another step already."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Nothing was done, and why."""

    why: Why
    field: str = ""
    """Field of the wording at fault."""


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Somebody was faster: nothing was done, and this is how the pair stands now."""

    current: HeldPair


Result = HeldPair | Conflict | Refusal
"""Where the pair stands after the step, or why it was not taken."""
