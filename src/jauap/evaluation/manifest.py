"""Is this the exam that was frozen? A manifest with a digest of every case, linked to the last."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from jauap.assistant import Declared, Text
from jauap.errors import WorkspaceInvalid
from jauap.evaluation.split import Split

MANIFEST_FILE = "manifest.json"

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Declared):
    """One frozen version of a suite; manifest.json beside suite.yaml."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    suite: Text
    version: int = Field(ge=1)
    parent: Sha256 | None = None
    """Digest of the manifest of the version before; none for the first."""
    items_sha256: Sha256
    """Over the digests of all cases, by id, whatever file they stand in."""
    counts: dict[str, int]
    """Cases live, retired and protected, intents, and live cases by language."""
    licence: Text
    split: Split | None = None
    """Rule and seed that put the cases into the exam; none means that the exam closes the intent
    of every case to pairs."""
    files: dict[Text, dict[Text, Sha256]]
    """Digest of every case, by golden file and case id."""

    @property
    def digest(self) -> str:
        """Hex SHA-256 that stands for this version and, through `parent`, for all before it."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    @property
    def ids(self) -> frozenset[str]:
        """Ids this version knows, retired ones included."""
        return frozenset(case for items in self.files.values() for case in items)

    def text(self) -> str:
        """Write the manifest as JSON: sorted keys, one case a line, the same on every machine."""
        fields = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One case that is not as it was frozen."""

    file: str
    case: str
    what: Literal["added", "removed", "changed"]


def read_manifest(folder: Path) -> Manifest | None:
    """Read manifest.json of a suite's folder; None before the first freeze.

    Raises:
        WorkspaceInvalid: the file does not fit, or its parts do not fit each other.
    """
    path = folder / MANIFEST_FILE
    if not path.exists():
        return None
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise _damaged(path, "the file is no manifest") from error
    if manifest.items_sha256 != digest_items(manifest.files):
        raise _damaged(path, "the digest of all cases does not fit the digests of the cases")
    return manifest


def find_changes(manifest: Manifest, files: Mapping[str, Mapping[str, str]]) -> tuple[Change, ...]:
    """List what differs from the frozen version, by file and id.

    Args:
        files: digest of every case now, by golden file and case id.
    """
    changes = []
    for name in sorted({*manifest.files, *files}):
        then, now = manifest.files.get(name, {}), files.get(name, {})
        for case in sorted({*then, *now}):
            if case not in now:
                changes.append(Change(file=name, case=case, what="removed"))
            elif case not in then:
                changes.append(Change(file=name, case=case, what="added"))
            elif then[case] != now[case]:
                changes.append(Change(file=name, case=case, what="changed"))
    return tuple(changes)


def require_unchanged(
    folder: Path, manifest: Manifest, files: Mapping[str, Mapping[str, str]]
) -> None:
    """Refuse an exam that is not the frozen one.

    Raises:
        WorkspaceInvalid: a case was added, removed or changed since the freeze.
    """
    changes = find_changes(manifest, files)
    if not changes:
        return
    first = changes[0]
    others = f", and {len(changes) - 1} more" if len(changes) > 1 else ""
    raise WorkspaceInvalid(
        f"case {first.case!r} was {first.what} since version {manifest.version} was frozen{others}",
        where=str(folder / first.file),
        remedy=f"undo it, or review `jauap evaluate golden diff {folder.name}` and "
        f"run `jauap evaluate golden freeze {folder.name}`",
    )


def digest_line(line: str) -> str:
    """Digest one case as its canonical line."""
    return hashlib.sha256(line.encode()).hexdigest()


def digest_items(files: Mapping[str, Mapping[str, str]]) -> str:
    """Digest all cases by id, so that moving a case between files changes nothing."""
    items: Iterable[tuple[str, str]] = (
        item for digests in files.values() for item in digests.items()
    )
    text = "".join(f"{case} {digest}\n" for case, digest in sorted(items))
    return hashlib.sha256(text.encode()).hexdigest()


def _damaged(path: Path, what: str) -> WorkspaceInvalid:
    return WorkspaceInvalid(
        what,
        where=str(path),
        remedy="restore manifest.json from its history; never edit it by hand",
    )
