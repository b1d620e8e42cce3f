"""A question in a language the assistant does not speak is asked back for its language."""

import asyncio

import pytest

from jauap.answer import Answer, Outcome
from jauap.answering.ask import ask
from jauap.assistant import Assistant, Language
from jauap.labelling.label import Labeller
from jauap.testing.factories import make_desk, make_found, make_passage

FOUND = make_found(make_passage("Өтініш он күн ішінде қаралады."))


def answer(text: str, assistant: Assistant, labeller: Labeller) -> Answer:
    return asyncio.run(ask(text, make_desk(assistant, labeller, FOUND))).answer


@pytest.mark.parametrize(
    "question",
    [
        "Төрөт жөнүндө күбөлүктү кайдан алсам болот, канча күн күтөм?",
        "Балага ничек таныклык алырга һәм кайда мөрәҗәгать итәргә кирәк?",
        "Bolaga tugʻilganlik haqidagi guvohnomani qayerdan olsam boʻladi?",
        "Çocuğumun doğum belgesini nereden alabilirim, kaç gün sürer?",
        "Скільки днів потрібно чекати на свідоцтво про народження дитини?",
    ],
)
def test_a_neighbours_question_is_met_with_which_language(
    assistant: Assistant, labeller: Labeller, question: str
) -> None:
    asked = answer(question, assistant, labeller)
    assert (asked.outcome, asked.reason) == (Outcome.ASKED_BACK, "which_language")
    assert asked.citations == ()
    for line in ("Қай тілде жауап берейін?", "На каком языке вам ответить?", "Which language"):
        assert line in asked.text


@pytest.mark.parametrize(
    "question",
    [
        "Тууралы куаликти кайдан аламын?",
        "Туу туралы куәлікті қайдан аламын, қанша күн күтемін?",
        "tuu turaly kualikti qaidan alamyn, neshe kun kutemin",
        "Сколько дней ждать свидетельство о рождении?",
        "How many days does a birth certificate take?",
        "Канча күн?",
    ],
)
def test_our_languages_and_a_few_words_are_searched(
    assistant: Assistant, labeller: Labeller, question: str
) -> None:
    assert answer(question, assistant, labeller).reason != "which_language"


def test_only_languages_the_assistant_speaks_are_offered(
    assistant: Assistant, labeller: Labeller
) -> None:
    two = assistant.model_copy(update={"languages": (Language.KK, Language.RU)})
    text = answer("Çocuğumun doğum belgesini nereden alabilirim?", two, labeller).text
    assert "по-русски" in text
    assert "English" not in text


def test_danger_goes_before_the_language(assistant: Assistant, labeller: Labeller) -> None:
    question = "Допоможіть, будь ласка, чоловік меня бьет, куди йти і що робити?"
    assert answer(question, assistant, labeller).outcome is Outcome.SIGNPOSTED_CRISIS
