"""Which commands work on labels?"""

from pathlib import Path
from typing import Annotated

import typer

from jauap.cli.label_keys import AsJson, By, Why, keys_app
from jauap.cli.label_log import log_app
from jauap.cli.show import guarded

label_app = typer.Typer(
    name="label",
    help="Verify labels, look after their keys, withdraw answers.",
    no_args_is_help=True,
)

label_app.add_typer(keys_app)
label_app.add_typer(log_app)


@label_app.command()
@guarded
def verify(
    file: Annotated[str, typer.Argument(help="Text file, or - for standard input.")],
    jwks: Annotated[
        Path | None,
        typer.Option("--jwks", help="Public keys of the service; nothing else is asked then."),
    ] = None,
    label: Annotated[
        Path | None, typer.Option("--label", help="File with the label, when it came apart.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a text against its label: 0 exact, 1 changed or a part, 2 unknown, 3 not genuine."""
    from jauap.cli.label_verify import verify_file

    raise typer.Exit(verify_file(file, jwks_file=jwks, label_file=label, as_json=as_json))


@label_app.command()
@guarded
def withdraw(
    reason: Why,
    by: By,
    code: Annotated[str, typer.Argument(help="Code of the answer.")] = "",
    source: Annotated[
        str, typer.Option("--source", help="Every answer that cited this document: subsidy.kk")
    ] = "",
    assistant: Annotated[
        str, typer.Option("--assistant", help="With --source: whose document it is.")
    ] = "",
    since: Annotated[
        str, typer.Option("--since", help="With --source: only answers from this day on.")
    ] = "",
    replaced_by: Annotated[
        str, typer.Option("--replaced-by", help="Code of the answer that stands now.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count the answers, take none back.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take answers back: an error was found, or the law changed."""
    from jauap.cli.label_withdraw import Recall, take_back

    recall = Recall(
        code=code,
        source=source,
        assistant=assistant,
        since=since,
        reason=reason,
        by=by,
        replaced_by=replaced_by,
        is_rehearsal=dry_run,
    )
    take_back(recall, as_json=as_json)
