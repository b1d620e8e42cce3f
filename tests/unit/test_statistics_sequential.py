"""A bound that holds at every look, also when answers were drawn with unequal chances."""

import math

import numpy as np
import pytest

from jauap.evaluation.statistics.sequential import confidence_sequence, first_proof


def second_implementation(values: list[float], alpha: float) -> float:
    """Waudby-Smith and Ramdas (2024), section 3.2, written as a loop, one-sided."""
    mean, spread, total, weight, budget, best = 0.5, 0.25, 0.0, 0.0, -math.log(alpha), 0.0
    squares = 0.25
    seen = 0.5
    for number, value in enumerate(values, start=1):
        share = min(0.5, math.sqrt(2 * -math.log(alpha) / (spread * number * math.log(1 + number))))
        budget += 4 * (value - mean) ** 2 * (-math.log(1 - share) - share) / 4
        total += share * value
        weight += share
        best = max(best, (total - budget) / weight)
        seen += value
        mean = seen / (number + 1)
        squares += (value - mean) ** 2
        spread = squares / (number + 1)
    return best


def mixture_by_integration(values: list[float], share: float) -> float:
    """Robbins' mixture at the end of the values, the integral taken numerically."""
    from scipy.integrate import quad

    right, wrong = sum(values), len(values) - sum(values)

    def ratio(better: float) -> float:
        return math.exp(
            right * math.log(better / share) + wrong * math.log((1 - better) / (1 - share))
        )

    return float(quad(ratio, share, 1 - 1e-12)[0]) / (1 - share)


def test_the_mixture_agrees_with_numerical_integration() -> None:
    values = [1.0] * 190 + [0.0] * 4 + [1.0] * 90
    made = confidence_sequence(values)
    best = max(
        (n for n in range(1, len(values) + 1)),
        key=lambda n: confidence_sequence(values[:n]).low,
    )
    assert mixture_by_integration(values[:best], made.low) == pytest.approx(20, rel=1e-6)
    assert best == 190
    assert round(made.low, 4) == 0.9766


def test_graded_values_get_the_bernstein_sequence_of_a_second_implementation() -> None:
    right = np.random.default_rng(1).random(400) < 0.9
    values = np.where(right, 1.0, 0.25).tolist()
    made = confidence_sequence(values)
    assert made.low == pytest.approx(second_implementation(values, 0.05), abs=1e-6)
    assert confidence_sequence(values, level=0.9).low > made.low


def test_the_first_proof_is_where_the_bound_reaches_the_target() -> None:
    values = [1.0] * 150
    proof = first_proof(values, 0.95)
    assert proof == 88
    assert confidence_sequence(values[:87]).low < 0.95 <= confidence_sequence(values[:88]).low


def test_without_answers_nothing_is_known() -> None:
    assert confidence_sequence([]).low == 0.0
    assert first_proof([], 0.95) is None


def test_the_bound_never_falls_when_more_answers_come() -> None:
    values = [1.0] * 300 + [0.0] * 50
    lows = [confidence_sequence(values[:n]).low for n in (100, 300, 320, 350)]
    assert lows == sorted(lows)


def test_equal_chances_change_nothing() -> None:
    values = (np.random.default_rng(2).random(300) < 0.95).astype(float).tolist()
    plain = confidence_sequence(values)
    equal = confidence_sequence(values, inclusion=[0.02] * 300, least_inclusion=0.02)
    assert equal == plain


def test_a_chance_under_the_declared_least_is_refused() -> None:
    with pytest.raises(ValueError, match="inclusion"):
        confidence_sequence([1.0, 1.0], inclusion=[0.5, 0.01], least_inclusion=0.1)
    with pytest.raises(ValueError, match="2 values"):
        confidence_sequence([1.0, 1.0], inclusion=[0.5])


def test_a_system_at_the_target_is_hardly_ever_proven_better_over_twenty_looks() -> None:
    generator = np.random.default_rng(5)
    ours = naive = 0
    for _ in range(300):
        values = (generator.random(2000) < 0.95).astype(float)
        ours += first_proof(values.tolist(), 0.95) is not None
        looks = np.cumsum(values)[99::100] / np.arange(100, 2001, 100)
        naive += bool((looks >= 0.95).any())
    assert ours / 300 <= 0.05
    assert naive / 300 > 0.8


def test_a_system_at_97_percent_is_proven_within_2000_answers() -> None:
    generator = np.random.default_rng(6)
    found = [
        first_proof((generator.random(2000) < 0.97).astype(float).tolist(), 0.95)
        for _ in range(200)
    ]
    assert sum(n is not None for n in found) / 200 >= 0.9


def unequal_exam(generator: np.random.Generator, n: int) -> tuple[list[float], list[float]]:
    """Draw from traffic with 94 % right, hard questions (80 % right) four times as often."""
    hard = generator.random(n) < (0.2 * 0.4) / (0.2 * 0.4 + 0.8 * 0.1)
    right = generator.random(n) < np.where(hard, 0.80, 0.975)
    return right.astype(float).tolist(), np.where(hard, 0.4, 0.1).tolist()


def test_unequal_chances_are_weighed_back_to_the_traffic() -> None:
    values, chances = unequal_exam(np.random.default_rng(8), 4000)
    made = confidence_sequence(values, inclusion=chances, least_inclusion=0.1)
    assert made.value == pytest.approx(0.94, abs=0.012)
    assert sum(values) / 4000 < 0.90
    assert 0.88 < made.low < 0.94


def test_the_weighted_bound_holds_too() -> None:
    generator = np.random.default_rng(9)
    wrong = 0
    for _ in range(100):
        values, chances = unequal_exam(generator, 800)
        wrong += confidence_sequence(values, inclusion=chances, least_inclusion=0.1).low > 0.94
    assert wrong <= 5
