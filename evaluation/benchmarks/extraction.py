"""How often does an answer made of two sentences hold the right words? Public sets, no model.

    python evaluation/benchmarks/extraction.py --data DIR [--json] [--sets kazqad,xquad]

Each question goes through the shipped search and `answering.compose.extracted`. `two` is the share
of questions whose gold answer stands, letter for letter, in the two units shown (a sentence, a
whole list or a table row each); `full` the same for what a citizen gets. With `passages: gold` the
first found passage that overlaps the gold span is given alone, and questions for which none was
found count as wrong. For kz_gov the share of key facts stated is given instead, since an answer
needs several. Intervals are 95 % percentile bootstrap over questions.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from retrieval_sets import Case, Task, load_tasks
from retrieval_systems import filled

from jauap.answer import Question
from jauap.answering.check import TOKEN
from jauap.answering.compose import extracted
from jauap.answering.extract import MOST_UNITS
from jauap.assistant import Language
from jauap.knowledge import Found
from jauap.retrieval.spelling import respelled

_SETS = ("kz_gov", "kz_gov_crossed", "kazqad", "xquad", "doc2dial")
_LIMIT = 10
_DRAWS = 1000
_TWO = 2


@dataclass(frozen=True, kw_only=True)
class _Gold:
    """What a right answer says: any of the answers, or as many of the facts as there are."""

    texts: tuple[str, ...]
    all_count: bool

    def share(self, text: str) -> float:
        said = [_plain(gold) in text for gold in self.texts]
        return float(np.mean(said)) if self.all_count else float(any(said))


def main() -> int:
    """Run the benchmark and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--sets", default=",".join(_SETS), help="comma-separated set names")
    given = parser.parse_args()
    rows: list[dict[str, object]] = []
    for task in load_tasks(given.data, given.sets.split(",")):
        if task.name == "doc2dial_later":
            continue
        golds = _golds(given.data, task)
        cases = [case for case in task.cases if case.qid in golds]
        for row in _measure(task, cases, [golds[case.qid] for case in cases]):
            rows.append(row)
            if not given.json:
                _print(row, header=len(rows) == 1)
    if given.json:
        print(json.dumps({"rows": rows}, ensure_ascii=False))
    return 0 if rows else 1


def _measure(
    task: Task, cases: Sequence[Case], golds: Sequence[_Gold]
) -> Iterator[dict[str, object]]:
    language = task.asked_in or task.language
    found = _find(task, cases, language)
    for passages in ("found", "gold"):
        columns: list[tuple[float, float, float]] = []
        began = time.process_time()
        for case, one, gold in zip(cases, found, golds, strict=True):
            given = one if passages == "found" else _only_gold(one, case)
            corrected = respelled(case.question, one.corrections)
            question = Question(text=case.question, language=language, corrected=corrected)
            full = _shown(question, given, MOST_UNITS)
            two = _shown(question, given, _TWO)
            columns.append((gold.share(two), gold.share(full), float(len(full.split()))))
        spent = time.process_time() - began
        yield {
            "set": task.name,
            "lang": task.language.value,
            "passages": passages,
            "n": len(cases),
            **_score(np.array(columns)),
            "cpu_ms": round(spent / len(cases) / 2 * 1000, 3),
        }


def _find(task: Task, cases: Sequence[Case], language: Language) -> list[Found]:
    with tempfile.TemporaryDirectory() as folder, filled(task, Path(folder)) as search:
        return [
            search.find(case.question, language=language, history=case.history, limit=_LIMIT)
            for case in cases
        ]


def _only_gold(found: Found, case: Case) -> Found:
    gold = [passage for passage in found.passages if passage.chunk_id in case.gold]
    return replace(found, passages=tuple(gold[:1]))


def _shown(question: Question, found: Found, most: int) -> str:
    draft = extracted(question, found, most=most)
    return _plain(draft.text) if draft else ""


def _plain(text: str) -> str:
    """Even out spaces and case; a set's own footnote marks look like citations and go too."""
    return " ".join(TOKEN.sub("", text).split()).casefold()


def _golds(data: Path, task: Task) -> dict[str, _Gold]:
    folder = data / task.name.partition("_from_")[0]
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    if "key_facts" not in rows[0]:
        return {
            str(row["qid"]): _Gold(texts=tuple(row["answers"]), all_count=False) for row in rows
        }
    # Asked in one language of documents in the other: the facts are those of the documents' one.
    facts = {row["intent_id"]: row["key_facts"] for row in rows if row["lang"] == task.language}
    return {
        str(row["qid"]): _Gold(texts=tuple(facts[row["intent_id"]]), all_count=True)
        for row in rows
        if row["intent_id"] in facts
    }


def _score(columns: np.ndarray) -> dict[str, object]:
    draws = np.random.default_rng(0).integers(0, len(columns), (_DRAWS, len(columns)))
    low, high = np.percentile(columns[draws].mean(axis=1), [2.5, 97.5], axis=0)
    scores: dict[str, object] = {}
    for at, metric in enumerate(("two", "full")):
        scores[metric] = round(float(columns[:, at].mean()), 4)
        scores[f"{metric}_ci"] = [round(float(low[at]), 4), round(float(high[at]), 4)]
    scores["words"] = round(float(columns[:, 2].mean()), 1)
    return scores


def _print(row: dict[str, object], *, header: bool) -> None:
    if header:
        print(f"{'set':15} {'lang':4} {'passages':8} {'n':>5}", end="")
        print(f"  {'two':>20}  {'full':>20}{'words':>7}{'CPU ms':>8}")
    print(f"{row['set']:15} {row['lang']:4} {row['passages']:8} {row['n']:5}", end="")
    for name in ("two", "full"):
        low, high = row[f"{name}_ci"]
        print(f"  {row[name]:6.3f} [{low:.3f},{high:.3f}]", end="")
    print(f" {row['words']:6.1f} {row['cpu_ms']:7.3f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
