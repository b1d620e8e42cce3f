"""What does the Kazakh stemmer cut off, and what does it leave alone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.assistant import Language
from jauap.language.kazakh import stem_kazakh
from jauap.language.stem import stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("балалардың", "бала"),
        ("кітаптарымыздан", "кітап"),
        ("мектептерге", "мектеп"),
        ("азаматтарына", "азамат"),
        ("құжаттарының", "құжат"),
        ("қызметтердің", "қызмет"),
        ("облысында", "облыс"),
        ("өзенінің", "өзен"),
        ("қалада", "қала"),
        ("анасы", "ана"),
        ("баламызға", "бала"),
        ("мақсатындағы", "мақсат"),
        ("баласындағы", "бала"),
        ("жылдары", "жыл"),
        ("университеттерге", "университет"),
    ],
)
def test_noun_endings_are_cut_layer_by_layer(word: str, expected: str) -> None:
    assert stem_kazakh(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("тіркеуге", "тірке"),
        ("тіркелген", "тіркел"),
        ("беріледі", "беріл"),
        ("баратын", "бар"),
        ("аталады", "атал"),
        ("тұрады", "тұр"),
    ],
)
def test_verb_endings_are_cut(word: str, expected: str) -> None:
    assert stem_kazakh(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("кітабы", "кітап"),
        ("жүрегі", "жүрек"),
        ("куәлігін", "куәлік"),
        ("ауылшаруашылығы", "ауылшаруашылық"),
    ],
)
def test_softened_last_consonant_is_hardened_again(word: str, expected: str) -> None:
    assert stem_kazakh(word) == expected


@pytest.mark.parametrize(
    "word", ["бала", "қандай", "мемлекет", "орта", "қазақстан", "жер", "су", "ана", "жеке", "ет"]
)
def test_words_without_endings_stay_whole(word: str) -> None:
    assert stem_kazakh(word) == word


def test_ending_that_breaks_vowel_harmony_is_no_ending() -> None:
    assert stem_kazakh("көшелар") == "көшелар"
    assert stem_kazakh("көшелер") == "көше"


def test_ending_that_breaks_voicing_is_no_ending() -> None:
    assert stem_kazakh("мемлекеті") == "мемлекет"
    assert stem_kazakh("заманда") == "заман"


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("балалардың", "балалардын"),
        ("қызметтердің", "кызметтердин"),
        ("мектептерге", "мектептерге"),
        ("тіркеуге", "тиркеуге"),
        ("құжаттарымды", "кужаттарымды"),
    ],
)
def test_endings_are_found_without_kazakh_letters(written: str, typed: str) -> None:
    assert len(stem_kazakh(written)) == len(stem_kazakh(typed))


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("справками", Language.RU, "справк"),
        ("субсидии", Language.RU, "субсид"),
        ("applications", Language.EN, "applic"),
        ("қызметтердің", Language.RU, "қызмет"),
        ("справками", Language.EN, "справк"),
        ("balalardyn", Language.KK, "бала"),
    ],
)
def test_script_can_overrule_the_language(word: str, language: Language, expected: str) -> None:
    assert stem(word, language) == expected


@given(st.text(alphabet="абвгдежзиклмнопрстуфхцчшыэюяәғқңөұүһі", min_size=1, max_size=30))
def test_stem_is_never_longer_and_keeps_three_letters(word: str) -> None:
    found = stem_kazakh(word)
    assert min(3, len(word)) <= len(found) <= len(word)
    assert word.startswith(found[:-1])
