"""Two runs are compared case by case, and by intent where intents repeat."""

import numpy as np
import pytest

from jauap.evaluation.statistics.compare import (
    ComparisonMethod,
    compare,
    mcnemar,
    significant_slices,
)


def runs(fixed: int, broken: int, same: int) -> tuple[list[float], list[float]]:
    before = [0.0] * fixed + [1.0] * broken + [1.0] * same
    after = [1.0] * fixed + [0.0] * broken + [1.0] * same
    return before, after


def test_mcnemar_gives_the_published_values() -> None:
    # Fagerland, Lydersen and Laake (2013), table 1: 1 against 7 discordant pairs of 21.
    before, after = runs(fixed=1, broken=7, same=13)
    assert round(mcnemar(before, after, exact=True), 4) == 0.0703
    assert round(mcnemar(before, after), 4) == 0.0391


def test_exact_mcnemar_equals_a_second_implementation() -> None:
    from statsmodels.stats.contingency_tables import mcnemar as other

    before, after = runs(fixed=14, broken=5, same=81)
    table = [[81, 5], [14, 0]]
    assert mcnemar(before, after, exact=True) == pytest.approx(other(table, exact=True).pvalue)
    assert round(mcnemar(before, after, exact=True), 5) == 0.06357


def test_fixed_and_broken_cases_are_listed_by_position() -> None:
    made = compare([0, 1, 1, 0, 1], [1, 1, 0, 0, 0], list("abcde"))
    assert made.fixed == (0,)
    assert made.broken == (2, 4)
    assert made.difference == pytest.approx(-0.2)


def test_better_is_positive_and_its_interval_lies_above_zero() -> None:
    made = compare(*runs(fixed=30, broken=5, same=265), [str(n) for n in range(300)])
    assert made.difference == pytest.approx(25 / 300)
    assert 0.03 < made.low < made.difference < made.high < 0.14
    assert made.p < 0.001
    assert made.method is ComparisonMethod.MCNEMAR_MID_P


def test_bootstrap_by_intent_agrees_with_a_second_implementation() -> None:
    from truescore import paired_bootstrap

    generator = np.random.default_rng(2)
    before = (generator.random(300) < 0.7).astype(float)
    after = np.where(generator.random(300) < 0.15, 1 - before, before)
    clusters = [f"i{n // 5}" for n in range(300)]
    made = compare(before.tolist(), after.tolist(), clusters)
    other = paired_bootstrap(after, before, n_bootstrap=4000, clusters=np.asarray(clusters))
    assert made.method is ComparisonMethod.CLUSTER_BOOTSTRAP
    assert made.difference == pytest.approx(other.difference)
    assert (made.low, made.high) == pytest.approx((other.low, other.high), abs=0.01)
    assert made.p == pytest.approx(other.p_value, abs=0.05)


def test_paraphrases_of_two_intents_are_no_proof() -> None:
    clusters = [f"i{n // 20}" for n in range(400)]
    before, after = [1.0] * 400, [0.0] * 40 + [1.0] * 360
    assert mcnemar(before, after) < 1e-9
    made = compare(before, after, clusters)
    assert made.p > 0.2
    assert made.low < -0.1 < 0 < made.high


def test_two_equal_runs_do_not_prove_that_nothing_can_differ() -> None:
    made = compare([1.0] * 100, [1.0] * 100, [str(n) for n in range(100)])
    assert made.p == 1.0
    assert made.low == pytest.approx(-0.0362, abs=1e-4)
    assert made.high == pytest.approx(0.0362, abs=1e-4)
    assert made.least_detectable > 0.015


def test_a_single_intent_proves_nothing() -> None:
    made = compare([1.0] * 50, [0.0] * 50, ["one"] * 50)
    assert made.p > 0.4
    assert made.low == -1.0
    assert made.high > 0.9


def test_unequal_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="same cases"):
        compare([1.0], [1.0, 0.0], ["a"])


@pytest.mark.parametrize(("intents", "each"), [(60, 5), (20, 5)])
def test_two_equally_good_runs_seldom_differ(intents: int, each: int) -> None:
    generator = np.random.default_rng(9)
    clusters = [f"i{n // each}" for n in range(intents * each)]
    alarms = plain_alarms = 0
    for _ in range(300):
        shift = np.repeat(generator.choice([-0.3, 0, 0.3], intents), each)
        before = (generator.random(intents * each) < 0.6).astype(float)
        after = (generator.random(intents * each) < 0.6 + shift).astype(float)
        alarms += compare(before.tolist(), after.tolist(), clusters, resamples=500).p < 0.05
        plain_alarms += mcnemar(before.tolist(), after.tolist()) < 0.05
    assert alarms / 300 <= 0.085
    assert plain_alarms / 300 > 0.085


def test_slices_are_judged_together() -> None:
    # Benjamini and Hochberg (1995), section 3.2: 15 hypotheses, the first four are rejected.
    ps = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    assert significant_slices(ps) == (True,) * 4 + (False,) * 11
    assert significant_slices([]) == ()


def test_a_bootstrap_never_claims_a_p_of_nothing() -> None:
    before = [0.0] * 200
    after = [1.0 if number % 4 < 3 else 0.0 for number in range(200)]
    made = compare(before, after, [f"ниет-{number // 4}" for number in range(200)])
    assert made.method is ComparisonMethod.CLUSTER_BOOTSTRAP
    assert made.p == pytest.approx(2 / 2001)


def test_alike_cases_notice_only_a_larger_difference() -> None:
    # Every intent changes as a whole, so 400 cases say as much as 100.
    before = [0.0 if number // 4 % 5 == 0 else 1.0 for number in range(400)]
    after = [0.0 if number // 4 % 5 == 1 else 1.0 for number in range(400)]
    alike = compare(before, after, [f"ниет-{number // 4}" for number in range(400)])
    apart = compare(before, after, [f"ниет-{number}" for number in range(400)])
    assert round(alike.effective) == 99
    assert apart.effective == 400
    assert alike.least_detectable == pytest.approx(2 * apart.least_detectable, rel=0.02)
