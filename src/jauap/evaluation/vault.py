"""Which questions has nobody seen? A sealed part of the exam, opened for a certificate only."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from jauap.assistant import Declared, Text
from jauap.errors import JauapError, WorkspaceInvalid
from jauap.evaluation.alike import read_wording
from jauap.evaluation.log import Log, Recorded
from jauap.evaluation.marks import Mark, mark
from jauap.evaluation.suite import Case, case_line
from jauap.retrieval.folder import replace_file

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

VAULT_FILE = "vault.json"
OPENINGS_FILE = "vault.openings.jsonl"


class Vault(Declared):
    """Sealed cases: their text encrypted, their marks open to the leak guard."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    cases: int = Field(ge=1)
    cases_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """Over the cases' lines; goes into the certificate."""
    marks: tuple[Mark, ...]
    sealed: Text
    """Fernet token of the cases' lines."""


class Opening(Recorded):
    """One opening; each wears the vault out a little, so they are counted."""

    certificate: Text
    """Id of the certificate's run."""
    cases_sha256: Text


def make_key() -> str:
    """Make a key for a new vault; it is kept by the head who signs certificates, never here."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode("ascii")


def seal_cases(cases: Sequence[Case], key: str) -> Vault:
    """Seal cases under a key.

    Raises:
        JauapError: the key is none, or the extra `evaluation` is not installed.
    """
    lines = _lines(cases)
    return Vault(
        cases=len(cases),
        cases_sha256=_digest(lines),
        marks=tuple(mark(case.id, case.intent, read_wording(case.question)) for case in cases),
        sealed=_fernet(key).encrypt(lines.encode()).decode("ascii"),
    )


def save_vault(folder: Path, vault: Vault) -> None:
    """Write vault.json into a suite's folder."""
    fields = vault.model_dump(mode="json", by_alias=True)
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=1)
    replace_file(folder / VAULT_FILE, f"{text}\n")


def read_vault(folder: Path) -> Vault | None:
    """Read vault.json of a suite's folder; None when the suite has no vault.

    Raises:
        WorkspaceInvalid: the file is damaged.
    """
    path = folder / VAULT_FILE
    if not path.exists():
        return None
    try:
        return Vault.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise _damaged(path) from error


def open_vault(folder: Path, key: str, opening: Opening) -> tuple[Case, ...]:
    """Write the opening into the suite's log, then give the cases.

    The log comes first: who sees the cases has left a trace, even when the key was wrong.

    Raises:
        WorkspaceInvalid: there is no vault, it is damaged, or the opening names another one.
        JauapError: the key does not open it.
    """
    from cryptography.fernet import InvalidToken

    path = folder / VAULT_FILE
    vault = read_vault(folder)
    if vault is None or vault.cases_sha256 != opening.cases_sha256:
        raise WorkspaceInvalid(
            "there is no such vault here",
            where=str(path),
            remedy="name the vault by its cases_sha256; seal one with `jauap evaluate golden seal`",
        )
    openings(folder).append(opening)
    try:
        lines = _fernet(key).decrypt(vault.sealed.encode()).decode()
    except InvalidToken as error:
        raise _wrong_key() from error
    if _digest(lines) != vault.cases_sha256:
        raise _damaged(path)
    return tuple(Case.model_validate_json(line) for line in lines.splitlines())


def openings(folder: Path) -> Log[Opening]:
    """Open the log of a suite's openings."""
    return Log(folder / OPENINGS_FILE, Opening)


def _lines(cases: Sequence[Case]) -> str:
    return "".join(f"{case_line(case)}\n" for case in cases)


def _digest(lines: str) -> str:
    return hashlib.sha256(lines.encode()).hexdigest()


def _fernet(key: str) -> "Fernet":
    from cryptography.fernet import Fernet

    try:
        return Fernet(key.strip())
    except ValueError as error:
        raise _wrong_key() from error


def _wrong_key() -> JauapError:
    return JauapError(
        "the key does not open this vault",
        where=VAULT_FILE,
        remedy="ask the head who keeps the key",
    )


def _damaged(path: Path) -> WorkspaceInvalid:
    return WorkspaceInvalid(
        "the vault is damaged", where=str(path), remedy="restore the file from its history"
    )
