"""Which spellings are the same word? Kazakh letters, a Russian keyboard and Latin become one."""

import re
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        # Kazakh letters and the Russian ones typed in their place
        "ә": "a",
        "ғ": "g",
        "қ": "k",
        "ң": "n",
        "ө": "o",
        "ұ": "u",
        "ү": "u",
        "һ": "h",
        "і": "i",
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "g",
        "д": "d",
        "е": "e",
        "ё": "e",
        "э": "e",
        "ж": "j",
        "з": "z",
        "и": "i",
        "й": "i",
        "ы": "y",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "h",
        "ц": "c",
        "ч": "ç",
        "ш": "ş",
        "щ": "ş",
        "ъ": None,
        "ь": None,
        "ю": "iu",
        "я": "ia",
        # Latin letters of the Kazakh alphabets of 2018, 2019 and 2021 and of chat spelling
        "ä": "a",
        "á": "a",
        "ǵ": "g",
        "ğ": "g",
        "q": "k",
        "ń": "n",
        "ñ": "n",
        "ŋ": "n",
        "ö": "o",
        "ó": "o",
        "ū": "u",
        "ü": "u",
        "ú": "u",
        "ý": "u",
        "w": "u",
        "ı": "i",
        "ï": "i",
        "x": "h",
        "'": None,
        "’": None,
        "ʼ": None,
        "ʻ": None,
        "`": None,
    }
)

_PAIRS = re.compile("shch|sh|ch")
_CHAT = re.compile("zh|gh|kh|ng|shch|sh|ch|ts|ya|yu")
_SPELLING = {
    "shch": "ş",
    "sh": "ş",
    "ch": "ç",
    "ts": "c",
    "zh": "j",
    "gh": "g",
    "kh": "h",
    "ng": "n",
    "ya": "ia",
    "yu": "iu",
}

_LOOKALIKES = str.maketrans("aceopxyikmthb", "асеорхуікмтнв")
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]")
_LATIN = re.compile("[a-z]")


@lru_cache(maxsize=65_536)
def fold(word: str, *, is_kazakh: bool = False) -> str:
    """Reduce a casefolded word to its Latin skeleton.

    With `is_kazakh`, letter pairs of chat spelling (zh, gh, ng) are read as one Kazakh letter;
    in English text they must stay apart.
    """
    if not _CYRILLIC.search(word):
        pairs = _CHAT if is_kazakh else _PAIRS
        word = pairs.sub(lambda pair: _SPELLING[pair.group()], word)
    return mend_lookalikes(word).translate(_LETTERS)


def mend_lookalikes(word: str) -> str:
    """Turn Latin letters inside a Cyrillic word into the Cyrillic ones they look like."""
    if _LATIN.search(word) and _CYRILLIC.search(word):
        return word.translate(_LOOKALIKES)
    return word


def is_cyrillic(word: str) -> bool:
    """True when the word holds a Cyrillic letter."""
    return _CYRILLIC.search(word) is not None


_TO_CYRILLIC = str.maketrans(
    {
        "a": "а",
        "b": "б",
        "c": "ц",
        "d": "д",
        "e": "е",
        "f": "ф",
        "g": "г",
        "h": "х",
        "i": "и",
        "j": "ж",
        "k": "к",
        "l": "л",
        "m": "м",
        "n": "н",
        "o": "о",
        "p": "п",
        "r": "р",
        "s": "с",
        "t": "т",
        "u": "у",
        "v": "в",
        "y": "ы",
        "z": "з",
        "ş": "ш",
        "ç": "ч",
    }
)


def to_cyrillic(skeleton: str) -> str:
    """Spell a skeleton in Russian letters, roughly: enough to find Kazakh endings."""
    return skeleton.translate(_TO_CYRILLIC)
