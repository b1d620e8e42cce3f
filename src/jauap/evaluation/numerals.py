"""Which numbers does a text spell out in words? Writes them in digits, in three languages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

_WORDS: dict[int, str] = {
    1: "бір|один|одна|одно|одного|одной|одну|одним|one",
    2: "екі|екеу|два|две|двух|двум|двумя|two",
    3: "үш|үшеу|три|трех|трем|тремя|three",
    4: "төрт|төртеу|четыре|четырех|четырем|четырьмя|four",
    5: "бес|бесеу|пять|пяти|пятью|five",
    6: "алты|алтау|шесть|шести|шестью|six",
    7: "жеті|жетеу|семь|семи|seven",
    8: "сегіз|восемь|восьми|восемью|eight",
    9: "тоғыз|девять|девяти|девятью|nine",
    10: "десять|десяти|десятью|ten",
    11: "одиннадцать|одиннадцати|eleven",
    12: "двенадцать|двенадцати|twelve",
    13: "тринадцать|тринадцати|thirteen",
    14: "четырнадцать|четырнадцати|fourteen",
    15: "пятнадцать|пятнадцати|fifteen",
    16: "шестнадцать|шестнадцати|sixteen",
    17: "семнадцать|семнадцати|seventeen",
    18: "восемнадцать|восемнадцати|eighteen",
    19: "девятнадцать|девятнадцати|nineteen",
    20: "жиырма|двадцать|двадцати|twenty",
    30: "отыз|тридцать|тридцати|thirty",
    40: "қырық|сорок|сорока|forty",
    50: "елу|пятьдесят|пятидесяти|fifty",
    60: "алпыс|шестьдесят|шестидесяти|sixty",
    70: "жетпіс|семьдесят|семидесяти|seventy",
    80: "сексен|восемьдесят|восьмидесяти|eighty",
    90: "тоқсан|девяносто|девяноста|ninety",
    100: "сто|ста",
    200: "двести|двухсот",
    300: "триста|трехсот",
    400: "четыреста|четырехсот",
    500: "пятьсот|пятисот",
    600: "шестьсот|шестисот",
    700: "семьсот|семисот",
    800: "восемьсот|восьмисот",
    900: "девятьсот|девятисот",
}
_TIMES: dict[int, str] = {
    100: "жүз|hundred",
    1000: "мың|тысяча|тысячи|тысяч|тысячу|тысячей|thousand",
    1_000_000: "миллион|миллиона|миллионов|million",
}
_KAZAKH_TEN = frozenset(("он", "онға", "оннан"))
_KAZAKH_ENDING = re.compile(
    r"(?:ға|ге|қа|ке|дан|ден|тан|тен|нан|нен|дың|дің|тың|тің|ның|нің|ды|ді|ты|ті|да|де|та|те)$"
)
# The Kazakh ten is spelt like the Russian "he"; what follows tells them apart.
_AFTER_TEN = re.compile(
    r"[\s-]+(?:бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|мың|жұмыс|күн|ай|жыл|апта|сағат|теңге"
    r"|пайыз|аек|бас|гектар)"
)
_WORD = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"[\s-]+(?:and\s+)?")
_COMPOUND = re.compile(
    r"\b(?P<number>двух|трех|четырех|пяти|шести|семи|восьми|девяти|десяти|пятнадцати|двадцати"
    r"|тридцати|сорока|пятидесяти|шестидесяти)"
    r"(?P<unit>дневн|месячн|летн|часов|недельн|процентн|кратн)\w*"
)
_UNITS = {
    "дневн": "дней",
    "месячн": "месяцев",
    "летн": "лет",
    "часов": "часов",
    "недельн": "недель",
    "процентн": "процентов",
    "кратн": "кратн",
}


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    value: int
    is_factor: bool

    @property
    def place(self) -> int:
        """The lowest decimal place the word fills: twenty leaves the ones free."""
        if self.value < 20 and self.value != 10:
            return 1
        return 100 if self.value >= 100 else 10


def with_digits(text: str) -> str:
    """Write every spelt number of a folded text in digits; "он бес күн" becomes "15 күн".

    Words of number and measure in one, such as the Russian "of five days", become two words.
    """
    text = _COMPOUND.sub(
        lambda found: f"{_numbers()[found['number']].value} {_UNITS[found['unit']]}", text
    )
    pieces: list[str] = []
    end = 0
    for group in _groups(text, list(_number_words(text))):
        pieces += [text[end : group[0].start], str(_value(group))]
        end = group[-1].end
    pieces.append(text[end:])
    return "".join(pieces)


@cache
def _numbers() -> dict[str, _Word]:
    plain = {
        word: _Word(0, 0, value, False)
        for value, words in _WORDS.items()
        for word in words.split("|")
    }
    factors = {
        word: _Word(0, 0, value, True)
        for value, words in _TIMES.items()
        for word in words.split("|")
    }
    return plain | factors


def _number_words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        word = found[0]
        if word in _KAZAKH_TEN:
            if word != "он" or _AFTER_TEN.match(text, found.end()):
                yield _Word(found.start(), found.end(), 10, False)
            continue
        known = _numbers().get(word) or _numbers().get(_KAZAKH_ENDING.sub("", word))
        # "бірге" is "together": one takes no ending here.
        if known is not None and (known.value > 1 or word in _numbers()):
            yield _Word(found.start(), found.end(), known.value, known.is_factor)


def _groups(text: str, words: Sequence[_Word]) -> Iterator[list[_Word]]:
    """Join the words that make one number; a factor after digits belongs to the digits."""
    group: list[_Word] = []
    for word in words:
        if group and _continues(text, group[-1], word):
            group.append(word)
            continue
        if group:
            yield group
        group = [] if word.is_factor and _after_digits(text, word.start) else [word]
    if group:
        yield group


def _continues(text: str, last: _Word, word: _Word) -> bool:
    if not _JOINT.fullmatch(text, last.end, word.start):
        return False
    if word.is_factor:
        return not last.is_factor or last.value < word.value
    return last.place > word.place or (last.is_factor and last.value > word.value)


def _after_digits(text: str, start: int) -> bool:
    return text[:start].rstrip()[-1:].isdigit()


def _value(group: Sequence[_Word]) -> int:
    total = current = 0
    for word in group:
        if not word.is_factor:
            current += word.value
        elif word.value == 100:
            current = max(current, 1) * 100
        else:
            total += max(current, 1) * word.value
            current = 0
    return total + current
