"""How might an exam question come back as a pair? Copies retouched in every usual way."""

import random
import re
from collections.abc import Callable, Mapping

_RUSSIAN_KEYS = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziiklmnoprstufhcye", strict=True)),
    **dict(zip("әғқңөұүһі", "agqnouuhi", strict=True)),
    "ё": "yo",
    "ж": "zh",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}
_LATIN_2021 = {**_LATIN, "ә": "ä", "ғ": "ğ", "ң": "ñ", "ө": "ö", "ұ": "ū", "ү": "ü", "ж": "j"}
_OTHER_WORDS = ("жалпы", "айтыңызшы", "қазір", "пожалуйста", "сегодня", "please", "today")

Plant = Callable[[str, random.Random], str | None]
"""Gives the retouched copy, or None when the question is too short for that."""


def _typed(table: Mapping[str, str]) -> Plant:
    def write(question: str, _: random.Random) -> str:
        return "".join(table.get(letter, letter) for letter in question.lower())

    return write


def _slips(count: int, least: int) -> Plant:
    def write(question: str, chance: random.Random) -> str | None:
        if len(question) < least:
            return None
        letters = list(question)
        for _ in range(count):
            at = chance.randrange(len(letters) - 1)
            match chance.randrange(3):
                case 0:
                    letters[at], letters[at + 1] = letters[at + 1], letters[at]
                case 1:
                    del letters[at]
                case _:
                    letters.insert(at, letters[at])
        return "".join(letters)

    return write


def _words(count: int, change: str) -> Plant:
    def write(question: str, chance: random.Random) -> str | None:
        words = question.split()
        if len(words) < 2 + 2 * count:
            return None
        for at in sorted(chance.sample(range(len(words)), count), reverse=True):
            if change == "put in":
                words.insert(at, chance.choice(_OTHER_WORDS))
            elif change == "left out":
                del words[at]
            else:
                words[at] = chance.choice(_OTHER_WORDS)
        return " ".join(words)

    return write


def _shuffled(question: str, chance: random.Random) -> str:
    words = question.split()
    chance.shuffle(words)
    return " ".join(words)


PLANTS: Mapping[str, Plant] = {
    "exact": lambda question, _: question,
    "upper case": lambda question, _: question.upper(),
    "no marks": lambda question, _: re.sub(r"[^\w\s]", "", question),
    "more marks": lambda question, _: f"  «{question.replace(' ', '  ')}»!!! ",
    "one slip": _slips(1, 12),
    "two slips": _slips(2, 28),
    "shuffled": _shuffled,
    "without Kazakh letters": lambda question, _: question.translate(_RUSSIAN_KEYS),
    "chat Latin": _typed(_LATIN),
    "Latin of 2021": _typed(_LATIN_2021),
    "one word changed": _words(1, "changed"),
    "two words changed": _words(2, "changed"),
    "one word put in": _words(1, "put in"),
    "two words put in": _words(2, "put in"),
    "one word left out": _words(1, "left out"),
    "two words left out": _words(2, "left out"),
}
