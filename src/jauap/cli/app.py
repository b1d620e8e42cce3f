"""Which commands does `jauap` have?"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from jauap.cli.evaluate import evaluate_app
from jauap.cli.label import label_app
from jauap.cli.models import models_app
from jauap.cli.pairs import pairs_app
from jauap.cli.people import people_app
from jauap.cli.queue import queue_app
from jauap.cli.show import guarded

app = typer.Typer(
    name="jauap",
    help="Build narrow, source-bound assistants for citizens in Kazakh, Russian and English.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(label_app)
app.add_typer(evaluate_app)
app.add_typer(models_app)
app.add_typer(people_app)
app.add_typer(queue_app)
app.add_typer(pairs_app)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Ids = Annotated[
    list[str] | None, typer.Argument(help="Assistants; all of them when none is named.")
]


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Build narrow, source-bound assistants for citizens in Kazakh, Russian and English."""
    if version:
        from jauap import __version__

        typer.echo(f"jauap {__version__}")
        raise typer.Exit


@app.command()
@guarded
def new(
    assistant_id: Annotated[str, typer.Argument(help="Letters, digits and _, as in land_use.")],
    folder: Annotated[Path, typer.Option("--workspace", help="Folder of the three folders.")] = (
        Path()
    ),
    as_json: AsJson = False,
) -> None:
    """Write a complete new assistant: three folders of data, ready to ingest and ask."""
    from jauap.cli.new import write_assistant

    write_assistant(assistant_id, folder, as_json=as_json)


@app.command()
@guarded
def doctor(as_json: AsJson = False) -> None:
    """Say what works on this machine, what is missing and how to get it."""
    from jauap.cli.doctor import examine

    raise typer.Exit(examine(as_json=as_json))


@app.command()
@guarded
def ingest(
    ids: Ids = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write every point anew, changed or not.")
    ] = False,
    recheck: Annotated[
        bool,
        typer.Option("--recheck", help="Ask the pages of files for their authors' opt-out anew."),
    ] = False,
    withdraw: Annotated[
        bool,
        typer.Option("--withdraw", help="Take back answers that cited a refused document."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read documents into the index; only what changed is fetched and written."""
    from jauap.cli.ingest import ingest_assistants

    raise typer.Exit(
        ingest_assistants(
            ids or [], force=force, as_json=as_json, recheck=recheck, withdraw=withdraw
        )
    )


@app.command()
@guarded
def ask(
    assistant_id: Annotated[str, typer.Argument(help="Which assistant.")],
    question: Annotated[str, typer.Argument(help="The question; - reads standard input.")],
    language: Annotated[
        str, typer.Option("--language", "-l", help="kk, ru or en; found out when not given.")
    ] = "",
    after: Annotated[
        list[str] | None,
        typer.Option("--after", help="An earlier question of the conversation; may be repeated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question and print the labelled answer with its sources."""
    from jauap.cli.ask import ask_once

    text = sys.stdin.read() if question == "-" else question
    ask_once(assistant_id, text, language=language, as_json=as_json, after=after or [])


@app.command()
@guarded
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = -1,
) -> None:
    """Start the service: chat API, chat page and public label verification."""
    from jauap.cli.serve import serve_forever

    serve_forever(host=host, port=port)


@app.command()
@guarded
def switch(
    assistant_id: Annotated[str, typer.Argument(help="Which assistant.")],
    state: Annotated[str, typer.Argument(help="off or on.")],
    reason: Annotated[str, typer.Option(help="Why; kept for the auditor.")],
    by: Annotated[str, typer.Option(help="Role of the official who decided, never a name.")],
) -> None:
    """Switch an assistant off or on; off answers with a message and a way to a human."""
    from jauap.cli.switch import turn

    turn(assistant_id, state, reason=reason, by=by)


@app.command()
@guarded
def tune(
    assistant_id: Annotated[str, typer.Argument(help="Whose search is fitted.")],
    write: Annotated[
        bool, typer.Option("--write", help="Write the weights into assistant.yaml.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fit the search weights on the golden questions; at least 50 are needed."""
    from jauap.cli.tune import tune_assistant

    tune_assistant(assistant_id, write=write, as_json=as_json)


@app.command()
@guarded
def demo(
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 8000,
    once: Annotated[
        bool, typer.Option("--once", help="Stop after the questions instead of staying up.")
    ] = False,
) -> None:
    """Ingest every assistant, start the service, ask in three languages and stay up."""
    from jauap.cli.demo import show

    show(port=port, once=once)


def main() -> None:
    """Run the command line."""
    app()
