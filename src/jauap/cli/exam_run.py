"""How is an exam held from the command line, and how does its report come out?"""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from pydantic import ValidationError

from jauap.cli.show import console, print_json
from jauap.errors import WorkspaceInvalid
from jauap.evaluation.baseline import BASELINE_FILE, read_baseline
from jauap.evaluation.report.build import CurvePoint, Report, build_report
from jauap.evaluation.report.page import as_json as report_json
from jauap.evaluation.report.page import percent, span, write_report
from jauap.evaluation.run import Progress, respond_at, run_suite
from jauap.evaluation.run_folder import (
    RunFolder,
    read_kept,
    read_manifest,
    read_passages,
    read_run,
)
from jauap.evaluation.scorers.catalogue import all_scorers
from jauap.evaluation.scorers.selftest import try_scorer
from jauap.evaluation.suite import Case, read_suite
from jauap.evaluation.versions import Versions, case_digest, pairs_by_id, read_versions
from jauap.runtime import build_runtime
from jauap.settings import load_settings
from jauap.workspace import Workspace


def hold_exam(assistant_id: str, *, workers: int, seconds: float, as_json: bool) -> None:
    """Ask, score, keep and report."""
    settings = load_settings()
    folder = RunFolder.under(settings.data_dir, assistant_id)
    with build_runtime(settings) as runtime:
        runtime.require_ingested(assistant_id)
        workspace, desk = runtime.workspace, runtime.desk(assistant_id)
        _, cases = read_suite(workspace.evaluation_folder(assistant_id))
        generation = runtime.index.active(assistant_id)
        pairs = pairs_by_id(workspace.pairs(assistant_id))
        versions = read_versions(workspace, assistant_id, cases, desk=desk, generation=generation)
        began = time.monotonic()
        if not as_json:
            _announce(cases, versions, folder)
        with showing_progress("questions", len(cases), hidden=as_json) as progress:
            held = asyncio.run(
                run_suite(
                    cases,
                    respond_at(desk),
                    versions=versions,
                    scorers=all_scorers(runtime.jwks(), pairs),
                    folder=folder,
                    now=runtime.now,
                    workers=workers,
                    seconds=seconds,
                    progress=progress,
                )
            )
    if not as_json:
        console(stderr=True).print(f"took {time.monotonic() - began:.1f} s", style="dim")
    show_report(assistant_id, held.id, as_json=as_json)


def _announce(cases: Sequence[Case], versions: Versions, folder: RunFolder) -> None:
    """Say before the first question how many there are and what they may cost."""
    held = read_kept(folder.kept_file(versions))
    left = sum(case_digest(case) not in held for case in cases)
    cost = f"at most {left} calls of {versions.model}" if versions.model else "no model, no cost"
    line = f"{len(cases)} questions, {left} to ask; {cost}"
    console(stderr=True).print(line, markup=False, highlight=False)


def show_report(
    assistant_id: str,
    run_id: str,
    *,
    curve: Path | None = None,
    out: Path | None = None,
    as_json: bool = False,
) -> None:
    """Write the report of a run beside it, or into `out`, and print its headline."""
    settings = load_settings()
    folder = run_folder(settings.data_dir, assistant_id, run_id)
    made = make_report(Workspace(settings.workspace), assistant_id, folder, curve)
    written = write_report(made, out or folder)
    if as_json:
        typer.echo(report_json(made), nl=False)
        return
    screen = console()
    for figure in made.figures.headline:
        line = f"{figure.name:18} {percent(figure.value):>8}  {span(figure):>16}  n={figure.n}"
        left = f"  unscored {figure.n_unscored}" if figure.n_unscored else ""
        screen.print(line + left, markup=False, highlight=False)
    unsafe = made.figures.unsafe
    screen.print(
        f"{'unsafe':18} {unsafe.count} of {unsafe.n}, at most {percent(unsafe.upper)}",
        markup=False,
        highlight=False,
    )
    screen.print("Automatic verdicts, by rules; not people's.", style="dim")
    screen.print(str(written[1]), markup=False, highlight=False)


def make_report(
    workspace: Workspace, assistant_id: str, folder: Path, curve: Path | None = None
) -> Report:
    """Read everything a report needs from a finished run and the workspace."""
    from jauap.cli.exam_judge import calibrations_of

    evaluation = workspace.evaluation_folder(assistant_id)
    suite, cases = read_suite(evaluation)
    accepted = evaluation / BASELINE_FILE
    run = read_run(folder)
    return build_report(
        run,
        read_manifest(folder),
        cases,
        passages=read_passages(folder),
        pairs=workspace.pairs(assistant_id),
        baseline=read_baseline(accepted) if accepted.exists() else None,
        judges=calibrations_of(run.id, folder, evaluation),
        curve=read_curve(curve) if curve else (),
        authorship=suite.authorship,
    )


def read_curve(path: Path) -> tuple[CurvePoint, ...]:
    """Read the points of a learning curve: `{"curve": [{"pairs", "accuracy", "low", ...}]}`.

    Raises:
        WorkspaceInvalid: the file is no such curve.
    """
    known = CurvePoint.model_fields
    try:
        steps = json.loads(path.read_text(encoding="utf-8"))["curve"]
        return tuple(
            CurvePoint.model_validate_json(
                json.dumps({name: step[name] for name in known if name in step})
            )
            for step in steps
        )
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise WorkspaceInvalid(
            "no learning curve can be read here",
            where=str(path),
            remedy="write one with `jauap evaluate curve <id> --json`",
        ) from error


def try_scorers(*, as_json: bool) -> int:
    """Show what each scorer of words gave to the same and to other words; 1 when one is unfit."""
    scorers = [each for each in all_scorers({"keys": []}, {}) if each.compares_words]
    trials = [trial for scorer in scorers for trial in try_scorer(scorer)]
    if as_json:
        rows = [
            {
                "scorer": trial.scorer,
                "language": trial.language.value,
                "same": trial.same,
                "other": trial.other,
                "passed": trial.passed,
                "reason": trial.reason,
            }
            for trial in trials
        ]
        print_json({"trials": rows})
    else:
        for trial in trials:
            console().print(
                f"{'ok  ' if trial.passed else 'FAIL'} {trial.scorer:18} {trial.language}  "
                f"same words {trial.same}  other words {trial.other}  {trial.reason}".rstrip(),
                markup=False,
                highlight=False,
            )
    return 0 if all(trial.passed for trial in trials) else 1


def run_folder(data_dir: Path, assistant_id: str, run_id: str) -> Path:
    """Give a run's folder; the latest finished one when no id is given."""
    folder = RunFolder.under(data_dir, assistant_id)
    return folder.of_run(run_id) if run_id else folder.latest()


@contextmanager
def showing_progress(what: str, whole: int, *, hidden: bool) -> Iterator[Progress]:
    """Show a bar on standard error while something is under way."""
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console(stderr=True), disable=hidden, transient=True) as bar:
        task = bar.add_task(what, total=whole)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)
