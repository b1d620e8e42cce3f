"""Which search weights suit this assistant? Fitted on its labelled questions, default as prior."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jauap.answer import Turn
from jauap.assistant import Language, SearchWeights
from jauap.retrieval.search import Search

LEAST_QUESTIONS = 50
"""Fewer labelled questions say less than the default already knows."""

_DEPTH = 10
_PASSES = 2
_STEP_PRICE = 0.5
"""Right first answers that one step away from the default must earn."""
_STEPS = {
    "heading": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8),
    "title": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8),
    "pairs": (0.3, 0.5, 0.7, 1.0, 1.4),
    "history": (0.0, 0.05, 0.1, 0.2, 0.4),
    "document": (0.0, 0.25, 0.5, 0.75, 1.0),
    "first_document": (0.0, 0.15, 0.3, 0.5),
    "named": (0.0, 0.1, 0.2, 0.3),
    "close": (0.0, 0.5, 1.0, 1.5, 2.0),
    "dense": (0.0, 0.15, 0.3, 0.6, 1.0),
}


@dataclass(frozen=True, kw_only=True)
class LabelledQuestion:
    """A question and the chunks that answer it."""

    question: str
    language: Language
    chunk_ids: frozenset[str]
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Fitted weights and what they change: mean reciprocal rank in the first ten, in [0, 1]."""

    weights: SearchWeights
    before: float
    after: float
    questions: int
    moved: Mapping[str, float]
    """The weights that changed, by name."""


def fit_weights(search: Search, questions: Sequence[LabelledQuestion]) -> Fit:
    """Fit the weights of a search, one weight at a time, always with the same result.

    A step away from the search's present weights must earn half a right answer, so weights that
    matter little stay as they are. A dense model that does not earn its milliseconds gets weight
    0. Below `LEAST_QUESTIONS` nothing is changed.
    """
    best, before = search.weights, _gain(search, search.weights, questions)
    best_worth = before
    if len(questions) >= LEAST_QUESTIONS:
        for _ in range(_PASSES):
            for name in _movable(search, questions):
                for weights in _neighbours(best, name):
                    worth = _gain(search, weights, questions) - _price(search.weights, weights)
                    if worth > best_worth:
                        best, best_worth = weights, worth
        best = _without_idle_model(search, best, questions)
    after = _gain(search, best, questions)
    count = max(len(questions), 1)
    prior = search.weights.model_dump()
    return Fit(
        weights=best,
        before=before / count,
        after=after / count,
        questions=len(questions),
        moved={name: value for name, value in best.model_dump().items() if value != prior[name]},
    )


def measure(search: Search, weights: SearchWeights, questions: Sequence[LabelledQuestion]) -> float:
    """Give the mean reciprocal rank of the first right chunk in the first ten, in [0, 1]."""
    return _gain(search, weights, questions) / max(len(questions), 1)


def _without_idle_model(
    search: Search, weights: SearchWeights, questions: Sequence[LabelledQuestion]
) -> SearchWeights:
    """Switch the dense leg off unless it earns half a right answer; to ask it takes time."""
    if not search.has_dense or not weights.dense:
        return weights
    without = weights.model_copy(update={"dense": 0.0})
    earned = _gain(search, weights, questions) - _gain(search, without, questions)
    return weights if earned > _STEP_PRICE else without


def _movable(search: Search, questions: Sequence[LabelledQuestion]) -> list[str]:
    """Name the weights that can change anything for these questions."""
    idle = set() if search.has_dense else {"dense"}
    if not any(each.history for each in questions):
        idle |= {"history", "document"}
    return [name for name in _STEPS if name not in idle]


def _neighbours(weights: SearchWeights, name: str) -> list[SearchWeights]:
    present = getattr(weights, name)
    return [weights.model_copy(update={name: step}) for step in _STEPS[name] if step != present]


def _price(prior: SearchWeights, weights: SearchWeights) -> float:
    """Count the steps between two sets of weights."""
    steps = 0
    for name, scale in _STEPS.items():
        low, high = sorted((getattr(prior, name), getattr(weights, name)))
        steps += sum(low < step <= high for step in scale)
    return _STEP_PRICE * steps


def _gain(search: Search, weights: SearchWeights, questions: Sequence[LabelledQuestion]) -> float:
    """Sum the reciprocal ranks of the first right chunks."""
    trial = search.with_weights(weights)
    total = 0.0
    for each in questions:
        found = trial.find(
            each.question, language=each.language, history=each.history, limit=_DEPTH
        )
        for rank, passage in enumerate(found.passages, 1):
            if passage.chunk_id in each.chunk_ids:
                total += 1 / rank
                break
    return total
