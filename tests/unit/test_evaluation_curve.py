"""Does the curve tell what pairs did, and does nobody learn from the exam?"""

from collections.abc import Sequence
from datetime import date

import pytest

from jauap.assistant import Language, Level
from jauap.evaluation.curve import Exam, draw_curve, permutations, prefix_sizes, queue_order
from jauap.evaluation.forecast import forecast
from jauap.evaluation.next_pairs import next_pairs
from jauap.evaluation.replay import Asked
from jauap.evaluation.taught import CitedPair
from jauap.intent import IntentState, priority, upper_error
from jauap.knowledge import Pair


def _pair(name: str, intent: str) -> CitedPair:
    pair = Pair(
        id=name,
        language=Language.KK,
        intent=intent,
        question=f"{name} сұрағы",
        answer="Жауап.",
        source="act",
        quote="Жауап.",
        author_role="маман",
        approved_by_role="басшы",
        approved_on=date(2026, 1, 5),
    )
    return pair, ("chunk",)


def _asked(name: str, intent: str) -> Asked:
    return Asked(
        id=name,
        question=f"{name}?",
        language=Language.KK,
        intent=intent,
        right=frozenset({"chunk"}),
    )


PAIRS = [_pair("a1", "a"), _pair("a2", "a"), _pair("b1", "b")]
QUESTIONS = [_asked("qa", "a"), _asked("qb", "b"), _asked("qc", "c")]


def _ranks(pairs: Sequence[CitedPair], questions: Sequence[Asked]) -> list[int]:
    """Right where the intent has a pair; the first pair breaks intent c, which was right."""
    known = {pair.intent for pair, _ in pairs}
    return [
        1 if each.intent in known or (each.intent == "c" and not known) else 2 for each in questions
    ]


def test_curve_counts_what_was_fixed_and_broken_since_the_beginning() -> None:
    steps = draw_curve([Exam(pairs=PAIRS, questions=QUESTIONS)], [1, 3], _ranks)
    assert [step.pairs for step in steps] == [0, 1, 3]
    assert [step.accuracy for step in steps] == pytest.approx([1 / 3, 1 / 3, 2 / 3])
    assert [(step.fixed, step.broken) for step in steps] == [(0, 0), (1, 1), (2, 1)]
    assert [(step.fixed_now, step.broken_now) for step in steps] == [(0, 0), (1, 1), (1, 0)]
    assert [step.among_five for step in steps] == [1.0, 1.0, 1.0]


def test_curve_has_one_line_for_intents_with_pairs_and_one_for_those_without() -> None:
    _, one, _ = draw_curve([Exam(pairs=PAIRS, questions=QUESTIONS)], [1, 3], _ranks)
    assert one.with_pairs is not None
    assert one.without_pairs is not None
    assert (one.with_pairs.value, one.with_pairs.n) == (1.0, 1)
    assert (one.without_pairs.value, one.without_pairs.n) == (0.0, 2)
    assert one.without_pairs_before == 0.5


def test_interval_holds_the_value() -> None:
    step = draw_curve([Exam(pairs=PAIRS, questions=QUESTIONS)], [3], _ranks)[-1]
    assert step.low < step.accuracy < step.high
    assert step.n == 3


def test_orders_are_the_same_for_the_same_seed_and_hold_every_pair() -> None:
    first = permutations(PAIRS, QUESTIONS, 3, seed=4)
    second = permutations(list(reversed(PAIRS)), QUESTIONS, 3, seed=4)
    assert [[p.id for p, _ in e.pairs] for e in first] == [
        [p.id for p, _ in e.pairs] for e in second
    ]
    assert all(sorted(p.id for p, _ in e.pairs) == ["a1", "a2", "b1"] for e in first)


def test_queue_covers_every_intent_before_one_gets_its_second_pair() -> None:
    assert [pair.id for pair, _ in queue_order(PAIRS)] == ["a1", "b1", "a2"]


def test_prefixes_are_closer_where_the_curve_is_steep() -> None:
    assert prefix_sizes(800, steps=4) == (0, 100, 283, 520, 800)


SIZES = [0, 50, 100, 200, 400, 800]


def _law(floor: float, scale: float, exponent: float) -> list[float]:
    return [0.5] + [floor + scale * n**-exponent for n in SIZES[1:]]


def test_forecast_finds_the_power_law_it_was_given() -> None:
    errors = [_law(0.0, 2.0, 0.5), _law(0.0, 2.2, 0.5), _law(0.0, 1.8, 0.5)]
    found = forecast(SIZES, errors)
    assert found is not None
    assert found.exponent == pytest.approx(0.5, abs=0.01)
    assert found.pairs == pytest.approx(1600, abs=16)
    assert found.low == pytest.approx(1296, abs=13)
    assert found.high == pytest.approx(1936, abs=20)
    assert "not a promise" in found.verdict


def test_forecast_says_not_reachable_when_the_floor_is_too_high() -> None:
    found = forecast(SIZES, [_law(0.08, 2.0, 0.6)] * 3)
    assert found is not None
    assert not found.is_reachable
    assert found.pairs is None
    assert found.verdict == "not reachable with more pairs of this kind"


def test_forecast_gives_no_figure_beyond_four_times_the_pairs() -> None:
    found = forecast(SIZES, [_law(0.0, 2.0, 0.3)] * 3)
    assert found is not None
    assert found.is_reachable
    assert (found.pairs, found.low, found.high) == (None, None, None)
    assert "four times" in found.verdict


def test_forecast_floor_is_never_negative() -> None:
    found = forecast(SIZES, [[0.5, 0.3, 0.2, 0.1, 0.02, 0.0]])
    assert found is not None
    assert found.floor >= 0.0


def test_forecast_of_three_steps_is_none() -> None:
    assert forecast([0, 10, 20, 30], [[0.5, 0.4, 0.3, 0.2]]) is None


STATES = [
    IntentState(intent="busy", traffic=0.5, asked=100, wrong=20, pairs=5),
    IntentState(intent="bare", traffic=0.05, asked=0, wrong=0, pairs=0),
    IntentState(intent="calm", traffic=0.3, asked=200, wrong=2, pairs=9, margin=0.9),
    IntentState(intent="grave", traffic=0.15, asked=50, wrong=10, pairs=3, harm=Level.HIGH),
]


def test_wilson_bound_of_errors_is_the_published_one() -> None:
    assert upper_error(STATES[0]) == pytest.approx(0.2888, abs=2e-4)
    assert upper_error(STATES[1]) == 1.0


def test_priority_multiplies_traffic_error_doubt_and_harm() -> None:
    grave = STATES[3]
    assert priority(grave) == pytest.approx(0.15 * upper_error(grave) * 4)
    assert priority(STATES[2]) == pytest.approx(0.3 * upper_error(STATES[2]) * 0.1)


def test_intent_without_pair_comes_first_and_no_intent_gets_more_than_three() -> None:
    rows = next_pairs(STATES, count=10, most=3, seed=1)
    assert rows[0].intent == "bare"
    assert max(row.how_many for row in rows) <= 3
    assert sum(row.how_many for row in rows) == 10


def test_fifth_of_the_table_is_drawn_by_lot() -> None:
    many = [
        IntentState(intent=f"i{n:02}", traffic=0.01, asked=10, wrong=n % 10, pairs=1)
        for n in range(40)
    ]
    rows = next_pairs(many, count=10, most=1, seed=3)
    assert sum(row.is_random for row in rows) == 2
    assert next_pairs(many, count=10, most=1, seed=3) == rows
    assert next_pairs(many, count=10, most=1, seed=4) != rows


def test_gain_per_ten_pairs_falls_with_the_pairs_there_are() -> None:
    few = IntentState(intent="a", traffic=0.1, asked=50, wrong=10, pairs=1)
    many = IntentState(intent="b", traffic=0.1, asked=50, wrong=10, pairs=50)
    rows = {row.intent: row for row in next_pairs([few, many], count=4, most=2)}
    assert rows["a"].gain_per_ten > rows["b"].gain_per_ten > 0
