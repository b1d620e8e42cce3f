"""Where does a run live? One folder of JSON Lines with a hashed manifest, and what was kept."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from jauap.assistant import Declared, Language, Text
from jauap.errors import NotFound, WorkspaceInvalid
from jauap.evaluation.records import CaseResult, Run, to_line
from jauap.evaluation.versions import Versions
from jauap.knowledge import Passage

RUN_FILE = "run.jsonl"
PASSAGES_FILE = "passages.jsonl"
MANIFEST_FILE = "manifest.json"


class KeptPassage(Declared):
    """A retrieved passage as it stood when the question was asked."""

    id: Text
    document_id: str
    source_id: str
    language: Language
    title: str
    heading: str
    text: str
    score: float = 0.0

    @classmethod
    def of(cls, passage: Passage) -> "KeptPassage":
        """Keep what a reader of a report needs of a passage."""
        return cls(
            id=passage.chunk_id,
            document_id=passage.document_id,
            source_id=passage.source_id,
            language=passage.language,
            title=passage.title,
            heading=" > ".join(passage.heading_path),
            text=passage.text,
        )


class Kept(Declared):
    """One answered case, kept so that a killed run goes on where it stopped."""

    case: str
    """Digest of the case as it was asked."""
    result: CaseResult
    passages: tuple[KeptPassage, ...] = ()


class Manifest(Declared):
    """What a run's files are and which version they are about; written before the first case."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    run: Text
    state: Literal["running", "finished"]
    verdicts: Literal["automatic"] = "automatic"
    """Where the verdicts come from: rules over facts and sources, never people."""
    versions: Versions
    scorers: tuple[str, ...]
    environment: dict[str, str] = Field(default_factory=dict)
    n: int = 0
    n_unscored: int = 0
    files: dict[str, str] = Field(default_factory=dict)
    """Hex SHA-256 of each file beside the manifest."""


@dataclass(frozen=True)
class RunFolder:
    """The runs of one assistant under the data folder."""

    root: Path

    @classmethod
    def under(cls, data_dir: Path, assistant_id: str) -> "RunFolder":
        """Name the folder of an assistant's runs."""
        return cls(data_dir / "evaluation" / assistant_id)

    def of_run(self, run_id: str) -> Path:
        """Name one run's folder."""
        return self.root / "runs" / run_id

    def latest(self) -> Path:
        """Give the folder of the run that finished last.

        Raises:
            NotFound: no run has finished yet.
        """
        finished = sorted(
            self.root.glob(f"runs/*/{RUN_FILE}"), key=lambda path: path.stat().st_mtime
        )
        if not finished:
            raise NotFound(
                "no run has finished yet",
                where=str(self.root),
                remedy=f"run `jauap evaluate run {self.root.name}`",
            )
        return finished[-1].parent

    def kept_file(self, versions: Versions) -> Path:
        """Name the file that keeps the answers of one version, whatever the suite."""
        return self.root / f"kept-{versions.version_digest[:16]}.jsonl"

    def open_manifest(self, manifest: Manifest) -> None:
        """Write a run's header before its first case."""
        folder = self.of_run(manifest.run)
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / MANIFEST_FILE, _pretty(manifest))

    def finish(self, manifest: Manifest, run: Run, passages: Mapping[str, KeptPassage]) -> Manifest:
        """Write a whole run and close its manifest with the files' hashes."""
        folder = self.of_run(run.id)
        files = {
            RUN_FILE: "".join(f"{line}\n" for line in run_lines(run)),
            PASSAGES_FILE: "".join(f"{to_line(passages[each])}\n" for each in sorted(passages)),
        }
        for name, text in files.items():
            _replace(folder / name, text)
        closed = manifest.model_copy(
            update={
                "state": "finished",
                "n": run.n,
                "n_unscored": run.n_unscored,
                "files": {name: _sha(text) for name, text in files.items()},
            }
        )
        _replace(folder / MANIFEST_FILE, _pretty(closed))
        return closed


def run_lines(run: Run) -> Iterator[str]:
    """Write a run as its header line and one line for each result."""
    yield to_line(run.model_copy(update={"results": ()}))
    yield from map(to_line, run.results)


def read_run(folder: Path) -> Run:
    """Read a finished run and hold its files to the manifest.

    Raises:
        NotFound: there is no finished run here.
        WorkspaceInvalid: a file was changed after the run.
    """
    path = folder / RUN_FILE
    manifest = read_manifest(folder)
    if manifest.state != "finished" or not path.exists():
        raise NotFound("the run is not finished", where=str(folder), remedy="run it again to go on")
    for name, digest in manifest.files.items():
        if _sha((folder / name).read_text(encoding="utf-8")) != digest:
            raise WorkspaceInvalid(
                "the file was changed after the run",
                where=str(folder / name),
                remedy="remove the folder and run again",
            )
    header, *results = path.read_text(encoding="utf-8").splitlines()
    found = tuple(CaseResult.model_validate_json(line) for line in results)
    return Run.model_validate_json(header).model_copy(update={"results": found})


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a run, finished or not."""
    path = folder / MANIFEST_FILE
    try:
        return Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound("there is no such run", where=str(folder)) from error
    except ValidationError as error:
        raise WorkspaceInvalid(
            "the manifest cannot be read", where=str(path), remedy="remove the folder and run again"
        ) from error


def read_passages(folder: Path) -> dict[str, KeptPassage]:
    """Read the passages of a run by id."""
    lines = (folder / PASSAGES_FILE).read_text(encoding="utf-8").splitlines()
    kept = [KeptPassage.model_validate_json(line) for line in lines]
    return {each.id: each for each in kept}


def read_kept(path: Path) -> dict[str, Kept]:
    """Read the kept answers by the digest of their case; a torn line is asked again."""
    if not path.exists():
        return {}
    kept: dict[str, Kept] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            each = Kept.model_validate_json(line)
        except ValidationError:
            continue
        kept[each.case] = each
    return kept


def keep(path: Path, answered: Iterable[Kept]) -> None:
    """Append answers to the kept ones; a line torn by a kill is closed first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    is_torn = path.exists() and path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8") as file:
        if is_torn:
            file.write("\n")
        for each in answered:
            file.write(to_line(each) + "\n")


def _pretty(manifest: Manifest) -> str:
    fields = manifest.model_dump(mode="json", by_alias=True)
    return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _replace(path: Path, text: str) -> None:
    """Write a file in one step, so that a reader sees the old or the new one."""
    draft = path.with_suffix(path.suffix + ".draft")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
