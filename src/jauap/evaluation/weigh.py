"""How much do search and model each count? Weights by which the right chunk comes first.

Where every chunk has a wording, a conditional logit over the chunks of each question. Every pair is
asked twice: once judged by the other pairs of its intent, and once as if its intent had no pair at
all. The second view is what keeps pairs from breaking answers of intents that have none. Where most
chunks have no wording the weights are set, and a reserve protects those answers: the lead that the
best chunk of the plain search has over what pairs lift.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jauap.evaluation.train import softmax
from jauap.retrieval.examples import Floats, Numbers

FAQ_PRIOR = np.array([6.0, 0.0, 2.0, 0.7, -0.3])
"""Weights before any pair where every chunk has a wording; one per name in `learned.FEATURES`."""
PRIOR = np.array([1.0, 0.0, 2.0, 2.0, 0.0])
"""The same where most chunks have none, so the likest pair says more than the intent's score."""
CAUTIOUS = 0.4
"""Reserve beside `PRIOR`, as a share of the search's best score."""
MANY = 50
"""Pairs of one language from which the likest one is often like by chance, so pairs say less."""
CALM = np.array([0.35, 0.0, 2.0, 1.0, 0.0])
"""Weights from `MANY` pairs on."""
CALM_RESERVE = 0.18
"""Reserve beside `CALM`."""
UNSEEN_STEPS = (0.5, 0.65, 0.8, 0.9, 0.97)
"""Shares of traffic to intents without pairs, tried until these lose nothing."""
MOST_UNSEEN = 0.5

_TOLERANCE = 2.0
"""Standard errors by which a net loss may differ from none."""
_MOST_LEVEL = 4.0
_PULL = 1.0
_ROUNDS = 30
_ENOUGH = 1e-9


@dataclass(frozen=True, kw_only=True)
class View:
    """Questions with their candidate chunks; rows are padded with chunks that are not there."""

    features: Floats
    """Questions x chunks x features."""
    is_there: Floats
    """1 for a chunk, 0 for padding."""
    right: Numbers
    """Place of the right chunk in each row."""

    def merits(self, weights: Floats) -> Floats:
        """Give what each chunk is worth; padding is nothing."""
        return np.where(self.is_there > 0, self.features @ weights, -1e9)

    def is_right(self, weights: Floats) -> NDArray[np.bool_]:
        """Tell for each question whether its right chunk comes first."""
        first: NDArray[np.bool_] = self.merits(weights).argmax(axis=1) == self.right
        return first


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """How much everything counts; what was not fitted on the pairs has no figures about them."""

    weights: Floats
    reserve: float = 0.0
    """What the search's best chunk is ahead, as a share of its search score."""
    unseen: float | None = None
    """Share of traffic to intents without pairs that the weights suppose."""
    fixed: int | None = None
    """Questions whose intent has no pair that the pairs of others put right."""
    broken: int | None = None
    """The same, put wrong."""


def weigh(known: View, unknown: View, *, before: NDArray[np.bool_], unseen: float) -> Weighed:
    """Fit the weights, giving the unknown view as much say as it takes to lose nothing.

    Args:
        known: each pair judged by the other pairs.
        unknown: the same pairs, their intent without pairs.
        before: which questions of `unknown` were right before there were pairs.
        unseen: share of the traffic that goes to intents without pairs.
    """
    share = min(unseen, MOST_UNSEEN)
    for step in (share, *(each for each in UNSEEN_STEPS if share > 0 and each > share)):
        weights = _fit(_mixed(known, unknown, step), FAQ_PRIOR)
        after = unknown.is_right(weights)
        fixed, broken = int((after & ~before).sum()), int((before & ~after).sum())
        if share == 0 or broken - fixed <= _TOLERANCE * math.sqrt(broken + fixed):
            break
    return Weighed(weights=weights, unseen=step, fixed=fixed, broken=broken)


def guard(pairs: int) -> Weighed:
    """Give weights and reserve where most chunks have no wording; there is too little to fit them.

    Args:
        pairs: of the language that has most.
    """
    if pairs < MANY:
        return Weighed(weights=PRIOR, reserve=CAUTIOUS)
    return Weighed(weights=CALM, reserve=CALM_RESERVE)


def _mixed(known: View, unknown: View, share: float) -> tuple[tuple[View, float], ...]:
    """Let both views count by their share of the traffic, not by their number of rows."""
    level = min(len(unknown.right) / max(len(known.right), 1), _MOST_LEVEL)
    return (known, (1 - share) * level), (unknown, share)


def _fit(views: Sequence[tuple[View, float]], prior: Floats) -> Floats:
    """Minimise the negative log-likelihood plus the pull of the prior, by damped Newton steps."""
    weights = prior.copy()
    loss, slope, bend = _loss(views, weights, prior)
    for _ in range(_ROUNDS):
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while True:
            tried = _loss(views, weights - size * step, prior)
            if tried[0] <= loss or size < 1e-4:
                break
            size /= 2
        gained = loss - tried[0]
        if gained <= _ENOUGH * abs(loss):
            break
        weights = weights - size * step
        loss, slope, bend = tried
    return weights


def _loss(
    views: Sequence[tuple[View, float]], weights: Floats, prior: Floats
) -> tuple[float, Floats, Floats]:
    apart = weights - prior
    loss = _PULL * float(apart @ apart)
    slope = 2 * _PULL * apart
    bend = 2 * _PULL * np.eye(len(weights))
    for view, share in views:
        if share <= 0 or not len(view.right):
            continue
        chances = softmax(view.merits(weights))
        rows = np.arange(len(view.right))
        loss -= share * float(np.log(chances[rows, view.right] + 1e-300).sum())
        mean = np.einsum("qc,qcf->qf", chances, view.features)
        slope = slope - share * (view.features[rows, view.right] - mean).sum(axis=0)
        square = np.einsum("qc,qcf,qcg->fg", chances, view.features, view.features, optimize=True)
        bend = bend + share * (square - mean.T @ mean)
    return loss, slope, bend
