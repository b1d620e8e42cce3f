"""In which order do chunks come when pairs, documents and a dense leg speak too?"""

from datetime import date

import pytest

from jauap.assistant import Language, SearchWeights
from jauap.knowledge import FoundPair, Pair
from jauap.retrieval.rank import Ranked, best_citing, order_closely, rank_chunks

WEIGHTS = SearchWeights()


def _order(ranked: list[tuple[str, float]]) -> list[str]:
    return [chunk_id for chunk_id, _ in ranked]


def _rank(
    lexical: dict[str, float],
    *,
    weights: SearchWeights = WEIGHTS,
    cited: dict[str, float] | None = None,
    documents: dict[str, float] | None = None,
    document_of: dict[str, str] | None = None,
    dense: dict[str, float] | None = None,
) -> list[tuple[str, float]]:
    ranked = rank_chunks(
        lexical,
        weights=weights,
        cited=cited,
        documents=documents,
        document_of=document_of,
        dense=dense,
    )
    return [(each.chunk_id, each.score) for each in ranked]


def _pair(name: str, score: float, *chunk_ids: str) -> FoundPair:
    pair = Pair(
        id=name,
        language=Language.KK,
        intent="мерзім",
        question="Қанша күн?",
        answer="5 күн.",
        source="subsidy",
        quote="5 күн",
        author_role="маман",
        approved_by_role="басшы",
        approved_on=date(2026, 1, 5),
    )
    return FoundPair(pair=pair, chunk_ids=chunk_ids, score=score)


def test_chunks_come_by_score_and_ties_by_id() -> None:
    assert _order(_rank({"b": 1.0, "c": 2.0, "a": 1.0})) == ["c", "a", "b"]


def test_pair_lifts_the_chunk_it_cites() -> None:
    assert _rank({"a": 10.0, "b": 8.0}, cited={"b": 5.0}) == [("b", 11.5), ("a", 10.0)]


def test_chunk_that_only_a_pair_cites_is_ranked() -> None:
    assert _rank({"a": 1.0}, cited={"b": 5.0}) == [("b", 3.5), ("a", 1.0)]


def test_best_of_several_pairs_counts_once() -> None:
    pairs = [_pair("p1", 4.0, "a"), _pair("p2", 6.0, "a", "b"), _pair("p3", 5.0, "b")]
    assert best_citing(pairs) == {"a": 6.0, "b": 6.0}


def test_document_of_the_conversation_lifts_its_chunks() -> None:
    ranked = _rank(
        {"a": 10.0, "b": 9.0, "c": 8.0},
        documents={"d2": 6.0},
        document_of={"a": "d1", "b": "d2", "c": "d2"},
    )
    assert ranked == [("b", 12.0), ("c", 11.0), ("a", 10.0)]


def test_dense_leg_is_silent_while_its_weight_is_zero() -> None:
    assert _order(_rank({"a": 2.0, "b": 1.0}, dense={"b": 0.99})) == ["a", "b"]


def test_dense_leg_is_added_in_units_of_the_lexical_spread() -> None:
    weights = SearchWeights(dense=0.5)
    ranked = dict(_rank({"a": 12.0, "b": 8.0}, weights=weights, dense={"a": 0.2, "b": 0.8}))
    # spread 2, standardised similarities -1 and +1
    assert ranked == pytest.approx({"a": 11.0, "b": 9.0})


def test_weak_dense_leg_cannot_throw_out_a_clear_lexical_winner() -> None:
    weights = SearchWeights(dense=0.3)
    lexical = {"right": 30.0, **{f"c{number}": 10.0 - number / 10 for number in range(20)}}
    dense = {f"c{number}": 0.9 - number / 100 for number in range(20)}
    assert _rank(lexical, weights=weights, dense=dense)[0][0] == "right"


def test_chunk_that_only_the_dense_leg_found_is_ranked() -> None:
    weights = SearchWeights(dense=1.0)
    ranked = _rank({"a": 3.0, "b": 1.0}, weights=weights, dense={"b": 0.1, "x": 0.9})
    assert {chunk_id for chunk_id, _ in ranked} == {"a", "b", "x"}


def test_nothing_found_gives_nothing() -> None:
    assert _rank({}) == []


def test_close_chunk_comes_first_and_scores_stay_with_the_places() -> None:
    ranked = [
        Ranked(chunk_id=name, score=score) for name, score in (("a", 10.0), ("b", 9.0), ("c", 5.0))
    ]
    order = order_closely(ranked, {"a": 0.1, "b": 0.4, "c": 0.5}, 10.0)
    assert [(one.chunk_id, one.score) for one in order] == [("b", 10.0), ("a", 9.0), ("c", 5.0)]


def test_chunk_that_was_not_looked_at_stays_behind() -> None:
    ranked = [Ranked(chunk_id=name, score=score) for name, score in (("a", 3.0), ("b", 2.0))]
    assert [one.chunk_id for one in order_closely(ranked, {"b": 0.0}, 3.0)] == ["b", "a"]
