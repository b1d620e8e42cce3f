"""The decision follows the evidence of the search and the assistant's thresholds."""

import pytest

from jauap.answer import Outcome
from jauap.answering.decide import decide, options_of, probability
from jauap.assistant import Assistant, Language, Thresholds, Trilingual
from jauap.knowledge import Found, FoundPair
from jauap.testing.factories import DOUBTFUL, POOR, SURE, make_found, make_pair, make_passage

PASSAGE = make_passage("Өтініш он күн ішінде қаралады.")
OTHER = make_passage("Некені тіркеу мерзімі — бір ай.", title="Некені тіркеу")
QUESTION = "Субсидия өтініші қашан қаралады?"


def outcome(found: Found, assistant: Assistant, question: str = QUESTION) -> Outcome | None:
    return decide(question, found, assistant, Language.KK).outcome


def test_probability_is_higher_when_more_of_the_question_is_covered() -> None:
    weak, strong = (
        make_found(PASSAGE, features={"coverage": share, "score_ratio": share})
        for share in (0.2, 0.8)
    )
    assert 0 < probability(weak) < probability(strong) < 1


def test_probability_of_the_three_situations() -> None:
    values = [probability(make_found(PASSAGE, features=each)) for each in (SURE, DOUBTFUL, POOR)]
    assert [round(value, 2) for value in values] == [0.99, 0.49, 0.21]


def test_good_evidence_is_answered_doubt_asked_back_and_weak_evidence_refused(
    assistant: Assistant,
) -> None:
    assert outcome(make_found(PASSAGE, OTHER, features=SURE), assistant) is None
    assert outcome(make_found(PASSAGE, OTHER, features=DOUBTFUL), assistant) is Outcome.ASKED_BACK
    assert outcome(make_found(PASSAGE, OTHER, features=POOR), assistant) is Outcome.REFUSED_UNSURE
    assert outcome(Found(), assistant) is Outcome.REFUSED_NO_SOURCE


def test_a_single_place_is_answered_rather_than_offered_for_choice(assistant: Assistant) -> None:
    assert outcome(make_found(PASSAGE, features=DOUBTFUL), assistant) is None


def test_the_thresholds_are_the_assistants(assistant: Assistant) -> None:
    found = make_found(PASSAGE, OTHER, features=DOUBTFUL)
    bold = assistant.model_copy(update={"thresholds": Thresholds(answer=0.3, ask_back=0.1)})
    careful = assistant.model_copy(update={"thresholds": Thresholds(answer=0.9, ask_back=0.8)})
    assert outcome(found, bold) is None
    assert outcome(found, careful) is Outcome.REFUSED_UNSURE


def test_a_foreign_question_is_told_from_a_weak_one(assistant: Assistant) -> None:
    found = make_found(PASSAGE, OTHER, features=POOR)
    assert outcome(found, assistant, "Айға қашан ұшамыз?") is Outcome.REFUSED_OUT_OF_SCOPE
    assert outcome(found, assistant, "Субсидия айға беріле ме?") is Outcome.REFUSED_UNSURE


def test_a_later_question_about_nothing_known_is_not_answered_from_the_earlier_turns(
    assistant: Assistant,
) -> None:
    carried = {"coverage": 0.0, "one_document": 0.8, "gap": 0.13, "unseen": 1.0}
    found = make_found(PASSAGE, OTHER, features=carried)
    assert probability(found) > assistant.thresholds.answer
    assert outcome(found, assistant, "Бүгін ауа райы қандай?") is Outcome.REFUSED_OUT_OF_SCOPE
    follow_up = make_found(PASSAGE, OTHER, features={**carried, "unseen": 0.0})
    assert outcome(follow_up, assistant, "Ал қанша тұрады?") is not Outcome.REFUSED_OUT_OF_SCOPE


def test_a_topic_nobody_wrote_of_is_handed_over_however_sure_the_rest_looks(
    assistant: Assistant,
) -> None:
    sure = make_found(PASSAGE, OTHER, features=SURE)
    foreign = make_found(PASSAGE, OTHER, features={**SURE, "foreign": 1.0})
    assert outcome(sure, assistant, "Визаға қандай құжаттар керек?") is None
    asked = "Визаға қандай құжаттар керек?"
    assert outcome(foreign, assistant, asked) is Outcome.REFUSED_UNSURE


@pytest.mark.parametrize(
    ("language", "question"),
    [
        (Language.KK, "Зейнетақы өтініші қашан қаралады?"),
        (Language.RU, "Когда рассмотрят пенсию?"),
        (Language.EN, "When is a pension application decided?"),
    ],
)
def test_an_affair_the_documents_never_speak_of_makes_an_answer_unlikely(
    assistant: Assistant, language: Language, question: str
) -> None:
    near = {**DOUBTFUL, "coverage": 0.4, "held": 0.4, "gap": 0.1, "one_document": 0.6}
    own, foreign = (
        decide(question, make_found(PASSAGE, OTHER, features=each), assistant, language)
        for each in (near, {**near, "elsewhere": 1.0})
    )
    assert own.outcome is None
    assert foreign.confidence == pytest.approx(0.19, abs=0.005)
    assert foreign.outcome in (Outcome.REFUSED_OUT_OF_SCOPE, Outcome.REFUSED_UNSURE)


def test_an_affair_of_the_declared_scope_is_the_assistants_own(assistant: Assistant) -> None:
    near = {**DOUBTFUL, "coverage": 0.4, "one_document": 0.8, "gap": 0.1, "elsewhere": 1.0}
    found = make_found(PASSAGE, OTHER, features=near)
    pensions = Trilingual(kk="Зейнетақы тағайындау", ru="Назначение пенсии", en="Pensions")
    scope = assistant.scope.model_copy(update={"topics": (pensions,)})
    declared = assistant.model_copy(update={"scope": scope})
    question = "Зейнетақы өтініші қашан қаралады?"
    assert decide(question, found, declared, Language.KK).outcome is None
    assert decide(question, found, assistant, Language.KK).outcome is not None


@pytest.mark.parametrize(
    ("pairs", "is_verified"),
    [
        ((make_pair(QUESTION, "Он күн.", PASSAGE, similarity=0.95),), True),
        ((make_pair(QUESTION, "Он күн.", PASSAGE, similarity=0.79),), False),
        ((make_pair(QUESTION, "Он күн.", make_passage("Басқа үзінді."), similarity=1.0),), False),
        ((make_pair(QUESTION, "10 дней.", PASSAGE, language=Language.RU),), False),
        ((make_pair("2025 жылғы субсидия қашан?", "Он күн.", PASSAGE),), False),
        (
            (
                make_pair(QUESTION, "Он күн.", PASSAGE, similarity=0.95),
                make_pair("Некені тіркеу", "Бір ай.", OTHER, similarity=0.93, intent="marriage"),
            ),
            False,
        ),
        (
            (
                make_pair(QUESTION, "Он күн.", PASSAGE, similarity=0.95),
                make_pair("Өтініш мерзімі", "Он күн.", PASSAGE, similarity=0.94),
            ),
            True,
        ),
    ],
)
def test_a_pair_answers_only_when_it_asks_the_same_and_the_search_agrees(
    assistant: Assistant, pairs: tuple[FoundPair, ...], is_verified: bool
) -> None:
    decision = decide(QUESTION, make_found(PASSAGE, pairs=pairs), assistant, Language.KK)
    assert (decision.pair is not None) is is_verified


def test_a_verified_pair_is_answered_whatever_the_passages_score(assistant: Assistant) -> None:
    pair = make_pair(QUESTION, "Он күн.", PASSAGE, similarity=0.95)
    decision = decide(
        QUESTION, make_found(PASSAGE, pairs=(pair,), features=POOR), assistant, Language.KK
    )
    assert decision.outcome is None
    assert decision.confidence == 0.95


def test_at_most_three_different_places_are_offered() -> None:
    passages = [
        make_passage(f"{n} үзінді", title=f"{n // 2} құжат", heading_path=("Мерзімі",))
        for n in range(10)
    ]
    assert options_of(passages) == ("0 құжат: Мерзімі", "1 құжат: Мерзімі", "2 құжат: Мерзімі")


def test_column_names_and_list_openings_are_no_names_of_places() -> None:
    table = make_passage("Қой | 400", heading_path=("Баға", "Мал | Төлем"), title="Баға тізімі")
    part = make_passage("3) анықтама", heading_path=("Құжаттар: … қоса беріледі",), title="Ереже")
    assert options_of([table, part]) == ("Баға тізімі", "Ереже")
