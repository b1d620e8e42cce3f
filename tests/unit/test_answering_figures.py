"""A number or a date is the same however it is written, and another one is not."""

import pytest

from jauap.answering.figures import claimed_figures, source_figures


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Мерзімі — 10 жұмыс күні", "өтініш 10 (он) жұмыс күні ішінде қаралады"),
        ("Төлем 12 500 теңге", "мөлшері 12\u00a0500 теңге"),
        ("Плата 12500 тенге", "плата составляет 12 500 тенге"),
        ("The fee is 12,500 tenge", "төлем 12500 теңге"),
        ("Баға 12 мың теңге", "бағасы 12 000 теңге"),
        ("Сумма 3 млн тенге", "не более 3 000 000 тенге"),
        ("Ставка 0,5 процента", "ставка 0.5 %"),
        ("2026 жылғы 5 мамырға дейін", "срок до 05.05.2026"),
        ("до 5 мая 2026 года", "2026 жылғы 5 мамырдан бастап"),
        ("by May 5, 2026", "до 5 мая 2026 года"),
        ("by 5 May 2026", "2026-05-05"),
        ("5 мамырға дейін", "2026 жылғы 5 мамырда"),
        ("2015 жылы", "план от 12.03.2015"),
        ("Работает с 9:00", "приём с 09.00 до 18.30"),
        ("екі апта", "2 апта ішінде"),
        ("в течение трёх дней", "3 рабочих дня"),
        ("within ten days", "10 days"),
        ("10-15 күн", "10 күннен 15 күнге дейін"),
        ("Телефон 1414", "Бірыңғай байланыс орталығы: 1414"),
    ],
)
def test_a_figure_is_found_in_another_spelling(claim: str, source: str) -> None:
    assert claimed_figures(claim).missing_from(source_figures(source)) == ()


@pytest.mark.parametrize(
    ("claim", "source", "missing"),
    [
        ("Мерзімі — 15 жұмыс күні", "10 жұмыс күні", ("15",)),
        ("Төлем 12 мың теңге", "12 теңге", ("12000",)),
        ("Плата 1 250 тенге", "плата 12 500 тенге", ("1250",)),
        ("Ставка 5 процентов", "ставка 0,5 процента", ("5",)),
        ("до 6 мая 2026 года", "до 5 мая 2026 года", ("2026-05-06",)),
        ("2027 жылғы 5 мамыр", "2026 жылғы 5 мамыр", ("2027-05-05",)),
        ("5 маусымға дейін", "5 мамырға дейін", ("0000-06-05",)),
        ("в течение пяти дней", "3 рабочих дня", ("5",)),
        ("with two witnesses", "with witnesses", ("2",)),
    ],
)
def test_another_figure_is_missed(claim: str, source: str, missing: tuple[str, ...]) -> None:
    assert claimed_figures(claim).missing_from(source_figures(source)) == missing


def test_a_day_that_no_calendar_has_stays_a_number() -> None:
    assert claimed_figures("40.13.2026").dates == frozenset()
