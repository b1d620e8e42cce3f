"""Is a model whole on this disk, and which revision of it is that?"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from jauap.assistant import Declared
from jauap.retrieval.folder import replace_file
from jauap.retrieval.hub import HubModel

MANIFEST = "jauap-model.json"
"""Written when a fetch is complete; a folder copied by hand works without it."""

_EDGE = 1 << 20


class FileFacts(Declared):
    """What a file was when it was fetched."""

    bytes: int = Field(ge=0)
    sha256: str


class Manifest(Declared):
    """What a fetch brought."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    model: str
    repository: str
    revision: str
    files: dict[str, FileFacts]


class Presence(StrEnum):
    """How much of a model is here."""

    ABSENT = "absent"
    PARTIAL = "partial"
    """Files are missing or cut; fetching goes on where it stopped."""
    COPIED = "copied"
    """All files are here, brought by hand: sizes and digests are unknown."""
    COMPLETE = "complete"
    """All files are here with the sizes they were fetched with."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is on disk of one model."""

    presence: Presence
    missing: tuple[str, ...]
    bytes: int
    revision: str


def folder_of(models_dir: Path, model: HubModel) -> Path:
    """Give the folder a model is fetched into."""
    return models_dir / model.short_name


def look_at(folder: Path, model: HubModel) -> Held:
    """Look at what is on disk of a model; no file is read."""
    manifest = read_manifest(folder)
    missing = tuple(name for name in model.files if not _is_whole(folder, name, manifest))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if missing:
        presence = Presence.PARTIAL if size else Presence.ABSENT
    else:
        presence = Presence.COMPLETE if manifest else Presence.COPIED
    return Held(
        presence=presence,
        missing=missing,
        bytes=size,
        revision=manifest.revision if manifest else "",
    )


def read_manifest(folder: Path) -> Manifest | None:
    """Read what a fetch wrote; None when it is absent or unreadable."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write what was fetched, in one step."""
    replace_file(folder / MANIFEST, manifest.model_dump_json(by_alias=True, indent=1) + "\n")


def mark_of(folder: Path, files: Sequence[str], recipe: str) -> str:
    """Digest what makes a model's vectors: 12 hex digits, the same in every copy of the folder.

    A file of weights counts with its size, its first and its last MiB.
    """
    digest = hashlib.sha256(recipe.encode())
    for name in files:
        path = folder / name
        if not path.is_file():
            continue
        size = path.stat().st_size
        digest.update(json.dumps([name, size]).encode())
        with path.open("rb") as stream:
            digest.update(stream.read(_EDGE))
            if size > _EDGE:
                stream.seek(max(_EDGE, size - _EDGE))
                digest.update(stream.read())
    return digest.hexdigest()[:12]


def _is_whole(folder: Path, name: str, manifest: Manifest | None) -> bool:
    path = folder / name
    if not path.is_file():
        return False
    facts = manifest.files.get(name) if manifest else None
    return facts is None or path.stat().st_size == facts.bytes
