"""The threshold keeps its promise where the tempting one breaks it."""

import numpy as np
import pytest

from jauap.evaluation.statistics.selective import (
    GRID,
    coverage_at,
    learn_then_test,
    loosest_naive,
)


def answers(generator: np.random.Generator, n: int) -> tuple[list[float], list[bool]]:
    """Scores that are true probabilities of being right."""
    scores = generator.beta(4, 1, n)
    return scores.tolist(), [bool(value) for value in generator.random(n) < scores]


def true_error(threshold: float) -> float:
    """Error among answered of `answers`, by its density 4 s^3: 1 - E[s | s >= t]."""
    return 1 - 0.8 * (1 - threshold**5) / (1 - threshold**4)


def test_the_promise_is_broken_in_at_most_one_of_ten_calibrations() -> None:
    generator = np.random.default_rng(7)
    broken = naive_broken = found = 0
    for _ in range(200):
        scores, right = answers(generator, 800)
        made = learn_then_test(scores, right)
        found += made.threshold is not None
        broken += made.threshold is not None and true_error(made.threshold) > 0.05
        naive = loosest_naive(scores, right)
        naive_broken += naive is not None and true_error(naive) > 0.05
    assert broken / 200 <= 0.10
    assert found / 200 > 0.5
    assert naive_broken / 200 > 0.3


def test_the_sequence_equals_testing_by_hand() -> None:
    from scipy.stats import binom

    scores, right = answers(np.random.default_rng(3), 1500)
    made = learn_then_test(scores, right)
    last = None
    for step in GRID:
        passed = [ok for score, ok in zip(scores, right, strict=True) if score >= step]
        if len(passed) < 90:
            continue
        if binom.cdf(passed.count(False), len(passed), 0.05) > 0.10:
            break
        last = (step, len(passed), passed.count(False))
    assert last is not None
    assert (made.threshold, made.answered, made.wrong) == last
    assert made.n == 1500


def test_mapie_controls_the_same_risk_at_a_threshold_at_least_as_strict() -> None:
    from mapie.risk_control import BinaryClassificationController

    scores, right = answers(np.random.default_rng(3), 1500)
    grid = [step for step in GRID if sum(score >= step for score in scores) >= 90]
    certainty = np.asarray(scores)

    def predict(x: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> object:
        return np.column_stack([1 - certainty[x[:, 0].astype(int)], certainty[x[:, 0].astype(int)]])

    controller = BinaryClassificationController(
        predict,
        risk="precision",
        target_level=0.95,
        confidence_level=0.9,
        list_predict_params=np.asarray(grid),
        fwer_method="fixed_sequence",
    )
    with pytest.warns(UserWarning, match="monotonic"):
        controller.calibrate(np.arange(1500).reshape(-1, 1), np.asarray(right, dtype=int))
    valid = [float(value) for value in controller.valid_predict_params]
    made = learn_then_test(scores, right)
    assert made.threshold is not None
    assert made.threshold <= min(valid) <= made.threshold + 0.06


def test_too_few_answers_promise_nothing() -> None:
    assert learn_then_test([0.99] * 89, [True] * 89).threshold is None
    assert learn_then_test([0.99] * 90, [True] * 90).threshold == 0.005
    assert learn_then_test([], []).threshold is None


def test_an_unlucky_start_of_forty_answers_ends_nothing() -> None:
    scores = [0.99] * 40 + [0.9] * 200
    right = [False] * 3 + [True] * 37 + [True] * 200
    made = learn_then_test(scores, right)
    assert made.threshold is not None
    assert made.answered == 240


def test_alike_answers_of_one_intent_count_for_less() -> None:
    scores, right = [0.9] * 200, [True] * 195 + [False] * 5
    clusters = [f"i{n // 20}" for n in range(200)]
    alone = learn_then_test(scores, right)
    assert alone.threshold == 0.005
    shuffled = learn_then_test(scores, right, clusters=[f"i{n % 10}" for n in range(200)])
    assert shuffled.threshold == 0.005
    assert learn_then_test(scores, right, clusters=clusters).threshold is None


@pytest.mark.parametrize(("singles", "is_promised"), [((True,), False), ((True, True), True)])
def test_parts_of_alike_answers_never_help_a_promise(
    singles: tuple[bool, ...], is_promised: bool
) -> None:
    # 44 pairs and one single answer count as 44.7: rounded down, as 45 would be enough.
    right = [True] * 88 + [*singles] + [False] * 60
    clusters = [f"ниет-{number // 2}" for number in range(88)]
    clusters += [f"жалғыз-{number}" for number in range(len(singles))]
    clusters += [f"қате-{number // 2}" for number in range(60)]
    scores = [0.9] * (88 + len(singles)) + [0.1] * 60
    learned = learn_then_test(scores, right, clusters=clusters, least=1)
    assert (learned.threshold is not None) is is_promised


def test_half_an_error_counts_as_one() -> None:
    # The single wrong answer weighs half of a pair; no error among 50 would be a promise.
    right = [True] * 100 + [False] + [False] * 60
    clusters = [f"ниет-{number // 2}" for number in range(100)] + ["жалғыз"]
    clusters += [f"қате-{number // 2}" for number in range(60)]
    scores = [0.9] * 101 + [0.1] * 60
    assert learn_then_test(scores, right, clusters=clusters, least=1).threshold is None


def test_coverage_is_the_second_curve() -> None:
    made = coverage_at(0.8, [0.9, 0.85, 0.8, 0.3], [True, False, True, True])
    assert made.coverage == 0.75
    assert made.error == pytest.approx(1 / 3)
    assert coverage_at(0.99, [0.9], [True]).error is None
    assert coverage_at(0.5, [], []).coverage == 0.0


def test_an_answer_without_verdict_is_refused() -> None:
    with pytest.raises(ValueError, match="certainty"):
        learn_then_test([0.5], [])
