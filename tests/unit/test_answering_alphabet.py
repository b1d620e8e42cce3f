"""Only a declared assistant answers in Latin letters, and only where no letter is proven."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from jauap.answer import Answer, Outcome
from jauap.answering.ask import ask
from jauap.answering.desk import Desk
from jauap.assistant import Assistant, Language
from jauap.labelling.canonical import text_hash
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.levels import HumanState
from jauap.testing.factories import DOUBTFUL, make_desk, make_found, make_pair, make_passage

LATIN = "Tūrğylyqty jer boiynşa neşe kün ışınde tırkelu kerek?"
CYRILLIC = "Тұрғылықты жер бойынша неше күн ішінде тіркелу керек?"
PASSAGE = make_passage("Өтініш берілген күннен бастап он күн ішінде тіркелу керек.")
RUSSIAN = make_passage(
    "Зарегистрироваться необходимо в течение десяти дней со дня подачи заявления.",
    language=Language.RU,
)


@pytest.fixture
def desk(assistant: Assistant, labeller: Labeller) -> Desk:
    declared = assistant.model_copy(update={"answer_in_latin": True})
    return make_desk(declared, labeller, make_found(PASSAGE))


def _ask(question: str, desk: Desk, language: Language | None = None) -> LabelledAnswer:
    return asyncio.run(ask(question, desk, language=language))


def test_a_latin_question_is_answered_in_latin_and_the_quote_stays(desk: Desk) -> None:
    labelled = _ask(LATIN, desk)
    answer = labelled.answer
    assert answer.text == "Ötınış berılgen künnen bastap on kün ışınde tırkelu kerek. [1]"
    assert answer.citations[0].quote == PASSAGE.text
    assert answer.citations[0].quote_hash == text_hash(PASSAGE.text)
    assert labelled.claims.hash is not None
    assert labelled.claims.hash.raw == text_hash(answer.text)


def test_without_the_declaration_the_answer_is_cyrillic(desk: Desk) -> None:
    plain = replace(desk, assistant=desk.assistant.model_copy(update={"answer_in_latin": False}))
    assert _ask(LATIN, plain).answer.text == f"{PASSAGE.text} [1]"


def test_a_cyrillic_question_is_answered_in_cyrillic(desk: Desk) -> None:
    assert _ask(CYRILLIC, desk).answer.text == f"{PASSAGE.text} [1]"


@pytest.mark.parametrize("question", ["How many days do I have?", "skolko dnei na registratsiyu"])
def test_other_languages_in_latin_letters_change_nothing(desk: Desk, question: str) -> None:
    assert "Өтініш" in _ask(question, desk).answer.text


def test_words_of_a_russian_source_stay_russian(desk: Desk, assistant: Assistant) -> None:
    found = replace(desk, search=make_desk(assistant, desk.labeller, make_found(RUSSIAN)).search)
    said, remark = _ask(LATIN, found).answer.text.split("\n\n")
    assert said == f"{RUSSIAN.text} [1]"
    assert remark.isascii() is False
    assert not any("Ѐ" <= letter <= "ӿ" for letter in remark)


def test_places_to_choose_from_are_spelled_alike_in_text_and_list(desk: Desk) -> None:
    other = make_passage("Неке бір айда тіркеледі.", title="Некені тіркеу")
    found = make_found(PASSAGE, other, features=DOUBTFUL)
    search = make_desk(desk.assistant, desk.labeller, found).search
    answer = _ask(LATIN, replace(desk, search=search)).answer
    assert answer.outcome is Outcome.ASKED_BACK
    assert answer.options[1] == "Nekenı tırkeu: Merzımı"
    assert all(f"- {option}" in answer.text for option in answer.options)


def test_the_words_of_staff_stay_as_their_proof_names_them(desk: Desk) -> None:
    pair = make_pair(CYRILLIC, "Он күн ішінде тіркелу керек.", PASSAGE)
    found = make_found(PASSAGE, pairs=(pair,))
    search = make_desk(desk.assistant, desk.labeller, found).search
    labelled = _ask(LATIN, replace(desk, search=search))
    answer: Answer = labelled.answer
    assert answer.outcome is Outcome.ANSWERED_VERIFIED
    assert answer.text == "Он күн ішінде тіркелу керек. [1]"
    assert labelled.claims.hum.state is HumanState.AUTHORED
    assert date.fromisoformat(str(labelled.claims.hum.date))
