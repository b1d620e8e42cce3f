"""Which short codes still find a text after somebody has cut, retyped or quoted it?

A text becomes a run of letters and digits in one spelling; of every sixteen neighbouring
sixteen-letter pieces one is chosen (Schleimer, Wilkerson and Aiken, "Winnowing", 2003), so that
any 31 letters two texts share give them at least one common piece. Only keyed hashes of the
chosen pieces are kept: without the key nobody can try a dictionary against them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from jauap.labelling.canonical import drop_ignorables
from jauap.language.personal import mask_personal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rolling = NDArray[np.uint64]
    """Unkeyed hashes of pieces, well mixed; they never leave the process."""

PIECE = 16
"""Letters in a piece."""
WINDOW = 16
"""Neighbouring pieces of which one is chosen."""
SURE_LENGTH = PIECE + WINDOW - 1
"""Letters two texts must share for a common fingerprint to be certain."""

_PERSON = b"jauap-fp-1"
_FACTOR = 0x9E3779B97F4A7C15
_FOLDED = str.maketrans("ёәіңғүұқөһ", "еаингуукох")
_ALIKE = str.maketrans(
    "ABCEHIKMOPTXYabcehikmnoprtxyƏəɵΑΒΕΗΙΚΜΟΡΤΧαορχ",
    "АВСЕНІКМОРТХУаьсеһікмпоргтхуӘәөАВЕНІКМОРТХаорх",
)
_FOREIGN = re.compile("[A-Za-zƏəɵΑ-Ωα-ω]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_COUNTED = re.compile(r"[\W_]+")
_NAME = "[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ][a-zа-яёәіңғүұқөһ]+(?:-[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ][a-zа-яёәіңғүұқөһ]+)?"
_INITIALS = r"[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ]\.\s?(?:[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ]\.)?"
_NAMES = re.compile(
    rf"(?:{_NAME}\s+){{1,2}}{_NAME}(?:(?<=вич)|(?<=вна)|(?<=ична)|(?<=ұлы)|(?<=улы)|(?<=қызы)"
    r"|(?<=кызы)|(?<=оглы)|(?<=ovich)|(?<=evich)|(?<=ovna)|(?<=evna)|(?<=uly)|(?<=kyzy))\b"
    rf"|\b{_INITIALS}\s?{_NAME}|{_NAME}\s{_INITIALS}(?!\w)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The pieces winnowing chose from a text, each once."""

    pieces: tuple[str, ...]
    rolling: "Rolling"
    """The unkeyed hash of each piece, in the same order."""


def normalise(text: str) -> str:
    """Give the letters and digits of a text in one spelling, without spaces.

    Case, accents of presentation, ё, Latin look-alikes inside Cyrillic words, and the letters
    that a Russian keyboard lacks for Kazakh make no difference.
    """
    plain = unicodedata.normalize("NFKC", drop_ignorables(text))
    if _FOREIGN.search(plain) and _CYRILLIC.search(plain):
        plain = _WORD.sub(_one_script, plain)
    folded = plain.casefold().translate(_FOLDED)
    return _NOT_COUNTED.sub("", folded)


def counted(text: str) -> str:
    """Give the normalised text that is fingerprinted: personal numbers and names are masked."""
    return normalise(_NAMES.sub(" ", mask_personal(text).text))


def fingerprints(text: str, key: bytes) -> frozenset[int]:
    """Give the fingerprints of a text, signed 64-bit; empty below sixteen letters."""
    return frozenset(keyed(choose(counted(text)).pieces, key))


def choose(letters: str) -> Chosen:
    """Choose pieces of a normalised text: the least of every window of neighbouring ones."""
    import numpy as np

    rolling = roll(letters)
    count = len(rolling)
    if count <= WINDOW:
        places = np.array([int(rolling.argmin())] if count else [], dtype=np.int64)
    else:
        windows = np.lib.stride_tricks.sliding_window_view(rolling, WINDOW)
        places = np.unique(np.arange(len(windows)) + windows.argmin(axis=1))
    hashes, first = np.unique(rolling[places], return_index=True)
    pieces = tuple(letters[place : place + PIECE] for place in places[first])
    return Chosen(pieces=pieces, rolling=hashes)


def roll(letters: str) -> "Rolling":
    """Hash every piece of a normalised text, in order, without a key."""
    import numpy as np

    units = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    hashes = units.astype(np.uint64)
    if len(hashes) < PIECE:
        return hashes[:0]
    factor, length = _FACTOR, 1
    while length < PIECE:
        hashes = hashes[:-length] * np.uint64(factor) + hashes[length:]
        factor, length = factor * factor % 2**64, 2 * length
    # The finaliser of splitmix64: without it the least hash would favour some letters.
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def keyed(pieces: Sequence[str], key: bytes) -> list[int]:
    """Hash pieces with the deployment's key, each to a signed 64-bit number."""
    whole = blake2b(digest_size=8, key=key, person=_PERSON)
    numbers = []
    for piece in pieces:
        one = whole.copy()
        one.update(piece.encode("utf-8", "surrogatepass"))
        numbers.append(int.from_bytes(one.digest(), "big", signed=True))
    return numbers


def _one_script(match: re.Match[str]) -> str:
    """Spell a word that mixes the scripts with Cyrillic letters only."""
    word = match.group()
    return word.translate(_ALIKE) if _CYRILLIC.search(word) else word
