"""The Latin alphabet of 2021, letter by letter and on real sentences."""

import pytest

from jauap.language.latin import to_latin


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        (
            "Бұрыңғы өткен заманда, бір данышпан кісі, Бағдат шаһарының қазысының үйіне қоныпты.",
            "Būryñğy ötken zamanda, bır danyşpan kısı, Bağdat şaharynyñ qazysynyñ üiıne qonypty.",
        ),
        ("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһ", "aäbvgğdeiojziikqlmnñoöprstuūüfhh"),
        ("цчшщъыіьэюя", "tstşşştşyıeiuia"),
        ("ИЙІЫ", "İİIY"),
        ("ЦОН, БҚЦ, Цех, Ц.", "TSON, BQTS, Tseh, Ts."),
        ("ЖСН 12 күн, № 267-бұйрық [1]", "JSN 12 kün, № 267-būiryq [1]"),
    ],
)
def test_each_cyrillic_letter_has_the_letter_of_the_table(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize(
    "address", ["https://egov.kz/қызмет", "info@мин.қаз", "www.қызмет.қаз/тізім", "egov.kz"]
)
def test_an_address_stays_letter_for_letter(address: str) -> None:
    assert to_latin(f"Өтініш: {address} арқылы") == f"Ötınış: {address} arqyly"
