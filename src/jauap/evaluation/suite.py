"""What counts as right for one assistant? The suite and its golden cases."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from jauap.assistant import AssistantId, Declared, Language, Level, Text
from jauap.errors import WorkspaceInvalid
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


class Case(Declared):
    """One golden case: a question and where its answer stands, or that it must be refused."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{2,79}$")]
    intent: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$")]
    """Cases that ask for the same thing, in any wording or language, share it."""
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
    key_facts: tuple[tuple[Text, ...], ...] = ()
    """Each fact by its accepted spellings; a right answer contains one spelling of each."""

    @model_validator(mode="after")
    def _answerable_case_names_its_evidence(self) -> "Case":
        evidence = (self.source, self.quote, self.reference)
        if self.kind is CaseKind.IN_SCOPE and not (all(evidence) and self.key_facts):
            raise ValueError("an in_scope case needs source, quote, reference and key_facts")
        if self.kind is not CaseKind.IN_SCOPE and (any(evidence) or self.key_facts):
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
    """Read a suite with all its cases, in file order.

    Raises:
        WorkspaceInvalid: a file does not fit, or two cases share an id.
    """
    suite = read_yaml(folder / "suite.yaml", Suite)
    cases = [case for name in suite.golden for case in read_jsonl(folder / name, Case)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise WorkspaceInvalid(
                f"case id {case.id!r} is used twice",
                where=str(folder),
                remedy="give each case its own id",
            )
        seen.add(case.id)
    return suite, cases
