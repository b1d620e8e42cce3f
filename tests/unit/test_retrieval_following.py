"""Which whole question a short later turn stands for, and when a turn leaves the topic."""

import pytest

from jauap.answer import Turn
from jauap.assistant import Language
from jauap.knowledge import Found
from jauap.retrieval.asking import analyse_question
from jauap.retrieval.following import is_short, whole_question
from jauap.retrieval.turning import may_turn, turn_to
from jauap.testing.factories import make_passage

KK, RU, EN = Language.KK, Language.RU, Language.EN
BIRTH = Turn(question="Баланың тууын тіркеуге не керек?", answer="Медициналық куәлік.")
BIRTH_EN = Turn(question="How do I register a birth?", answer="Apply at any office.")


@pytest.mark.parametrize(
    ("history", "text", "language", "whole"),
    [
        ((BIRTH,), "Ал егізге ше?", KK, "Баланың тууын тіркеуге не керек Ал егізге ше?"),
        # What is asked now takes the place of what was asked before.
        ((BIRTH,), "Қанша тұрады?", KK, "баланың тууын тіркеуге Қанша тұрады?"),
        ((BIRTH_EN,), "And for twins?", EN, "How do I register a birth And for twins?"),
        ((BIRTH_EN,), "How much is it?", EN, "register birth How much is it?"),
        (
            (Turn(question="Как зарегистрировать брак?"),),
            "А для иностранца?",
            RU,
            "Как зарегистрировать брак А для иностранца?",
        ),
        (
            (BIRTH, Turn(question="Ал егізге ше?")),
            "Қайда?",
            KK,
            "баланың тууын тіркеуге егізге Қайда?",
        ),
    ],
)
def test_a_short_turn_borrows_the_words_of_the_question_it_goes_on_with(
    history: tuple[Turn, ...], text: str, language: Language, whole: str
) -> None:
    assert whole_question(text, history, language) == whole


@pytest.mark.parametrize(
    ("history", "text", "language"),
    [
        ((), "Ал егізге ше?", KK),
        ((BIRTH,), "Апостиль қою қанша тұрады?", KK),
        ((BIRTH,), "Тұрғын үй кезегіне қалай тұруға болады?", KK),
        ((BIRTH_EN,), "Where can I get an apostille for a diploma?", EN),
        # Words of another language would find nothing in the documents of this one.
        ((BIRTH,), "How much is it?", EN),
        ((BIRTH,), "???", KK),
    ],
)
def test_a_whole_question_borrows_nothing(
    history: tuple[Turn, ...], text: str, language: Language
) -> None:
    assert whole_question(text, history, language) == text


@pytest.mark.parametrize(
    ("text", "language", "short"),
    [
        ("Нотариуссыз?", KK, True),
        ("Зейнетақы мөлшері", KK, False),
        ("По доверенности?", RU, True),
        ("Пенсия по инвалидности", RU, False),
        ("Without a notary?", EN, True),
        ("Disability pension", EN, False),
    ],
)
def test_a_piece_of_a_sentence_is_short_and_a_bare_topic_is_not(
    text: str, language: Language, short: bool
) -> None:
    assert is_short(text, language) is short


def _found(name: str, **features: float) -> Found:
    passages = tuple(make_passage(f"{name}{number}", score=9.0 - number) for number in range(4))
    return Found(passages=passages, features=features)


def test_a_question_of_another_topic_takes_its_own_passages_and_evidence_first() -> None:
    own = _found("own", coverage=0.9, held=1.0, words=4.0)
    mixed = turn_to(own, _found("talk", coverage=0.3, held=0.3), 10)
    assert [each.text for each in mixed.passages] == [
        *("own0", "own1", "own2", "talk0", "talk1", "own3", "talk2", "talk3")
    ]
    assert mixed.features == own.features
    assert [each.score for each in mixed.passages] == [9.0, 8.0, 7.0, 7.0, 7.0, 6.0, 6.0, 6.0]


def test_a_question_that_the_conversations_passage_holds_stays_with_it() -> None:
    talk = _found("talk", coverage=0.5, held=0.5, field_agreement=0.4)
    assert turn_to(_found("own", coverage=0.9, held=1.0, words=4.0), talk, 10) is talk


@pytest.mark.parametrize(
    ("text", "answer", "may"),
    [
        ("Апостиль қою қанша тұрады?", "Куәлік беріледі.", True),
        ("Ал апостиль қою қанша тұрады?", "Куәлік беріледі.", False),
        ("Оның апостилі қанша тұрады?", "Куәлік беріледі.", False),
        ("Апостиль қою қанша тұрады?", "Қай құжатқа?", False),
        ("Қанша тұрады?", "Куәлік беріледі.", False),
    ],
)
def test_only_a_whole_question_that_leans_on_nothing_may_leave_the_topic(
    text: str, answer: str, may: bool
) -> None:
    history = (Turn(question=BIRTH.question, answer=answer),)
    query = analyse_question(text, KK, history)
    assert may_turn(query, history, _found("talk", coverage=0.0)) is may
