"""What counts as right for one assistant? The suite and its golden cases."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from jauap.assistant import AssistantId, Declared, Language, Level, Text
from jauap.errors import WorkspaceInvalid
from jauap.evaluation.manifest import digest_line, read_manifest, require_unchanged
from jauap.workspace import read_jsonl, read_yaml


class CaseKind(StrEnum):
    """What a case asks for."""

    IN_SCOPE = "in_scope"
    NEAR_MISS = "near_miss"
    OTHER_TOPIC = "other_topic"
    PERSONAL = "personal"
    DECISION = "decision"
    CHIT_CHAT = "chit_chat"
    INJECTION = "injection"
    CRISIS = "crisis"


CaseId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{2,79}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$")]


class KeyFact(Declared):
    """Something a right answer says, or must not say, by the spellings that count as saying it."""

    any_of: tuple[Text, ...] = Field(min_length=1)
    """Spellings in any of the three languages."""
    vital: bool = True
    """False for a fact that is good to have and whose absence is no mistake."""
    must_not: bool = False
    """True for a statement that makes an answer wrong."""


class Case(Declared):
    """One golden case: a question and where its answer stands, or that it must be refused."""

    id: CaseId
    intent: Slug
    """Cases that ask for the same thing, in any wording or language, share it."""
    cluster: Slug | None = None
    """Wordings so alike that they never stand on two sides of a split; none means the intent's."""
    author: Text | None = None
    """Who worded the question, by role or pseudonym."""
    language: Language
    question: Text
    kind: CaseKind
    topic: Text
    harm: Level = Level.LOW
    """Harm a wrong answer can do."""
    source: Text | None = None
    """Source id that answers; none for a case that must be refused."""
    quote: Text | None = None
    """Words of the source's document in this language (or the only one) that carry the answer."""
    reference: Text | None = None
    """A right answer in own words."""
    key_facts: tuple[KeyFact, ...] = ()
    protected: bool = False
    """True for a case no release may lose."""
    retired_on: date | None = None
    """Day the case left the exam; its id stays taken."""
    retire_reason: Text | None = None

    @property
    def answerable(self) -> bool:
        """True when the sources hold the answer."""
        return self.kind is CaseKind.IN_SCOPE

    @property
    def should_refuse(self) -> bool:
        """True when only a refusal, or a way to a person, is right."""
        return not self.answerable

    @property
    def is_retired(self) -> bool:
        """True when the case is no longer part of the exam."""
        return self.retired_on is not None

    @model_validator(mode="after")
    def _retirement_has_a_reason(self) -> "Case":
        if (self.retired_on is None) != (self.retire_reason is None):
            raise ValueError("retired_on and retire_reason stand together or not at all")
        return self

    @model_validator(mode="after")
    def _answerable_case_names_its_evidence(self) -> "Case":
        evidence = (self.source, self.quote, self.reference)
        vital = any(fact.vital and not fact.must_not for fact in self.key_facts)
        if self.answerable and not (all(evidence) and vital):
            raise ValueError("an in_scope case needs source, quote, reference and vital key_facts")
        if self.should_refuse and (any(evidence) or self.key_facts):
            raise ValueError("only an in_scope case has source, quote, reference and key_facts")
        return self


class Suite(Declared):
    """evaluation/<id>/suite.yaml: which files are the exam, and who wrote them."""

    schema_version: Literal[1] = Field(alias="schema")
    assistant: AssistantId
    description: Text
    authorship: Text
    """Who wrote the cases and whether a native speaker reviewed them."""
    golden: tuple[Text, ...] = Field(min_length=1)
    """Names of the golden files beside suite.yaml."""


def read_suite(folder: Path) -> tuple[Suite, Sequence[Case]]:
    """Read a suite with the cases of its exam, in file order; retired cases are left out.

    Raises:
        WorkspaceInvalid: a file does not fit, two cases share an id, or the cases are not those
            of the suite's manifest.
    """
    suite, files = read_files(folder)
    manifest = read_manifest(folder)
    if manifest is not None:
        require_unchanged(folder, manifest, digest_files(files))
    return suite, [case for cases in files.values() for case in cases if not case.is_retired]


def read_files(folder: Path) -> tuple[Suite, Mapping[str, Sequence[Case]]]:
    """Read a suite as it stands, frozen or not: every case by golden file, retired ones included.

    Raises:
        WorkspaceInvalid: a file does not fit, or two cases share an id.
    """
    suite = read_yaml(folder / "suite.yaml", Suite)
    files = {name: tuple(read_jsonl(folder / name, Case)) for name in suite.golden}
    seen: set[str] = set()
    for case in (case for cases in files.values() for case in cases):
        if case.id in seen:
            raise WorkspaceInvalid(
                f"case id {case.id!r} is used twice",
                where=str(folder),
                remedy="give each case its own id",
            )
        seen.add(case.id)
    return suite, files


def case_line(case: Case) -> str:
    """Write a case as its line in a golden file: sorted keys, letters unescaped, no defaults."""
    fields = case.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


def digest_files(files: Mapping[str, Sequence[Case]]) -> Mapping[str, Mapping[str, str]]:
    """Digest every case, by golden file and id."""
    return {
        name: {case.id: digest_line(case_line(case)) for case in cases}
        for name, cases in files.items()
    }
