"""In which order do chunks answer the question? One weighted sum of everything found."""

from collections.abc import Mapping, Sequence
from statistics import fmean, pstdev
from typing import NamedTuple

from jauap.assistant import SearchWeights
from jauap.knowledge import FoundPair


class Ranked(NamedTuple):
    """A chunk and its score."""

    chunk_id: str
    score: float


def rank_chunks(
    lexical: Mapping[str, float],
    *,
    weights: SearchWeights,
    cited: Mapping[str, float] | None = None,
    documents: Mapping[str, float] | None = None,
    document_of: Mapping[str, str] | None = None,
    named: Mapping[str, float] | None = None,
    dense: Mapping[str, float] | None = None,
) -> list[Ranked]:
    """Order chunks by lexical score plus weighted scores of pairs, document and dense leg.

    Args:
        lexical: score of each chunk.
        cited: best score of a pair that cites the chunk; a chunk may be here alone.
        documents: score of each whole document.
        document_of: document of each chunk, needed with `documents` and `named`.
        named: share of each document's title that the question says, in [0, 1].
        dense: similarity of each chunk from the dense leg; a chunk may be here alone.
    """
    scores = dict(lexical)
    if dense and weights.dense:
        add_dense(scores, dense, weights.dense)
    for chunk_id, score in (cited or {}).items():
        scores[chunk_id] = scores.get(chunk_id, 0.0) + weights.pairs * score
    if documents and document_of:
        for chunk_id in scores:
            scores[chunk_id] += weights.document * documents.get(document_of.get(chunk_id, ""), 0.0)
    if named and document_of and scores:
        # Squared, so that half a title earns little: names are said whole or not meant.
        prize = weights.named * max(scores.values())
        for chunk_id in scores:
            scores[chunk_id] += prize * named.get(document_of.get(chunk_id, ""), 0.0) ** 2
    order = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(chunk_id=chunk_id, score=score) for chunk_id, score in order]


def order_closely(
    ranked: Sequence[Ranked], close: Mapping[str, float], worth: float
) -> list[Ranked]:
    """Order the first chunks anew by score and closeness; scores stay those of the places.

    So everything that reads scores sees the same scale. Chunks without a closeness keep their
    places behind the others.

    Args:
        close: how closely a chunk answers.
        worth: score that a closeness of 1 adds.
    """
    first = [one for one in ranked if one.chunk_id in close]
    rest = [one for one in ranked if one.chunk_id not in close]
    order = sorted(first, key=lambda one: (-one.score - worth * close[one.chunk_id], one.chunk_id))
    scores = sorted((one.score for one in ranked), reverse=True)
    return [
        Ranked(chunk_id=one.chunk_id, score=score)
        for one, score in zip((*order, *rest), scores, strict=True)
    ]


def add_dense(scores: dict[str, float], dense: Mapping[str, float], weight: float) -> None:
    """Add the dense leg in the lexical score's own unit.

    Similarities are standardised and scaled by the spread of the lexical scores, so a weight means
    the same in every index. A chunk that one leg missed gets the least score of that leg.
    """
    least_lexical = min(scores.values(), default=0.0)
    spread = pstdev(scores.values()) if len(scores) > 1 else 1.0
    middle = fmean(dense.values())
    deviation = pstdev(dense.values()) or 1.0
    least_dense = min(dense.values())
    for chunk_id in scores.keys() | dense.keys():
        standard = (dense.get(chunk_id, least_dense) - middle) / deviation
        scores[chunk_id] = scores.get(chunk_id, least_lexical) + weight * spread * standard


def best_citing(pairs: Sequence[FoundPair]) -> dict[str, float]:
    """Give each cited chunk the score of the best pair that cites it."""
    best: dict[str, float] = {}
    for pair in pairs:
        for chunk_id in pair.chunk_ids:
            best[chunk_id] = max(best.get(chunk_id, 0.0), pair.score)
    return best
