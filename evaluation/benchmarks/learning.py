"""What do pairs teach? The learning curve of a set, with intervals, through the shipped package.

    python evaluation/benchmarks/learning.py --data DIR --set stackfaq [--json]

Real index, real search, real fit; only the pairs are replaced for every prefix. Held-out wordings
are 30 % of every intent's, chosen by the permutation's seed, and never learned from; the replay
refuses to run if one is. `curve` pools the permutations (intervals are over intents), `queue` is
the same with the least covered intents first, and `new_intents` gives pairs to half of the intents
and asks the other half, before and after. In a set of few wordings each half is asked in its turn,
because half of so few questions says little; where an intent has one pair only, the permutation's
seed chooses the halves.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from learning_sets import (
    SetUnusable,
    Subject,
    Wording,
    ask,
    divide,
    load_subjects,
    taught_halves,
)

from jauap.assistant import SearchWeights
from jauap.evaluation.curve import Exam, Ranks, Step, draw_curve, queue_order
from jauap.evaluation.forecast import forecast
from jauap.evaluation.replay import Replay
from jauap.evaluation.statistics.compare import compare

_STEPS = (0.07, 0.143, 0.286, 0.43, 0.572, 0.715, 0.858, 1.0)


def main() -> int:
    """Run the benchmark and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--set", default="stackfaq", help="name of the set's folder")
    parser.add_argument("--permutations", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0, help="first permutation")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    began = time.process_time()
    results = []
    try:
        for subject in load_subjects(given.data, given.set):
            seeds = range(given.seed, given.seed + given.permutations)
            result = measure(subject, seeds)
            results.append(result)
            if not given.json:
                _print(result)
    except SetUnusable as error:
        print(error, file=sys.stderr)
        return 1
    spent = round(time.process_time() - began, 1)
    if given.json:
        first = results[0] if len(results) == 1 else {"languages": results}
        print(json.dumps({**first, "set": given.set, "cpu_seconds": spent}, ensure_ascii=False))
    else:
        print(f"CPU {spent} s")
    return 0


def measure(subject: Subject, seeds: Sequence[int]) -> dict[str, object]:
    """Measure one set in one language."""
    with tempfile.TemporaryDirectory() as folder:
        replay = Replay(Path(folder), subject.chunks, SearchWeights())
        try:
            divided = [divide(subject, seed) for seed in seeds]
            exams = [_exam(learn, held) for learn, held in divided]
            total = min(len(exam.pairs) for exam in exams)
            sizes = sorted({round(total * share) for share in _STEPS})
            rows: list[list[list[int]]] = []
            ranks = _remembering(replay)

            def noting(pairs, questions):
                found = ranks(pairs, questions)
                rows.append(found)
                return found

            curve = draw_curve(exams, sizes, noting)
            steps = [step.pairs for step in curve]
            errors = [
                [
                    sum(rank != 1 for rank in row) / len(row)
                    for row in rows[at * len(steps) : (at + 1) * len(steps)]
                ]
                for at in range(len(exams))
            ]
            intents = len({wording.pair.intent for wording in subject.wordings})
            queue = [Exam(pairs=queue_order(e.pairs), questions=e.questions) for e in exams]
            queued = draw_curve(queue, sorted({intents // 2, intents, intents + 5}), ranks)
            return {
                "lang": subject.language.value,
                "curve": [_row(step) for step in curve],
                "queue": [_row(step) for step in queued],
                "new_intents": _new_intents(ranks, subject, divided, seeds),
                "forecast": _forecast(steps, errors),
            }
        finally:
            replay.close()


def _remembering(replay: Replay) -> Ranks:
    """Ask a question that is asked again when no pair is known only once."""
    bare: dict[str, int] = {}

    def ranks(pairs, questions):
        if pairs:
            return replay.ranks(pairs, questions)
        new = [each for each in questions if each.id not in bare]
        bare.update(zip((each.id for each in new), replay.ranks([], new), strict=True))
        return [bare[each.id] for each in questions]

    return ranks


def _new_intents(
    ranks: Ranks,
    subject: Subject,
    divided: Sequence[tuple[Sequence[Wording], Sequence[Wording]]],
    seeds: Sequence[int],
) -> dict[str, object]:
    """Ask intents before and after others got all their pairs."""
    before: list[int] = []
    after: list[int] = []
    clusters: list[str] = []
    for (learn, held), seed in zip(divided, seeds, strict=True):
        for taught in taught_halves(subject, seed):
            asked = [ask(wording) for wording in held if wording.pair.intent not in taught]
            pairs = [(w.pair, w.right) for w in learn if w.pair.intent in taught]
            before += ranks([], asked)
            after += ranks(pairs, asked)
            clusters += [each.intent for each in asked]
    if not clusters:
        return {}
    found = compare(
        [float(rank == 1) for rank in before], [float(rank == 1) for rank in after], clusters
    )
    return {
        "n": len(clusters),
        "before": round(before.count(1) / len(before), 4),
        "after": round(after.count(1) / len(after), 4),
        "difference": round(found.difference, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
        "fixed": len(found.fixed),
        "broken": len(found.broken),
        "among_five_before": round(sum(rank > 0 for rank in before) / len(before), 4),
        "among_five_after": round(sum(rank > 0 for rank in after) / len(after), 4),
    }


def _exam(learn: Sequence[Wording], held: Sequence[Wording]) -> Exam:
    return Exam(
        pairs=[(wording.pair, wording.right) for wording in learn],
        questions=[ask(wording) for wording in held],
    )


def _forecast(steps: Sequence[int], errors: Sequence[Sequence[float]]) -> dict[str, object] | None:
    found = forecast(steps, errors)
    return found.model_dump(mode="json") if found else None


def _row(step: Step) -> dict[str, object]:
    return {
        key: round(value, 4) if isinstance(value, float) else value
        for key, value in step.model_dump(mode="json").items()
    }


def _print(result: dict[str, object]) -> None:
    print(f"-- {result['lang']}")
    for name in ("curve", "queue"):
        print(f"{name:6} pairs  accuracy [low, high]      n   R@5 fixed broken  without pairs")
        for row in result[name]:
            bare = row["without_pairs"]
            told = f"{row['without_pairs_before']:.3f} -> {bare['value']:.3f}" if bare else ""
            print(
                f"{'':6} {row['pairs']:5}  {row['accuracy']:.3f} [{row['low']:.3f}, "
                f"{row['high']:.3f}] {row['n']:6} {row['among_five']:.3f} {row['fixed']:5} "
                f"{row['broken']:6}  {told}",
                flush=True,
            )
    print("new intents", json.dumps(result["new_intents"]))
    print("forecast", json.dumps(result["forecast"]))


if __name__ == "__main__":
    sys.exit(main())
