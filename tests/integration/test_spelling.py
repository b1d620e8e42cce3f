"""Misspelt questions are answered by the words of the sample documents, in three languages."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jauap.answer import Answer, Outcome, Turn
from jauap.assistant import Language
from jauap.errors import IndexUnavailable
from jauap.retrieval.folder import read_generation, write_generation
from jauap.retrieval.vocabulary import VOCABULARY
from jauap.runtime import Runtime, build_runtime
from jauap.settings import Settings

WORKSPACE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    data = tmp_path_factory.mktemp("data")
    with build_runtime(Settings(workspace=WORKSPACE, data_dir=data)) as opened:
        opened.ingest("public_services")
        opened.ingest("agriculture")
        yield opened


def _answer(
    runtime: Runtime, text: str, *, of: str = "public_services", after: tuple[Turn, ...] = ()
) -> Answer:
    return asyncio.run(runtime.respond(of, text, history=after)).answer


@pytest.mark.parametrize(
    ("of", "asked", "asked_as", "source"),
    [
        (
            "public_services",
            "апосиль сколько стоит",
            "апостиль сколько стоит",
            "apostille",
        ),
        (
            "public_services",
            "удаставерение личнсти как заменить",
            "удостоверение личности как заменить",
            "identity-fees",
        ),
        (
            "public_services",
            "Жеке куәлк алу үшін қандай құжатар керек?",
            "Жеке куәлік алу үшін қандай құжаттар керек?",
            "identity-documents",
        ),
        ("public_services", "апостль қою қанша тұрады", "апостиль қою қанша тұрады", "apostille"),
        (
            "public_services",
            "jeke kualk alu ushin qandai kujatar kerek",
            "jeke куәлік alu ushin qandai құжаттар kerek",
            "identity-fees",
        ),
        ("public_services", "how to get a pasport", "how to get a passport", "identity-documents"),
        (
            "public_services",
            "how to regster the brith of a child",
            "how to register the birth of a child",
            "birth-registration",
        ),
        ("agriculture", "субсидя на удабрения", "субсидя на удобрения", "crop-subsidies"),
        (
            "agriculture",
            "how to get subsdy for fertiliser",
            "how to get subsidy for fertiliser",
            "crop-subsidies",
        ),
    ],
)
def test_misspelt_question_is_answered_from_the_right_document(
    runtime: Runtime, of: str, asked: str, asked_as: str, source: str
) -> None:
    answer = _answer(runtime, asked, of=of)
    assert answer.outcome is Outcome.ANSWERED_EXTRACT
    assert answer.asked_as == asked_as
    assert source in [citation.source_id for citation in answer.citations]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("как палучить паспарт", "как получить паспорт"),
        ("куалк аламын", "куәлік аламын"),
        ("How do I replace an idenity card?", "How do I replace an identity card?"),
    ],
)
def test_misspelt_question_gets_the_answer_of_the_right_spelling(
    runtime: Runtime, asked: str, meant: str
) -> None:
    misspelt, right = _answer(runtime, asked), _answer(runtime, meant)
    assert (misspelt.asked_as, right.asked_as) == (meant, "")
    assert misspelt.text == right.text
    assert misspelt.outcome is right.outcome


def test_later_turn_goes_on_with_a_misspelt_question_as_it_was_meant(runtime: Runtime) -> None:
    asked = "Как палучить апостль?"
    first = _answer(runtime, asked)
    after = (Turn(question=asked, answer=first.text),)
    answer = _answer(runtime, "Сколько это стоит?", after=after)
    assert answer.asked_as == "получить апостиль Сколько это стоит?"
    assert "apostille" in [citation.source_id for citation in answer.citations]


@pytest.mark.parametrize(
    "asked",
    ["как купить биткоен", "what is the wether tomorrow", "рецепт борща", "ауа райы кандай"],
)
def test_question_about_something_else_stays_refused(runtime: Runtime, asked: str) -> None:
    assert _answer(runtime, asked).outcome is Outcome.REFUSED_OUT_OF_SCOPE


def test_vocabulary_is_kept_while_documents_are_the_same(runtime: Runtime) -> None:
    before = runtime.index.active("public_services")
    runtime.ingest("public_services")
    assert before is not None
    assert before.details[VOCABULARY]
    assert runtime.index.active("public_services") == before


def _ingested(folder: Path) -> Path:
    with build_runtime(Settings(workspace=WORKSPACE, data_dir=folder)) as opened:
        opened.ingest("public_services")
        active = opened.index.active("public_services")
        assert active is not None
    (home,) = folder.glob(f"**/public_services/{active.id}")
    return home


def _change(home: Path, vocabulary: str | None) -> None:
    generation = read_generation(home)
    details = {key: each for key, each in generation.details.items() if key != VOCABULARY}
    if vocabulary is not None:
        details[VOCABULARY] = vocabulary
    write_generation(home, replace(generation, details=details))


def test_generation_without_a_vocabulary_answers_as_before_until_the_next_ingest(
    tmp_path: Path,
) -> None:
    home = _ingested(tmp_path)
    _change(home, None)
    with build_runtime(Settings(workspace=WORKSPACE, data_dir=tmp_path)) as opened:
        assert _answer(opened, "апостиль сколько стоит").outcome is Outcome.ANSWERED_EXTRACT
        assert _answer(opened, "как палучить паспарт").asked_as == ""
        opened.ingest("public_services")
        assert _answer(opened, "как палучить паспарт").asked_as == "как получить паспорт"


def test_damaged_vocabulary_says_what_to_do(tmp_path: Path) -> None:
    _change(_ingested(tmp_path), "бұл сөздік емес")
    with build_runtime(Settings(workspace=WORKSPACE, data_dir=tmp_path)) as opened:
        search = opened.desks["public_services"].search
        with pytest.raises(IndexUnavailable, match="vocabulary") as raised:
            search.find("апостиль сколько стоит", language=Language.RU)
        assert "--force" in raised.value.remedy
        assert _answer(opened, "апостиль сколько стоит").outcome is Outcome.FAILED_STORE
        opened.ingest("public_services", force=True)
        assert _answer(opened, "апостиль сколько стоит").outcome is Outcome.ANSWERED_EXTRACT
