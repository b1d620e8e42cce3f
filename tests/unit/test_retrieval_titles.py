"""Documents that a question calls by name."""

import pytest

from jauap.assistant import Language, SearchWeights
from jauap.language.terms import split_words
from jauap.retrieval.rank import rank_chunks
from jauap.retrieval.titles import Titles

KK, RU = Language.KK, Language.RU
TITLES = Titles(
    {
        "birth.kk": "Бала тууды тіркеу",
        "marriage.kk": "Некені тіркеу",
        "land.kk": "Жер салығы",
    },
    KK,
)


def _named(question: str, *documents: str) -> dict[str, float]:
    return TITLES.named(split_words(question, KK), documents)


def test_title_said_whole_counts_one() -> None:
    assert _named("жер салығы қанша", "land.kk") == {"land.kk": 1.0}


def test_title_is_recognised_through_endings() -> None:
    assert _named("жердің салығын қайда төлеймін", "land.kk")["land.kk"] > 0.9


def test_title_is_recognised_without_kazakh_letters() -> None:
    assert _named("жер салыгы канша", "land.kk")["land.kk"] > 0.9


def test_word_of_every_title_counts_less_than_the_telling_one() -> None:
    shares = _named("некені қалай тіркеуге болады", "birth.kk", "marriage.kk")
    assert shares["marriage.kk"] == 1.0
    assert shares["birth.kk"] < 0.3


def test_unknown_document_and_empty_title_are_not_named() -> None:
    titles = Titles({"empty.ru": ""}, RU)
    assert titles.named(split_words("любой вопрос", RU), ("empty.ru", "gone.ru")) == {
        "empty.ru": 0.0,
        "gone.ru": 0.0,
    }


def test_named_document_overtakes_a_slightly_better_chunk() -> None:
    ranked = rank_chunks(
        {"far": 10.0, "near": 9.0},
        weights=SearchWeights(named=0.2),
        document_of={"far": "other", "near": "land.kk"},
        named={"other": 0.0, "land.kk": 1.0},
    )
    assert [(chunk.chunk_id, chunk.score) for chunk in ranked] == [("near", 11.0), ("far", 10.0)]


def test_half_a_title_earns_a_quarter_of_the_prize() -> None:
    (ranked,) = rank_chunks(
        {"chunk": 10.0},
        weights=SearchWeights(named=0.2),
        document_of={"chunk": "land.kk"},
        named={"land.kk": 0.5},
    )
    assert ranked.score == pytest.approx(10.5)
