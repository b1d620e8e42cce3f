"""Fixed sentences exist in three languages, lead to a person and can be worded by a ministry."""

import string

import pytest

from jauap.answer import Outcome, Texts
from jauap.answering.check import text_fault
from jauap.answering.fixed_texts import BY_OUTCOME, BY_REASON, CROSSED
from jauap.answering.messages import contact_line, contact_of, crossed_line, message
from jauap.answering.prompts import BUILT_IN
from jauap.assistant import Assistant, Human, Language, Trilingual

FIXED = [*BY_OUTCOME.items(), *BY_REASON.items()]


def test_every_outcome_that_is_no_answer_has_a_wording() -> None:
    assert set(BY_OUTCOME) == {outcome for outcome in Outcome if not outcome.is_answer}


@pytest.mark.parametrize("language", list(Language))
def test_no_wording_is_shared_by_two_languages(language: Language) -> None:
    others = [other for other in Language if other is not language]
    for _, wording in FIXED:
        said = wording.in_language(language)
        assert said not in [wording.in_language(other) for other in others]


@pytest.mark.parametrize("language", list(Language))
def test_only_known_fields_stand_in_the_wordings(language: Language) -> None:
    known = {"assistant", "owner", "scope", "topics", "limit"}
    for _, wording in FIXED:
        fields = {name for _, name, _, _ in string.Formatter().parse(wording.in_language(language))}
        assert fields - {None} <= known


@pytest.mark.parametrize("language", list(Language))
def test_every_message_is_whole_safe_and_leads_to_a_person(
    assistant: Assistant, language: Language
) -> None:
    for outcome in BY_OUTCOME:
        for reason in ["", *BY_REASON]:
            said = message(
                outcome, reason, assistant=assistant, texts=Texts(schema=1), language=language
            )
            assert "{" not in said
            assert "1414" in said
            assert text_fault(said, set()) == ""


def test_braces_in_a_ministrys_wording_do_no_harm(assistant: Assistant) -> None:
    own = Trilingual(kk="{ {owner} {unknown} {0} }", ru="-", en="-")
    texts = Texts(schema=1, messages={Outcome.REFUSED_UNSURE: own})
    said = message(
        Outcome.REFUSED_UNSURE, "", assistant=assistant, texts=texts, language=Language.KK
    )
    assert said.startswith("{ Министрлік {unknown} {0} }")


def test_the_contact_names_phone_hours_office_and_page(assistant: Assistant) -> None:
    human = Human(
        phone="1414",
        office=Trilingual(kk="Бөлім", ru="Отдел", en="Office"),
        hours=Trilingual(kk="9:00–18:30", ru="9:00–18:30", en="9:00–18:30"),
        url="https://egov.kz/help",
    )
    declared = assistant.model_copy(update={"human": human})
    contact = contact_of(declared, Language.RU)
    assert contact_line(contact, Language.RU) == (
        "Связаться со специалистом: 1414 (9:00–18:30); Отдел. https://egov.kz/help"
    )


def test_each_pair_of_languages_has_a_remark() -> None:
    for source in CROSSED:
        for language in Language:
            assert crossed_line(language, source)


@pytest.mark.parametrize("language", list(Language))
def test_the_built_in_instruction_asks_for_tokens_and_forbids_links(language: Language) -> None:
    assert "[1]" in BUILT_IN[language]
    assert "NO_ANSWER" in BUILT_IN[language]
    assert "HTML" in BUILT_IN[language]
