"""How do fitted weights get into assistant.yaml without a change to anything else in it?"""

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from jauap.errors import WorkspaceInvalid
from jauap.retrieval.folder import replace_file

_HEADER = re.compile(r"^search:[ \t]*(?:#.*)?$")
_ENTRY = re.compile(
    r"^(?P<start>(?P<indent>[ ]+)(?P<key>\w+):[ ]+)(?P<value>[^\s#]+)(?P<rest>[ ]*(?:#.*)?)$"
)
_NAMED = re.compile(r"^[\"']?search[\"']?[ \t]*:", re.MULTILINE)
_FIRST_COLUMN = re.compile(r"^[^\s#]")


def write_search(path: Path, weights: Mapping[str, float]) -> None:
    """Set weights under `search:` of an assistant.yaml; every other character stays.

    Raises:
        WorkspaceInvalid: the file is written in a way that cannot be edited safely; the remedy
            holds the lines to paste.
    """
    text = path.read_bytes().decode("utf-8")
    edited = with_search(text, weights)
    if edited is None:
        raise WorkspaceInvalid(
            "its `search:` cannot be edited safely; nothing was written",
            where=str(path),
            remedy=f"write these lines yourself:\n{search_block(weights)}",
        )
    replace_file(path, edited)


def with_search(text: str, weights: Mapping[str, float]) -> str | None:
    """Give the text with these weights; None when it would come to mean anything else as well."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    headers = [at for at, line in enumerate(lines) if _HEADER.match(line)]
    if headers:
        edits = _edit_block(lines, headers[0], weights)
    else:
        edits = not _NAMED.search(text)
        while lines and not lines[-1].strip():
            lines.pop()
        lines += [*search_block(weights).split("\n"), ""]
    edited = newline.join(lines)
    return edited if edits and len(headers) < 2 and _means(edited, text, weights) else None


def search_block(weights: Mapping[str, float]) -> str:
    """Write weights as YAML."""
    return "\n".join(("search:", *(f"  {name}: {value:g}" for name, value in weights.items())))


def _edit_block(lines: list[str], header: int, weights: Mapping[str, float]) -> bool:
    """Edit the lines of a block; False when one of them is no plain `key: value`."""
    last, indent = header, "  "
    waiting = dict(weights)
    for at in range(header + 1, len(lines)):
        line = lines[at]
        if _FIRST_COLUMN.match(line):
            break
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        entry = _ENTRY.match(line)
        if entry is None:
            return False
        last, indent = at, entry["indent"]
        value = waiting.pop(entry["key"], None)
        if value is not None:
            lines[at] = f"{entry['start']}{value:g}{entry['rest']}"
    lines[last + 1 : last + 1] = [f"{indent}{name}: {value:g}" for name, value in waiting.items()]
    return True


def _means(edited: str, text: str, weights: Mapping[str, float]) -> bool:
    """Tell whether the edit changed the weights and nothing else."""
    try:
        before, after = yaml.safe_load(text), yaml.safe_load(edited)
    except yaml.YAMLError:
        return False
    if not isinstance(before, dict):
        return False
    wanted = {**before, "search": {**(before.get("search") or {}), **weights}}
    return bool(after == wanted)
