"""Is a number that counts something else noticed, and an honest one left alone?"""

import pytest

from jauap.answering.counted import counts_otherwise


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("10 ай ішінде", "Өтініш 10 жұмыс күні ішінде қаралады."),
        ("Алым 3 жыл", "Мерзімі 3 жұмыс күні, төлемі 1 250 теңге."),
        ("в течение 10 месяцев", "Срок — 10 (десять) рабочих дней."),
        ("Штраф 30 %", "Штраф 30 МРП."),
        ("within 5 years", "within 5 working days"),
        ("25 күн, 10 теңге", "10 күн, 25 теңге"),
        ("1250 дней", "Төлемі 1 250 теңге"),
    ],
)
def test_a_number_that_counts_something_else_is_noticed(text: str, source: str) -> None:
    assert counts_otherwise(text, source)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("10 күнде", "Өтініш 10 жұмыс күні ішінде қаралады."),
        ("за 10 дней", "Өтініш 10 жұмыс күні ішінде қаралады."),
        ("10 days", "Срок — 10 (десять) рабочих дней."),
        ("5 жылда немесе 5 күнде", "5 жыл. Кейде 5 күн."),
        ("15 дней", "от 10 до 15 дней"),
        ("10 дней", "от 10 до 15 дней"),
        ("3 күн", "| Мерзімі, күн | 3 |"),
        ("20 теңге", "Мерзімі 10 күн."),
        ("до 15 января 2026 года", "15 января 2026 года"),
        ("Қабылдау 9 сағатта", "Қабылдау сағат 9-да, 9 сағаттан бастап"),
        ("Бір ұя үшін 0,45 айлық есептік көрсеткіш", "Бір ұя үшін 0,45 АЕК"),
        ("частей 7", "7 частей"),
    ],
)
def test_an_honest_number_is_left_alone(text: str, source: str) -> None:
    assert not counts_otherwise(text, source)
