"""How is a Kazakh text written in Latin letters? By the table presented on 28 January 2021.

The 31 letters of that table are written for the Cyrillic ones; letters that only borrowed words
have become the letters they are read as. What is no Kazakh spelling - an address, a number, a
word in Latin already - stays as it is.
"""

import re

_PLAIN = dict(
    zip(
        "аәбвгғдежзийкқлмнңоөпрстуұүфхһшыіэ",
        "aäbvgğdejziikqlmnñoöprstuūüfhhşyıe",
        strict=True,
    )
)
_BORROWED = {"ё": "io", "ц": "ts", "ч": "tş", "щ": "ştş", "ю": "iu", "я": "ia", "ъ": "", "ь": ""}
_LETTERS = _PLAIN | _BORROWED
# The capital of i has its dot, since that of ı has none.
_CAPITALS = {"и": "İ", "й": "İ", "і": "I"}
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*|\S*\w\.(?:қаз|рф)(?!\w)\S*", re.IGNORECASE)


def to_latin(text: str) -> str:
    """Write the Cyrillic letters of a Kazakh text in Latin ones; addresses stay."""
    pieces, end = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [_spelled(text[end : address.start()]), address[0]]
        end = address.end()
    return "".join([*pieces, _spelled(text[end:])])


def _spelled(text: str) -> str:
    return _CYRILLIC.sub(lambda found: _letter(found[0], text, found.end()), text)


def _letter(letter: str, text: str, following: int) -> str:
    small = letter.lower()
    if letter == small:
        return _LETTERS[small]
    if small in _CAPITALS:
        return _CAPITALS[small]
    spelled = _LETTERS[small]
    before, after = text[: following - 1][-1:], text[following : following + 1]
    # "ЦОН" is TSON and "БҚЦ" is BQTS, but "Цех" is Tseh.
    is_shouted = after.isupper() or (before.isupper() and not after.isalpha())
    return spelled.upper() if is_shouted else spelled.capitalize()
