"""How does the command line hand the room's pairs to the files that gate and curve read?"""

from typing import Annotated

import typer

from jauap.cli.golden import open_workspace
from jauap.cli.show import console, guarded, print_json

pairs_app = typer.Typer(name="pairs", no_args_is_help=True, add_completion=False)


@pairs_app.callback()
def pairs() -> None:
    """Pairs of the experts' room."""


@pairs_app.command("export-log")
@guarded
def export_log(
    assistant_id: Annotated[str, typer.Argument(help="Whose pairs.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Add to the log of pairs what the room put in force, and bring pairs.jsonl up to date.

    A second call writes nothing.
    """
    from jauap.deployment import database_url
    from jauap.pairing.export_log import export_log as export
    from jauap.settings import load_settings
    from jauap.storage.held_pairs import HeldPairs
    from jauap.storage.store import open_store

    workspace = open_workspace()
    with open_store(database_url(load_settings())) as store:
        done = export(workspace, HeldPairs(store), assistant_id)
    if as_json:
        print_json({"assistant": assistant_id, "events": done.events, "pairs": done.pairs})
    else:
        console().print(
            f"{done.events} new lines in the log; {done.pairs} pairs in force", highlight=False
        )
