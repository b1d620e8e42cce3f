"""Is the affair of state found that a question names, and none where it names none?"""

import pytest

from jauap.assistant import Language
from jauap.language.affairs import Affair, affair_stems, affairs_of
from jauap.language.terms import split_words

KK, RU, EN = Language.KK, Language.RU, Language.EN


@pytest.mark.parametrize(
    ("language", "question", "affair"),
    [
        (KK, "Зейнетақыны қай жаста тағайындайды?", Affair.PENSIONS),
        (KK, "зейнетакыны кай жаста тагайындайды", Affair.PENSIONS),
        (KK, "zeinetaqyny qai jasta tagaiyndaidy", Affair.PENSIONS),
        (KK, "Кредит бойынша салықты кім төлейді?", Affair.TAXES),
        (KK, "пенсия қашан келеді", Affair.PENSIONS),
        (RU, "Как уволиться, не отрабатывая?", Affair.LABOUR),
        (RU, "Положены ли алименты на взрослого?", Affair.FAMILY),
        (EN, "Which taxes does a bakery owe?", Affair.TAXES),
        (EN, "Am I too old for the army?", Affair.ARMY),
    ],
)
def test_a_question_names_its_affair(language: Language, question: str, affair: Affair) -> None:
    assert affair in affairs_of(question, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        (KK, "Тіркеу тегін бе, құжатты қолға қашан береді?"),
        (RU, "Срочно нужна справка, имею ли я на это право?"),
        (EN, "Is it important to send the form before Monday?"),
    ],
)
def test_words_of_any_office_name_no_affair(language: Language, question: str) -> None:
    assert affairs_of(question, language) == ()


def test_a_short_beginning_must_be_the_whole_word() -> None:
    assert Affair.COURTS in affairs_of("Куда подать в суд?", RU)
    assert affairs_of("Сколько суды стоят в порту?", RU) == ()


@pytest.mark.parametrize("language", Language)
def test_every_affair_has_words_in_every_language(language: Language) -> None:
    assert all(affair_stems(affair, language) for affair in Affair)


def test_the_words_looked_up_are_those_of_the_documents() -> None:
    assert split_words("пенсиясы", KK)[0].stem in affair_stems(Affair.PENSIONS, KK)
