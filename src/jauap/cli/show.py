"""How does the command line speak: text, JSON and errors?"""

import functools
import json
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import typer

from jauap.errors import JauapError

if TYPE_CHECKING:
    from rich.console import Console

P = ParamSpec("P")
R = TypeVar("R")

EXIT_ERROR = 2


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a JauapError into one message with its remedy and exit code 2.

    With --json the message is one object on standard output. No traceback is shown unless
    JAUAP_LOG_LEVEL is DEBUG.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except JauapError as error:
            if kwargs.get("as_json"):
                print_json({"error": error_fields(error)})
            else:
                err = console(stderr=True)
                err.print(f"[bold red]{error.code}[/] ", end="")
                err.print(
                    f"{error.where}: {error.what}" if error.where else error.what,
                    markup=False,
                    highlight=False,
                )
                if error.remedy:
                    err.print("  -> ", end="", style="bold")
                    err.print(error.remedy, markup=False, highlight=False)
            if _debugging():
                traceback.print_exc()
            raise typer.Exit(EXIT_ERROR) from error
        except KeyboardInterrupt as interrupt:
            raise typer.Exit(130) from interrupt

    return run


def error_fields(error: JauapError) -> dict[str, str]:
    """Give an error as plain fields."""
    return {
        "code": error.code,
        "what": error.what,
        "where": error.where,
        "remedy": error.remedy,
    }


def console(*, stderr: bool = False) -> "Console":
    """Make a console that wraps nothing it should not and honours NO_COLOR."""
    from rich.console import Console

    return Console(stderr=stderr, soft_wrap=True)


def print_json(data: Mapping[str, object]) -> None:
    """Print one JSON object, letters unescaped."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def _debugging() -> bool:
    from jauap.settings import load_settings

    try:
        return load_settings().log_level == "DEBUG"
    except JauapError:
        return False
