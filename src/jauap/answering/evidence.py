"""What speaks for an answer? Named numbers, the same when learning and when answering."""

from collections.abc import Mapping

SEARCH_EVIDENCE = (
    "coverage",
    "score_ratio",
    "gap",
    "unseen",
    "field_agreement",
    "pair_similarity",
)
"""Pieces of evidence the search gives, each in [0, 1]."""

EVIDENCE = (*SEARCH_EVIDENCE, "is_verified", "is_generated")


def evidence_of(
    features: Mapping[str, float], *, is_verified: bool, is_generated: bool
) -> dict[str, float]:
    """Gather what speaks for an answer.

    Args:
        features: what the search measured; a missing piece counts as 0.
        is_verified: the answer is a verified pair's, word for word.
        is_generated: a model writes the answer.
    """
    return {name: features.get(name, 0.0) for name in SEARCH_EVIDENCE} | {
        "is_verified": float(is_verified),
        "is_generated": float(is_generated),
    }
