"""How surely and how fast is an answer found again, and how often is a person's text taken for one?

    python evaluation/benchmarks/labels.py --data DIR [--answers 100000] [--only large] [--json]

Three registers. `ours`: answers that the reference assistants really gave to their golden
questions. `own words`: the 48 machine-written answers of kz_gov, whose acts count as sources.
`large`: answers put together of ntrex sentences, for speed and for what is found.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from labels_texts import acts, changes, human_texts, machine_answers, sentences
from scipy.stats import beta

from jauap.answer import Answer, Outcome
from jauap.assistant import Language
from jauap.labelling.fingerprint import fingerprints
from jauap.labelling.known import KnownSet, Stretch
from jauap.labelling.verify import Verification, VerificationState, verify
from jauap.runtime import Runtime, build_runtime
from jauap.settings import Settings
from jauap.storage.records import record_of

REPOSITORY = Path(__file__).parents[2]
CLEAR = {VerificationState.NO_RECORD, VerificationState.SOURCE_TEXT}
"""What a person's text may be called."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--only", choices=("ours", "words", "large"), default="")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    people = list(human_texts(given.data))
    result: dict[str, object] = {"human_texts": dict(Counter(name for name, _ in people))}
    with tempfile.TemporaryDirectory() as folder:
        if given.only in ("", "ours"):
            with _runtime(Path(folder) / "ours") as runtime:
                result["ours"] = _ours(runtime, people)
        if given.only in ("", "words"):
            with _runtime(Path(folder) / "words") as runtime:
                result["own words"] = _own_words(runtime, given.data, people)
        if given.only in ("", "large"):
            with _runtime(Path(folder) / "large") as runtime:
                result["large"] = _large(runtime, given.data, people, given.answers)
    print(json.dumps(result, ensure_ascii=False, indent=None if given.json else 1))
    return 0


def _runtime(folder: Path) -> Runtime:
    return build_runtime(Settings(workspace=REPOSITORY, data_dir=folder))


def _ours(runtime: Runtime, people: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Fill a register with real answers; try people's texts, the sources and the pairs on it."""
    given: list[str] = []
    for assistant_id in runtime.workspace.ids():
        runtime.ingest(assistant_id)
        for path in sorted((REPOSITORY / "evaluation" / assistant_id).glob("golden.*.jsonl")):
            for line in path.read_text("utf-8").splitlines():
                labelled = asyncio.run(runtime.respond(assistant_id, json.loads(line)["question"]))
                if labelled.answer.outcome.is_answer:
                    given.append(labelled.answer.text)
    sources = [
        str(hit.payload["text"])
        for assistant_id in runtime.desks
        for hit in runtime.index.browse(assistant_id, {"kind": "chunk"})
    ]
    pairs = [pair.answer for each in runtime.desks for pair in runtime.workspace.pairs(each)]
    halves = [text[: len(text) // 2] for text in given]
    return {
        "answers": len(given),
        "people": _errors(runtime, [text for _, text in people]),
        "source passages": _states(runtime, sources),
        "halves of source passages": _states(
            runtime, (str(t)[: len(str(t)) // 2] for t in sources)
        ),
        "staff pairs": _states(runtime, pairs),
        "answers themselves": _states(runtime, given),
        "halves of answers": _states(runtime, halves),
    }


def _own_words(
    runtime: Runtime, data: Path, people: Sequence[tuple[str, str]]
) -> dict[str, object]:
    known = runtime.recognition.officials._known
    stretches = [Stretch(text=text, document_id=name) for name, text in acts(data)]
    known.put("public_services", KnownSet(stretches))
    answers = machine_answers(data)
    for language, text in answers:
        _save(runtime, text, Language(language))
    return {
        "answers": len(answers),
        "people": _errors(runtime, [text for _, text in people]),
        "answers themselves": _states(runtime, (text for _, text in answers)),
        "halves of answers": _states(runtime, (text[: len(text) // 2] for _, text in answers)),
        "typed with Russian letters": _states(
            runtime,
            (
                changes(random.Random(0), "")["Russian letters for Kazakh"](text)
                for language, text in answers
                if language == "kk"
            ),
        ),
    }


def _large(
    runtime: Runtime, data: Path, people: Sequence[tuple[str, str]], count: int
) -> dict[str, object]:
    draw = random.Random(0)
    pools = sentences(data)
    texts = [
        (language, " ".join(draw.sample(pool[: len(pool) // 2], 3)))
        for language, pool in zip(Language, pools, strict=True)
        for _ in range(count // 3)
    ]
    draw.shuffle(texts)
    started, began_cpu, costs = time.perf_counter(), time.process_time(), []
    waiting = []
    for language, text in texts:
        begun = time.perf_counter()
        waiting.append(_submit(runtime, text, language))
        costs.append((time.perf_counter() - begun) * 1000)
        if len(waiting) > 2_000:
            waiting.pop(0).result()
    for one in waiting:
        one.result()
    seconds, cpu = time.perf_counter() - started, time.process_time() - began_cpu
    stranger = " ".join(pools[1][len(pools[1]) // 2 :])
    sample = [text for language, text in texts[:600]]
    found = {
        name: _found(runtime, [(text, change(text)) for text in sample[:200]])
        for name, change in changes(draw, stranger).items()
    }
    queries = [text[: len(text) // 2] for text in sample] + [text for _, text in people[:600]]
    return {
        "answers": len(texts),
        "stored per second": round(len(texts) / seconds),
        "stored per second of processor time": round(len(texts) / cpu),
        "label and fingerprints ms": _spread(costs),
        "found": found,
        "find a text ms": _timed(runtime, queries),
        "find 20,000 characters ms": _timed(runtime, [stranger[:20_000]] * 20),
        "fingerprints of 400 characters ms": _spread(_fingerprint_times(sample)),
    }


def _submit(runtime: Runtime, text: str, language: Language):  # type: ignore[no-untyped-def]
    assistant = next(iter(runtime.desks.values())).assistant
    answer = Answer(
        assistant_id=assistant.id,
        language=language,
        outcome=Outcome.ANSWERED_GENERATED,
        text=text,
        composed_by="model:none",
    )
    labelled = runtime.labeller.label(answer, assistant=assistant)
    return runtime.records.submit(record_of(labelled), body=labelled.answer.text)


def _save(runtime: Runtime, text: str, language: Language) -> None:
    _submit(runtime, text, language).result()


def _verify(runtime: Runtime, text: str) -> Verification:
    return verify(
        text,
        find=runtime.records,
        jwks=runtime.jwks(),
        similar=runtime.similar,
        find_source=runtime.find_source,
    )


def _states(runtime: Runtime, texts: Iterable[str]) -> dict[str, int]:
    return dict(Counter(_verify(runtime, text).state.value for text in texts))


def _errors(runtime: Runtime, texts: Sequence[str]) -> dict[str, object]:
    """Count the people's texts that were called an answer; Clopper and Pearson's interval."""
    wrong = [text for text in texts if _verify(runtime, text).state not in CLEAR]
    return {
        "texts": len(texts),
        "wrong": len(wrong),
        "low": round(beta.ppf(0.025, len(wrong), len(texts) - len(wrong) + 1), 5) if wrong else 0,
        "high": round(float(beta.ppf(0.975, len(wrong) + 1, len(texts) - len(wrong))), 5),
        "examples": [text[:100] for text in wrong[:5]],
    }


def _found(runtime: Runtime, pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Count the changed texts that are recognised; `possible` adds those below three hits."""
    matched = [runtime.similar.match(changed) for _, changed in pairs]
    alike = [_verify(runtime, changed).state not in CLEAR for _, changed in pairs]
    sure = [any(m.hits >= 3 and m.containment >= 0.3 for m in found) for found in matched]
    return {"match": statistics.fmean(sure), "with possible excerpts": statistics.fmean(alike)}


def _timed(runtime: Runtime, texts: Sequence[str]) -> dict[str, dict[str, float]]:
    times, cpu = [], []
    for text in texts:
        begun = time.perf_counter(), time.process_time()
        _verify(runtime, text)
        times.append((time.perf_counter() - begun[0]) * 1000)
        cpu.append((time.process_time() - begun[1]) * 1000)
    return {"wall": _spread(times), "processor": _spread(cpu)}


def _fingerprint_times(texts: Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        whole = (text * 3)[:400]
        begun = time.perf_counter()
        fingerprints(whole, b"k" * 32)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _spread(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50": round(statistics.median(ordered), 2),
        "p99": round(ordered[int(len(ordered) * 0.99) - 1], 2),
    }


if __name__ == "__main__":
    raise SystemExit(main())
