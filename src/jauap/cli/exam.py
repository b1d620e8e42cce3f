"""Which commands hold an exam, show its report and try its scorers and judges?"""

from pathlib import Path
from typing import Annotated

import typer

from jauap.cli.show import guarded

AssistantArgument = Annotated[str, typer.Argument(help="Which assistant.")]
RunId = Annotated[str, typer.Option("--run", help="Id of a run; the latest when not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]

judge_app = typer.Typer(
    name="judge",
    help="Let a model judge a run, and hold it to people's verdicts.",
    no_args_is_help=True,
)


@guarded
def run(
    assistant_id: AssistantArgument,
    workers: Annotated[int, typer.Option(min=1, help="Questions asked at the same time.")] = 4,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="Time for one answer; a later one is unscored.")
    ] = 60.0,
    as_json: AsJson = False,
) -> None:
    """Ask every question of the exam, score the answers and write the report.

    A stopped run goes on where it stopped; what the same version has answered is not asked again.
    """
    from jauap.cli.exam_run import hold_exam

    hold_exam(assistant_id, workers=workers, seconds=seconds, as_json=as_json)


@guarded
def report(
    assistant_id: AssistantArgument,
    run_id: RunId = "",
    curve: Annotated[Path | None, typer.Option(help="JSON of a learning curve to draw in.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; the run's own when not given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a run's report again: HTML and Markdown in three languages, and JSON."""
    from jauap.cli.exam_run import show_report

    show_report(assistant_id, run_id, curve=curve, out=out, as_json=as_json)


@guarded
def selftest(as_json: AsJson = False) -> None:
    """Try every scorer of words in Kazakh, Russian and English; exit 1 when one cannot read."""
    from jauap.cli.exam_run import try_scorers

    raise typer.Exit(try_scorers(as_json=as_json))


@judge_app.command("run")
@guarded
def judge_answers(
    assistant_id: AssistantArgument,
    model: Annotated[str, typer.Option(help="Name of the judging model.")],
    provider: Annotated[str, typer.Option(help="LangChain's name of its provider.")] = "openai",
    url: Annotated[str, typer.Option(help="Address of an OpenAI-compatible server.")] = "",
    key_variable: Annotated[
        str, typer.Option(help="Environment variable that holds the key.")
    ] = "",
    metric: Annotated[
        str,
        typer.Option(help="judge, or a metric of ragas such as faithfulness (extra `ragas`)."),
    ] = "judge",
    run_id: RunId = "",
    workers: Annotated[int, typer.Option(min=1, help="Answers judged at the same time.")] = 4,
    as_json: AsJson = False,
) -> None:
    """Let a model judge the answers of a run; it shows no number before it is calibrated."""
    from jauap.assistant import ChatModel
    from jauap.cli.exam_judge import judge_with

    chosen = ChatModel(
        provider=provider,
        name=model,
        url=url or None,
        api_key_variable=key_variable or None,
        deadline_seconds=120,
        max_characters=50_000,
        max_tokens=4096,
    )
    judge_with(assistant_id, run_id, chosen, metric=metric, workers=workers, as_json=as_json)


@judge_app.command("calibrate")
@guarded
def calibrate(
    assistant_id: AssistantArgument,
    run_id: RunId = "",
    verdicts: Annotated[
        Path | None,
        typer.Option(help="Log of people's verdicts; evaluation/<id>/verdicts.jsonl otherwise."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold the judges of a run to people's verdicts; exit 2 when no language has enough."""
    from jauap.cli.exam_judge import calibrate_judges

    raise typer.Exit(calibrate_judges(assistant_id, run_id, verdicts=verdicts, as_json=as_json))
