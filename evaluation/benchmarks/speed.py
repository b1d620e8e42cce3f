"""How much processor time does a question cost, beside peers on the same engine?

    python evaluation/benchmarks/speed.py --data DIR [--passages 5000] [--rounds 3] [--json]

All systems run in one process, in turns, over the same passages and questions. Quote the ratios:
seconds differ between machines. Rows:
  query      question to cited passages; for peers the framework's usual pipeline
  answer     question to a labelled answer (ours only); its parts follow:
  search     search alone, analysis of the question included
  decided    search, language, guards, evidence for refusing, extraction: no label yet
  signed     hashing, labelling and signing on top
  recorded   the record and its fingerprints in SQLite on top, synced to disk
  ingest     passages to a switched index (ours) or to the engine (peers share it)
Parts are processor milliseconds of the least disturbed round. Each round words the questions a
little otherwise, so what is kept of a question helps none of them; what is kept of passages helps
all but "decided new", the first round, of questions and of many passages new to the process.
Memory is the resident size of a fresh process that holds only that system.
"""

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from corpora import Passages, load_passages
from ours import Ours
from peers import PEERS, SharedEngine


@dataclass(frozen=True)
class Row:
    """One measured line."""

    system: str
    what: str
    n: int
    cpu_ms: float
    p50_ms: float
    p95_ms: float


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=5000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--memory-of", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    passages = load_passages(given.data, given.passages, given.questions)
    more = load_passages(given.data, given.passages, 2 * given.questions).questions
    fresh = more[given.questions :]
    with tempfile.TemporaryDirectory() as folder:
        if given.memory_of:
            print(json.dumps(_hold(given.memory_of, passages, Path(folder))))
            return 0
        rows, notes = _measure(passages, fresh, Path(folder), given.rounds)
    memory = {each: _memory(each, given) for each in ("jauap", *notes["systems"])}
    result = {
        "passages": len(passages.texts),
        "questions": len(passages.questions),
        "rows": [asdict(row) for row in rows],
        "memory_mb": memory,
        "ingest_passages_per_second": notes["ingest"],
        "missing": notes["missing"],
    }
    if given.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        _print(result, rows)
    return 0


def _measure(
    passages: Passages, fresh: Sequence[str], folder: Path, rounds: int
) -> tuple[list[Row], dict[str, object]]:
    ours = Ours(folder / "jauap", passages.texts)
    words = SharedEngine(folder / "words", passages.texts)
    hybrid = SharedEngine(folder / "hybrid", passages.texts, is_hybrid=True)
    systems: dict[str, Callable[[str], object]] = {"jauap": ours.query}
    missing = []
    for name, build in PEERS.items():
        try:
            systems[f"{name}_words"] = build(words).query
            systems[f"{name}_hybrid"] = build(hybrid).query
        except ImportError as error:
            missing.append(f"{name}: {error}; install requirements/benchmark.txt")
    taken: dict[tuple[str, str], list[list[tuple[float, float]]]] = {}
    loop = asyncio.new_event_loop()
    for _ in range(rounds):
        for name, query in systems.items():
            taken.setdefault((name, "query"), []).append(_timed(query, passages.questions))
        taken.setdefault(("jauap", "answer"), []).append(
            _timed(lambda text: loop.run_until_complete(ours.answer(text)), passages.questions)
        )
    rows = [_row(name, what, rounds_taken) for (name, what), rounds_taken in taken.items()]
    rows += _parts(ours, fresh, loop, rounds)
    loop.close()
    notes: dict[str, object] = {
        "ingest": round(ours.passages_per_second),
        "missing": missing,
        "systems": [name for name in systems if name != "jauap"],
    }
    ours.close()
    return rows, notes


def _parts(
    ours: Ours, questions: Sequence[str], loop: asyncio.AbstractEventLoop, rounds: int
) -> Iterator[Row]:
    """Measure the parts of an answer; the first round meets passages new to the process."""
    taken = [list(_taken(ours, _worded(questions, each), loop)) for each in range(rounds)]
    yield _of_part("decided new", [each["decided"] for each in taken[0]])
    for part in ("search", "decided", "signed", "recorded"):
        least = min(taken[1:] or taken, key=lambda each: sum(one[part] for one in each))
        yield _of_part(part, [one[part] for one in least])


def _worded(questions: Sequence[str], variant: int) -> list[str]:
    """Give the same questions with another first letter or last mark, up to eight ways."""
    mark = ("?", ".", "!", "")[variant // 2 % 4]
    return [
        (each[:1].swapcase() if variant % 2 else each[:1]) + each[1:].rstrip("?.! ") + mark
        for each in questions
    ]


def _taken(
    ours: Ours, questions: Sequence[str], loop: asyncio.AbstractEventLoop
) -> Iterator[dict[str, float]]:
    for question in questions:
        cpu = time.process_time()
        labelled = loop.run_until_complete(ours.answer(question))
        signed = time.process_time()
        ours.record(labelled, question)
        laps = labelled.answer.timings
        decided = sum(laps.values())
        yield {
            "search": laps.get("search", 0.0),
            "decided": decided,
            "signed": (signed - cpu) * 1000 - decided,
            "recorded": (time.process_time() - signed) * 1000,
        }


def _of_part(part: str, taken: Sequence[float]) -> Row:
    ordered = sorted(taken)
    return Row(
        system="jauap",
        what=part,
        n=len(taken),
        cpu_ms=round(statistics.fmean(taken), 3),
        p50_ms=round(ordered[len(ordered) // 2], 3),
        p95_ms=round(ordered[int(len(ordered) * 0.95)], 3),
    )


def _timed(query: Callable[[str], object], questions: Sequence[str]) -> list[tuple[float, float]]:
    for question in questions[:10]:
        query(question)
    taken = []
    for question in questions:
        cpu, wall = time.process_time(), time.perf_counter()
        query(question)
        taken.append((time.process_time() - cpu, time.perf_counter() - wall))
    return taken


def _row(system: str, what: str, rounds: list[list[tuple[float, float]]]) -> Row:
    """The least disturbed round by processor time."""
    best = min(rounds, key=lambda taken: sum(cpu for cpu, _ in taken))
    walls = sorted(wall * 1000 for _, wall in best)
    return Row(
        system=system,
        what=what,
        n=len(best),
        cpu_ms=round(statistics.fmean(cpu for cpu, _ in best) * 1000, 3),
        p50_ms=round(walls[len(walls) // 2], 3),
        p95_ms=round(walls[int(len(walls) * 0.95)], 3),
    )


def _hold(system: str, passages: Passages, folder: Path) -> float:
    """Resident megabytes of this process after ten questions."""
    if system == "jauap":
        query: Callable[[str], object] = Ours(folder / "jauap", passages.texts).query
    else:
        name, _, setup = system.rpartition("_")
        engine = SharedEngine(folder / "peers", passages.texts, is_hybrid=setup == "hybrid")
        query = PEERS[name](engine).query
    for question in passages.questions[:10]:
        query(question)
    status = Path("/proc/self/status").read_text("utf-8")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return round(int(resident.split()[1]) / 1024, 1)


def _memory(system: str, given: argparse.Namespace) -> float | None:
    ran = subprocess.run(
        [
            sys.executable,
            __file__,
            *("--data", str(given.data)),
            *("--passages", str(given.passages)),
            *("--memory-of", system),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return float(json.loads(ran.stdout.splitlines()[-1])) if ran.returncode == 0 else None


def _print(result: dict[str, object], rows: Sequence[Row]) -> None:
    own = next(row.cpu_ms for row in rows if (row.system, row.what) == ("jauap", "query"))
    print(f"{result['passages']} passages, {result['questions']} questions")
    print(f"{'system':24}{'what':13}{'cpu ms':>9}{'p50 ms':>9}{'p95 ms':>9}{'x ours':>8}")
    for row in rows:
        print(
            f"{row.system:24}{row.what:13}{row.cpu_ms:9.3f}{row.p50_ms:9.3f}{row.p95_ms:9.3f}"
            f"{row.cpu_ms / own:8.1f}"
        )
    print(f"ours, passages indexed a second: {result['ingest_passages_per_second']}")
    print(f"resident MB: {result['memory_mb']}")
    for line in result["missing"]:  # type: ignore[attr-defined]
        print(f"not measured: {line}")


if __name__ == "__main__":
    random.seed(0)
    sys.exit(main())
