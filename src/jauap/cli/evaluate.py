"""Which commands measure how right an assistant is?"""

import typer

evaluate_app = typer.Typer(
    name="evaluate",
    help="Measure how right an assistant is, and decide whether it may be released.",
    no_args_is_help=True,
)
