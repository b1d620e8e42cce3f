"""Passages of several languages in one order."""

from dataclasses import replace

from jauap.assistant import Language
from jauap.knowledge import Found, Passage
from jauap.retrieval.merging import rank_among, worth_of_a_point
from jauap.testing.factories import make_passage

KK, RU, EN = Language.KK, Language.RU, Language.EN


def _found(language: Language, score: float, ratio: float) -> Found:
    return Found(passages=(_passage(language, score),), features={"score_ratio": ratio})


def _passage(language: Language, score: float) -> Passage:
    passage = make_passage("Мәтін", language=language)
    return replace(passage, chunk_id=f"{language}-chunk", score=score)


def test_second_foreign_language_is_measured_like_the_first() -> None:
    own = _found(KK, 10.0, 0.1)
    unit = worth_of_a_point(own)
    merged = rank_among(own, _found(RU, 50.0, 0.6), unit, 10)
    assert merged.crossed_language
    merged = rank_among(merged, _found(EN, 5.0, 0.5), unit, 10)
    assert [(one.language, round(one.score, 6)) for one in merged.passages] == [
        (RU, 30.0),
        (EN, 25.0),
        (KK, 10.0),
    ]


def test_own_passage_without_any_score_is_no_fault() -> None:
    own = _found(KK, 0.0, 0.0)
    merged = rank_among(own, _found(RU, 8.0, 0.4), worth_of_a_point(own), 10)
    assert merged.crossed_language
    assert merged.passages[0].language is RU


def test_nothing_of_the_own_language_leaves_the_foreign_first() -> None:
    merged = rank_among(Found(), _found(RU, 8.0, 0.4), worth_of_a_point(Found()), 10)
    assert [one.language for one in merged.passages] == [RU]
