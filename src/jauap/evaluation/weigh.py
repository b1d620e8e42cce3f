"""How much do search and model each count? Weights by which the right chunk comes first.

A conditional logit over the chunks of each question. Every pair is asked twice: once judged by the
other pairs of its intent, and once as if its intent had no pair at all. The second view is what
keeps pairs from breaking answers of intents that have none. Where most chunks have no wording it
also sets the reserve, the lead that the best chunk of the plain search has over what pairs lift.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jauap.evaluation.train import softmax
from jauap.retrieval.examples import Floats, Numbers
from jauap.retrieval.learned import SEARCH

FAQ_PRIOR = np.array([6.0, 0.0, 2.0, 0.7, -0.3])
"""Weights before any pair where every chunk has a wording; one per name in `learned.FEATURES`."""
PRIOR = np.array([1.0, 0.0, 2.0, 2.0, 0.0])
"""The same where most chunks have none, so the likest pair says more than the intent's score."""
UNSEEN_STEPS = (0.5, 0.65, 0.8, 0.9, 0.97)
"""Shares of traffic to intents without pairs, tried until these lose nothing."""
MOST_UNSEEN = 0.5
CAUTIOUS = 0.4
"""Reserve while too few questions tell what pairs would break."""
ENOUGH_RIGHT = 30
"""Questions the plain search has right, from which the reserve is fitted."""
MOST_RESERVE = 0.8
LEAST_KNOWN = 20
"""With fewer pairs that another pair of their intent can judge, the prior of acts stays."""

_SPREADS = 2.05
"""Standard deviations above the mean that all but 2 % of normally spread values stay below."""
_OF_ACTS = (0, 2, 3)
"""Weights that are fitted where most chunks have no wording: pairs do not count by their number."""
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

    def merits(self, weights: Floats, lead: float = 0.0) -> Floats:
        """Give what each chunk is worth, the search's best one so much more; padding is nothing."""
        worth = self.features @ weights
        if lead > 0 and len(worth):
            found = np.where(self.is_there > 0, self.features[:, :, SEARCH], -np.inf)
            worth[np.arange(len(worth)), found.argmax(axis=1)] += lead
        return np.where(self.is_there > 0, worth, -1e9)

    def is_right(self, weights: Floats, reserve: float = 0.0) -> NDArray[np.bool_]:
        """Tell for each question whether its right chunk comes first."""
        merits = self.merits(weights, reserve * float(weights[SEARCH]))
        first: NDArray[np.bool_] = merits.argmax(axis=1) == self.right
        return first

    def needs(self, weights: Floats) -> Floats:
        """Give the reserve that each question would need for its right chunk to come first.

        It is negative where the right chunk comes first by itself, and not below -1.
        """
        merits = self.merits(weights)
        rows = np.arange(len(merits))
        right = merits[rows, self.right].copy()
        merits[rows, self.right] = -np.inf
        needs: Floats = np.maximum((merits.max(axis=1) - right) / weights[SEARCH], -1.0)
        return needs


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Fitted weights and the share of traffic to intents without pairs they suppose."""

    weights: Floats
    unseen: float
    fixed: int
    """Questions whose intent has no pair that the pairs of others put right."""
    broken: int
    """The same, put wrong."""
    reserve: float = 0.0
    """What the search's best chunk is ahead, as a share of its search score."""


def weigh(
    known: View, unknown: View, *, before: NDArray[np.bool_], unseen: float, prior: Floats
) -> Weighed:
    """Fit the weights, giving the unknown view as much say as it takes to lose nothing.

    Where most chunks have no wording the reserve sees to it; see `_guarded`.

    Args:
        known: each pair judged by the other pairs.
        unknown: the same pairs, their intent without pairs.
        before: which questions of `unknown` were right before there were pairs.
        unseen: share of the traffic that goes to intents without pairs.
        prior: weights towards which few pairs leave the fit.
    """
    share = min(unseen, MOST_UNSEEN)
    if prior is not FAQ_PRIOR:
        return _guarded(known, unknown, before, share, prior)
    for step in (share, *(each for each in UNSEEN_STEPS if share > 0 and each > share)):
        weights = _fit(_mixed(known, unknown, step), prior)
        weighed = _judged(weights, unknown, before, step)
        net = weighed.broken - weighed.fixed
        if share == 0 or net <= _TOLERANCE * math.sqrt(weighed.broken + weighed.fixed):
            break
    return weighed


def _guarded(
    known: View, unknown: View, before: NDArray[np.bool_], share: float, prior: Floats
) -> Weighed:
    """Fit weights beside a cautious reserve, then the reserve that breaks next to none.

    It is a bound on what the questions need that were right before there were pairs, from the mean
    and spread of their needs: the few that break are too few to count, and would be chance.
    """
    weights = prior
    if len(known.right) >= LEAST_KNOWN:
        views = _mixed(known, unknown, share)
        weights = _fit(views, prior, free=_OF_ACTS, reserve=CAUTIOUS)
    reserve = CAUTIOUS
    if before.sum() >= ENOUGH_RIGHT and weights[SEARCH] > 0:
        needs = unknown.needs(weights)[before]
        reserve = float((needs.mean() + _SPREADS * needs.std(ddof=1)).clip(0, MOST_RESERVE))
    return _judged(weights, unknown, before, share, reserve)


def _mixed(known: View, unknown: View, share: float) -> tuple[tuple[View, float], ...]:
    """Let both views count by their share of the traffic, not by their number of rows."""
    level = min(len(unknown.right) / max(len(known.right), 1), _MOST_LEVEL)
    return (known, (1 - share) * level), (unknown, share)


def _judged(
    weights: Floats,
    unknown: View,
    before: NDArray[np.bool_],
    unseen: float,
    reserve: float = 0.0,
) -> Weighed:
    after = unknown.is_right(weights, reserve)
    return Weighed(
        weights=weights,
        unseen=unseen,
        fixed=int((after & ~before).sum()),
        broken=int((before & ~after).sum()),
        reserve=reserve,
    )


def _fit(
    views: Sequence[tuple[View, float]],
    prior: Floats,
    *,
    free: Sequence[int] = tuple(range(len(FAQ_PRIOR))),
    reserve: float = 0.0,
) -> Floats:
    """Minimise the negative log-likelihood plus the pull of the prior, by damped Newton steps.

    Args:
        free: places of the weights that are fitted; the others stay.
        reserve: in force while fitting.
    """
    moved = np.array(free)
    lead = reserve * prior[SEARCH]
    weights = prior.copy()
    loss, slope, bend = _loss(views, weights, prior, lead)
    for _ in range(_ROUNDS):
        step = np.zeros(len(prior))
        step[moved] = np.linalg.solve(bend[np.ix_(moved, moved)], slope[moved])
        size = 1.0
        while True:
            tried = _loss(views, weights - size * step, prior, lead)
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
    views: Sequence[tuple[View, float]], weights: Floats, prior: Floats, lead: float
) -> tuple[float, Floats, Floats]:
    apart = weights - prior
    loss = _PULL * float(apart @ apart)
    slope = 2 * _PULL * apart
    bend = 2 * _PULL * np.eye(len(weights))
    for view, share in views:
        if share <= 0 or not len(view.right):
            continue
        chances = softmax(view.merits(weights, lead))
        rows = np.arange(len(view.right))
        loss -= share * float(np.log(chances[rows, view.right] + 1e-300).sum())
        mean = np.einsum("qc,qcf->qf", chances, view.features)
        slope = slope - share * (view.features[rows, view.right] - mean).sum(axis=0)
        square = np.einsum("qc,qcf,qcg->fg", chances, view.features, view.features, optimize=True)
        bend = bend + share * (square - mean.T @ mean)
    return loss, slope, bend
