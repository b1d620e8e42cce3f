"""Which numbers, dates and times does a text state, however they are written?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = (
    r"қаңтар\w*|январ\w*|jan(?:uary)?",
    r"ақпан\w*|феврал\w*|feb(?:ruary)?",
    r"наурыз\w*|март\w*|mar(?:ch)?",
    r"сәуір\w*|апрел\w*|apr(?:il)?",
    r"мамыр\w*|ма[йяею]м?|may",
    r"маусым\w*|июн\w*|june?",
    r"шілде\w*|июл\w*|july?",
    r"тамыз\w*|август\w*|aug(?:ust)?",
    r"қыркүйек\w*|қыркүйегі\w*|сентябр\w*|sep(?:t|tember)?",
    r"қазан\w*|октябр\w*|oct(?:ober)?",
    r"қараша\w*|ноябр\w*|nov(?:ember)?",
    r"желтоқсан\w*|декабр\w*|dec(?:ember)?",
)
_MONTH = r"\b(?P<month>" + "|".join(_MONTHS) + r")\b\.?"
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d\d?)[./](?P<m>\d\d?)[./](?P<y>\d{4})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?:(?P<y>\d{{4}})\s+(?:жыл\w*|ж\.)\s+)(?P<d>\d\d?)(?:-?\w{{1,4}})?\s+{_MONTH}"
    ),
    re.compile(
        rf"(?<!\d)(?P<d>\d\d?)(?:-?\w{{1,3}})?\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<y>\d{{4}})(?!\d))?"
    ),
    re.compile(rf"{_MONTH}\s+(?P<d>\d\d?)(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y>\d{{4}})(?!\d))?"),
)
_TIME = re.compile(r"(?<![\d:.])(?P<h>[01]?\d|2[0-4])[:.](?P<min>[0-5]\d)(?![\d.:%])")
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f,.']\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_SCALE = re.compile(
    r"\s*(?:(?P<k>мың|тыс\w*|thousand)|(?P<m>млн|миллион\w*|million)"
    r"|(?P<b>млрд|миллиард\w*|billion))(?!\w)"
)
_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9}
_WORDS = {
    2.0: "екі|екеу|два|две|двух|двум|двумя|two|both",
    3.0: "үш|үшеу|три|трех|трём|трем|тремя|three",
    4.0: "төрт|төртеу|четыре|четырех|четырем|four",
    5.0: "бес|бесеу|пять|пяти|пятью|five",
    6.0: "алты|алтау|шесть|шести|шестью|six",
    7.0: "жеті|жетеу|семь|семи|семью|seven",
    8.0: "сегіз|восемь|восьми|eight",
    9.0: "тоғыз|девять|девяти|nine",
    10.0: "он|десять|десяти|ten",
    15.0: "он бес|пятнадцать|пятнадцати|fifteen",
    20.0: "жиырма|двадцать|двадцати|twenty",
    30.0: "отыз|тридцать|тридцати|thirty",
    40.0: "қырық|сорок|сорока|forty",
    50.0: "елу|пятьдесят|пятидесяти|fifty",
    60.0: "алпыс|шестьдесят|шестидесяти|sixty",
    100.0: "жүз|сто|ста|hundred",
    1000.0: "мың|тысяча|тысячи|тысяч|тысячу|thousand",
    1_000_000.0: "миллион|миллиона|миллионов|million",
}
_NUMBER_WORDS = {
    word: value for value, words in _WORDS.items() for word in words.split("|") if " " not in word
}
_NOT_ALWAYS_NUMBERS = frozenset(("он", "both", "ста"))
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Everything a text counts or dates."""

    numbers: frozenset[float]
    dates: frozenset[tuple[int, int, int]]
    """Year, month, day; the year is 0 when it is not written."""

    def missing_from(self, source: "Figures") -> tuple[str, ...]:
        """Name what this text states and `source` does not, as in "12500" or "0000-05-01"."""
        numbers = sorted(self.numbers - source.numbers)
        days = {date[1:] for date in source.dates}
        dates = sorted(
            date
            for date in self.dates
            if date not in source.dates and (date[0] or date[1:] not in days)
        )
        lost = [f"{number:g}" for number in numbers]
        return (*lost, *(f"{year:04}-{month:02}-{day:02}" for year, month, day in dates))


def claimed_figures(text: str) -> Figures:
    """Read the figures a draft states, each in its one most likely meaning."""
    return _figures(text, is_source=False)


def source_figures(text: str) -> Figures:
    """Read the figures a passage carries, generously: 12,500 is also 12.5, a date also a year."""
    return _figures(text, is_source=True)


def split_dates(text: str) -> tuple[frozenset[tuple[int, int, int]], str]:
    """Give the dates of a text (year, month, day) and the text, folded, without them."""
    folded = text.casefold().replace("ё", "е")
    dates: set[tuple[int, int, int]] = set()
    for pattern in _DATES:
        dates.update(date for found in pattern.finditer(folded) if (date := _date(found)))
        # The day of a date must not vouch for a number of days.
        folded = pattern.sub(_blank_date, folded)
    return frozenset(dates), folded


def numbers_in(text: str) -> Iterator[tuple[float, int, int]]:
    """Give each number written in digits, in its likeliest meaning, with where it starts and ends.

    A following "thousand" or "million" belongs to the number.
    """
    for found in _NUMBER.finditer(text):
        scale = _SCALE.match(text, found.end())
        factor = _SCALES[scale.lastgroup or "k"] if scale else 1.0
        end = scale.end() if scale else found.end()
        yield next(_readings(found[0])) * factor, found.start(), end


def _figures(text: str, *, is_source: bool) -> Figures:
    dates, folded = split_dates(text)
    numbers: set[float] = set()
    if is_source:
        numbers.update(float(year) for year, _, _ in dates if year)
    for found in _TIME.finditer(folded):
        # 9.00 and 09:00 are one time, and 3.50 as a price has the same value.
        numbers.add(int(found["h"]) + int(found["min"]) / 100)
    rest = folded if is_source else _TIME.sub(" ", folded)
    for found in _NUMBER.finditer(rest):
        scale = _SCALE.match(rest, found.end())
        factor = _SCALES[scale.lastgroup or "k"] if scale else 1.0
        readings = list(_readings(found[0]))
        numbers.update(value * factor for value in (readings if is_source else readings[:1]))
    for word in _WORD.findall(_SCALE.sub(" ", rest)):
        if word in _NUMBER_WORDS and (is_source or word not in _NOT_ALWAYS_NUMBERS):
            numbers.add(_NUMBER_WORDS[word])
    return Figures(numbers=frozenset(numbers), dates=dates)


def _blank_date(found: re.Match[str]) -> str:
    return " " if _date(found) is not None else found[0]


def _date(found: re.Match[str]) -> tuple[int, int, int] | None:
    parts = found.groupdict()
    month = int(parts["m"]) if parts.get("m") else _month_number(parts.get("month") or "")
    day = int(parts["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return int(parts["y"] or 0), month, day


def _month_number(word: str) -> int:
    numbers = (at for at, names in enumerate(_MONTHS, start=1) if re.fullmatch(names, word))
    return next(numbers, 0)


def _readings(written: str) -> Iterator[float]:
    """Give the likeliest value first: groups of three digits are thousands."""
    parts = re.split(r"[ \u00a0\u202f,.']", written)
    if len(parts) == 1:
        yield float(written)
        return
    grouped = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3
    if grouped and parts[0] != "0":
        yield float("".join(parts))
        if len(parts) == 2 and written[len(parts[0])] in ",.":
            yield float(".".join(parts))
        elif written[len(parts[0])].isspace():
            yield from map(float, parts)
    else:
        yield float("".join(parts[:-1]) + "." + parts[-1])
