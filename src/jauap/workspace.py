"""Where are the three folders, and what do they declare?"""

import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from jauap.answer import Texts
from jauap.assistant import Assistant, Language
from jauap.calibration import Calibration
from jauap.errors import NotFound, WorkspaceInvalid
from jauap.knowledge import NO_SYNONYMS, Pair, Sources, Synonyms

Model = TypeVar("Model", bound=BaseModel)

_REMEDIES = {
    "extra_forbidden": "remove the key or correct its spelling",
    "missing": "add the key",
    "literal_error": "write the value the declaration allows",
    "enum": "use one of the listed values",
}


@dataclass(frozen=True)
class Workspace:
    """The folder that holds assistants/, ingestion/ and evaluation/."""

    root: Path

    def ids(self) -> tuple[str, ...]:
        """List the assistants, sorted.

        Raises:
            WorkspaceInvalid: there is no assistants/ folder.
        """
        folder = self.root / "assistants"
        if not folder.is_dir():
            raise WorkspaceInvalid(
                "no folder assistants/ here",
                where=str(self.root.resolve()),
                remedy="run in the workspace, set JAUAP_WORKSPACE, or start with `jauap new <id>`",
            )
        return tuple(sorted(path.parent.name for path in folder.glob("*/assistant.yaml")))

    def assistant(self, assistant_id: str) -> Assistant:
        """Read assistants/<id>/assistant.yaml."""
        path = self._folder("assistants", assistant_id) / "assistant.yaml"
        assistant = read_yaml(path, Assistant)
        if assistant.id != assistant_id:
            raise WorkspaceInvalid(
                f"id {assistant.id!r} differs from the folder {assistant_id!r}",
                where=f"{path}: id",
                remedy="make the two equal",
            )
        return assistant

    def texts(self, assistant_id: str) -> Texts:
        """Read assistants/<id>/texts.yaml; an absent file means the built-in wordings."""
        path = self._folder("assistants", assistant_id) / "texts.yaml"
        return read_yaml(path, Texts) if path.exists() else Texts(schema=1)

    def prompt(self, assistant_id: str, language: Language) -> str:
        """Read assistants/<id>/prompts/answer.<language>.md; empty when the file is absent."""
        path = self._folder("assistants", assistant_id) / "prompts" / f"answer.{language}.md"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def sources(self, assistant_id: str) -> Sources:
        """Read ingestion/<id>/sources.yaml."""
        path = self.ingestion_folder(assistant_id) / "sources.yaml"
        sources = read_yaml(path, Sources)
        seen: set[str] = set()
        for source in sources.sources:
            if source.id in seen:
                raise WorkspaceInvalid(
                    f"source id {source.id!r} is used twice",
                    where=f"{path}: sources",
                    remedy="give each source its own id",
                )
            seen.add(source.id)
        return sources

    def pairs(self, assistant_id: str) -> tuple[Pair, ...]:
        """Read ingestion/<id>/pairs.jsonl; an absent file means no pairs."""
        path = self.ingestion_folder(assistant_id) / "pairs.jsonl"
        return tuple(read_jsonl(path, Pair)) if path.exists() else ()

    def synonyms(self, assistant_id: str) -> Synonyms:
        """Read ingestion/<id>/synonyms.yaml; an absent file means the built-in ones alone."""
        path = self.ingestion_folder(assistant_id) / "synonyms.yaml"
        return read_yaml(path, Synonyms) if path.exists() else NO_SYNONYMS

    def calibration(self, assistant_id: str) -> Calibration | None:
        """Read evaluation/<id>/calibration.json; None when there is none.

        Raises:
            WorkspaceInvalid: the file does not fit, or is another assistant's.
        """
        path = self.root / "evaluation" / assistant_id / "calibration.json"
        if not path.exists():
            return None
        calibration = read_yaml(path, Calibration)
        if calibration.assistant != assistant_id:
            raise WorkspaceInvalid(
                f"the calibration is of {calibration.assistant!r}",
                where=f"{path}: assistant",
                remedy=f"run `jauap evaluate threshold {assistant_id}`",
            )
        return calibration

    def ingestion_folder(self, assistant_id: str) -> Path:
        """Give ingestion/<id>/."""
        return self._folder("ingestion", assistant_id)

    def evaluation_folder(self, assistant_id: str) -> Path:
        """Give evaluation/<id>/."""
        return self._folder("evaluation", assistant_id)

    def _folder(self, part: str, assistant_id: str) -> Path:
        folder = self.root / part / assistant_id
        if folder.is_dir() and assistant_id == Path(assistant_id).name != "":
            return folder
        known = ", ".join(self.ids()) or "none yet"
        raise NotFound(
            f"no assistant {assistant_id!r} under {part}/",
            where=str(self.root.resolve()),
            remedy=f"known: {known}; make one with `jauap new {assistant_id}`",
        )


def read_yaml(path: Path, model: type[Model]) -> Model:
    """Read one YAML file into `model`; an error names file, key, value and remedy.

    Raises:
        WorkspaceInvalid: the file is missing, no YAML, or does not fit.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeys)  # noqa: S506 - a SafeLoader
    except FileNotFoundError as error:
        raise WorkspaceInvalid(
            "the file is missing", where=str(path), remedy="`jauap new` shows a complete set"
        ) from error
    except UnicodeDecodeError as error:
        raise WorkspaceInvalid(
            f"not UTF-8 at byte {error.start}", where=str(path), remedy="save the file as UTF-8"
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "cannot be read"
        raise WorkspaceInvalid(
            f"not valid YAML: {problem}", where=f"{path}{line}", remedy="correct that line"
        ) from error
    return _validated(data, model, str(path))


def read_jsonl(path: Path, model: type[Model]) -> Iterator[Model]:
    """Read a JSON Lines file record by record; an error names the line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise WorkspaceInvalid(
                f"not valid JSON: {error.msg}", where=where, remedy="correct that line"
            ) from error
        yield _validated(data, model, where)


def _validated(data: object, model: type[Model], where: str) -> Model:
    try:
        # JSON mode: strict types, yet enums, dates and tuples have a spelling in YAML.
        return model.model_validate_json(json.dumps(data, default=_iso))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        value = "" if first["type"] == "missing" else f"value {_short(first['input'])}: "
        raise WorkspaceInvalid(
            f"{value}{first['msg']}",
            where=f"{where}: {key}",
            remedy=_REMEDIES.get(first["type"], "correct the value"),
        ) from error


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _iso(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a workspace file")


class _UniqueKeys(yaml.SafeLoader):
    """Safe YAML that refuses a key written twice instead of keeping the last."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is written twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)
