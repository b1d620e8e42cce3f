"""What does a judge say of a whole run? One score a case, kept as they come."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from jauap.assistant import Declared, Language, Text
from jauap.evaluation.judge import Judge, material_of, require_fit_judge
from jauap.evaluation.records import CaseResult, Run, Score, ScoreStatus, to_line
from jauap.evaluation.run import Progress
from jauap.evaluation.run_folder import KeptPassage
from jauap.evaluation.suite import Case


class Judged(Declared):
    """One judge's score of one result of a run."""

    judge: Text
    model: Text
    case_id: Text
    intent: Text
    language: Language
    score: Score


async def judge_run(
    run: Run,
    cases: Sequence[Case],
    passages: Mapping[str, KeptPassage],
    judge: Judge,
    folder: Path,
    *,
    workers: int = 4,
    progress: Progress = lambda done, whole: None,
) -> tuple[Judged, ...]:
    """Judge every answer of a run that has a reference; what failed before is asked again.

    Raises:
        JauapError: the judge failed the self-test in a language.
    """
    await require_fit_judge(judge)
    path = judged_file(folder, judge)
    held = {each.case_id: each for each in read_judged(path)}
    room = asyncio.Semaphore(max(1, workers))
    by_id = {case.id: case for case in cases}
    asked = [result for result in run.results if _is_to_judge(result, by_id)]
    done = 0

    async def score(result: CaseResult) -> Judged:
        nonlocal done
        known = held.get(result.case_id)
        if known is None or known.score.status is ScoreStatus.UNSCORED:
            async with room:
                material = material_of(by_id[result.case_id], result, passages)
                known = _judged(judge, result, await judge.judge(material))
            with path.open("a", encoding="utf-8") as file:
                file.write(to_line(known) + "\n")
        done += 1
        progress(done, len(asked))
        return known

    judged = tuple(await asyncio.gather(*map(score, asked)))
    path.write_text("".join(f"{to_line(each)}\n" for each in judged), encoding="utf-8")
    return judged


def judged_file(folder: Path, judge: Judge) -> Path:
    """Name the file of one judge's scores in a run's folder."""
    return folder / f"judged-{judge.name}-{re.sub(r'[^A-Za-z0-9.]+', '-', judge.model)}.jsonl"


def read_judged(path: Path) -> tuple[Judged, ...]:
    """Read scores; a torn last line is left out."""
    if not path.exists():
        return ()
    judged = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            judged.append(Judged.model_validate_json(line))
        except ValidationError:
            continue
    return tuple(judged)


def _is_to_judge(result: CaseResult, cases: Mapping[str, Case]) -> bool:
    case = cases.get(result.case_id)
    return case is not None and case.answerable and result.outcome.is_answer


def _judged(judge: Judge, result: CaseResult, score: Score) -> Judged:
    return Judged(
        judge=judge.name,
        model=judge.model,
        case_id=result.case_id,
        intent=result.intent,
        language=result.language,
        score=score,
    )
