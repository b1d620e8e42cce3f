"""THE CURVE: how right is the assistant after so many pairs, and what did they break?"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jauap.assistant import Declared
from jauap.evaluation.replay import Asked
from jauap.evaluation.statistics.interval import interval
from jauap.evaluation.taught import CitedPair

Ranks = Callable[[Sequence[CitedPair], Sequence[Asked]], Sequence[int]]
"""Rank of each question's first right chunk when these pairs are known, 0 for none."""


class Share(Declared):
    """A share of right first answers with its interval; clusters are intents."""

    value: float
    low: float
    high: float
    n: int


class Step(Declared):
    """One point of the curve; counts are summed over the orders of the pairs."""

    pairs: int
    accuracy: float
    low: float
    high: float
    n: int
    fixed: int
    """Questions wrong without pairs and right now."""
    broken: int
    """Questions right without pairs and wrong now."""
    fixed_now: int
    """The same since the step before."""
    broken_now: int
    with_pairs: Share | None
    """Questions whose intent has a pair by now."""
    without_pairs: Share | None
    """Questions whose intent has none yet."""
    without_pairs_before: float | None
    """What the questions of `without_pairs` had before there was any pair."""
    among_five: float
    """Share with a right chunk among the first five."""


@dataclass(frozen=True, kw_only=True)
class Exam:
    """One order in which pairs come, and the questions that are never learned from."""

    pairs: Sequence[CitedPair]
    questions: Sequence[Asked]


def draw_curve(exams: Sequence[Exam], sizes: Sequence[int], ranks: Ranks) -> tuple[Step, ...]:
    """Replay every order in nested prefixes and pool what it shows.

    Args:
        sizes: numbers of pairs; 0 is added, and sizes beyond an order's pairs mean all of them.
    """
    steps = sorted({0, *sizes})
    traces = [[list(ranks(exam.pairs[:size], exam.questions)) for size in steps] for exam in exams]
    return tuple(
        _pool(
            size,
            exams,
            [trace[0] for trace in traces],
            [trace[max(at - 1, 0)] for trace in traces],
            [trace[at] for trace in traces],
        )
        for at, size in enumerate(steps)
    )


def permutations(
    pairs: Sequence[CitedPair], questions: Sequence[Asked], count: int, *, seed: int = 0
) -> list[Exam]:
    """Shuffle the pairs `count` times; the same seed gives the same orders."""
    shuffled = []
    for number in range(count):
        order = sorted(pairs, key=lambda each: each[0].id)
        random.Random(f"{seed}|{number}").shuffle(order)  # noqa: S311 - an order, not a secret
        shuffled.append(Exam(pairs=order, questions=questions))
    return shuffled


def queue_order(pairs: Sequence[CitedPair]) -> list[CitedPair]:
    """Put pairs of the least covered intents first, else leave the order as it is."""
    seen: dict[str, int] = {}
    turns = []
    for place, each in enumerate(pairs):
        turn = seen.get(each[0].intent, 0)
        seen[each[0].intent] = turn + 1
        turns.append((turn, place))
    return [pairs[place] for _, place in sorted(turns)]


def prefix_sizes(total: int, steps: int = 8) -> tuple[int, ...]:
    """Choose sizes of prefixes, closer together where the curve is steep."""
    return tuple(sorted({round(total * (at / steps) ** 1.5) for at in range(steps + 1)}))


def _pool(
    size: int,
    exams: Sequence[Exam],
    bare: Sequence[Sequence[int]],
    before: Sequence[Sequence[int]],
    now: Sequence[Sequence[int]],
) -> Step:
    rows = [
        (question.intent, _has(question, exam.pairs[:size]), first == 1, last == 1, rank == 1, rank)
        for exam, *ranks in zip(exams, bare, before, now, strict=True)
        for question, first, last, rank in zip(exam.questions, *ranks, strict=True)
    ]
    whole = _share([(intent, right) for intent, _, _, _, right, _ in rows])
    if whole is None:
        raise ValueError("a curve needs at least one question")
    without = [row for row in rows if not row[1]]
    return Step(
        pairs=size,
        accuracy=whole.value,
        low=whole.low,
        high=whole.high,
        n=whole.n,
        fixed=sum(now and not first for _, _, first, _, now, _ in rows),
        broken=sum(first and not now for _, _, first, _, now, _ in rows),
        fixed_now=sum(now and not last for _, _, _, last, now, _ in rows),
        broken_now=sum(last and not now for _, _, _, last, now, _ in rows),
        with_pairs=_share([(row[0], row[4]) for row in rows if row[1]]),
        without_pairs=_share([(row[0], row[4]) for row in without]),
        without_pairs_before=sum(row[2] for row in without) / len(without) if without else None,
        among_five=sum(0 < row[5] <= 5 for row in rows) / len(rows),
    )


def _has(question: Asked, pairs: Sequence[CitedPair]) -> bool:
    return any(pair.intent == question.intent for pair, _ in pairs)


def _share(rows: Sequence[tuple[str, bool]]) -> Share | None:
    if not rows:
        return None
    found = interval([float(right) for _, right in rows], [intent for intent, _ in rows])
    return Share(value=found.value, low=found.low, high=found.high, n=found.n)
