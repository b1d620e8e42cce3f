"""What a citizen wants to know of a topic is read from the wording, in three languages."""

import pytest

from jauap.assistant import Language, SearchWeights
from jauap.retrieval.asking import analyse_question, ask_passages
from jauap.retrieval.facets import Facet, facet_of
from jauap.retrieval.index import SparseVector

KK, RU, EN = Language.KK, Language.RU, Language.EN


@pytest.mark.parametrize(
    ("language", "question", "facet"),
    [
        (KK, "Баланы тіркеу үшін не керек?", Facet.NEED),
        (KK, "Баланы тиркеу ушин кандай кужаттар керек?", Facet.NEED),
        (KK, "Паспорт қанша тұрады?", Facet.COST),
        (KK, "Анықтама неше күнде дайын болады?", Facet.TERM),
        (KK, "Қайда жүгінемін?", Facet.WHERE),
        (KK, "Апостиль деген не?", Facet.MEANING),
        (KK, "Жәрдемақыны қалай рәсімдеймін?", Facet.HOW),
        (RU, "Какие документы нужны для паспорта?", Facet.NEED),
        (RU, "Сколько стоит паспорт?", Facet.COST),
        (RU, "За сколько дней сделают справку?", Facet.TERM),
        (RU, "Куда обращаться за справкой?", Facet.WHERE),
        (RU, "Могут ли мне отказать?", Facet.REFUSAL),
        (EN, "What documents do I need?", Facet.NEED),
        (EN, "How much does a passport cost?", Facet.COST),
        (EN, "How long does it take?", Facet.TERM),
        (EN, "What is an apostille?", Facet.MEANING),
    ],
)
def test_the_wording_shows_what_is_asked_for(
    language: Language, question: str, facet: Facet
) -> None:
    assert facet_of(question, language) is facet


def test_a_question_without_cue_has_no_facet() -> None:
    assert facet_of("Жайылымда мал жаю", KK) is None


def _terms(question: str, weights: SearchWeights) -> int:
    request = ask_passages(analyse_question(question, KK), KK, weights, 10, is_combined=False)
    assert isinstance(request.vector, SparseVector)
    return len(request.vector.indices)


def test_a_facet_adds_heading_terms_and_weight_zero_adds_none() -> None:
    question = "Паспорт қанша тұрады?"
    plain = _terms(question, SearchWeights(facet=0))
    assert _terms(question, SearchWeights(facet=0.3)) > plain
    assert _terms("Паспорт", SearchWeights(facet=0.3)) == _terms("Паспорт", SearchWeights(facet=0))
