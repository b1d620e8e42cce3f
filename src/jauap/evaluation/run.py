"""How does one version of an assistant do over a whole suite? Asks, scores, keeps, goes on."""

import asyncio
import platform
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime

from jauap.answer import Answer, Outcome
from jauap.answering.desk import Desk
from jauap.answering.overhear import Overheard, overhear
from jauap.errors import JauapError
from jauap.evaluation.attempt import Attempt, documents_of
from jauap.evaluation.records import CaseResult, Run
from jauap.evaluation.run_folder import Kept, KeptPassage, Manifest, RunFolder, keep, read_kept
from jauap.evaluation.scorers.catalogue import score_attempt
from jauap.evaluation.scorers.scorer import Scorer
from jauap.evaluation.scorers.selftest import require_fit
from jauap.evaluation.scorers.verdict import unscored_summary
from jauap.evaluation.suite import Case
from jauap.evaluation.versions import Versions, case_digest

CHANNEL = "evaluation"
"""Channel in the labels of an exam's answers; none of them enters the register of answers."""


Respond = Callable[[str], Coroutine[None, None, Overheard]]
Progress = Callable[[int, int], None]
"""Told how many cases are done, of how many."""


def respond_at(desk: Desk) -> Respond:
    """Ask at a desk the way citizens do, without a record in the register of answers.

    The exam's answers are labelled like any other; since they never reach a citizen, they must
    not count in the statistics of those that do.
    """

    async def respond(text: str) -> Overheard:
        return await overhear(text, desk, channel=CHANNEL)

    return respond


async def run_suite(
    cases: Sequence[Case],
    respond: Respond,
    *,
    versions: Versions,
    scorers: Sequence[Scorer],
    folder: RunFolder,
    now: Callable[[], datetime],
    workers: int = 4,
    seconds: float = 60.0,
    progress: Progress = lambda done, whole: None,
) -> Run:
    """Ask every case once and score it; what the same version has answered is not asked again.

    A killed run goes on where it stopped. A case that breaks or takes longer than `seconds`
    leaves an unscored result with the reason, and is asked again next time.

    Raises:
        JauapError: a scorer cannot read one of the languages.
    """
    require_fit(scorers)
    manifest = _manifest(versions, scorers)
    folder.open_manifest(manifest)
    started = now()
    answered = await _answer_all(
        cases,
        _Examiner(respond=respond, scorers=scorers, seconds=seconds),
        _Shelf(folder, versions),
        workers=workers,
        progress=progress,
    )
    run = _run_of(versions, started, answered)
    passages = {each.id: each for kept in answered for each in kept.passages}
    folder.finish(manifest, run, passages)
    return run


@dataclass(frozen=True, kw_only=True)
class _Examiner:
    """Asks one case and scores the answer."""

    respond: Respond
    scorers: Sequence[Scorer]
    seconds: float

    async def examine(self, case: Case) -> Kept:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self.seconds):
                heard = await self.respond(case.question)
        except TimeoutError:
            return _broken(case, f"no answer in {self.seconds:g} s")
        except JauapError as error:
            return _broken(case, f"{error.code}: {error.what}")
        except Exception as error:  # noqa: BLE001 - every case yields a record
            return _broken(case, type(error).__name__)
        took = (time.perf_counter() - began) * 1000
        return _kept(case, heard, self.scorers, took)


class _Shelf:
    """The answers of one version that are on disk already."""

    def __init__(self, folder: RunFolder, versions: Versions) -> None:
        self._path = folder.kept_file(versions)
        self._held = read_kept(self._path)

    def find(self, case: Case) -> Kept | None:
        return self._held.get(case_digest(case))

    def add(self, kept: Kept) -> None:
        if kept.result.verdict is not None:
            keep(self._path, (kept,))


async def _answer_all(
    cases: Sequence[Case],
    examiner: _Examiner,
    shelf: _Shelf,
    *,
    workers: int,
    progress: Progress,
) -> list[Kept]:
    room = asyncio.Semaphore(max(1, workers))
    done = 0

    async def answer(case: Case) -> Kept:
        nonlocal done
        kept = shelf.find(case)
        if kept is None:
            async with room:
                kept = await examiner.examine(case)
            shelf.add(kept)
        done += 1
        progress(done, len(cases))
        return kept

    return list(await asyncio.gather(*(answer(case) for case in cases)))


def _kept(case: Case, heard: Overheard, scorers: Sequence[Scorer], took: float) -> Kept:
    attempt = attempt_of(case, heard)
    verdict, scores = score_attempt(attempt, scorers)
    answer = attempt.answer
    result = _result(case, answer).model_copy(
        update={
            "code": attempt.code,
            "features": dict(heard.found.features),
            "verdict": verdict,
            "scores": scores,
            "milliseconds": took,
        }
    )
    passages = tuple(map(KeptPassage.of, attempt.passages))
    return Kept(case=case_digest(case), result=result, passages=passages)


def attempt_of(case: Case, heard: Overheard) -> Attempt:
    """Put a case beside what came back, for the scorers."""
    labelled = heard.labelled
    known = {passage.chunk_id: passage for passage in heard.found.passages}
    retrieved = tuple(known[each] for each in labelled.answer.passages if each in known)
    return Attempt(
        case=case,
        answer=labelled.answer,
        shown=labelled.text,
        code=labelled.code,
        jws=labelled.jws,
        passages=retrieved or heard.found.passages,
    )


def _broken(case: Case, reason: str) -> Kept:
    answer = Answer(assistant_id="", language=case.language, outcome=Outcome.FAILED_MODEL, text="")
    scores = tuple(unscored_summary(reason, should_refuse=case.should_refuse))
    result = _result(case, answer).model_copy(update={"scores": scores})
    return Kept(case=case_digest(case), result=result)


def _result(case: Case, answer: Answer) -> CaseResult:
    return CaseResult(
        case_id=case.id,
        intent=case.intent,
        language=case.language,
        topic=case.topic,
        kind=case.kind,
        question=case.question,
        outcome=answer.outcome,
        text=answer.text,
        cited=documents_of(answer.citations),
        passages=answer.passages,
        composed_by=answer.composed_by,
        confidence=answer.confidence,
    )


def _run_of(versions: Versions, started: datetime, answered: Sequence[Kept]) -> Run:
    return Run(
        id=versions.run_id,
        assistant=versions.assistant,
        started=started,
        suite_digest=versions.suite_digest,
        pairs_digest=versions.pairs_digest,
        index_digest=versions.index_digest,
        config_digest=versions.config_digest,
        code_version=versions.code_version,
        model=versions.model,
        seed=versions.seed,
        results=tuple(kept.result for kept in answered),
    )


def _manifest(versions: Versions, scorers: Sequence[Scorer]) -> Manifest:
    return Manifest(
        run=versions.run_id,
        state="running",
        versions=versions,
        scorers=tuple(scorer.name for scorer in scorers),
        environment={"python": platform.python_version(), "system": platform.system()},
    )
