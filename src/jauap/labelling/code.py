"""By which twelve characters does a citizen look up an answer?"""

import secrets
from collections.abc import Callable

LENGTH = 12
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""

_PRIME = 37
_RANDOM_BITS = 5 * (LENGTH - 1)
_MISREAD = str.maketrans("OIL", "011", "- ")


def new_code(random_bits: Callable[[int], int] = secrets.randbits) -> str:
    """Draw a code: eleven random characters and one that catches every single slip.

    The check is the value modulo 37, so any one wrong character and any two neighbours swapped
    among the first eleven are noticed. Draws whose check has no letter in the alphabet (5 of
    37) are repeated.
    """
    while True:
        value = random_bits(_RANDOM_BITS)
        check = value % _PRIME
        if check < len(ALPHABET):
            return _spell(value) + ALPHABET[check]


def read_code(text: str) -> str | None:
    """Read a code as a person may type it (lower case, O for 0, I or L for 1); None if wrong."""
    code = text.strip().upper().translate(_MISREAD)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        return None
    value = 0
    for letter in code[:-1]:
        value = value * len(ALPHABET) + ALPHABET.index(letter)
    return code if value % _PRIME == ALPHABET.index(code[-1]) else None


def _spell(value: int) -> str:
    letters = []
    for _ in range(LENGTH - 1):
        value, digit = divmod(value, len(ALPHABET))
        letters.append(ALPHABET[digit])
    return "".join(reversed(letters))
