"""Which pairs and exam questions make the curve of one assistant?"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jauap.assistant import Declared, Level
from jauap.errors import JauapError
from jauap.evaluation.curve import Exam, Step, draw_curve, permutations, prefix_sizes
from jauap.evaluation.forecast import Forecast, forecast
from jauap.evaluation.golden import load_golden
from jauap.evaluation.next_pairs import NextPair, next_pairs
from jauap.evaluation.pair_log import PAIR_LOG_FILE, count_accepted, pair_log, pairs_at
from jauap.evaluation.replay import Asked, Replay, read_chunks
from jauap.evaluation.suite import CaseKind
from jauap.evaluation.taught import CitedPair, read_knowledge
from jauap.intent import IntentState
from jauap.knowledge import Chunk
from jauap.retrieval.index import Index
from jauap.workspace import Workspace

_STEPS = 8


class CurveReport(Declared):
    """The curve in the order in which pairs were accepted, and over permutations of it."""

    assistant: str
    questions: int
    pairs: int
    curve: tuple[Step, ...]
    """Pooled over the permutations."""
    in_time: tuple[Step, ...]
    forecast: Forecast | None


@dataclass(frozen=True, kw_only=True)
class _Stage:
    pairs: Sequence[CitedPair]
    """In order of acceptance."""
    questions: Sequence[Asked]
    chunks: Sequence[Chunk]
    harm: dict[str, Level]


def rehearse_curve(
    index: Index, workspace: Workspace, assistant_id: str, *, orders: int, seed: int
) -> CurveReport:
    """Replay an assistant's pairs against its exam.

    Raises:
        JauapError: no exam question can be placed in the index, or one of them is a pair.
    """
    stage = _set_up(index, workspace, assistant_id)
    weights = workspace.assistant(assistant_id).search
    sizes = sorted({0, *prefix_sizes(len(stage.pairs), _STEPS)})
    in_time = [Exam(pairs=stage.pairs, questions=stage.questions)]
    shuffled = permutations(stage.pairs, stage.questions, orders, seed=seed)
    ranked: list[list[int]] = []

    with tempfile.TemporaryDirectory() as folder:
        replay = Replay(Path(folder), stage.chunks, weights, workspace.synonyms(assistant_id))

        def ranks(pairs: Sequence[CitedPair], questions: Sequence[Asked]) -> list[int]:
            ranked.append(replay.ranks(pairs, questions))
            return ranked[-1]

        try:
            timed = draw_curve(in_time, sizes, ranks)
            ranked.clear()
            curve = draw_curve(shuffled, sizes, ranks)
        finally:
            replay.close()
    errors = [
        [sum(rank != 1 for rank in row) / len(row) for row in ranked[at : at + len(sizes)]]
        for at in range(0, len(ranked), len(sizes))
    ]
    return CurveReport(
        assistant=assistant_id,
        questions=len(stage.questions),
        pairs=len(stage.pairs),
        curve=curve,
        in_time=timed,
        forecast=forecast(sizes, errors),
    )


def rehearse_next(
    index: Index, workspace: Workspace, assistant_id: str, *, count: int, seed: int
) -> tuple[NextPair, ...]:
    """Ask the whole exam with today's pairs and say where the next ones should go.

    The exam stands for the traffic: an intent's share of the questions is its share of both.
    """
    stage = _set_up(index, workspace, assistant_id)
    with tempfile.TemporaryDirectory() as folder:
        replay = Replay(
            Path(folder),
            stage.chunks,
            workspace.assistant(assistant_id).search,
            workspace.synonyms(assistant_id),
        )
        try:
            ranks = replay.ranks(stage.pairs, stage.questions)
        finally:
            replay.close()
    asked = Counter(question.intent for question in stage.questions)
    wrong = Counter(
        question.intent for question, rank in zip(stage.questions, ranks, strict=True) if rank != 1
    )
    pairs = Counter(pair.intent for pair, _ in stage.pairs)
    states = [
        IntentState(
            intent=intent,
            traffic=number / len(stage.questions),
            asked=number,
            wrong=wrong[intent],
            pairs=pairs[intent],
            harm=stage.harm[intent],
        )
        for intent, number in sorted(asked.items())
    ]
    return next_pairs(states, count=count, seed=seed)


def _set_up(index: Index, workspace: Workspace, assistant_id: str) -> _Stage:
    folder = workspace.evaluation_folder(assistant_id)
    chunks = read_chunks(index, assistant_id)
    cases = [case for case in load_golden(folder).live if case.kind is CaseKind.IN_SCOPE]
    pairs = _in_order(read_knowledge(index, assistant_id).pairs, folder)
    known = {pair.question.casefold().strip(): pair.id for pair, _ in pairs}
    questions = []
    for case in cases:
        if case.question.casefold().strip() in known:
            raise JauapError(
                f"exam question {case.id} is the question of a pair",
                where=f"pair {known[case.question.casefold().strip()]}",
                remedy=f"settle it first: jauap evaluate leak {assistant_id}",
            )
        right = _holding(case.quote or "", case.source or "", chunks)
        if right:
            questions.append(
                Asked(
                    id=case.id,
                    question=case.question,
                    language=case.language,
                    intent=case.intent,
                    right=right,
                )
            )
    if not questions:
        raise JauapError(
            "no exam question rests on a passage of the index",
            where=str(folder),
            remedy=f"run `jauap ingest {assistant_id}`, and write in_scope cases with quotes",
        )
    harm: dict[str, Level] = {}
    for case in cases:
        harm[case.intent] = max(harm.get(case.intent, Level.LOW), case.harm, key=list(Level).index)
    return _Stage(pairs=pairs, questions=questions, chunks=chunks, harm=harm)


def _in_order(pairs: Sequence[CitedPair], folder: Path) -> list[CitedPair]:
    """Order pairs by their acceptance, and those no log knows by the day of their approval."""
    events = [entry.record for entry in pair_log(folder / PAIR_LOG_FILE).read()]
    accepted = [pair.id for pair in pairs_at(events, count_accepted(events))]
    place = {pair_id: at for at, pair_id in enumerate(accepted)}
    return sorted(
        pairs,
        key=lambda each: (place.get(each[0].id, len(place)), each[0].approved_on, each[0].id),
    )


def _holding(quote: str, source: str, chunks: Sequence[Chunk]) -> frozenset[str]:
    words = " ".join(quote.casefold().split())
    return frozenset(
        chunk.id
        for chunk in chunks
        if chunk.document.source_id == source and words in " ".join(chunk.text.casefold().split())
    )
