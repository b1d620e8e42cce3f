"""How often does the guard stop a person's own wording, on real questions?"""

import json
import os
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from planted_leaks import PLANTS

from jauap.assistant import Language
from jauap.evaluation.leak import LeakGuard
from jauap.evaluation.split import Shares, Split
from jauap.evaluation.suite import Case, CaseKind
from jauap.knowledge import Pair

pytestmark = pytest.mark.shared

OPEN = Split(seed="ашық", shares=Shares(new_intent=0, vault=0))
DATA = Path(os.environ.get("JAUAP_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))


def _groups(name: str, key: str, language: str) -> Mapping[str, Sequence[str]]:
    path = DATA / name / "questions.jsonl"
    if not path.exists():
        pytest.skip(f"no {name} under {DATA}; set JAUAP_TEST_DATA")
    groups: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["lang"] == language:
            groups[row[key]].add(row["question"])
    return {name: sorted(wordings) for name, wordings in sorted(groups.items())}


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


@pytest.mark.parametrize(
    ("name", "key", "language", "pairs", "most"),
    [
        ("stackfaq", "doc_id", "en", 1000, 0.04),
        ("doc2dial", "span_cluster", "en", 200, 0.08),
        ("kz_gov", "intent_id", "kk", 20, 0.0),
        ("kz_gov", "intent_id", "ru", 20, 0.0),
    ],
)
def test_human_rewordings_mostly_pass(
    name: str, key: str, language: str, pairs: int, most: float
) -> None:
    chance = random.Random(5)
    exam: list[str] = []
    learned: list[str] = []
    for wordings in _groups(name, key, language).values():
        mixed = chance.sample(wordings, len(wordings))
        held = max(1, len(mixed) // 4) if len(mixed) > 1 else 0
        exam += mixed[:held]
        learned += mixed[held:]
    guard = LeakGuard([_case(*each) for each in enumerate(exam)], split=OPEN)
    stopped = sum(guard.check(_pair(question)).is_leak for question in learned)
    print(f"{name} {language}: exam {len(exam)}, {stopped} of {len(learned)} pairs stopped")
    assert len(learned) >= pairs
    assert stopped <= most * len(learned)


@pytest.mark.parametrize("how", sorted(PLANTS))
def test_every_leak_planted_from_real_questions_is_found(how: str) -> None:
    wordings = [
        question
        for name, key, language in (
            ("kz_gov", "intent_id", "kk"),
            ("kz_gov", "intent_id", "ru"),
            ("stackfaq", "doc_id", "en"),
        )
        for group in _groups(name, key, language).values()
        for question in group[:2]
    ]
    guard, chance = (
        LeakGuard([_case(*each) for each in enumerate(wordings)], split=OPEN),
        (random.Random(how)),
    )
    missed = [
        (question, copy)
        for number, question in enumerate(wordings)
        if (copy := PLANTS[how](question, chance)) is not None
        and f"case-{number}" not in guard.check(_pair(copy)).cases
    ]
    assert missed == []
