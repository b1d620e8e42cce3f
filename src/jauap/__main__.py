"""Runs the command line as `python -m jauap`."""

from jauap.cli import main

main()
