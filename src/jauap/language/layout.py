"""Was it typed on the other keyboard layout? "rfr gjkexbnm gfcgjhn" is "как получить паспорт".

Who does not look at the screen sends a whole question in the letters that share the keys with the
meant ones. The vowels give it away: on the keys of Cyrillic vowels stand few Latin ones, and on
those of O, A and I stand letters that are rare in Kazakh and Russian.
"""

import re
from collections.abc import Mapping, Sequence

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_LATIN_KEYS_SHIFTED = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_CYRILLIC_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(
    _LATIN_KEYS + _LATIN_KEYS_SHIFTED, _CYRILLIC_KEYS + _CYRILLIC_KEYS.upper()
)
_TO_LATIN = str.maketrans(
    _CYRILLIC_KEYS + _CYRILLIC_KEYS.upper(), _LATIN_KEYS + _LATIN_KEYS_SHIFTED
)
# Kazakhs' own letters stand on the row of the digits.
_KAZAKH_KEYS = str.maketrans("2345890-=", "әіңғүұқөһ")
_MARKS = str.maketrans("&/", "?.")

_CYRILLIC = re.compile("[Ѐ-ԯ]")
_LATIN = re.compile("[A-Za-z]")
_OF_NO_LAYOUT = re.compile(r"[À-ɏ]|://|@|\w\.(?:kz|ru|com|org|net)\b")
_DIGIT = re.compile(r"\d")
_END = re.compile(r"[?!&/)…]*$")
_LATIN_VOWELS = frozenset("aeiou")
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяәіөүұ")
_KAZAKH_LETTERS = frozenset("әғқңөұүһі")
_ON_COMMON_LATIN = frozenset("щшфц")
_ON_A_AND_O = frozenset("фщ")

_FEWEST_LETTERS = 5
_LONGEST_ABBREVIATION = 5
_FEW_VOWELS = 0.19
_ENOUGH_VOWELS = 0.25
_TOO_MANY_RARE = 0.14


def retyped(text: str) -> str:
    """Give the text as it was meant when it was typed on the other layout, else as it stands.

    What most words are in decides; the few of the other script stay: "ЭЦП rfr gjkexbnm".
    """
    words = text.split(" ")
    cyrillic = [word for word in words if _CYRILLIC.search(word)]
    latin = [word for word in words if _LATIN.search(word) and not _CYRILLIC.search(word)]
    if _OF_NO_LAYOUT.search(text):
        return text
    if _weight(latin) > _weight(cyrillic):
        meant = {word: _in_cyrillic(word) for word in latin}
        was_mistyped = _was_cyrillic(meant)
    else:
        meant = {word: word.translate(_TO_LATIN) for word in cyrillic}
        was_mistyped = _was_latin(meant)
    return " ".join(meant.get(word, word) for word in words) if was_mistyped else text


def _weight(words: Sequence[str]) -> tuple[int, int]:
    """Compare scripts by their words; abbreviations count only where nothing else does."""
    return sum(not word.isupper() for word in words), len(words)


def _in_cyrillic(word: str) -> str:
    tail = _END.search(word)
    end = tail.start() if tail else len(word)
    letters = word[:end]
    if _DIGIT.search(letters):
        letters = letters.translate(_KAZAKH_KEYS)
    return letters.translate(_TO_CYRILLIC) + word[end:].translate(_MARKS)


def _was_cyrillic(meant: Mapping[str, str]) -> bool:
    typed = _letters(meant)
    if len(typed) < _FEWEST_LETTERS or _share(typed, _LATIN_VOWELS) > _FEW_VOWELS:
        return False
    read = _letters([meant[word] for word in _spoken(meant)])
    # Kazakh in Latin letters may be short of vowels too, but it has an A or an O.
    return (
        _share(read, _CYRILLIC_VOWELS) >= _ENOUGH_VOWELS
        and _share(read, _ON_A_AND_O) < _TOO_MANY_RARE
    )


def _was_latin(meant: Mapping[str, str]) -> bool:
    typed = _letters(meant)
    if _share(typed, _ON_COMMON_LATIN) < _TOO_MANY_RARE or len(typed) < _FEWEST_LETTERS:
        return False
    # One of them alone may be frequent in a Kazakh word: "шешуші".
    if len(_ON_COMMON_LATIN.intersection(typed)) == 1 or _KAZAKH_LETTERS.intersection(typed):
        return False
    read = _letters([meant[word] for word in _spoken(meant)])
    return _share(read, _LATIN_VOWELS) >= _ENOUGH_VOWELS


def _spoken(words: Sequence[str] | Mapping[str, str]) -> list[str]:
    """Leave out abbreviations, which need no vowel; a text all in capitals has long words too."""
    return [word for word in words if not word.isupper() or len(word) > _LONGEST_ABBREVIATION]


def _letters(words: Sequence[str] | Mapping[str, str]) -> list[str]:
    return [sign for sign in "".join(_spoken(words)).lower() if sign.isalpha()]


def _share(letters: Sequence[str], among: frozenset[str]) -> float:
    return sum(letter in among for letter in letters) / len(letters) if letters else 0.0
