"""How strongly does each example speak for each intent? Centroids, then corrected by mistakes.

Every intent begins as the centroid of its examples, which needs no more than one of them. Then a
few steps of softmax regression move strengths to where an example, judged by all the others, is
given to the wrong intent. An example never judges itself, so nothing is learned by heart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jauap.retrieval.examples import Floats

SHARPNESS = 20.0
"""Score of a question that is exactly its intent's centroid."""

_STEPS = 12
_RATE = 0.3
_LEAST = 0.02
"""Strengths below it are dropped; a centroid of one example has 20."""

Likeness = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Trained:
    """Strengths, and what every example scores when it may not judge itself."""

    strengths: Floats
    """One row an example, one column an intent."""
    left_out: Floats
    """Scores of each example by all others, its own intent's centroid made without it."""


def train(likeness: Likeness, members: Floats) -> Trained:
    """Fit the strengths.

    Args:
        likeness: of every example to every other one, square.
        members: 1 where an example belongs to an intent; one row an example.
    """
    lengths = _lengths(likeness, members)
    strengths = SHARPNESS * members / lengths
    others = likeness.copy()
    np.fill_diagonal(others, 0)
    wanted = members / np.maximum(members.sum(axis=1, keepdims=True), 1)
    held = strengths.astype(np.float32)
    for _ in range(_STEPS):
        held += np.float32(_RATE) * (wanted - softmax(others @ held)).astype(np.float32)
    held[np.abs(held) < _LEAST] = 0
    left_out = (others @ held).astype(np.float64)
    # The centroid of the own intent grows shorter when the example leaves it.
    own = (others @ members.astype(np.float32)) * members
    rest = np.sqrt(np.maximum(lengths**2 - 2 * own - np.diag(likeness)[:, None], 1e-9))
    left_out += np.where(own > 0, SHARPNESS * own * (1 / np.maximum(rest, 1) - 1 / lengths), 0)
    return Trained(strengths=held.astype(np.float64), left_out=left_out)


def softmax(scores: NDArray[np.floating]) -> Floats:
    """Turn scores of a row into probabilities."""
    powers: Floats = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return chances


def _lengths(likeness: Likeness, members: Floats) -> Floats:
    """Give the length of each intent's sum of examples, at least one."""
    inside = (members * (likeness @ members.astype(np.float32))).sum(axis=0)
    lengths: Floats = np.sqrt(np.maximum(inside, 1.0))
    return lengths
