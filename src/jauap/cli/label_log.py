"""Which commands check and close the public log?"""

from pathlib import Path
from typing import Annotated

import typer

from jauap.cli.show import console, guarded, print_json

log_app = typer.Typer(
    name="log",
    help="Check the log of labels, close its days.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


@log_app.command()
@guarded
def check(
    jwks: Annotated[
        Path | None, typer.Option(help="Exported keys to trust; else the deployment's own.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Follow chains, roots and stamps offline; exit code 1 names the first bad record."""
    from jauap.cli.log_report import report_of

    found = report_of(jwks)
    if as_json:
        print_json(found)
    else:
        out = console()
        for line in found["lines"]:
            out.print(line, markup=False, highlight=False)
    raise typer.Exit(0 if found["whole"] else 1)


@log_app.command()
@guarded
def close(as_json: AsJson = False) -> None:
    """Make the signed roots of all days that are over, and get their time stamps."""
    from jauap.deployment import open_authority, open_deployment, utc_now
    from jauap.settings import load_settings
    from jauap.storage.duties import Stamping, StampMissing

    settings = load_settings()
    trouble = ""
    with open_deployment(settings) as opened:
        made = opened.log.close_days(utc_now())
        authority = open_authority(settings)
        if authority is not None:
            try:
                Stamping(opened.log, authority).stamp()
            except StampMissing as error:
                trouble = str(error)
    if as_json:
        roots = [{"number": root.number, "day": root.day, "root": root.root} for root in made]
        print_json({"roots": roots, "stamp_trouble": trouble})
        return
    for root in made:
        console().print(f"{root.day} {root.root}", markup=False, highlight=False)
    console().print(f"{len(made)} days closed")
    if trouble:
        console(stderr=True).print(trouble, markup=False, highlight=False)
