"""Which pages of docs/ are made from the code? `python -m jauap.cli.reference` writes them."""

from collections.abc import Mapping
from pathlib import Path

from jauap.settings import Settings

_HEAD = "<!-- Made by `python -m jauap.cli.reference`; edit the code, not this page. -->\n\n"


def pages() -> Mapping[str, str]:
    """Give the generated pages by file name."""
    return {"settings.md": _settings_page(), "commands.md": _commands_page()}


def write_pages(folder: Path) -> None:
    """Write the generated pages."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def _settings_page() -> str:
    lines = [
        _HEAD + "# Settings\n",
        "Every setting is an environment variable. None of them switches the label off.\n",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        lines.append(f"| `JAUAP_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _commands_page() -> str:
    from typer.main import get_command
    from typer.testing import CliRunner

    from jauap.cli.app import app

    runner = CliRunner(env={"COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1"})
    names = sorted(getattr(get_command(app), "commands", {}))
    parts = [_HEAD + "# Commands\n"]
    for command in ([], *([name] for name in names)):
        shown = runner.invoke(app, [*command, "--help"], prog_name="jauap").output.rstrip()
        parts.append(f"## jauap {' '.join(command)}".rstrip() + f"\n\n```\n{shown}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    write_pages(Path("docs"))
