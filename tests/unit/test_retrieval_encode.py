"""Which points does the index get, and when is there nothing to do?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_URL, uuid5

import pytest

from jauap.assistant import Language
from jauap.knowledge import Chunk, Document, Pair
from jauap.retrieval.encode import (
    average_lengths,
    document_point_id,
    encode_points,
    pair_point_id,
    point_digests,
    settle_lengths,
)

ACT = Document(
    id="subsidy.kk",
    source_id="subsidy",
    language=Language.KK,
    title="Субсидия алу тәртібі",
    text="Өтінім порталда беріледі. Мерзімі 5 жұмыс күні.",
    path="documents/subsidy.md",
    digest="document-1",
)
PAIR = Pair(
    id="p1",
    language=Language.KK,
    intent="мерзім",
    question="Жауап қанша күнде келеді?",
    answer="5 жұмыс күнінде.",
    source="subsidy",
    quote="5 жұмыс күні",
    author_role="маман",
    approved_by_role="басшы",
    approved_on=date(2026, 1, 5),
)


class _Lengths:
    """An embedder of two numbers: characters and words of the text."""

    name = "local/lengths"
    size = 2

    def passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        return [self.query(text) for text in texts]

    def query(self, text: str) -> tuple[float, ...]:
        return float(len(text)), float(len(text.split()))


def _chunk(position: int, start: int, end: int, *, digest: str = "") -> Chunk:
    return Chunk(
        id=str(uuid5(NAMESPACE_URL, f"chunk/{position}")),
        document=ACT,
        position=position,
        text=ACT.text[start:end],
        start=start,
        end=end,
        heading_path=("1-тарау", "Өтінім"),
        digest=digest or f"chunk-{position}",
    )


CHUNKS = (_chunk(0, 0, 25), _chunk(1, 26, 47))
LENGTHS = average_lengths(CHUNKS)


def test_chunks_document_and_pairs_become_points_of_their_own_vectors() -> None:
    points = list(encode_points(CHUNKS, [(PAIR, (CHUNKS[1].id,))], LENGTHS))
    assert [(point.id, *point.sparse) for point in points] == [
        (CHUNKS[0].id, "passage_kk"),
        (CHUNKS[1].id, "passage_kk"),
        (document_point_id("subsidy.kk"), "document_kk"),
        (pair_point_id("p1"), "pair_kk"),
    ]


def test_planned_digests_are_those_of_the_points() -> None:
    pairs = [(PAIR, (CHUNKS[1].id,))]
    made = {point.id: point.digest for point in encode_points(CHUNKS, pairs, LENGTHS)}
    assert made == point_digests(CHUNKS, pairs)


def test_planned_digests_are_those_of_the_points_with_a_dense_leg() -> None:
    embedder = _Lengths()
    made = {point.id: point.digest for point in encode_points(CHUNKS, (), LENGTHS, embedder)}
    assert made == point_digests(CHUNKS, (), dense_model="local/lengths")
    assert made != point_digests(CHUNKS, ())


def test_changed_chunk_changes_its_own_digest_only() -> None:
    before = point_digests(CHUNKS, ())
    after = point_digests((CHUNKS[0], _chunk(1, 26, 47, digest="new")), ())
    assert {key for key in before if before[key] != after[key]} == {CHUNKS[1].id}


def test_pair_that_cites_another_chunk_is_another_point_content() -> None:
    one = point_digests(CHUNKS, [(PAIR, (CHUNKS[0].id,))])
    other = point_digests(CHUNKS, [(PAIR, (CHUNKS[1].id,))])
    assert one[pair_point_id("p1")] != other[pair_point_id("p1")]


def test_only_the_wanted_points_are_made() -> None:
    points = encode_points(CHUNKS, [(PAIR, ())], LENGTHS, only={CHUNKS[1].id})
    assert [point.id for point in points] == [CHUNKS[1].id]


def test_dense_vector_is_made_from_title_heading_and_text() -> None:
    point = next(iter(encode_points(CHUNKS, (), LENGTHS, _Lengths())))
    # "Субсидия алу тәртібі\n1-тарау\nӨтінім\nӨтінім порталда беріледі."
    assert point.dense == (61.0, 8.0)


def test_chunk_payload_carries_what_a_citation_needs() -> None:
    payload = next(iter(encode_points(CHUNKS, (), LENGTHS))).payload
    assert payload["text"] == "Өтінім порталда беріледі."
    assert payload["heading_path"] == ["1-тарау", "Өтінім"]
    assert (payload["start"], payload["end"], payload["page"]) == (0, 25, None)
    assert (payload["kind"], payload["shape"], payload["language"]) == ("chunk", "text", "kk")


def test_fields_of_a_chunk_do_not_share_terms() -> None:
    bare = replace(CHUNKS[0], heading_path=())
    with_heading = next(iter(encode_points([CHUNKS[0]], (), LENGTHS))).sparse["passage_kk"]
    without = next(iter(encode_points([bare], (), LENGTHS))).sparse["passage_kk"]
    kept = dict(zip(with_heading.indices, with_heading.values, strict=True))
    assert all(
        kept[index] == value for index, value in zip(without.indices, without.values, strict=True)
    )
    assert len(with_heading.indices) > len(without.indices)


def test_average_lengths_count_characters_by_field() -> None:
    assert LENGTHS == {"body": 23.0, "heading": 14.0, "title": 20.0, "document": 47.0}
    assert average_lengths(()) == {"body": 0.0, "heading": 0.0, "title": 0.0, "document": 0.0}


@pytest.mark.parametrize(("held_body", "fits"), [(23.0, True), (28.0, True), (40.0, False)])
def test_lengths_are_kept_until_they_drift(held_body: float, fits: bool) -> None:
    held = {**LENGTHS, "body": held_body}
    assert settle_lengths(held, CHUNKS) == ((held, True) if fits else (LENGTHS, False))


def test_lengths_of_an_older_layout_are_not_kept() -> None:
    assert settle_lengths({"body": 23.0}, CHUNKS) == (LENGTHS, False)


def test_every_chunk_and_the_collection_itself_have_a_digest() -> None:
    chunks = [replace(CHUNKS[0], id=f"chunk-{number}") for number in range(300)]
    assert len(set(point_digests(chunks, ()))) == 301
