"""A later turn means what the conversation is about, unless it names a topic of its own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from jauap.answer import Outcome, Turn
from jauap.labelling.label import LabelledAnswer
from jauap.runtime import Runtime, build_runtime
from jauap.settings import Settings

WORKSPACE = Path(__file__).parents[2]
BIRTH_KK = "Баланың тууын тіркеуге не керек?"
BIRTH_RU = "Как зарегистрировать рождение ребёнка?"
BIRTH_EN = "How do I register the birth of a child?"
CARD_KK = "Жеке куәлік алу үшін қандай құжаттар керек?"
CARD_EN = "How do I replace an identity card?"
HOUSING_RU = "Как встать в очередь на жильё?"


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    data = tmp_path_factory.mktemp("data")
    with build_runtime(Settings(workspace=WORKSPACE, data_dir=data)) as opened:
        opened.ingest("public_services")
        yield opened


def _last(runtime: Runtime, *turns: str) -> LabelledAnswer:
    async def talk() -> LabelledAnswer:
        history: list[Turn] = []
        for question in turns:
            given = await runtime.respond("public_services", question, history=history)
            history.append(Turn(question=question, answer=given.answer.text))
        return given

    return asyncio.run(talk())


@pytest.mark.parametrize(
    ("turns", "source", "words"),
    [
        ((BIRTH_KK, "Қанша тұрады?"), "birth-registration", "ақы алынбайды"),
        ((BIRTH_KK, "Ал егіз балаларға ше?"), "birth-registration", "Егіз балалар"),
        ((BIRTH_KK, "Ал егіз балаларға ше?", "Қанша тұрады?"), "birth-registration", "ақы алын"),
        ((CARD_KK, "Ал балаға ше?"), "identity-documents", "туу туралы куәлік"),
        (("Апостиль қою үшін не керек?", "Бағасы?"), "apostille", "0,5 АЕК"),
        ((BIRTH_RU, "Сколько это стоит?"), "birth-registration", "плату не берут"),
        ((BIRTH_RU, "А какие документы?"), "birth-registration", ""),
        (
            ("Как расторгнуть брак в регистрирующем органе?", "А сколько стоит?"),
            "divorce-registration",
            "",
        ),
        ((HOUSING_RU, "Где?"), "housing-queue", "Отбасы банк"),
        ((BIRTH_EN, "How much does it cost?"), "birth-registration", "No fee is charged"),
        ((BIRTH_EN, "And for twins?"), "birth-registration", "For twins"),
        ((CARD_EN, "And for a child?"), "identity-documents", "birth certificate"),
        ((CARD_EN, "How long does it take?"), "identity-documents", ""),
        ((CARD_EN, "Where?"), "identity-documents", "State Corporation"),
    ],
)
def test_a_short_turn_is_answered_from_the_conversations_document(
    runtime: Runtime, turns: tuple[str, ...], source: str, words: str
) -> None:
    answer = _last(runtime, *turns).answer
    assert answer.outcome is Outcome.ANSWERED_EXTRACT
    assert source in [citation.source_id for citation in answer.citations]
    assert words in answer.text
    assert answer.asked_as.endswith(turns[-1])
    assert len(answer.asked_as) > len(turns[-1])


@pytest.mark.parametrize(
    ("turns", "source"),
    [
        ((BIRTH_KK, "Апостиль қою қанша тұрады?"), "apostille"),
        ((CARD_KK, "Тұрғын үй кезегіне қалай тұруға болады?"), "housing-queue"),
        ((BIRTH_EN, "Where can I get an apostille for a diploma?"), "apostille"),
    ],
)
def test_a_turn_with_a_topic_of_its_own_leaves_the_conversations_document(
    runtime: Runtime, turns: tuple[str, ...], source: str
) -> None:
    answer = _last(runtime, *turns).answer
    assert answer.asked_as == ""
    assert {citation.source_id for citation in answer.citations} == {source}


@pytest.mark.parametrize("turns", [(BIRTH_KK, "Ал биткоин ше?"), (BIRTH_RU, "А погода завтра?")])
def test_a_short_turn_about_what_no_document_knows_is_refused(
    runtime: Runtime, turns: tuple[str, ...]
) -> None:
    assert _last(runtime, *turns).answer.outcome is Outcome.REFUSED_OUT_OF_SCOPE


def test_a_turn_without_a_language_of_its_own_is_answered_in_that_of_the_conversation(
    runtime: Runtime,
) -> None:
    assert _last(runtime, HOUSING_RU, "Где?").answer.language.value == "ru"
