"""A question typed on the other keyboard layout is read as it was meant; all others stay."""

import pytest

from jauap.language.layout import retyped


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rfr gjkexbnm gfcgjhn&", "как получить паспорт?"),
        ("Crjkmrj cnjbn cghfdrf", "Сколько стоит справка"),
        (";trt re2k3rn3 0fkfq fkfvsy?", "жеке куәлікті қалай аламын?"),
        ("n9h5sy 8q r-vtu3 0fkfq", "тұрғын үй көмегі қалай"),
        ("RFR GJKEXBNM BBY", "КАК ПОЛУЧИТЬ ИИН"),
        ("рщц ещ пуе ф зфыызщке", "how to get a passport"),
        ("Цруку сфт Ш кутуц ьн вкшмштп дшсутсу", "Where can I renew my driving licence"),
    ],
)
def test_a_question_in_the_keys_of_the_other_layout_is_read_as_meant(
    typed: str, meant: str
) -> None:
    assert retyped(typed) == meant


def test_what_was_typed_well_among_it_stays() -> None:
    assert retyped("ЭЦП ghjlkbnm") == "ЭЦП продлить"
    assert retyped("yfgbib ZIP-rjl 050000 lkz gjxns") == "напиши ЯШЗ-код 050000 для почты"


@pytest.mark.parametrize(
    "text",
    [
        "Балаға жәрдемақыны қалай рәсімдеймін?",
        "balaga zhardemaqyny qalay rasimdeymin",
        "Balağa järdemaqyny qalai räsımdeimın?",
        "шешу шешуші шығын",
        "Как оформить пособие на ребёнка?",
        "How do I apply for child benefit?",
        "my gym try",
        "SMS PIN",
        "BMW X5",
        "VPN",
        "Компания CBS, ABC, NBC және MSNBC арналары",
        "PSLF Process",
        "https://egov.kz/cms/kk/services",
        "pki.gov.kz",
        "ххх",
        "?",
        "",
        "12345",
        "Кесте: 1-қосымша, № 267",
    ],
)
def test_a_question_in_its_own_letters_stays_as_it_is(text: str) -> None:
    assert retyped(text) == text


def test_reading_twice_changes_nothing_more() -> None:
    once = retyped("rfr gjkexbnm gfcgjhn&")

    assert retyped(once) == once
