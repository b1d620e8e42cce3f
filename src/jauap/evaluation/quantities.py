"""What does a text count, measure or date, whatever the spelling and the language?"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from jauap.answering.figures import numbers_in, split_dates
from jauap.evaluation.numerals import with_digits

Day = tuple[int, int, int]
"""Year, month, day; the year is 0 when it is not written."""


class Unit(StrEnum):
    """What a number counts."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    PERCENT = "percent"
    TENGE = "tenge"
    INDEX = "index"
    """The monthly calculation index, in which the state's fees and fines are set."""
    HECTARE = "hectare"
    TONNE = "tonne"
    KILOGRAM = "kilogram"
    TIME = "time"
    """A time of day; 18:30 has the value 18.30."""
    NONE = ""


_DAYS = r"(?:д(?:ень|ня|ней|ням|нями|нях)|дн)\b"
_UNITS: dict[Unit, str] = {
    Unit.WORKING_DAY: rf"(?:рабоч\w+|раб\.?)\s+{_DAYS}|жұмыс\s+күн\w*"
    r"|(?:working|business)[\s-]+days?\b",
    Unit.CALENDAR_DAY: rf"календарн\w+\s+{_DAYS}|күнтізбелік\s+күн\w*|calendar[\s-]+days?\b",
    Unit.INDEX: r"(?:(?:есе|еселенген|еселік|кратн\w*(?:\s+размер\w*)?)\s+)?"
    r"(?:мрп\b|аек\b|mci\b|месячн\w+\s+расчетн\w+\s+показател\w+|айлық\s+есептік\s+көрсеткіш\w*"
    r"|monthly\s+calculation\s+ind\w+)",
    Unit.DAY: rf"{_DAYS}|сут(?:ки|ок|кам)\b|күн(?!тіз|геш)\w*|тәулік\w*|days?\b",
    Unit.HOUR: r"час(?:а|ов|у|ам)?\b|сағат\w*|hours?\b",
    Unit.MINUTE: r"минут\w*|minutes?\b",
    Unit.WEEK: r"недел\w*|апта\w*|weeks?\b",
    Unit.MONTH: r"месяц\w*|ай(?:да|дан|ға|дың|ы|ына|ында|)\b|months?\b",
    Unit.YEAR: r"год(?:а|у|ов|ам|)\b|лет\b|жыл\w*|years?\b",
    Unit.PERCENT: r"%|процент\w*|пайыз\w*|per\s?cent\b",
    Unit.TENGE: r"тенге\b|теңге\w*|тг\b|₸|kzt\b|tenge\b",
    Unit.HECTARE: r"гектар\w*|га\b|hectares?\b",
    Unit.TONNE: r"тонн\w*|tonn?es?\b|tons?\b",
    Unit.KILOGRAM: r"кг\b|килограм\w*|килограмм\w*|kg\b|kilograms?\b",
}
_REPEATED = re.compile(r"(\d[\d .,\u00a0]*)\s*\(\s*(\d[\d .,\u00a0]*)\s*\)")
_GAPS = (re.compile(r"[\s-]*"), re.compile(r"-[^\W\d_]{1,3}\s+"))
"""Between a number and its unit: "30-day", "20 дней", "3-х дней"."""
_RANGE = re.compile(
    r"(?:-?(?:тен|тан|ден|дан|нен|нан|х|ти|и))?"
    r"\s*(?:[-–—,]|до|или|и|немесе|және|or|to|and)?\s*(?:до\s+)?"
)
_TIME = re.compile(r"(?<![\d:.])([01]?\d|2[0-4])[:.]([0-5]\d)(?![\d.:%])(?!\s*%)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts."""

    value: float
    unit: Unit = Unit.NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """Everything a text counts or dates."""

    quantities: frozenset[Quantity]
    dates: frozenset[Day]
    rest: str
    """The text, folded, without them."""

    def holds(self, other: "Stated") -> bool:
        """Tell whether everything that `other` counts or dates is counted or dated here too."""
        return all(map(self._has, other.quantities)) and all(map(self._has_day, other.dates))

    def _has(self, wanted: Quantity) -> bool:
        return any(_same(wanted, one) for one in self.quantities)

    def _has_day(self, wanted: Day) -> bool:
        return wanted in self.dates or (
            wanted[0] == 0 and any(wanted[1:] == day[1:] for day in self.dates)
        )


def plain(text: str) -> str:
    """Fold a text and write its numbers in digits, each once: "3 (үш)" becomes "3"."""
    folded = with_digits(text.casefold().replace("ё", "е"))
    return _REPEATED.sub(_once, folded)


def read_quantities(text: str) -> Stated:
    """Read the quantities and dates of a text in any of the three languages."""
    dates, rest = split_dates(plain(text))
    found: list[Quantity] = []
    spans: list[tuple[int, int]] = []
    for match in _TIME.finditer(rest):
        found.append(Quantity(int(match[1]) + int(match[2]) / 100, Unit.TIME))
    rest = _TIME.sub(lambda match: " " * len(match[0]), rest)
    numbers = list(numbers_in(rest))
    follows = Unit.NONE
    starts = len(rest)
    # Backwards, since in "5-10 days" the second number tells what the first one counts.
    for value, start, end in reversed(numbers):
        unit, stop = _unit_after(rest, end)
        if unit is Unit.NONE and _RANGE.fullmatch(rest, end, starts):
            unit = follows
        unit = _told_before(rest, start, unit)
        found.append(Quantity(value, unit))
        spans.append((start, stop))
        follows, starts = unit, start
    for start, stop in spans:
        rest = rest[:start] + " " * (stop - start) + rest[stop:]
    return Stated(quantities=frozenset(found), dates=dates, rest=rest)


def _once(found: re.Match[str]) -> str:
    same = found[1].split() == found[2].split()
    return f"{found[1].rstrip()} " if same else found[0]


@cache
def _unit_patterns() -> tuple[tuple[Unit, re.Pattern[str]], ...]:
    return tuple((unit, re.compile(pattern)) for unit, pattern in _UNITS.items())


def _unit_after(text: str, end: int) -> tuple[Unit, int]:
    gaps = filter(None, (gap.match(text, end) for gap in _GAPS))
    for at in dict.fromkeys(gap.end() for gap in gaps):
        for unit, pattern in _unit_patterns():
            if match := pattern.match(text, at):
                return unit, match.end()
    return Unit.NONE, end


def _told_before(text: str, start: int, unit: Unit) -> Unit:
    before = text[:start].rstrip()
    if unit is Unit.DAY and before.endswith("күнтізбелік"):
        return Unit.CALENDAR_DAY
    if unit is Unit.NONE and before.endswith("₸"):
        return Unit.TENGE
    return unit


def _same(wanted: Quantity, held: Quantity) -> bool:
    if wanted.unit is Unit.NONE:
        return wanted.value == held.value and held.unit is not Unit.TIME
    return _common(wanted) == _common(held)


def _common(quantity: Quantity) -> tuple[float, Unit]:
    """Bring a quantity to the unit it is compared in; plain days are calendar days."""
    match quantity.unit:
        case Unit.CALENDAR_DAY:
            return quantity.value, Unit.DAY
        case Unit.WEEK:
            return quantity.value * 7, Unit.DAY
        case Unit.YEAR:
            return quantity.value * 12, Unit.MONTH
        case _:
            return quantity.value, quantity.unit
