"""Which version is the accepted one? What it got right, case by case."""

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from jauap.assistant import Declared, Text
from jauap.errors import WorkspaceInvalid
from jauap.evaluation.records import Run
from jauap.verdict import Verdict

BASELINE_FILE = "baseline.json"


class Baseline(Declared):
    """evaluation/<id>/baseline.json: the verdicts of the last accepted run."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    assistant: Text
    run: Text
    suite_digest: str
    pairs_digest: str
    index_digest: str
    config_digest: str
    code_version: str
    verdicts: dict[str, Verdict | None]
    """Verdict of each case by its id; None where it could not be judged."""


def baseline_of(run: Run) -> Baseline:
    """Take a run as the accepted one."""
    return Baseline(
        assistant=run.assistant,
        run=run.id,
        suite_digest=run.suite_digest,
        pairs_digest=run.pairs_digest,
        index_digest=run.index_digest,
        config_digest=run.config_digest,
        code_version=run.code_version,
        verdicts={result.case_id: result.verdict for result in run.results},
    )


def write_baseline(path: Path, baseline: Baseline) -> str:
    """Write a baseline and give the digest that belongs into policy.yaml."""
    fields = baseline.model_dump(mode="json", by_alias=True)
    text = json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return hashlib.sha256(text.encode()).hexdigest()


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        WorkspaceInvalid: the file is missing or does not fit.
    """
    remedy = "run `jauap evaluate gate <id> --new-baseline` on a version that people accepted"
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise WorkspaceInvalid("there is no baseline", where=str(path), remedy=remedy) from error
    except ValidationError as error:
        raise WorkspaceInvalid(
            "the baseline cannot be read", where=str(path), remedy=remedy
        ) from error
