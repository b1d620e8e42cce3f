"""Does a reranker order the first passages, and does its failure change nothing?"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from jauap.assistant import Language
from jauap.errors import EmbedderUnavailable
from jauap.knowledge import Found, Passage
from jauap.retrieval.reranking import RerankedSearch, load_reranker, rerank
from jauap.testing.factories import FixedSearch, make_passage
from jauap.testing.tiny_model import write_reranker


class Liking:
    """Scores a text by how often a word stands in it."""

    name = "liking"

    def __init__(self, word: str) -> None:
        self._word = word
        self.read = 0
        self.asked: list[str] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.read += len(texts)
        self.asked.append(question)
        return [float(text.count(self._word)) for text in texts]


class Broken:
    """Fails, or scores nonsense."""

    name = "broken"

    def __init__(self, scores: list[float] | None) -> None:
        self._scores = scores

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        if self._scores is None:
            raise RuntimeError("out of memory")
        return self._scores


def _passages(count: int) -> list[Passage]:
    return [make_passage(f"мәтін {number}", score=100.0 - number) for number in range(count)]


def test_the_best_of_the_first_comes_first_and_scores_stay_in_their_places() -> None:
    passages = _passages(3)
    ordered = rerank("сұрақ", passages, Liking("мәтін 2"))
    assert [each.text for each in ordered] == ["мәтін 2", "мәтін 0", "мәтін 1"]
    assert [each.score for each in ordered] == [100.0, 99.0, 98.0]


def test_only_the_first_twenty_are_read_and_the_rest_keeps_its_place() -> None:
    passages = _passages(23)
    reranker = Liking("мәтін 19")
    ordered = rerank("сұрақ", passages, reranker)
    assert reranker.read == 20
    assert ordered[0].text == "мәтін 19"
    assert [each.text for each in ordered[20:]] == ["мәтін 20", "мәтін 21", "мәтін 22"]
    assert len({each.chunk_id for each in ordered}) == 23


def test_misspelt_words_are_read_as_they_are_meant() -> None:
    found = Found(passages=tuple(_passages(2)), corrections={"паспарт": "паспорт"})
    liking = Liking("мәтін 1")
    search = RerankedSearch(FixedSearch(found), liking)  # type: ignore[arg-type]
    assert search.find("Паспарт кайда?", language=Language.KK).corrections == found.corrections
    assert liking.asked == ["Паспорт кайда?"]


@pytest.mark.parametrize(
    "scores", [None, [1.0], [0.0, float("nan"), 1.0], [0.0, float("inf"), 1.0]]
)
def test_a_reranker_that_fails_leaves_the_order(scores: list[float] | None) -> None:
    passages = _passages(3)
    assert rerank("сұрақ", passages, Broken(scores)) == tuple(passages)


def test_the_hubs_reranker_is_loaded_from_its_folder(tmp_path: Path) -> None:
    folder = write_reranker(tmp_path, model_file="onnx/model_int8.onnx", liked="субсидия")
    reranker = load_reranker("bge-reranker-v2-m3-int8", folder)
    scores = reranker.scores("өтінім", ["жайылым", "субсидия", "субсидия субсидия жайылым"])
    assert scores == pytest.approx([0.0, 1.0, 2.0])
    assert reranker.name == "BAAI/bge-reranker-v2-m3-int8"


def test_an_absent_or_other_model_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="jauap models fetch bge-reranker-v2-m3-int8"):
        load_reranker("bge-reranker-v2-m3-int8", tmp_path)
    with pytest.raises(EmbedderUnavailable, match="no reranker"):
        load_reranker("bge-m3", tmp_path)
    (write_reranker(tmp_path, model_file="onnx/model_int8.onnx", liked="субсидия"))
    (tmp_path / "onnx/model_int8.onnx").write_bytes(b"not a model")
    with pytest.raises(EmbedderUnavailable, match="cannot be used"):
        load_reranker("bge-reranker-v2-m3-int8", tmp_path)
