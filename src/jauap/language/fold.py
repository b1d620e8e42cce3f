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
        "ы": "i",
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
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
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
        "y": "i",
        "ş": "sh",
        "ç": "ch",
        "x": "h",
        "'": None,
        "’": None,
        "ʼ": None,
        "ʻ": None,
        "`": None,
    }
)

_CHAT = re.compile("zh|gh|kh|ng|shch|ya|yu")
_CHAT_SPELLING = {
    "zh": "j",
    "gh": "g",
    "kh": "h",
    "ng": "n",
    "shch": "sh",
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
    if is_kazakh and not _CYRILLIC.search(word):
        word = _CHAT.sub(lambda pair: _CHAT_SPELLING[pair.group()], word)
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
        "c": "с",
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
        "z": "з",
    }
)


def to_cyrillic(skeleton: str) -> str:
    """Spell a skeleton in Russian letters, roughly: enough to find Kazakh endings."""
    return skeleton.replace("sh", "ш").replace("ch", "ч").replace("ts", "ц").translate(_TO_CYRILLIC)
