"""Does a later turn find its own document, and a new topic its new one?

    python evaluation/benchmarks/conversation.py --data DIR [--json]

Rows, each with the share of questions whose right chunk is first (S@1) and among five (R@5):

  doc2dial later     later turns as they were asked, with all that was said before them
  doc2dial turned    a first question about one page after a conversation about another one
  kz_gov turned      the same in Kazakh and Russian, after a question and the text that answers it

`alone` asks the same questions without the turns before them: what a turned row cannot exceed much,
and what a later row should beat. Intervals are 95 % percentile bootstrap over questions.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from retrieval_sets import Case, Task, load_tasks
from retrieval_systems import filled

from jauap.answer import Turn
from jauap.retrieval.search import Search

_DRAWS = 1000


@dataclass(frozen=True, kw_only=True)
class Row:
    """How well one kind of later turn is searched."""

    set: str
    lang: str
    asked: str
    """"in turn" with the conversation before it, or "alone"."""
    n: int
    s1: float
    s1_ci: tuple[float, float]
    r5: float
    r5_ci: tuple[float, float]


def main() -> int:
    """Run the benchmark and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    rows = [row for task in _tasks(given.data) for row in _measure(task)]
    if given.json:
        print(json.dumps([asdict(row) for row in rows]))
        return 0
    print("| set | lang | asked | n | S@1 | R@5 |\n|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row.set} | {row.lang} | {row.asked} | {row.n} "
            f"| {row.s1:.3f} [{row.s1_ci[0]:.3f}, {row.s1_ci[1]:.3f}] "
            f"| {row.r5:.3f} [{row.r5_ci[0]:.3f}, {row.r5_ci[1]:.3f}] |"
        )
    return 0


def _tasks(data: Path) -> Iterator[Task]:
    first, later = load_tasks(data, ["doc2dial"])
    yield replace(later, name="doc2dial later")
    yield replace(first, name="doc2dial turned", cases=tuple(_turned(first.cases, later.cases)))
    for task in load_tasks(data, ["kz_gov"]):
        text_of = {chunk.id: chunk.text for chunk in task.chunks}
        talks = [
            replace(case, history=(Turn(question=case.question, answer=text_of[min(case.gold)]),))
            for case in task.cases
        ]
        yield replace(task, name="kz_gov turned", cases=tuple(_turned(task.cases, talks)))


def _turned(cases: Sequence[Case], talks: Sequence[Case]) -> Iterator[Case]:
    """Put each question behind a conversation that ends in other chunks, drawn at random."""
    draw = np.random.default_rng(0)
    for case in cases:
        while True:
            talk = talks[int(draw.integers(len(talks)))]
            if talk.gold.isdisjoint(case.gold):
                break
        yield replace(case, history=talk.history)


def _measure(task: Task) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, filled(task, Path(folder)) as search:
        yield _row(task, search, "in turn")
        alone = replace(task, cases=tuple(replace(case, history=()) for case in task.cases))
        yield _row(alone, search, "alone")


def _row(task: Task, search: Search, asked: str) -> Row:
    hits = np.array([_hits(case, task, search) for case in task.cases], dtype=float)
    draws = np.random.default_rng(0).integers(0, len(hits), (_DRAWS, len(hits)))
    low, high = np.percentile(hits[draws].mean(axis=1), [2.5, 97.5], axis=0)
    s1, r5 = hits.mean(axis=0)
    return Row(
        set=task.name,
        lang=task.language.value,
        asked=asked,
        n=len(hits),
        s1=round(float(s1), 4),
        s1_ci=(round(float(low[0]), 4), round(float(high[0]), 4)),
        r5=round(float(r5), 4),
        r5_ci=(round(float(low[1]), 4), round(float(high[1]), 4)),
    )


def _hits(case: Case, task: Task, search: Search) -> tuple[bool, bool]:
    found = search.find(case.question, language=task.language, history=case.history, limit=5)
    right = [passage.chunk_id in case.gold for passage in found.passages]
    return any(right[:1]), any(right)


if __name__ == "__main__":
    raise SystemExit(main())
