"""How does a ministry get a new assistant? Three folders, ready to ingest and ask."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from jauap.cli.show import console, print_json
from jauap.errors import WorkspaceInvalid

PARTS = ("assistants", "ingestion", "evaluation")


def write_assistant(assistant_id: str, folder: Path, *, as_json: bool) -> None:
    """Copy the templates; nothing that exists is touched.

    Raises:
        WorkspaceInvalid: the id cannot be used or is taken, or the folder cannot be written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", assistant_id):
        raise WorkspaceInvalid(
            f"id {assistant_id!r} cannot be used",
            remedy="use 2 to 40 small Latin letters, digits and _, a letter first: land_use",
        )
    taken = [part for part in PARTS if (folder / part / assistant_id).exists()]
    if taken:
        raise WorkspaceInvalid(
            f"{taken[0]}/{assistant_id} exists already",
            where=str(folder.resolve()),
            remedy="choose another id or remove that folder",
        )
    written: list[str] = []
    try:
        for part in PARTS:
            written += _copy(
                files("jauap") / "templates" / part, folder / part / assistant_id, assistant_id
            )
    except OSError as error:
        raise WorkspaceInvalid(
            f"cannot write: {error.strerror}",
            where=str(error.filename),
            remedy="choose a folder you may write to with --workspace",
        ) from error
    if as_json:
        print_json({"assistant": assistant_id, "files": written})
        return
    out = console()
    out.print(f"Wrote {len(written)} files:")
    for path in written:
        out.print(f"  {path}", highlight=False)
    out.print(
        f'Next: jauap ingest {assistant_id} && jauap ask {assistant_id} "Қабылдау уақыты қандай?"',
        highlight=False,
    )


def _copy(template: Traversable, target: Path, assistant_id: str) -> list[str]:
    target.mkdir(parents=True)
    written = []
    for entry in sorted(template.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            written += _copy(entry, target / entry.name, assistant_id)
            continue
        text = entry.read_text(encoding="utf-8").replace("$id", assistant_id)
        (target / entry.name).write_text(text, encoding="utf-8")
        written.append(str(target / entry.name))
    return written
