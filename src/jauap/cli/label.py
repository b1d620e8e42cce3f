"""Which commands work on labels?"""

import typer

label_app = typer.Typer(
    name="label",
    help="Verify labels, look after their keys, withdraw answers.",
    no_args_is_help=True,
)
