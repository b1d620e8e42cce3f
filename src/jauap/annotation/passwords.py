"""Is this password good enough, and is it the right one? Rules and argon2 digests."""

import re
import unicodedata
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
LONGEST = 256
_FEWEST_LETTERS = 5
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1234567890",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "йфяцычувскамепинртгоьшлб",
)
_DISGUISES = str.maketrans("@01345$", "aoieass")
_WORDS = re.compile(
    "password|qwerty|welcome|letmein|iloveyou|administrator|admin|changeme|default"
    "|jauap|жауап|kazakhstan|қазақстан|казахстан|astana|астана|almaty|алматы"
    "|құпиясөз|құпия|пароль|қош келдіңіз|добро пожаловать|secret|egov|halyk|sunshine|football"
)


class Weakness(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COMMON = "too_common"
    """Among the first that are tried: a word everybody uses, a row of keys, a repetition."""
    NAMES_YOU = "names_you"
    """Login or name is in it."""


class Passwords:
    """Digests and checks passwords; each takes a fraction of a second and 64 MiB.

    An account that does not exist, or has no password yet, is checked just as long.
    """

    def __init__(self, hasher: "PasswordHasher | None" = None) -> None:
        from argon2 import PasswordHasher

        self._hasher = hasher or PasswordHasher()

    @cached_property
    def _nobodys(self) -> str:
        return self.digest("nobody has this password")

    def digest(self, password: str) -> str:
        """Give the argon2id digest of a password."""
        return self._hasher.hash(_folded(password))

    def fits(self, digest: str, password: str) -> bool:
        """Tell whether a password is the one of a digest; an empty digest fits none."""
        from argon2.exceptions import InvalidHashError, VerificationError

        # Made for known logins too, else the very first unknown one would take twice as long.
        nobodys = self._nobodys
        try:
            self._hasher.verify(digest or nobodys, _folded(password))
        except (VerificationError, InvalidHashError):
            return False
        return bool(digest)

    def is_outdated(self, digest: str) -> bool:
        """Tell whether a digest was made with weaker parameters than are used now."""
        return self._hasher.check_needs_rehash(digest)


def weakness(password: str, *, login: str, name: str) -> Weakness | None:
    """Say why a password is not good enough; None when it is.

    As NIST SP 800-63B has it: length counts, kinds of characters do not.
    """
    plain = _folded(password)
    if len(plain) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(plain) > LONGEST:
        return Weakness.TOO_LONG
    lower = plain.casefold()
    own = (login, login.partition("@")[0], *name.split())
    rest = lower
    for word in own:
        if len(word) >= 4:
            rest = rest.replace(word.casefold(), "")
    if len(rest) < len(lower) and (len(rest) < SHORTEST // 2 or _is_common(rest)):
        return Weakness.NAMES_YOU
    return Weakness.TOO_COMMON if _is_common(lower) else None


def _is_common(password: str) -> bool:
    """Tell whether little is left without words everybody uses, rows of keys and repetitions."""
    rest = min(
        (_WORDS.sub("", each) for each in (password, password.translate(_DISGUISES))), key=len
    )
    return len(_without_runs(rest)) < _FEWEST_LETTERS or len(set(password)) < _FEWEST_LETTERS


def _without_runs(text: str) -> str:
    """Leave out what goes on along a row of keys, the alphabet or the digits, or repeats."""
    kept = [
        here for place, here in enumerate(text) if place == 0 or not _goes_on(text[place - 1], here)
    ]
    letters = "".join(kept)
    for length in range(1, len(letters) // 2 + 1):
        if letters == (letters[:length] * len(letters))[: len(letters)]:
            return letters[:length]
    return letters


def _goes_on(one: str, other: str) -> bool:
    pair = one + other
    return one == other or any(pair in row or pair[::-1] in row for row in _ROWS)


def _folded(password: str) -> str:
    # The same keys on another machine may send composed or decomposed letters.
    return unicodedata.normalize("NFKC", password)
