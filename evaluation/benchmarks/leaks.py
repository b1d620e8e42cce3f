"""What does it cost to look 10,000 pairs up against 3,000 exam questions?

    python evaluation/benchmarks/leaks.py --data DIR [--pairs 10000] [--exam 3000] [--json]

Questions are drawn with replacement from stackfaq (en) and kz_gov (kk, ru); every pair is an exam
question or another one with two neighbouring letters exchanged. The peer, in the same run, compares
every pair with every question by rapidfuzz and stops at 90: it knows no other script, no order of
words and no intents. Seconds are of processor time.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from jauap.assistant import Language
from jauap.evaluation.leak import LeakGuard
from jauap.evaluation.split import Shares, Split
from jauap.evaluation.suite import Case, CaseKind
from jauap.knowledge import Pair

_OPEN = Split(seed="ашық", shares=Shares(new_intent=0, vault=0))
_SETS = (("stackfaq", "en"), ("kz_gov", "kk"), ("kz_gov", "ru"))


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one way of looking found and cost."""

    way: str
    stopped: int
    seconds: float


def main() -> int:
    """Draw the questions, look them up both ways, print both costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--exam", type=int, default=3_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    chance = random.Random(7)
    wordings = _wordings(options.data)
    exam = chance.choices(wordings, k=options.exam)
    learned = [_slip(each, chance) for each in chance.choices(wordings, k=options.pairs)]
    ours, peer = _guarded(exam, learned), _compared(exam, learned)
    if options.json:
        print(json.dumps([asdict(cost) for cost in (ours, peer)]))
        return 0
    for cost in (ours, peer):
        print(f"{cost.way:24} {cost.stopped:6} stopped {cost.seconds:7.1f} s")
    print(f"jauap costs {ours.seconds / peer.seconds:.2f} times the peer")
    return 0


def _wordings(data: Path) -> Sequence[str]:
    rows = [
        (name, json.loads(line))
        for name in dict(_SETS)
        for line in (data / name / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [str(row["question"]) for name, row in rows if (name, row["lang"]) in _SETS]


def _slip(question: str, chance: random.Random) -> str:
    at = chance.randrange(max(1, len(question) - 1))
    return question[:at] + question[at + 1 : at + 2] + question[at : at + 1] + question[at + 2 :]


def _guarded(exam: Sequence[str], learned: Sequence[str]) -> Cost:
    began = time.process_time()
    guard = LeakGuard([_case(*each) for each in enumerate(exam)], split=_OPEN)
    stopped = sum(guard.check(_pair(question)).is_leak for question in learned)
    return Cost(way="jauap", stopped=stopped, seconds=time.process_time() - began)


def _compared(exam: Sequence[str], learned: Sequence[str]) -> Cost:
    began = time.process_time()
    likest = cdist(learned, exam, scorer=ratio, score_cutoff=90).max(axis=1)
    stopped = int((likest >= 90).sum())
    return Cost(way="rapidfuzz, all with all", stopped=stopped, seconds=time.process_time() - began)


def _case(number: int, question: str) -> Case:
    return Case(
        id=f"case-{number}",
        intent=f"intent-{number}",
        language=Language.EN,
        question=question,
        kind=CaseKind.NEAR_MISS,
        topic="t",
    )


def _pair(question: str) -> Pair:
    return Pair(
        id="p",
        language=Language.EN,
        intent="other",
        question=question,
        answer="a",
        source="s",
        quote="q",
        author_role="r",
        approved_by_role="r",
        approved_on=date(2026, 11, 22),
    )


if __name__ == "__main__":
    raise SystemExit(main())
