"""Agreement of experts, and what a judge of any quality may add."""

import numpy as np
import pytest

from jauap.evaluation.statistics.agreement import agreement, gwet_ac1, krippendorff_alpha
from jauap.evaluation.statistics.powered import prediction_powered

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers.
OBSERVERS: list[list[float | None]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def test_alpha_gives_the_published_values() -> None:
    assert round(krippendorff_alpha(OBSERVERS, scale="nominal"), 3) == 0.743
    assert round(krippendorff_alpha(OBSERVERS, scale="ordinal"), 3) == 0.815


def test_raters_are_rows_so_the_transpose_gives_another_number() -> None:
    turned = [list(column) for column in zip(*OBSERVERS, strict=True)]
    assert abs(krippendorff_alpha(turned, scale="nominal") - 0.743) > 0.05


def test_ac1_equals_the_formula_and_stays_high_where_alpha_collapses() -> None:
    # Gwet (2008), table 1 shape: 118 both yes, 5 and 2 split, 0 both no.
    first = [1.0] * 118 + [1.0] * 5 + [0.0] * 2
    second = [1.0] * 118 + [0.0] * 5 + [1.0] * 2
    share = (123 / 125 + 120 / 125) / 2
    chance = 2 * share * (1 - share)
    assert gwet_ac1(first, second) == pytest.approx((118 / 125 - chance) / (1 - chance))
    made = agreement(first, second, scale="nominal", resamples=200)
    assert made.raw == 0.944
    assert round(made.ac1, 3) == 0.941
    assert made.alpha < 0.05
    assert made.ac1_low < made.ac1 < made.ac1_high
    assert made.n == 125


def test_experts_who_guess_agree_by_chance_only() -> None:
    generator = np.random.default_rng(2)
    first, second = generator.integers(0, 3, (2, 400)).astype(float)
    made = agreement(first.tolist(), second.tolist(), resamples=200)
    assert made.alpha_low < 0 < made.alpha_high
    assert abs(made.ac1) < 0.1


def test_one_category_only_is_full_agreement() -> None:
    made = agreement([1.0] * 20, [1.0] * 20, resamples=20)
    assert (made.alpha, made.ac1, made.raw) == (1.0, 1.0, 1.0)


def test_agreement_needs_both_experts() -> None:
    with pytest.raises(ValueError, match="rated by both"):
        agreement([1.0, 0.0], [1.0])


def reference_powered(judged: list[float], truth: list[float | None]) -> tuple[float, float]:
    """PPI++ of a mean by its formulas: tuned weight, then the normal interval."""
    judge, gold = np.asarray(judged), np.asarray([value for value in truth if value is not None])
    seen = np.asarray([value is not None for value in truth])
    n, rest = len(gold), int((~seen).sum())
    weight = np.cov(gold, judge[seen], ddof=0)[0, 1] / (judge.var(ddof=1) * (1 + n / rest))
    weight = min(1.0, max(0.0, weight))
    rectified = gold - weight * judge[seen]
    value = weight * judge[~seen].mean() + rectified.mean()
    variance = rectified.var(ddof=1) / n + weight**2 * judge[~seen].var(ddof=1) / rest
    return float(value), 1.959964 * float(variance) ** 0.5


def judged_exam(generator: np.random.Generator) -> tuple[list[float], list[float | None]]:
    """2,000 answers, 80 % right; a judge with sensitivity .95, specificity .5; 300 labels."""
    right = generator.random(2000) < 0.8
    judge = np.where(right, generator.random(2000) < 0.95, generator.random(2000) < 0.5)
    truth: list[float | None] = [float(value) for value in right[:300]]
    return judge.astype(float).tolist(), truth + [None] * 1700


def test_prediction_powered_equals_its_formula() -> None:
    judged, truth = judged_exam(np.random.default_rng(4))
    made = prediction_powered(judged, truth)
    value, half = reference_powered(judged, truth)
    assert made.value == pytest.approx(value, abs=1e-9)
    assert made.high - made.value == pytest.approx(half, abs=1e-5)
    assert (made.n, made.n_labelled) == (2000, 300)


def test_a_poor_judge_alone_is_never_right_yet_powered_covers() -> None:
    generator = np.random.default_rng(5)
    covered = naive = 0
    for _ in range(300):
        judged, truth = judged_exam(generator)
        made = prediction_powered(judged, truth)
        covered += made.low <= 0.8 <= made.high
        mean, half = float(np.mean(judged)), 1.96 * float(np.std(judged)) / 2000**0.5
        naive += mean - half <= 0.8 <= mean + half
    assert covered / 300 >= 0.92
    assert naive == 0


def test_a_useless_judge_is_not_believed() -> None:
    generator = np.random.default_rng(6)
    truth: list[float | None] = [float(value) for value in generator.random(200) < 0.9]
    made = prediction_powered(generator.random(1000).tolist(), truth + [None] * 800)
    assert made.judge_weight < 0.15


def test_an_intent_labelled_in_part_is_refused() -> None:
    with pytest.raises(ValueError, match="cluster"):
        prediction_powered(
            [1.0] * 8,
            [1.0, 0.0, 1.0, None, None, None, None, None],
            clusters=list("aabbccdd"),
        )
