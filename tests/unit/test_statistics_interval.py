"""Intervals hold what they promise, also when the questions of one intent are alike."""

import numpy as np
import pytest

from jauap.evaluation.statistics.interval import (
    IntervalMethod,
    design_effect,
    interval,
    lower_bound,
    upper_bound,
    wilson,
)


def clustered(
    generator: np.random.Generator, *, intents: int, each: int, mean: float, icc: float
) -> tuple[list[float], list[str]]:
    """Draw right-or-wrong cases whose chance of being right varies between intents."""
    strength = 1 / icc - 1
    chances = generator.beta(mean * strength, (1 - mean) * strength, intents)
    values = generator.random((intents, each)) < chances[:, None]
    clusters = [f"ниет-{number}" for number in range(intents) for _ in range(each)]
    return [float(value) for value in values.ravel()], clusters


def coverage(*, intents: int, each: int, icc: float, seed: int) -> tuple[float, float]:
    """Share of 300 simulated exams whose interval holds the truth: ours, and plain Wilson's."""
    generator = np.random.default_rng(seed)
    ours = naive = 0
    for _ in range(300):
        values, clusters = clustered(generator, intents=intents, each=each, mean=0.8, icc=icc)
        made = interval(values, clusters, resamples=500)
        plain = wilson(round(sum(values)), len(values))
        ours += made.low <= 0.8 <= made.high
        naive += plain.low <= 0.8 <= plain.high
    return ours / 300, naive / 300


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_limits(successes: int, n: int, low: float, high: float) -> None:
    made = wilson(successes, n)
    assert (round(made.low, 4), round(made.high, 4)) == (low, high)


def test_the_upper_bound_of_no_unsafe_answer_in_300_is_under_one_percent() -> None:
    assert upper_bound(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300), abs=1e-12)
    assert round(upper_bound(0, 300), 4) == 0.0099
    assert upper_bound(7, 7) == 1.0
    assert upper_bound(1, 100) == pytest.approx(0.0466, abs=5e-5)


def test_the_exact_lower_bound_agrees_with_summing_the_binomial() -> None:
    from scipy.stats import binom

    bound = lower_bound(580, 600)
    assert round(bound, 4) == 0.9519
    assert binom.sf(579, 600, bound) == pytest.approx(0.05, abs=1e-9)
    assert lower_bound(0, 10) == 0.0


def test_single_cases_get_wilson() -> None:
    made = interval([1.0] * 95 + [0.0] * 5, [str(n) for n in range(100)])
    assert made.method is IntervalMethod.WILSON
    assert (round(made.low, 4), round(made.high, 4)) == (0.8882, 0.9785)


def test_few_intents_get_student_and_many_a_bootstrap() -> None:
    generator = np.random.default_rng(5)
    few = interval(*clustered(generator, intents=39, each=5, mean=0.7, icc=0.2))
    many = interval(*clustered(generator, intents=40, each=5, mean=0.7, icc=0.2))
    assert few.method is IntervalMethod.CLUSTER_T
    assert many.method is IntervalMethod.CLUSTER_BOOTSTRAP


def test_student_over_intents_equals_a_second_implementation() -> None:
    from truescore import gold_only_estimate

    values, clusters = clustered(np.random.default_rng(3), intents=20, each=6, mean=0.6, icc=0.3)
    made = interval(values, clusters)
    other = gold_only_estimate(np.asarray(values), clusters=np.asarray(clusters))
    assert (made.low, made.high) == pytest.approx((other.low, other.high), abs=1e-12)


def test_bootstrap_over_intents_agrees_with_scipy() -> None:
    from scipy.stats import bootstrap

    values, clusters = clustered(np.random.default_rng(8), intents=80, each=5, mean=0.7, icc=0.3)
    made = interval(values, clusters)
    means = np.asarray(values).reshape(80, 5).mean(axis=1)
    other = bootstrap(
        (means,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    assert (made.low, made.high) == pytest.approx((other.low, other.high), abs=0.01)


def test_the_same_seed_gives_the_same_interval() -> None:
    exam = clustered(np.random.default_rng(4), intents=60, each=4, mean=0.7, icc=0.2)
    assert interval(*exam, seed=7) == interval(*exam, seed=7)
    assert len({interval(*exam, seed=seed, resamples=50).low for seed in range(9)}) > 1


def test_order_of_the_cases_does_not_matter() -> None:
    values, clusters = clustered(np.random.default_rng(4), intents=60, each=4, mean=0.7, icc=0.2)
    assert interval(values[::-1], clusters[::-1]) == interval(values, clusters)


def test_an_exam_without_a_single_error_still_has_a_lower_bound() -> None:
    made = interval([1.0] * 100, [f"i{n // 4}" for n in range(100)])
    assert made.method is IntervalMethod.WILSON_OF_CLUSTERS
    assert (round(made.low, 3), made.high) == (0.867, 1.0)


def test_intents_that_err_equally_often_do_not_make_the_interval_a_point() -> None:
    made = interval([1.0, 1.0, 1.0, 0.0] * 50, [f"i{n // 4}" for n in range(200)])
    assert round(made.low, 4) == round(wilson(150, 200).low, 4) == 0.6857


def test_graded_values_are_resampled_not_counted() -> None:
    made = interval([0.5] * 30 + [1.0] * 30, [str(n) for n in range(60)])
    assert made.value == 0.75
    assert made.method is IntervalMethod.WILSON_OF_CLUSTERS or made.low < 0.75 < made.high


@pytest.mark.parametrize(
    ("values", "clusters"), [([], []), ([1.0], ["a", "b"]), ([1.2], ["a"]), ([float("nan")], ["a"])]
)
def test_values_that_are_no_shares_are_refused(values: list[float], clusters: list[str]) -> None:
    with pytest.raises(ValueError, match="values"):
        interval(values, clusters)


def test_likeness_within_intents_is_estimated() -> None:
    identical = design_effect(
        [1.0] * 5 + [0.0] * 5 + [1.0] * 5 + [0.0] * 5, list("aaaaabbbbbcccccddddd")
    )
    assert identical.icc == 1.0
    assert identical.effect == 5.0
    assert design_effect([1.0, 0.0], ["a", "b"]).effect == 1.0
    exam = clustered(np.random.default_rng(1), intents=600, each=8, mean=0.7, icc=0.3)
    assert design_effect(*exam).icc == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize(
    ("intents", "each", "icc", "seed"), [(40, 10, 0.3, 11), (100, 5, 0.2, 12), (20, 10, 0.3, 13)]
)
def test_the_interval_covers_where_wilson_over_paraphrases_does_not(
    intents: int, each: int, icc: float, seed: int
) -> None:
    ours, naive = coverage(intents=intents, each=each, icc=icc, seed=seed)
    assert ours >= 0.91
    assert naive < ours - 0.03


def test_wilson_over_paraphrases_covers_only_two_times_in_three() -> None:
    _, naive = coverage(intents=40, each=10, icc=0.3, seed=11)
    assert naive < 0.75


def test_four_erring_intents_are_too_few_for_a_bootstrap_and_five_are_not() -> None:
    clusters = [f"ниет-{number // 4}" for number in range(400)]

    def exam(erring: int) -> list[float]:
        return [0.0 if number // 4 < erring else 1.0 for number in range(400)]

    assert interval(exam(4), clusters).method is IntervalMethod.WILSON_OF_CLUSTERS
    assert interval(exam(5), clusters).method is IntervalMethod.CLUSTER_BOOTSTRAP


def test_unequal_intents_have_a_larger_design_effect_than_equal_ones() -> None:
    # Two intents of 1 and 9 alike answers: sum of squares 82 over 10 answers, 1 + (8.2 - 1) * icc.
    made = design_effect([1.0] + [0.0] * 9, ["жалғыз", *["топ"] * 9])
    assert made.icc == 1.0
    assert made.effect == pytest.approx(8.2)
