"""A week that differs is noticed, a week that does not is left in peace."""

import numpy as np
import pytest

from jauap.evaluation.statistics.drift import (
    accuracy_alarm,
    judge_drift,
    mix_drift,
    score_drift,
)


def test_a_change_of_mix_gives_the_published_chi_square() -> None:
    # Agresti, Categorical Data Analysis (2002), table 3.1: chi-square 25.01, df 1, aspirin.
    made = mix_drift("infarct", {"yes": 189, "no": 10845}, {"yes": 104, "no": 10933})
    assert made.size**2 * 22071 == pytest.approx(25.01, abs=0.005)
    assert made.p < 1e-6
    assert (made.n_before, made.n_now) == (11034, 11037)


def test_an_unchanged_mix_is_no_drift() -> None:
    assert mix_drift("languages", {"kk": 60, "ru": 40}, {"kk": 30, "ru": 20}).p == 1.0
    assert mix_drift("languages", {"kk": 60}, {"kk": 30}).p == 1.0
    assert mix_drift("languages", {}, {}).p == 1.0
    assert mix_drift("languages", {"kk": 5}, {}).n_now == 0


def test_a_kind_seen_for_the_first_time_is_drift() -> None:
    assert mix_drift("outcomes", {"answered": 500}, {"answered": 80, "refused": 20}).p < 1e-6


def test_shifted_scores_are_noticed_with_their_gap() -> None:
    before = [n / 100 for n in range(100)]
    made = score_drift("scores", before, [value / 2 for value in before])
    assert made.size == pytest.approx(0.5)
    assert made.p < 1e-9
    assert score_drift("scores", before, before).p == pytest.approx(1.0)
    assert score_drift("scores", before, []).p == 1.0


def test_a_late_fall_of_accuracy_raises_an_alarm_and_steadiness_does_not() -> None:
    generator = np.random.default_rng(4)
    steady = generator.random(1000) < 0.95
    fallen = np.concatenate([steady[:800], generator.random(400) < 0.75])
    place = accuracy_alarm(fallen.tolist(), 0.95, window=200, planned_windows=10)
    assert place is not None
    assert 800 < place <= 1200
    assert accuracy_alarm(steady.tolist(), 0.95, window=200, planned_windows=10) is None
    assert accuracy_alarm([True] * 10, 0.95, window=200, planned_windows=10) is None


def test_false_alarms_are_rare() -> None:
    generator = np.random.default_rng(5)
    alarms = sum(
        accuracy_alarm((generator.random(600) < 0.95).tolist(), 0.95, window=200, planned_windows=3)
        is not None
        for _ in range(200)
    )
    assert alarms / 200 <= 0.05


def test_a_judge_that_rewrote_verdicts_is_seen_even_at_equal_agreement() -> None:
    truth = [True] * 80 + [False] * 20
    before = [True] * 70 + [False] * 10 + [False] * 20
    now = [False] * 10 + [True] * 70 + [False] * 20
    made = judge_drift(before, now, truth)
    assert (made.before, made.now, made.flipped, made.n) == (0.9, 0.9, 0.2, 100)
    assert made.p == pytest.approx(1.0, abs=0.2)


def test_a_judge_that_got_worse_is_seen() -> None:
    truth = [True] * 100
    made = judge_drift([True] * 95 + [False] * 5, [True] * 75 + [False] * 25, truth)
    assert made.p < 0.001
    assert (made.before, made.now) == (0.95, 0.75)
