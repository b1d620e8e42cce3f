"""What does a label cost while a hundred answers are made at once?

    python evaluation/benchmarks/labels_load.py [--answers 100] [--rounds 20] [--json]

Each round starts all answers together, in one event loop, as the service does. `label`: cleaning,
hashing and signing one answer, the time the loop is held; `label cpu` the same without what other
programs took of the processor meanwhile. `recorded`: from the start of the round
until the answer's record is durable in SQLite, waiting for the others included. `current`: asking
the shared folder which key signs. Times of the machine it runs on; print them with it.
"""

import argparse
import asyncio
import json
import platform
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from jauap.answer import Answer, Citation, Outcome
from jauap.assistant import Language
from jauap.labelling.keyring import KeyRing
from jauap.labelling.label import Labeller
from jauap.labelling.sign import Signer
from jauap.storage.answers import AnswerRecords
from jauap.storage.records import record_of
from jauap.storage.store import open_store
from jauap.workspace import Workspace

REPOSITORY = Path(__file__).parents[2]
BODY = (
    "Өтінім портал арқылы **20 жұмыс күні** ішінде қаралады [1].\n\n"
    "- жеке куәлік (ЭЦҚ-мен)\n- банк шоты\n- жер учаскесіне құқық туралы құжат\n\n"
    "Бас тарту себептері қағидалардың 12-тармағында берілген. Шағым 3 ай ішінде беріледі, "
    "оны қарау мерзімі 15 жұмыс күнінен аспайды. Толығырақ ақпарат алу үшін 1414 нөміріне "
    "қоңырау шалыңыз немесе халыққа қызмет көрсету орталығына барыңыз.\n"
) * 2


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measure(options.answers, options.rounds)
    if options.json:
        print(json.dumps(figures, indent=2))
        return 0
    print(f"{options.answers} answers at once, {options.rounds} rounds, {platform.machine()}")
    for name, value in figures.items():
        print(f"{name:24} {value:10.3f}")
    return 0


def measure(answers: int, rounds: int) -> dict[str, float]:
    """Give percentiles in milliseconds, and how many codes were unique."""
    assistant = Workspace(REPOSITORY).assistant("agriculture")
    label_times: list[float] = []
    processor_times: list[float] = []
    recorded_times: list[float] = []
    codes: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing(Path(folder) / "keys", _now)
        labeller = Labeller(Signer(keys), "https://ai.example.gov.kz", "1", _now)
        labeller.rehearse(assistant)
        with open_store(f"sqlite:///{folder}/register.db") as store:
            records = AnswerRecords(store)

            async def one(number: int, started: float) -> None:
                await asyncio.sleep(0)
                begun, busy = time.perf_counter(), time.thread_time()
                labelled = labeller.label(_answer(number), assistant=assistant)
                processor_times.append(time.thread_time() - busy)
                label_times.append(time.perf_counter() - begun)
                await asyncio.wrap_future(records.submit(record_of(labelled)))
                recorded_times.append(time.perf_counter() - started)
                codes.append(labelled.code)

            async def together() -> None:
                started = time.perf_counter()
                await asyncio.gather(*(one(number, started) for number in range(answers)))

            for _ in range(rounds):
                asyncio.run(together())
        begun = time.perf_counter()
        for _ in range(10_000):
            keys.current()
        current = (time.perf_counter() - begun) / 10_000
    return {
        "label p50 ms": statistics.median(label_times) * 1000,
        "label p99 ms": _percentile(label_times, 0.99) * 1000,
        "label cpu p50 ms": statistics.median(processor_times) * 1000,
        "label cpu p99 ms": _percentile(processor_times, 0.99) * 1000,
        "label max ms": max(label_times) * 1000,
        "recorded p50 ms": statistics.median(recorded_times) * 1000,
        "recorded p99 ms": _percentile(recorded_times, 0.99) * 1000,
        "current key us": current * 1_000_000,
        "codes": float(len(codes)),
        "unique codes": float(len(set(codes))),
    }


def _answer(number: int) -> Answer:
    citation = Citation(
        number=1,
        chunk_id="c1",
        document_id="subsidy.kk",
        source_id="subsidy",
        title="Субсидиялау қағидалары",
        heading_path=("2-тарау",),
        quote="Өтінім 20 жұмыс күні ішінде қаралады",
        start=120,
        end=156,
        page=None,
        language=Language.KK,
        url="https://adilet.zan.kz/kaz/docs/V2000020209",
        act="",
        act_date="",
        digest="0123456789abcdef" * 4,
    )
    return Answer(
        assistant_id="agriculture",
        language=Language.KK,
        outcome=Outcome.ANSWERED_EXTRACT,
        text=f"{number}. {BODY}",
        citations=(citation,),
        composed_by="extract",
        passages=("c1",),
    )


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    raise SystemExit(main())
