"""How often does the release gate release a version that is not good enough?

    python evaluation/benchmarks/gate.py [--rounds 2000] [--json]

Simulates versions whose true accuracy is known, audited answer by answer and looked at 20 times,
after each 100 answers. Rules:
  sequence       the gate's: the confidence sequence's lower bound reaches the target
  fixed 600      the gate's: one look at 600 answers, 580 of them correct
  fixed 1500     the same at 1,500 answers
  exact, peeked  Clopper-Pearson's one-sided 95 % bound, looked at 20 times
  naive          released as soon as the number itself touches the target
Then: what two experts and an adjudicator see of it, and what paraphrases do to a comparison.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np

from jauap.evaluation.statistics.compare import compare, mcnemar
from jauap.evaluation.statistics.interval import interval, lower_bound, wilson
from jauap.evaluation.statistics.power import fixed_plan
from jauap.evaluation.statistics.sequential import first_proof

TARGET, LOOKS, EACH = 0.95, 20, 100
TRUE = (0.93, 0.94, 0.95, 0.96, 0.97, 0.98)

Answers = "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"


@dataclass(frozen=True, kw_only=True)
class Row:
    """How often one rule releases versions of one true accuracy."""

    true: float
    rule: str
    released: float
    median: float | None
    """Answers after which half of the released ones were."""
    ninety: int | None
    """Answers after which nine of ten versions are released; None when that never happens."""


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """What happens to intervals and comparisons when wordings of one intent are alike."""

    intents: int
    wordings: int
    icc: float
    covered: float
    covered_by_wilson: float
    false_alarms: float
    """Comparisons of two equally good versions that are called different, at 5 %."""
    false_alarms_of_mcnemar: float


def main() -> int:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = [row for true in TRUE for row in simulate(true, given.rounds)]
    experts = {str(true): seen_by_experts(true, given.rounds * 100) for true in TRUE}
    alike = [
        simulate_likeness(intents, wordings, icc, given.rounds // 4)
        for intents, wordings, icc in ((40, 10, 0.3), (100, 5, 0.2), (150, 4, 0.1), (25, 8, 0.3))
    ]
    if given.json:
        print(
            json.dumps(
                {
                    "target": TARGET,
                    "looks": LOOKS,
                    "rounds": given.rounds,
                    "release": [asdict(row) for row in rows],
                    "experts": experts,
                    "likeness": [asdict(row) for row in alike],
                },
                indent=1,
            )
        )
        return 0
    print(f"Target {TARGET:.0%}, {LOOKS} looks at {EACH} answers, {given.rounds} versions a row\n")
    print("| truly right | rule | released | median n | n for 90 % |\n|---|---|---|---|---|")
    for row in rows:
        median = "-" if row.median is None else f"{row.median:.0f}"
        print(
            f"| {row.true:.0%} | {row.rule} | {row.released:.1%} | {median} | {row.ninety or '-'} |"
        )
    print("\n| truly right | one expert sees | two and an adjudicator see |\n|---|---|---|")
    for true, seen in experts.items():
        print(f"| {float(true):.0%} | {seen['one']:.1%} | {seen['two']:.1%} |")
    print(
        "\n| intents x wordings, ICC | ours covers | Wilson covers | false alarms | McNemar's |\n"
        "|---|---|---|---|---|"
    )
    for each in alike:
        print(
            f"| {each.intents} x {each.wordings}, {each.icc} | {each.covered:.1%} "
            f"| {each.covered_by_wilson:.1%} | {each.false_alarms:.1%} "
            f"| {each.false_alarms_of_mcnemar:.1%} |"
        )
    return 0


def simulate(true: float, rounds: int) -> list[Row]:
    """Audit many versions of one true accuracy and ask every rule."""
    generator = np.random.default_rng(int(true * 1000))
    rules: dict[str, Callable[[Answers], int | None]] = {
        "sequence": _sequence,
        "fixed 600": lambda right: _fixed(right, 600),
        "fixed 1500": lambda right: _fixed(right, 1500),
        "exact, peeked": lambda right: _peeked(right, is_exact=True),
        "naive": lambda right: _peeked(right, is_exact=False),
    }
    found: dict[str, list[float]] = {rule: [] for rule in rules}
    for _ in range(rounds):
        right = generator.random(LOOKS * EACH) < true
        for rule, ask in rules.items():
            found[rule].append(ask(right) or np.inf)
    return [_row(true, rule, np.asarray(at)) for rule, at in found.items()]


def seen_by_experts(true: float, n: int) -> dict[str, float]:
    """Give the accuracy that one expert reports, and that two blind ones and an adjudicator do.

    Each expert is right about 95 % of answers, the adjudicator about 98 %.
    """
    generator = np.random.default_rng(1)
    right = generator.random(n) < true

    def judged(reliability: float) -> Answers:
        return np.where(generator.random(n) < reliability, right, ~right)

    first, second, third = judged(0.95), judged(0.95), judged(0.98)
    return {
        "one": float(first.mean()),
        "two": float(np.where(first == second, first, third).mean()),
    }


def simulate_likeness(intents: int, wordings: int, icc: float, rounds: int) -> Likeness:
    """Measure coverage and false alarms over exams whose intents differ in difficulty."""
    generator = np.random.default_rng(intents)
    clusters = [f"i{n // wordings}" for n in range(intents * wordings)]
    strength = 1 / icc - 1
    hits = np.zeros(4)
    for _ in range(rounds):
        chances = generator.beta(0.8 * strength, 0.2 * strength, (2, intents))
        runs = generator.random((2, intents, wordings)) < chances[:, :, None]
        first, second = (run.ravel().astype(float).tolist() for run in runs)
        ours, plain = interval(first, clusters), wilson(round(sum(first)), len(first))
        hits += (
            ours.low <= 0.8 <= ours.high,
            plain.low <= 0.8 <= plain.high,
            compare(first, second, clusters).p < 0.05,
            mcnemar(first, second) < 0.05,
        )
    shares = [float(value) for value in hits / rounds]
    return Likeness(
        intents=intents,
        wordings=wordings,
        icc=icc,
        covered=shares[0],
        covered_by_wilson=shares[1],
        false_alarms=shares[2],
        false_alarms_of_mcnemar=shares[3],
    )


def _sequence(right: Answers) -> int | None:
    proof = first_proof(right.astype(float).tolist(), TARGET)
    return None if proof is None else -(-proof // EACH) * EACH


def _fixed(right: Answers, n: int) -> int | None:
    least = fixed_plan(n, target=TARGET).least_correct
    return n if least is not None and right[:n].sum() >= least else None


def _peeked(right: Answers, *, is_exact: bool) -> int | None:
    for n in range(EACH, LOOKS * EACH + 1, EACH):
        correct = int(right[:n].sum())
        reached = lower_bound(correct, n) if is_exact else correct / n
        if reached >= TARGET:
            return n
    return None


def _row(true: float, rule: str, at: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Row:
    finished = at[np.isfinite(at)]
    ninety = np.quantile(at, 0.9, method="higher")
    return Row(
        true=true,
        rule=rule,
        released=float(len(finished) / len(at)),
        median=float(np.median(finished)) if len(finished) else None,
        ninety=int(ninety) if np.isfinite(ninety) else None,
    )


if __name__ == "__main__":
    raise SystemExit(main())
