"""Numbers, dates and terms mean the same in three languages and many spellings."""

import pytest

from jauap.evaluation.numerals import with_digits
from jauap.evaluation.quantities import Quantity, Unit, read_quantities


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3 рабочих дня", 3, Unit.WORKING_DAY),
        ("үш жұмыс күні", 3, Unit.WORKING_DAY),
        ("three working days", 3, Unit.WORKING_DAY),
        ("3 (үш) жұмыс күнінен кешіктірмей", 3, Unit.WORKING_DAY),
        ("в течение трёх рабочих дней", 3, Unit.WORKING_DAY),
        ("3-х рабочих дней", 3, Unit.WORKING_DAY),
        ("күнтізбелік он бес күн өткен соң", 15, Unit.CALENDAR_DAY),
        ("пятнадцати календарных дней", 15, Unit.CALENDAR_DAY),
        ("тридцати (30) дней", 30, Unit.DAY),
        ("пятидневный срок", 5, Unit.DAY),
        ("a 30-day period", 30, Unit.DAY),
        ("үш айлық есептік көрсеткіш", 3, Unit.INDEX),
        ("три месячных расчётных показателя", 3, Unit.INDEX),
        ("three monthly calculation indices", 3, Unit.INDEX),
        ("0,5 МРП", 0.5, Unit.INDEX),
        ("3 АЕК", 3, Unit.INDEX),
        ("10 еселенген айлық есептік көрсеткіш", 10, Unit.INDEX),
        ("бес мың теңге", 5000, Unit.TENGE),
        ("пять тысяч тенге", 5000, Unit.TENGE),
        ("5 000 ₸", 5000, Unit.TENGE),
        ("₸ 5000", 5000, Unit.TENGE),
        ("1,5 млн тенге", 1_500_000, Unit.TENGE),
        ("жиырма бес мың жеті жүз теңге", 25_700, Unit.TENGE),
        ("two hundred and fifty tenge", 250, Unit.TENGE),
        ("алпыс пайыздан артық емес", 60, Unit.PERCENT),
        ("60 %", 60, Unit.PERCENT),
        ("sixty percent", 60, Unit.PERCENT),
        ("48 сағат ішінде", 48, Unit.HOUR),
        ("48 часов", 48, Unit.HOUR),
        ("18:30-ға дейін", 18.3, Unit.TIME),
        ("150 голов", 150, Unit.NONE),
    ],
)
def test_a_quantity_is_one_number_and_one_unit(text: str, value: float, unit: Unit) -> None:
    assert read_quantities(text).quantities == {Quantity(value, unit)}


@pytest.mark.parametrize(
    "text",
    [
        "15 қаңтар 2026",
        "2026 жылғы 15 қаңтарда",
        "15.01.2026",
        "15 января 2026 года",
        "January 15, 2026",
    ],
)
def test_a_date_is_one_day_however_it_is_written(text: str) -> None:
    stated = read_quantities(text)
    assert stated.dates == {(2026, 1, 15)}
    assert stated.quantities == frozenset()


@pytest.mark.parametrize(
    ("said", "wanted", "holds"),
    [
        ("үш жұмыс күні ішінде", "3 рабочих дня", True),
        ("в течение 30 рабочих дней", "3 рабочих дня", False),
        ("3 календарных дня", "3 рабочих дня", False),
        ("15 күн", "15 календарных дней", True),
        ("екі апта", "14 дней", True),
        ("12 ай", "1 год", True),
        ("от 5 до 10 рабочих дней", "5 жұмыс күні", True),
        ("1 мая 2026 года", "1 мамыр", True),
        ("1 мая", "2026 жылғы 1 мамыр", False),
        ("150 голов", "150", True),
        ("1500 голов", "150", False),
        ("приём в 15:00", "15", False),
        ("500 теңге", "500 дней", False),
    ],
)
def test_a_text_holds_the_same_quantity_only(said: str, wanted: str, holds: bool) -> None:
    assert read_quantities(said).holds(read_quantities(wanted)) is holds


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("он бес күн", "15 күн"),
        ("он пришёл в 9", "он пришёл в 9"),
        ("онда бес адам", "онда 5 адам"),
        ("екі үш күн", "2 3 күн"),
        ("бірге барыңыз", "бірге барыңыз"),
        ("twenty-five", "25"),
        ("сто двадцать пять", "125"),
        ("екі жүз елу", "250"),
        ("5 мың", "5 мың"),
        ("тысяча двести", "1200"),
    ],
)
def test_spelt_numbers_are_written_in_digits(text: str, written: str) -> None:
    assert with_digits(text) == written
