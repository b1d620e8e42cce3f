"""How else is the same text typed? Kazakh without its letters, in Latin, and like variants."""

import random
import re
from collections.abc import Mapping

Map = Mapping[str, str]

WITHOUT_LETTERS: Map = dict(zip("әғқңөұүһі", "агкноуухи", strict=True))
NEIGHBOURS_WITHOUT_LETTERS: Map = dict(zip("өүңәҗһ", "оунажх", strict=True))

# The alphabet presented in 2021, and that of 2018 with acutes.
LATIN_2021: Map = {
    **dict(zip("абвгдежзийклмнопрстуфхыэё", "abvgdejziiklmnoprstufhyeo", strict=True)),
    **dict(zip("әғқңөұүһіш", "äğqñöūühiş", strict=True)),
    **dict(zip("цчщюя", ["ts", "ch", "ştş", "iu", "ia"], strict=True)),
    **dict.fromkeys("ъь", ""),
}
LATIN_2018: Map = {
    **LATIN_2021,
    **dict(zip("әғңөуұүий", "áǵńóýuúıı", strict=True)),
    **dict(zip("шщюя", ["sh", "shch", "ıý", "ıa"], strict=True)),
}
_PLAIN: Map = {
    **LATIN_2021,
    **dict(zip("әғңөұү", "agnouu", strict=True)),
    **dict.fromkeys("шщ", "sh"),
}
# Two drafts of 2017, with apostrophes and with pairs of letters; no training text is spelled so.
_MARKED: Map = {"ә": "a'", "ғ": "g'", "ң": "n'", "ө": "o'", "ү": "u'", "ұ": "u", "у": "y'"}
_PAIRED: Map = {"ә": "ae", "ғ": "gh", "ң": "nh", "ө": "oe", "ү": "ue", "ұ": "u", "у": "w"}
UNSEEN: Mapping[str, Map] = {
    "2017, apostrophes": {
        **LATIN_2021,
        **_MARKED,
        **{letter: f"{sign}'" for letter, sign in zip("шчщйи", "scsii", strict=True)},
        "ю": "i'y'",
        "я": "i'a",
    },
    "2017, pairs": {
        **LATIN_2021,
        **_PAIRED,
        **dict(zip("шчщюя", ["sh", "ch", "sch", "yw", "ya"], strict=True)),
        **dict(zip("жйи", ["zh", "j", "j"], strict=True)),
    },
}
CHATS: Mapping[str, Map] = {
    "q": _PLAIN,
    "k, zh, y": {**_PLAIN, "қ": "k", "ж": "zh", "й": "y", "х": "kh", "ю": "yu", "я": "ya"},
    "gh, ng, w": {**_PLAIN, "қ": "k", "ғ": "gh", "ң": "ng", "ш": "w", "ж": "zh", "ы": "i"},
    "q, w, w": {**_PLAIN, "ш": "w", "у": "w", "й": "y", "ю": "yu", "я": "ya"},
}
RUSSIAN_CHAT: Map = {
    **LATIN_2021,
    **dict(zip("жйхшщюяё", ["zh", "y", "kh", "sh", "shch", "yu", "ya", "yo"], strict=True)),
}

# What single people choose for a letter; the more often, the more often listed.
_CHAT_CHOICES = {
    "ә": "ä a a a á ae",
    "ғ": "ğ g g gh ǵ",
    "қ": "q q k k",
    "ң": "ñ n n ng ń",
    "ө": "ö o o ó",
    "ұ": "ū u u",
    "ү": "ü u u ú",
    "і": "i i i ı y",
    "ы": "y y i ı",
    "и": "i i y ı",
    "й": "i y j i ı",
    "у": "u u u w ý y",
    "ж": "j j zh zh g",
    "ш": "ş sh sh w s",
    "щ": "sh shch w",
    "ч": "ch ch tsh 4",
    "ц": "ts c",
    "х": "h kh x",
    "ю": "iu yu u ju",
    "я": "ia ya a ja",
    "ё": "yo io e",
    "в": "v v w",
}
_RUSSIAN_CHOICES = {
    "ж": "zh zh j g",
    "й": "y i j",
    "х": "h kh x",
    "ц": "ts c tc",
    "ч": "ch ch 4",
    "ш": "sh sh w",
    "щ": "sch shch sh",
    "ы": "y y i",
    "ь": " '",
    "ю": "yu u iu ju",
    "я": "ya ya ia ja",
    "ё": "e yo jo",
    "в": "v v w",
}
_UZBEK = (
    *(("o'", "ў"), ("g'", "ғ"), ("sh", "ш"), ("ch", "ч"), ("yo", "ё"), ("ya", "я"), ("yu", "ю")),
    *(("ye", "е"), ("'", "ъ")),
    *zip("abdefghijklmnopqrstuvxyz", "абдефгҳижклмнопқрстувхйз", strict=True),
)
_TURKISH = str.maketrans("ışğçöüâîİŞĞÇÖÜ", "isgcouaiISGCOU")


def respell(text: str, letters: Map) -> str:
    """Replace each letter by its spelling, capitals by capitals."""
    return "".join(_letter(sign, letters) for sign in text)


def chat(text: str, draw: random.Random) -> str:
    """Write Kazakh in Latin as one person might."""
    return respell(text, {**LATIN_2021, **_chosen(_CHAT_CHOICES, draw)})


def russian_chat(text: str, draw: random.Random) -> str:
    """Write Russian in Latin as one person might."""
    return respell(text, {**LATIN_2021, **_chosen(_RUSSIAN_CHOICES, draw)})


def without_letters(text: str, draw: random.Random) -> str:
    """Write Kazakh on a Russian keyboard as one person might; a few keep some letters."""
    letters = dict(WITHOUT_LETTERS)
    if draw.random() < 0.3:
        letters["і"] = draw.choice(["i", "ы", "і"])
    if draw.random() < 0.2:
        letters["ң"] = "нг"
    if draw.random() < 0.06:
        for letter in draw.sample(sorted(letters), 4):
            del letters[letter]
    return respell(text, letters)


def uzbek_cyrillic(text: str) -> str:
    """Write Uzbek in its Cyrillic letters."""
    text = re.sub("[ʻʼ’‘`]", "'", text.lower())
    for latin, cyrillic in _UZBEK:
        text = text.replace(latin, cyrillic)
    return text


def without_apostrophes(text: str) -> str:
    """Write Uzbek as people in a hurry do."""
    return re.sub("['ʻʼ’‘`]", "", text)


def turkish_ascii(text: str) -> str:
    """Write Turkish on an English keyboard."""
    return text.translate(_TURKISH)


def _letter(sign: str, letters: Map) -> str:
    spelling = letters.get(sign.lower())
    if spelling is None:
        return sign
    return spelling if sign.islower() else spelling.capitalize()


def _chosen(choices: Map, draw: random.Random) -> Map:
    return {letter: draw.choice(spellings.split(" ")) for letter, spellings in choices.items()}


# Keys of the US layout and what the Russian one has there; Kazakhs' own letters are on the digits.
_KEYS = dict(
    zip(
        "йцукенгшщзхъфывапролджэячсмитьбюёәіңғүұқөһ",
        "qwertyuiop[]asdfghjkl;'zxcvbnm,.`2345890-=",
        strict=True,
    )
)
_SHIFTED = dict(zip("хъжэбюё", '{}:"<>~', strict=True))


def on_latin_keys(text: str) -> str:
    """Type a Kazakh or Russian text with the Latin layout on."""
    shifted = {letter.upper(): _SHIFTED.get(letter, key.upper()) for letter, key in _KEYS.items()}
    return "".join({**_KEYS, **shifted}.get(letter, letter) for letter in text)


def on_cyrillic_keys(text: str) -> str:
    """Type an English text with the Russian layout on."""
    letters = {key: letter for letter, key in _KEYS.items() if letter not in "әіңғүұқөһ"}
    capitals = {key.upper(): letter.upper() for key, letter in letters.items() if key.isalpha()}
    return "".join({**letters, **capitals}.get(letter, letter) for letter in text)
