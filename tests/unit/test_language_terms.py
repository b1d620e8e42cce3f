"""Do different spellings of one Kazakh word meet, and do numbers stay whole?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.assistant import Language
from jauap.language.fold import fold
from jauap.language.terms import (
    BIGRAM_WEIGHT,
    ENDING_WEIGHT,
    STEM_WEIGHT,
    analyse,
    split_words,
    terms,
    weigh_topic,
)

KK, RU, EN = Language.KK, Language.RU, Language.EN


def _shared(one: str, other: str, language: Language = KK) -> float:
    """Share of the first text's 4-letter pieces that the second one has."""
    first, second = analyse(one, language).grams, analyse(other, language).grams
    return sum((first & second).values()) / sum(first.values())


def _stems(text: str, language: Language) -> list[int]:
    return [word.stem for word in split_words(text, language)]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("қаланың көшесіндегі үйлер", "каланын кошесиндеги уйлер"),
        ("өтінімді қалай беремін", "отинимди калай беремин"),
        ("ұлғайту һәм әділет", "улгайту хам адилет"),
        ("тұрғын үй кезегі", "тургын уй кезеги"),
    ],
)
def test_kazakh_without_its_letters_has_the_same_pieces(written: str, typed: str) -> None:
    assert analyse(written, KK).grams == analyse(typed, KK).grams


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("қала", "qala"),
        ("шаруа қожалығы", "sharua qozhalyghy"),
        ("шаруа қожалығы", "şarua qojalyğy"),
        ("жер телімі", "zher telimi"),
        ("мектеп", "mektep"),
        ("жаңа үй", "zhanga uy".replace("nga", "ña").replace("uy", "üi")),
    ],
)
def test_latin_kazakh_has_the_same_pieces(cyrillic: str, latin: str) -> None:
    assert analyse(cyrillic, KK).grams == analyse(latin, KK).grams


def test_latin_kazakh_words_have_the_stems_of_cyrillic_ones() -> None:
    assert _stems("балаларды мектепке", KK) == _stems("balalardy mektepke", KK)


def test_english_letter_pairs_stay_apart_outside_kazakh() -> None:
    assert fold("sing") == "sing"
    assert fold("singh", is_kazakh=True) == "sinh"


def test_latin_letter_inside_a_cyrillic_word_is_read_as_cyrillic() -> None:
    assert _stems("бiлiм", KK) == _stems("білім", KK)
    assert _stems("cпpавка", RU) == _stems("справка", RU)


def test_endings_do_not_part_a_kazakh_word_from_its_stem() -> None:
    assert _stems("жайылымдарды өтінімі", KK) == _stems("жайылым өтінім", KK)
    assert _stems("субсидияларды", KK) == _stems("субсидия", KK)


def test_russian_word_in_a_kazakh_question_shares_its_pieces_with_russian_text() -> None:
    assert _shared("справка", "справки") >= 0.6


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("500 000 000 теңге", "500000000 теңге"),
        ("500\u00a0000 тенге", "500 000 тенге"),
        ("2020–2025", "2020-2025"),
    ],
)
def test_numbers_written_differently_are_one_term(one: str, other: str) -> None:
    assert _stems(one, KK)[0] == _stems(other, KK)[0]


@pytest.mark.parametrize(
    "text", ["31.01.2024", "401-VI", "ҚР ДСМ-13", "V1500010964", "2,5", "15-2/3"]
)
def test_dates_and_act_numbers_are_one_whole_term(text: str) -> None:
    with_parts = split_words(text.split()[-1], KK)
    assert len(with_parts) == 1


def test_number_before_a_hyphened_word_stands_alone() -> None:
    assert _stems("5-тармақ", KK) == _stems("5 тармақ", KK)


def test_date_shares_its_year_with_the_year_alone() -> None:
    assert set(analyse("31.01.2024", RU).grams) & set(analyse("2024", RU).grams)


def test_order_of_words_shows_in_pairs_only() -> None:
    one, other = analyse("жер салығы", KK), analyse("салығы жер", KK)
    assert one.stems == other.stems
    assert one.bigrams != other.bigrams


def test_question_weighs_stems_pairs_and_endings_apart() -> None:
    weights = terms("мектептерге", KK)
    word = split_words("мектептерге", KK)[0]
    assert weights[word.stem] == STEM_WEIGHT
    assert len(word.grams) == 10
    assert weights[word.grams[0]] == pytest.approx(0.8363, abs=1e-4)
    assert weights[word.grams[-1]] == pytest.approx(0.8363 * ENDING_WEIGHT, abs=1e-4)
    first, second = split_words("жер салығы", KK)
    pair = terms("жер салығы", KK).keys() - {first.stem, second.stem, *first.grams, *second.grams}
    assert [terms("жер салығы", KK)[term] for term in pair] == [BIGRAM_WEIGHT]


def test_short_kazakh_word_weighs_more_a_piece_and_a_figure_twice() -> None:
    (short,) = split_words("қан", KK)
    (year,) = split_words("1465", KK)
    assert short.piece_weight == pytest.approx(1.4689, abs=1e-4)
    assert year.piece_weight == 2.0
    assert split_words("удостоверение", RU)[0].piece_weight == 1.0


def test_topic_is_stems_and_their_pieces_without_endings_and_pairs_of_words() -> None:
    words = split_words("жер салығын", KK)
    first, second = words
    assert weigh_topic(words).keys() == {
        first.stem,
        second.stem,
        *first.grams[: first.root_grams],
        *second.grams[: second.root_grams],
    }


@pytest.mark.parametrize("text", ["", "   ", "???", "👍👍", "\u202e\u200b"])
def test_text_without_words_has_no_terms(text: str) -> None:
    assert terms(text, KK) == {}


@given(st.text(max_size=300), st.sampled_from(list(Language)))
def test_any_text_gives_32_bit_terms(text: str, language: Language) -> None:
    assert all(0 <= term < 2**32 for term in terms(text, language))
