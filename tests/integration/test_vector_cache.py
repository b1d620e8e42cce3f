"""Is every text read once, and a damaged entry read anew?"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from jauap.retrieval.vector_cache import CachedEmbedder


class Counting:
    """Makes vectors from the length of a text and counts what it reads."""

    size = 3

    def __init__(self, name: str = "tiny@1") -> None:
        self.name = name
        self.read: list[str] = []

    def passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        self.read += texts
        return [(len(text) / 3, 0.1, 0.5) for text in texts]

    def query(self, text: str) -> tuple[float, ...]:
        self.read.append(text)
        return (1.0, 0.0, 0.0)


TEXTS = ["субсидия", "жайылым", "субсидия"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "embeddings.sqlite"


def test_a_second_time_nothing_is_read_and_the_vectors_are_the_same(path: Path) -> None:
    first, second = Counting(), Counting()
    made = CachedEmbedder(first, path).passages(TEXTS)
    assert first.read == ["субсидия", "жайылым"]
    assert made[0] == made[2] != made[1]
    assert made[0] == pytest.approx((8 / 3, 0.1, 0.5))
    assert CachedEmbedder(second, path).passages(TEXTS) == made
    assert second.read == []


def test_only_new_texts_are_read_and_stand_in_their_places(path: Path) -> None:
    CachedEmbedder(Counting(), path).passages(["өтінім"])
    embedder = Counting()
    made = CachedEmbedder(embedder, path).passages(["ал", "өтінім", "құжат"])
    assert embedder.read == ["ал", "құжат"]
    assert [vector[0] for vector in made] == pytest.approx([2 / 3, 2.0, 5 / 3])


def test_another_model_or_revision_reads_anew(path: Path) -> None:
    CachedEmbedder(Counting(), path).passages(TEXTS)
    other = Counting("tiny@2")
    CachedEmbedder(other, path).passages(TEXTS)
    assert other.read == ["субсидия", "жайылым"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE vectors SET vector = x'000000000000000000000000'",
        "UPDATE vectors SET vector = x'00'",
        "UPDATE vectors SET checksum = checksum + 1",
    ],
)
def test_a_damaged_entry_is_read_anew_and_mended(path: Path, damage: str) -> None:
    made = CachedEmbedder(Counting(), path).passages(TEXTS)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(damage)
    again = Counting()
    assert CachedEmbedder(again, path).passages(TEXTS) == made
    assert again.read == ["субсидия", "жайылым"]
    mended = Counting()
    assert CachedEmbedder(mended, path).passages(TEXTS) == made
    assert mended.read == []


def test_a_damaged_file_is_begun_anew(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database at all, and long enough to be one" * 100)
    made = CachedEmbedder(Counting(), path).passages(TEXTS)
    CachedEmbedder(Counting(), path).passages(TEXTS)
    last = Counting()
    assert CachedEmbedder(last, path).passages(TEXTS) == made
    assert last.read == []


def test_a_file_that_cannot_be_written_stands_in_nobodys_way(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file where the folder should be", encoding="utf-8")
    embedder = Counting()
    cached = CachedEmbedder(embedder, taken / "embeddings.sqlite")
    assert len(cached.passages(TEXTS)) == 3
    assert embedder.read == ["субсидия", "жайылым"]


def test_the_file_stays_within_its_bound_and_drops_what_was_not_asked_for_longest(
    path: Path,
) -> None:
    room = 10 * (4 * 3 + 60)
    cached = CachedEmbedder(Counting(), path, most_bytes=room)
    for number in range(10):
        cached.passages([f"мәтін {number}"])
    cached.passages(["мәтін 0"])
    cached.passages(["жаңа"])
    with closing(sqlite3.connect(path)) as base:
        (count,) = base.execute("SELECT COUNT(*) FROM vectors").fetchone()
    assert count == 9
    kept = Counting()
    CachedEmbedder(kept, path).passages(["мәтін 0", "жаңа", "мәтін 9"])
    assert kept.read == []
    CachedEmbedder(kept, path).passages(["мәтін 1"])
    assert kept.read == ["мәтін 1"]


def test_questions_are_not_kept(path: Path) -> None:
    embedder = Counting()
    cached = CachedEmbedder(embedder, path)
    assert cached.query("сұрақ") == (1.0, 0.0, 0.0)
    assert not path.exists()
    assert (cached.name, cached.size) == ("tiny@1", 3)
