"""Plans say beforehand how many answers are needed and how many must be right."""

import pytest

from jauap.evaluation.statistics.power import (
    answers_needed,
    cases_needed,
    detectable_effect,
    fixed_plan,
    power_of,
)


@pytest.mark.parametrize(("n", "least"), [(200, 196), (400, 388), (600, 580), (1000, 962)])
def test_a_fixed_plan_names_the_fewest_correct_answers(n: int, least: int) -> None:
    from statsmodels.stats.proportion import proportion_confint

    assert fixed_plan(n).least_correct == least
    low, _ = proportion_confint(least, n, alpha=0.10, method="beta")
    below, _ = proportion_confint(least - 1, n, alpha=0.10, method="beta")
    assert below < 0.95 <= low


def test_under_59_answers_nothing_can_be_proven() -> None:
    assert fixed_plan(58).least_correct is None
    assert fixed_plan(59).least_correct == 59
    assert power_of(fixed_plan(58), 1.0) == 0.0


@pytest.mark.parametrize(("true", "n"), [(0.99, 124), (0.98, 234), (0.97, 601), (0.96, 2698)])
def test_answers_needed_for_four_chances_in_five(true: float, n: int) -> None:
    assert answers_needed(true) == n


def test_a_system_at_the_target_passes_at_most_one_time_in_twenty() -> None:
    assert all(power_of(fixed_plan(n), 0.95) <= 0.05 for n in range(59, 1200))
    assert answers_needed(0.95, most=300) is None


def test_the_smallest_noticeable_difference() -> None:
    assert round(detectable_effect(500, 0.08), 3) == 0.035
    assert cases_needed(0.02, 0.08) == 1568
    assert detectable_effect(1568, 0.08) == pytest.approx(0.02, abs=1e-4)
    assert detectable_effect(0, 0.08) == 1.0


def test_the_noticeable_difference_is_noticed_four_times_in_five() -> None:
    import numpy as np

    from jauap.evaluation.statistics.compare import mcnemar

    generator = np.random.default_rng(3)
    effect, n = detectable_effect(500, 0.08), 500
    worse, better = (0.08 - effect) / 2, (0.08 + effect) / 2
    noticed = 0
    for _ in range(600):
        broken, fixed, same = generator.multinomial(n, [worse, better, 1 - worse - better])
        before = [1] * broken + [0] * fixed + [1] * same
        after = [0] * broken + [1] * fixed + [1] * same
        noticed += mcnemar(before, after) < 0.05
    assert 0.75 <= noticed / 600 <= 0.87
