"""How does a model judge a run from the command line, and when may it speak?"""

import asyncio
from dataclasses import asdict
from pathlib import Path

from jauap.answering.chat import build_chat
from jauap.assistant import ChatModel
from jauap.cli.exam_run import run_folder, showing_progress
from jauap.cli.show import console, print_json
from jauap.errors import NotFound
from jauap.evaluation.judge import Judge, ModelJudge
from jauap.evaluation.judge_calibration import Calibration, calibrate, human_truth
from jauap.evaluation.judging import judge_run, read_judged
from jauap.evaluation.records import ScoreStatus
from jauap.evaluation.report.page import percent
from jauap.evaluation.run_folder import read_passages, read_run
from jauap.evaluation.suite import read_suite
from jauap.evaluation.verdict_log import VERDICT_LOG_FILE
from jauap.settings import load_settings, read_secret
from jauap.workspace import Workspace


def judge_with(
    assistant_id: str, run_id: str, model: ChatModel, *, metric: str, workers: int, as_json: bool
) -> None:
    """Judge the answers of a run and say how many scores there are; never their mean."""
    settings = load_settings()
    folder = run_folder(settings.data_dir, assistant_id, run_id)
    workspace = Workspace(settings.workspace)
    _, cases = read_suite(workspace.evaluation_folder(assistant_id))
    judge = _build(model, metric)
    run = read_run(folder)
    with showing_progress("answers", run.n, hidden=as_json) as progress:
        judged = asyncio.run(
            judge_run(
                run,
                cases,
                read_passages(folder),
                judge,
                folder,
                workers=workers,
                progress=progress,
            )
        )
    unscored = [each for each in judged if each.score.status is ScoreStatus.UNSCORED]
    if as_json:
        counts = {"judged": len(judged), "unscored": len(unscored)}
        print_json({"judge": judge.name, "model": judge.model, "run": run.id, **counts})
        return
    screen = console()
    screen.print(f"{len(judged)} answers judged, {len(unscored)} of them unscored")
    for reason in sorted({each.score.reason for each in unscored}):
        screen.print(f"  {reason}", markup=False, highlight=False)
    screen.print("No number yet: `jauap evaluate judge calibrate` says what the judge is worth.")


def calibrate_judges(
    assistant_id: str, run_id: str, *, verdicts: Path | None, as_json: bool
) -> int:
    """Print what each judge is worth in each language; 2 when none may show a number."""
    settings = load_settings()
    folder = run_folder(settings.data_dir, assistant_id, run_id)
    evaluation = Workspace(settings.workspace).evaluation_folder(assistant_id)
    found = calibrations_of(folder.name, folder, evaluation, verdicts=verdicts)
    if not found:
        raise NotFound(
            "no judge has scored this run",
            where=str(folder),
            remedy=f"run `jauap evaluate judge run {assistant_id} --model <name>`",
        )
    if as_json:
        print_json({"calibrations": [{**asdict(one), "reason": one.reason} for one in found]})
    else:
        for one in found:
            console().print(_line(one), markup=False, highlight=False)
    return 0 if any(one.is_calibrated for one in found) else 2


def calibrations_of(
    run_id: str, folder: Path, evaluation: Path, *, verdicts: Path | None = None
) -> tuple[Calibration, ...]:
    """Calibrate every judge that has scored a run."""
    files = sorted(folder.glob("judged-*.jsonl"))
    if not files:
        return ()
    truth = human_truth(verdicts or evaluation / VERDICT_LOG_FILE, run_id)
    return tuple(one for path in files for one in calibrate(read_judged(path), truth))


def _build(model: ChatModel, metric: str) -> Judge:
    key = read_secret(model.api_key_variable) if model.api_key_variable else ""
    chat = build_chat(model, key)
    if metric == ModelJudge.name:
        return ModelJudge(chat)
    from jauap.evaluation.ragas_metrics import RagasJudge

    return RagasJudge(metric, chat)


def _line(one: Calibration) -> str:
    head = f"{one.judge} ({one.model}) {one.language}: "
    if one.corrected is None:
        return head + one.reason
    sensitivity = percent(one.sensitivity.value) if one.sensitivity else "—"
    specificity = percent(one.specificity.value) if one.specificity else "—"
    low, high = percent(one.corrected.low), percent(one.corrected.high)
    return (
        f"{head}{percent(one.corrected.value)} ({low} to {high}), n={one.n_judged}, "
        f"{one.n_labels} expert verdicts, sensitivity {sensitivity}, specificity {specificity}"
    )
