"""Do all implementations of the index keep the same promises?"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from qdrant_double import KEY, serve_double

from jauap.errors import IndexUnavailable
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.index import Generation, Index, JsonValue, Point, Request, SparseVector
from jauap.retrieval.server import ServerIndex


@dataclass(frozen=True)
class Home:
    """A place where an index lives on after it is closed."""

    open: Callable[[], Index]
    delete_behind: Callable[[str, str, Sequence[str]], None]
    """Delete points of an assistant's generation without the index noticing."""


@pytest.fixture(params=["edge", "double", pytest.param("server", marks=pytest.mark.server)])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    if request.param == "edge":
        yield Home(
            open=lambda: EdgeIndex(tmp_path / "index"),
            delete_behind=lambda assistant, generation, ids: _delete_in_shard(
                tmp_path / "index" / assistant / generation / "shard", ids
            ),
        )
    elif request.param == "double":
        with serve_double() as double:
            yield Home(
                open=lambda: ServerIndex(double.url, KEY),
                delete_behind=lambda assistant, generation, ids: double.delete(
                    f"jauap-{assistant}-{generation}", ids
                ),
            )
    else:
        url = os.environ.get("JAUAP_TEST_QDRANT_URL")
        if not url:
            pytest.skip("set JAUAP_TEST_QDRANT_URL to the address of a Qdrant server")
        yield _server_home(url, os.environ.get("JAUAP_TEST_QDRANT_API_KEY"))


@pytest.fixture
def assistant() -> str:
    return f"case_{uuid4().hex[:12]}"


@pytest.fixture
def index(home: Home, assistant: str) -> Iterator[Index]:
    opened = home.open()
    yield opened
    for each in (assistant, "agriculture"):
        opened.sweep(each)
    opened.close()


def _server_home(url: str, key: str | None) -> Home:
    def delete(assistant: str, generation: str, ids: Sequence[str]) -> None:
        from qdrant_client import QdrantClient

        headers = {"api-key": key} if key else None
        client = QdrantClient(url=url, headers=headers, check_compatibility=False)
        client.delete(f"jauap-{assistant}-{generation}", list(ids))
        client.close()

    return Home(open=lambda: ServerIndex(url, key), delete_behind=delete)


def _delete_in_shard(path: Path, ids: Sequence[str]) -> None:
    import qdrant_edge

    shard = qdrant_edge.EdgeShard.load(str(path))
    shard.update(qdrant_edge.UpdateOperation.delete_points(list(ids)))
    shard.flush()
    shard.close()


def _id(number: int) -> str:
    return str(UUID(int=number))


def _point(
    number: int,
    terms: dict[int, float],
    *,
    digest: str = "",
    dense: tuple[float, ...] | None = None,
    **payload: JsonValue,
) -> Point:
    vector = SparseVector(indices=tuple(terms), values=tuple(terms.values()))
    return Point(
        id=_id(number),
        digest=digest or f"digest-{number}",
        sparse={"passage_kk": vector},
        dense=dense,
        payload={"kind": "chunk", **payload},
    )


def _ask(terms: dict[int, float], limit: int = 10, **match: str | list[str]) -> Request:
    vector = SparseVector(indices=tuple(terms), values=tuple(terms.values()))
    return Request(vector=vector, using="passage_kk", limit=limit, match=match)


def _generation(name: str, *, dense_size: int = 0) -> Generation:
    return Generation(
        id=name,
        created_at="2026-01-05T09:00:00+00:00",
        lengths={"body": 120.5},
        dense_model="local/tiny" if dense_size else "",
        dense_size=dense_size,
        details={"act_month": "2026-01"},
    )


def _fill(index: Index, assistant: str, points: Sequence[Point], name: str = "g1") -> Generation:
    written = index.write(assistant, _generation(name), (), points)
    index.switch(assistant, name)
    return written


def test_before_the_first_ingest_everything_is_empty(index: Index, assistant: str) -> None:
    assert index.active(assistant) is None
    assert index.held(assistant) == {}
    assert index.query(assistant, [_ask({1: 1.0}), _ask({2: 1.0})]) == [[], []]
    assert index.fetch(assistant, [_id(1)]) == []
    assert index.browse(assistant, {"kind": "chunk"}) == []
    assert index.sweep(assistant) == ()


def test_written_generation_stays_invisible_until_the_switch(index: Index, assistant: str) -> None:
    index.write(assistant, _generation("g1"), (), [_point(1, {7: 1.0})])
    assert index.active(assistant) is None
    assert index.held(assistant) == {}
    assert index.query(assistant, [_ask({7: 1.0})]) == [[]]

    index.switch(assistant, "g1")
    active = index.active(assistant)
    assert active is not None
    assert active.id == "g1"
    assert [hit.id for hit in index.query(assistant, [_ask({7: 1.0})])[0]] == [_id(1)]


def test_switch_swaps_all_points_at_once(index: Index, assistant: str) -> None:
    _fill(index, assistant, [_point(1, {7: 1.0}), _point(2, {7: 1.0})])
    _fill(index, assistant, [_point(3, {7: 1.0})], "g2")
    assert index.held(assistant) == {_id(3): "digest-3"}
    assert [hit.id for hit in index.query(assistant, [_ask({7: 1.0})])[0]] == [_id(3)]


def test_index_lives_on_after_it_is_closed(home: Home, assistant: str) -> None:
    index = home.open()
    written = _fill(index, assistant, [_point(1, {7: 1.0}, text="Өтінім порталда беріледі")])
    index.close()

    again = home.open()
    assert again.active(assistant) == written
    hit = again.query(assistant, [_ask({7: 1.0})])[0][0]
    assert hit.payload["text"] == "Өтінім порталда беріледі"
    again.close()


def test_generation_is_counted_in_the_engine(index: Index, assistant: str) -> None:
    written = index.write(
        assistant, _generation("g1"), (), [_point(1, {7: 1.0}), _point(2, {8: 1.0})]
    )
    assert written.points == 2
    assert written.lengths == {"body": 120.5}
    assert written.details == {"act_month": "2026-01"}


def test_same_points_give_the_same_fingerprint_in_any_order(index: Index, assistant: str) -> None:
    points = [_point(1, {7: 1.0}), _point(2, {8: 1.0})]
    first = index.write(assistant, _generation("g1"), (), points)
    second = index.write(assistant, _generation("g2"), (), points[::-1])
    other = index.write(
        assistant, _generation("g3"), (), [points[0], _point(2, {8: 1.0}, digest="new")]
    )
    assert first.fingerprint == second.fingerprint
    assert first.fingerprint != other.fingerprint


def test_kept_points_keep_vectors_and_payload(index: Index, assistant: str) -> None:
    _fill(index, assistant, [_point(1, {7: 1.5, 8: 0.25}, text="бірінші"), _point(2, {9: 1.0})])
    before = index.query(assistant, [_ask({8: 1.0})])[0][0]

    written = index.write(assistant, _generation("g2"), [_id(1)], [_point(3, {9: 1.0})])
    index.switch(assistant, "g2")
    after = index.query(assistant, [_ask({8: 1.0})])[0][0]
    assert written.points == 2
    assert index.held(assistant) == {_id(1): "digest-1", _id(3): "digest-3"}
    assert after.payload == before.payload
    assert after.score == pytest.approx(before.score)


def test_new_point_replaces_a_kept_one(index: Index, assistant: str) -> None:
    _fill(index, assistant, [_point(1, {7: 1.0}, digest="old")])
    index.write(assistant, _generation("g2"), [_id(1)], [_point(1, {8: 1.0}, digest="new")])
    index.switch(assistant, "g2")
    assert index.held(assistant) == {_id(1): "new"}


def test_points_deleted_behind_our_back_are_no_longer_held(home: Home, assistant: str) -> None:
    index = home.open()
    _fill(index, assistant, [_point(1, {7: 1.0}), _point(2, {7: 1.0})])
    index.close()
    home.delete_behind(assistant, "g1", [_id(2)])

    again = home.open()
    assert again.held(assistant) == {_id(1): "digest-1"}
    active = again.active(assistant)
    assert active is not None
    assert active.points == 2
    again.close()


def test_killed_write_leaves_the_old_generation_and_is_swept(index: Index, assistant: str) -> None:
    def cut_short() -> Iterator[Point]:
        yield _point(2, {7: 1.0})
        raise KeyboardInterrupt

    _fill(index, assistant, [_point(1, {7: 1.0})])
    with pytest.raises(KeyboardInterrupt):
        index.write(assistant, _generation("g2"), (), cut_short())

    assert index.held(assistant) == {_id(1): "digest-1"}
    with pytest.raises(IndexUnavailable, match="jauap ingest"):
        index.switch(assistant, "g2")
    assert index.sweep(assistant) == ("g2",)
    assert index.held(assistant) == {_id(1): "digest-1"}


def test_generation_can_be_written_again_under_the_same_name(index: Index, assistant: str) -> None:
    index.write(assistant, _generation("g1"), (), [_point(1, {7: 1.0}), _point(2, {7: 1.0})])
    _fill(index, assistant, [_point(3, {7: 1.0})])
    assert index.held(assistant) == {_id(3): "digest-3"}


def test_sweep_deletes_every_generation_but_the_active_one(index: Index, assistant: str) -> None:
    for name in ("g1", "g2", "g3"):
        index.write(assistant, _generation(name), (), [_point(1, {7: 1.0})])
    index.switch(assistant, "g2")
    assert index.sweep(assistant) == ("g1", "g3")
    assert index.sweep(assistant) == ()
    assert index.held(assistant) == {_id(1): "digest-1"}


def test_unwritten_generation_cannot_be_switched_to(index: Index, assistant: str) -> None:
    with pytest.raises(IndexUnavailable):
        index.switch(assistant, "absent")
    assert index.active(assistant) is None


def test_rare_term_outweighs_a_common_one(index: Index, assistant: str) -> None:
    common = [_point(number, {7: 1.0}) for number in range(1, 10)]
    _fill(index, assistant, [*common, _point(10, {8: 1.0})])
    hits = index.query(assistant, [_ask({7: 1.0, 8: 1.0})])[0]
    assert hits[0].id == _id(10)
    # ln(1 + (10 - 1 + 0.5) / (1 + 0.5)) for one of ten, ln(1 + 1.5 / 9.5) for nine of ten
    assert hits[0].score == pytest.approx(1.9924, abs=1e-3)
    assert hits[1].score == pytest.approx(0.1466, abs=1e-3)


def test_points_of_other_vectors_do_not_change_rarity(index: Index, assistant: str) -> None:
    pairs = [
        Point(
            id=_id(number),
            digest="p",
            sparse={"pair_kk": SparseVector(indices=(8,), values=(1.0,))},
            dense=None,
            payload={"kind": "pair"},
        )
        for number in range(20, 60)
    ]
    _fill(index, assistant, [_point(1, {7: 1.0}), _point(2, {8: 1.0}), *pairs])
    hit = index.query(assistant, [_ask({8: 1.0})])[0][0]
    assert hit.score == pytest.approx(0.6931, abs=1e-3)


def test_several_requests_are_answered_in_order(index: Index, assistant: str) -> None:
    _fill(index, assistant, [_point(1, {7: 1.0}), _point(2, {8: 2.0}), _point(3, {8: 1.0})])
    answers = index.query(assistant, [_ask({8: 1.0}), _ask({7: 1.0}), _ask({8: 1.0}, limit=1)])
    assert [[hit.id for hit in answer] for answer in answers] == [
        [_id(2), _id(3)],
        [_id(1)],
        [_id(2)],
    ]


def test_match_keeps_equal_values_and_any_of_several(index: Index, assistant: str) -> None:
    points = [
        _point(number, {7: 1.0}, document_id=f"d{number}", language="kk") for number in (1, 2, 3)
    ]
    _fill(index, assistant, points)
    one = index.query(assistant, [_ask({7: 1.0}, document_id="d2")])[0]
    two = index.query(assistant, [_ask({7: 1.0}, document_id=["d1", "d3"], language="kk")])[0]
    none = index.query(assistant, [_ask({7: 1.0}, language="ru")])[0]
    assert [hit.id for hit in one] == [_id(2)]
    assert {hit.id for hit in two} == {_id(1), _id(3)}
    assert none == []


def test_hits_come_without_payload_when_asked(index: Index, assistant: str) -> None:
    _fill(index, assistant, [_point(1, {7: 1.0}, text="мәтін")])
    bare = Request(
        vector=SparseVector(indices=(7,), values=(1.0,)),
        using="passage_kk",
        limit=5,
        with_payload=False,
    )
    assert index.query(assistant, [bare])[0][0].payload == {}


def test_fetch_gives_the_points_that_are_there(index: Index, assistant: str) -> None:
    _fill(index, assistant, [_point(1, {7: 1.0}, text="бір"), _point(2, {8: 1.0}, text="екі")])
    found = index.fetch(assistant, [_id(2), _id(99)])
    assert [(hit.id, hit.score, hit.payload["text"]) for hit in found] == [(_id(2), 0.0, "екі")]


def test_browse_gives_all_matching_points_in_id_order(index: Index, assistant: str) -> None:
    points = [
        _point(number, {7: 1.0}, document_id="d1" if number % 2 else "d2")
        for number in range(1, 1300)
    ]
    _fill(index, assistant, points[::-1])
    ids = [hit.id for hit in index.browse(assistant, {"document_id": "d1"})]
    assert ids == [_id(number) for number in range(1, 1300, 2)]


def test_assistants_do_not_see_each_other(index: Index, assistant: str) -> None:
    _fill(index, assistant, [_point(1, {7: 1.0})])
    _fill(index, "agriculture", [_point(2, {7: 1.0})])
    assert index.held(assistant) == {_id(1): "digest-1"}
    assert index.held("agriculture") == {_id(2): "digest-2"}


def test_dense_leg_finds_the_nearest_point(index: Index, assistant: str) -> None:
    points = [
        _point(1, {7: 1.0}, dense=(1.0, 0.0, 0.0), language="kk"),
        _point(2, {7: 1.0}, dense=(0.0, 1.0, 0.0), language="kk"),
        _point(3, {7: 1.0}, dense=(0.0, 0.9, 0.1), language="ru"),
    ]
    index.write(assistant, _generation("g1", dense_size=3), (), points)
    index.switch(assistant, "g1")
    near = Request(vector=(0.0, 1.0, 0.1), using="dense", limit=5, match={"language": "kk"})
    assert [hit.id for hit in index.query(assistant, [near])[0]] == [_id(2), _id(1)]


def test_vector_of_the_wrong_size_is_refused(index: Index, assistant: str) -> None:
    with pytest.raises(ValueError, match="2 dimensions, the generation has 3"):
        index.write(
            assistant, _generation("g1", dense_size=3), (), [_point(1, {7: 1.0}, dense=(1.0, 0.0))]
        )


def test_vector_of_an_unknown_name_is_refused(index: Index, assistant: str) -> None:
    stray = Point(
        id=_id(1),
        digest="d",
        sparse={"passage_tr": SparseVector(indices=(1,), values=(1.0,))},
        dense=None,
        payload={},
    )
    with pytest.raises(ValueError, match="passage_tr"):
        index.write(assistant, _generation("g1"), (), [stray])


def test_question_to_an_unknown_vector_is_refused(index: Index, assistant: str) -> None:
    _fill(index, assistant, [_point(1, {7: 1.0})])
    stray = Request(vector=SparseVector(indices=(7,), values=(1.0,)), using="passage_tr", limit=5)
    with pytest.raises(IndexUnavailable):
        index.query(assistant, [stray])
