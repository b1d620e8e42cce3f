"""Is one word another one mistyped? By which slip, and how much does that slip prove?

Slips that seldom lead from one right word to another - letters swapped, doubled, typed twice - are
believed in short words. A letter that is missing, or written as it sounds, needs a longer word.
"""

import re
from enum import IntEnum


class Slip(IntEnum):
    """How a word was mistyped; the surest first."""

    LETTERS = 0
    """Not at all, but for letters of another keyboard."""
    DOUBLED = 1
    """A letter stands twice: "документт"."""
    UNDOUBLED = 2
    """One of two like letters is missing: "pasport"."""
    SWAPPED = 3
    """Neighbours changed places: "паспотр"."""
    MISSING = 4
    """A letter is missing: "удостверение"."""
    TAKEN = 5
    """A letter gave way to its neighbour: "субсиддя"."""
    SOUND = 6
    """Letters are written as they sound: "удаставерение"."""
    EXTRA = 7
    """A letter too many: "паспморт"."""


_AGAIN = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans("oeybdghzjv", "aiiptkksşf")


def sound_of(skeleton: str) -> str:
    """Reduce a folded word to what is heard: no unstressed, voiced or double letters."""
    return _AGAIN.sub(r"\1", skeleton.translate(_SOUNDS))


def slip_between(typed: str, meant: str) -> Slip | None:
    """Name the one slip that leads from a folded word to another; None where none does."""
    if typed == meant:
        return Slip.LETTERS
    ahead = _shared(typed, meant)
    room = min(len(typed), len(meant)) - ahead
    behind = min(_shared(typed[::-1], meant[::-1]), room)
    wrong, right = typed[ahead : len(typed) - behind], meant[ahead : len(meant) - behind]
    around = (typed[ahead - 1 : ahead], typed[len(typed) - behind :][:1])
    if len(wrong) == 1 and not right:
        return Slip.DOUBLED if wrong in around else Slip.EXTRA
    if len(right) == 1 and not wrong:
        return Slip.UNDOUBLED if right in around else Slip.MISSING
    if len(wrong) == len(right) == 1 and wrong in around:
        return Slip.TAKEN
    if len(wrong) == 2 and wrong == right[::-1]:
        return Slip.SWAPPED
    return Slip.SOUND if sound_of(typed) == sound_of(meant) else None


def _shared(first: str, second: str) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, two) in pairs if one != two), min(len(first), len(second)))
