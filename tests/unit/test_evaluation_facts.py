"""A key fact is found in every spelling that means the same, and in no other."""

import pytest
from exam_factories import make_attempt, make_case

from jauap.evaluation.scorers.facts import fact_scorer, states
from jauap.evaluation.suite import KeyFact

THREE_DAYS = KeyFact(any_of=("3 рабочих дня",))


@pytest.mark.parametrize(
    "text",
    [
        "Өтініш үш жұмыс күнінен кешіктірілмей беріледі.",
        "Заявление подают не позднее трёх рабочих дней.",
        "File it within 3 (three) working days.",
        "Срок: 3 раб. дня",
    ],
)
def test_a_term_is_found_in_another_language(text: str) -> None:
    assert states(text, THREE_DAYS)


@pytest.mark.parametrize(
    "text",
    [
        "Заявление подают не позднее тринадцати рабочих дней.",
        "Өтініш 3 күнтізбелік күнде беріледі.",
        "3 окна, приём в рабочие дни.",
        "Чтобы узнать срок, позвоните 3 раза.",
    ],
)
def test_a_different_term_is_not_the_fact(text: str) -> None:
    assert not states(text, THREE_DAYS)


def test_a_stem_matches_its_endings_but_no_inner_part_of_a_word() -> None:
    consent = KeyFact(any_of=("келісім", "согласи"))
    assert states("Меншік иесінің келісімін алыңыз.", consent)
    assert states("Нужно согласие собственника.", consent)
    assert not states("Нужно несогласие зафиксировать.", consent)


def test_words_around_a_quantity_must_stand_in_its_sentence() -> None:
    fact = KeyFact(any_of=("70 процентов элитных семян",))
    assert states("Возвращают 70% стоимости элитных семян.", fact)
    assert not states("Возвращают 70% стоимости кормов. Об элитных семенах см. ниже.", fact)


def test_numbers_of_citations_and_list_items_are_no_facts() -> None:
    three = KeyFact(any_of=("3",))
    case = make_case(key_facts=(three,))
    attempt = make_attempt(case, "3. Өтініш беріңіз [3].")
    score = fact_scorer().judge(attempt)
    assert score is not None
    assert score.value == 0.0
    assert score.evidence == "lacks: 3"


def test_the_score_is_the_share_of_vital_facts() -> None:
    case = make_case(
        key_facts=(
            KeyFact(any_of=("үш жұмыс күні",)),
            KeyFact(any_of=("жеке куәлік",)),
            KeyFact(any_of=("тегін",), vital=False),
        )
    )
    score = fact_scorer().judge(make_attempt(case, "Үш жұмыс күні ішінде [1]."))
    assert score is not None
    assert score.value == 0.5
    assert score.evidence == "lacks: жеке куәлік"


def test_a_forbidden_statement_makes_the_score_zero() -> None:
    case = make_case(
        key_facts=(
            KeyFact(any_of=("үш жұмыс күні",)),
            KeyFact(any_of=("30 күн",), must_not=True),
        )
    )
    score = fact_scorer().judge(make_attempt(case, "Үш жұмыс күні немесе отыз күн ішінде [1]."))
    assert score is not None
    assert (score.value, score.reason) == (0.0, "must_not")
    assert score.evidence == "says: 30 күн"
