"""How good is the search? Recall, MRR and nDCG on public sets, beside two plain alternatives.

    python evaluation/benchmarks/retrieval.py --data DIR [--json] [--sets kazqad,xquad]
        [--typed plain|letterless|latin|slips]

A chunk is right when it overlaps the gold span. `s1`, `r5` and `r10` are the share of questions
with a right chunk among the first 1, 5 and 10; intervals are 95 % percentile bootstrap over
questions. `jauap` is the shipped index and search; `bm25_words` is BM25 over lower-case words; the
`langchain_*` rows are LangChain's own store, run when the benchmark requirements are there, with
handicaps told in `retrieval_systems.py`. Only `jauap` is given the history of later turns.

Every set is searched with the default weights, as an assistant that was never tuned.
"""

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from retrieval_sets import SETS, Case, Task, load_tasks
from retrieval_systems import SYSTEMS, Missing
from retrieval_typed import TYPISTS, as_typed

_LIMIT = 10
_DRAWS = 1000


def main() -> int:
    """Run the benchmark and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--sets", default=",".join(SETS), help="comma-separated set names")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="comma-separated systems")
    parser.add_argument("--sample", type=int, default=300, help="questions asked of slow systems")
    parser.add_argument("--typed", default="plain", choices=TYPISTS, help="how questions are typed")
    given = parser.parse_args()
    rows: list[dict[str, object]] = []
    skipped: list[str] = []
    for plain in load_tasks(given.data, given.sets.split(",")):
        task = as_typed(plain, given.typed)
        for name in given.systems.split(","):
            try:
                row = _measure(task, name, given.sample)
            except Missing as reason:
                skipped.append(f"{task.name} {name}: {reason}")
            else:
                rows.append(row)
                if not given.json:
                    _print(row, header=len(rows) == 1)
    for line in skipped:
        print("skipped:", line, file=sys.stderr)
    if given.json:
        print(json.dumps({"rows": rows, "skipped": skipped}, ensure_ascii=False))
    return 0 if rows else 1


def _measure(task: Task, name: str, sample: int) -> dict[str, object]:
    system = SYSTEMS[name]
    cases = task.cases[:: max(1, len(task.cases) // sample)] if system.is_slow else task.cases
    with tempfile.TemporaryDirectory() as folder, system.open(task, Path(folder)) as find:
        began = time.process_time()
        found = [find(case, _LIMIT) for case in cases]
        spent = time.process_time() - began
    return {
        "set": task.name,
        "lang": task.language.value,
        "system": name,
        "n": len(cases),
        "chunks": len(task.chunks),
        **_score(cases, found),
        "cpu_ms": round(spent / len(cases) * 1000, 3),
        "weights": {"heading": task.weights.heading, "title": task.weights.title},
    }


def _score(cases: Sequence[Case], found: Sequence[Sequence[str]]) -> dict[str, object]:
    columns = np.array([_of_case(case, ids) for case, ids in zip(cases, found, strict=True)])
    draws = np.random.default_rng(0).integers(0, len(cases), (_DRAWS, len(cases)))
    means = columns[draws].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5], axis=0)
    scores: dict[str, object] = {}
    for at, metric in enumerate(("s1", "r5", "r10", "mrr10", "ndcg10")):
        scores[metric] = round(float(columns[:, at].mean()), 4)
        scores[f"{metric}_ci"] = [round(float(low[at]), 4), round(float(high[at]), 4)]
    return scores


def _of_case(case: Case, ids: Sequence[str]) -> tuple[float, ...]:
    right = [rank for rank, chunk_id in enumerate(ids[:_LIMIT], 1) if chunk_id in case.gold]
    first = right[0] if right else math.inf
    gain = sum(1 / math.log2(rank + 1) for rank in right)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(case.gold), _LIMIT) + 1))
    return (
        float(first <= 1),
        float(first <= 5),
        float(first <= 10),
        1 / first,
        gain / ideal if ideal else 0.0,
    )


def _print(row: dict[str, object], *, header: bool) -> None:
    if header:
        print(f"{'set':15} {'lang':4} {'system':23} {'n':>5} {'chunks':>6}", end="")
        print("".join(f"  {name:>20}" for name in ("S@1", "R@5", "R@10")), end="")
        print(f"{'MRR':>7}{'nDCG':>7}{'CPU ms':>8}")
    print(
        f"{row['set']:15} {row['lang']:4} {row['system']:23} {row['n']:5} {row['chunks']:6}",
        end="",
    )
    for name in ("s1", "r5", "r10"):
        low, high = row[f"{name}_ci"]
        print(f"  {row[name]:6.3f} [{low:.3f},{high:.3f}]", end="")
    print(f" {row['mrr10']:6.3f} {row['ndcg10']:6.3f} {row['cpu_ms']:7.3f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
