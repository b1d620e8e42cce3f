"""The command line: one thin function a command."""

from jauap.cli.app import main

__all__ = ["main"]
