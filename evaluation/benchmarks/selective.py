"""Does the promise "at most 5 % of the answers are wrong" hold, and how much is answered?

    python evaluation/benchmarks/selective.py [--data DIR] [--rounds 200] [--json]

Each round judges some answers, fits the certainty on one half, learns the threshold on the other
and then looks at the true share of wrong answers among those the threshold lets through. A promise
is broken when that share is over 5 %; one in ten rounds may break it. Beside it the naive
threshold: the loosest whose errors in the same sample stay at 5 %.

Populations:
  smooth, steep   answers whose chance of being right follows a known formula
  stackfaq+other  with --data: held-out paraphrases of stackfaq against our own search with pairs,
                  and a fifth of the questions from another set, where any answer is wrong; rounds
                  draw from these questions with replacement, so the true share is known exactly
"""

import argparse
import json
import random
import sys
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from jauap.answering.evidence import EVIDENCE, evidence_of
from jauap.assistant import Language, SearchWeights
from jauap.calibration import Calibration
from jauap.evaluation.calibrate import JudgedAnswer, calibrate
from jauap.evaluation.records import Run
from jauap.evaluation.statistics.selective import coverage_at, loosest_naive
from jauap.knowledge import Chunk, Document, Pair
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.encode import average_lengths, encode_points
from jauap.retrieval.index import Generation
from jauap.retrieval.search import Search

ERROR, CONFIDENCE = 0.05, 0.9
SIZES = (300, 600, 1500)
OTHER_SHARE = 0.2
RUN = Run(
    id="benchmark",
    assistant="benchmark",
    started=datetime(2026, 1, 1, tzinfo=UTC),
    suite_digest="-",
    pairs_digest="",
    index_digest="",
    config_digest="-",
    code_version="-",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What many calibrations of one size did."""

    population: str
    judged: int
    forced_accuracy: float
    """Share right when everything is answered."""
    broken: float
    """Share of calibrations whose promise does not hold."""
    none: float
    """Share of calibrations that promise nothing."""
    answered: float
    """Mean share of questions answered, none counting as 0."""
    naive_broken: float
    naive_answered: float


def main() -> int:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    populations = {"smooth": made_up(7.0, 0), "steep": made_up(14.0, 1)}
    if given.data:
        populations["stackfaq+other"] = asked(given.data)
    rows = [
        measure(name, population, judged, given.rounds)
        for name, population in populations.items()
        for judged in SIZES
    ]
    if given.json:
        print(json.dumps({"rounds": given.rounds, "rows": [asdict(row) for row in rows]}, indent=1))
        return 0
    print(f"{given.rounds} calibrations a row; at most {ERROR:.0%} wrong, {CONFIDENCE:.0%} sure\n")
    print(
        "| population | judged | all answered: right | promise broken | no promise | answered "
        "| naive: broken | naive: answered |\n|---|---|---|---|---|---|---|---|"
    )
    for row in rows:
        print(
            f"| {row.population} | {row.judged} | {row.forced_accuracy:.1%} | {row.broken:.1%} "
            f"| {row.none:.1%} | {row.answered:.1%} | {row.naive_broken:.1%} "
            f"| {row.naive_answered:.1%} |"
        )
    return 0


def measure(name: str, population: Sequence[JudgedAnswer], judged: int, rounds: int) -> Row:
    """Calibrate again and again on fresh samples, and hold each to the whole population."""
    generator = np.random.default_rng(judged)
    right = [each.is_right for each in population]
    evidence = np.asarray([[each.evidence[name] for name in EVIDENCE] for each in population])
    broken = none = naive_broken = 0
    answered, naive_answered = [], []
    for _ in range(rounds):
        sample = [population[place] for place in generator.integers(0, len(population), judged)]
        made = calibrate(
            sample,
            RUN,
            today=date(2026, 1, 1),
            error=ERROR,
            confidence=CONFIDENCE,
            are_independent=True,
        ).calibration
        scores = _certainties(made, evidence)
        threshold = made.threshold(Language.EN)
        if threshold is None:
            none += 1
            answered.append(0.0)
        else:
            found = coverage_at(threshold, scores, right)
            broken += (found.error or 0.0) > ERROR
            answered.append(found.coverage)
        held = sample[1::2]
        naive = loosest_naive(
            [made.probability(each.evidence, each.language) for each in held],
            [each.is_right for each in held],
        )
        if naive is not None:
            found = coverage_at(naive, scores, right)
            naive_broken += (found.error or 0.0) > ERROR
            naive_answered.append(found.coverage)
        else:
            naive_answered.append(0.0)
    return Row(
        population=name,
        judged=judged,
        forced_accuracy=float(np.mean(right)),
        broken=broken / rounds,
        none=none / rounds,
        answered=float(np.mean(answered)),
        naive_broken=naive_broken / rounds,
        naive_answered=float(np.mean(naive_answered)),
    )


def _certainties(
    made: Calibration, evidence: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
) -> list[float]:
    """Give the certainty of every answer of a population in one language."""
    weights = np.asarray([made.coefficients.get(name, 0.0) for name in EVIDENCE])
    constant = made.constant + made.coefficients.get("language_en", 0.0)
    return (1 / (1 + np.exp(-(constant + evidence @ weights)))).tolist()


def made_up(steep: float, seed: int, n: int = 40_000) -> list[JudgedAnswer]:
    """Draw answers whose chance of being right rises with coverage and gap."""
    generator = np.random.default_rng(seed)
    coverage, gap = generator.random(n), generator.random(n)
    chance = 1 / (1 + np.exp(-(-3.0 + steep * coverage + 2.0 * gap)))
    right = generator.random(n) < chance
    return [
        JudgedAnswer(
            intent=str(place),
            language=Language.EN,
            evidence=evidence_of(
                {"coverage": float(coverage[place]), "gap": float(gap[place])},
                is_verified=False,
                is_generated=False,
            ),
            is_right=bool(right[place]),
        )
        for place in range(n)
    ]


def asked(data: Path) -> list[JudgedAnswer]:
    """Ask held-out paraphrases and questions of another set, answering whatever is found."""
    documents = _rows(data / "stackfaq" / "documents.jsonl")
    questions = [
        row
        for row in _rows(data / "stackfaq" / "questions.jsonl")
        if row["kind"] == "human_paraphrase"
    ]
    draw = random.Random(7)
    draw.shuffle(questions)
    learnt, held = questions[: len(questions) // 2], questions[len(questions) // 2 :]
    others = [
        row["question"] for row in _rows(data / "xquad" / "questions.jsonl") if row["lang"] == "en"
    ]
    draw.shuffle(others)
    count = round(len(held) * OTHER_SHARE / (1 - OTHER_SHARE))
    with tempfile.TemporaryDirectory() as folder:
        search = _search(Path(folder), documents, learnt)
        own = [_judge(search, row["question"], row["doc_id"]) for row in held]
        return own + [_judge(search, question, None) for question in others[:count]]


def _judge(search: Search, question: str, right: str | None) -> JudgedAnswer:
    found = search.find(question, language=Language.EN, limit=10)
    best = found.passages[0].document_id if found.passages else None
    pair = max(found.pairs, key=lambda each: each.similarity, default=None)
    is_same = pair is not None and pair.similarity >= 0.8
    given = pair.pair.intent if pair is not None and is_same else best
    return JudgedAnswer(
        intent=right or question,
        language=Language.EN,
        evidence=evidence_of(found.features, is_verified=is_same, is_generated=False),
        is_right=right is not None and given == right,
    )


def _search(folder: Path, documents: list[dict[str, str]], learnt: list[dict[str, str]]) -> Search:
    chunks = {row["doc_id"]: _chunk(row) for row in documents}
    pairs = [
        (
            Pair(
                id=row["qid"],
                language=Language.EN,
                intent=row["doc_id"],
                question=row["question"],
                answer=chunks[row["doc_id"]].text,
                source=row["doc_id"],
                quote=chunks[row["doc_id"]].text,
                author_role="benchmark",
                approved_by_role="benchmark",
                approved_on=date(2025, 1, 1),
            ),
            (chunks[row["doc_id"]].id,),
        )
        for row in learnt
    ]
    index = EdgeIndex(folder / "index")
    lengths = average_lengths(list(chunks.values()))
    generation = Generation(id="g1", created_at="2026-01-01T00:00:00+00:00", lengths=lengths)
    points = encode_points(list(chunks.values()), pairs, lengths)
    index.write("selective", generation, (), points)
    index.switch("selective", "g1")
    return Search(index, "selective", weights=SearchWeights(), languages=(Language.EN,))


def _chunk(row: dict[str, str]) -> Chunk:
    document = Document(
        id=row["doc_id"],
        source_id=row["doc_id"],
        language=Language.EN,
        title=row["title"],
        text=row["text"],
        path="",
    )
    return Chunk(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, row["doc_id"])),
        document=document,
        position=0,
        text=row["text"],
        start=0,
        end=len(row["text"]),
        heading_path=(row["title"],),
        digest=row["doc_id"],
    )


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


if __name__ == "__main__":
    raise SystemExit(main())
