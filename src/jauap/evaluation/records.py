"""What does one run of an exam leave behind? Results, scores, audits, and the only mean."""

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from jauap.answer import Outcome
from jauap.assistant import Declared, Language, Text
from jauap.evaluation.suite import CaseKind
from jauap.verdict import Verdict

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class ScoreStatus(StrEnum):
    """Whether a scorer came to a number."""

    SCORED = "scored"
    UNSCORED = "unscored"


class Score(Declared):
    """What one scorer says of one case; a failure is `unscored` with its reason, never a number."""

    scorer: Text
    value: Share | None = None
    status: ScoreStatus = ScoreStatus.SCORED
    reason: str = ""
    evidence: str = ""

    @model_validator(mode="after")
    def _only_a_score_has_a_value(self) -> Self:
        if self.status is ScoreStatus.SCORED and self.value is None:
            raise ValueError("a scored score needs a value")
        if self.status is ScoreStatus.UNSCORED and (self.value is not None or not self.reason):
            raise ValueError("an unscored score has a reason and no value")
        return self


class CaseResult(Declared):
    """What the assistant replied to one case, and what was made of it."""

    case_id: Text
    intent: Text
    language: Language
    topic: Text
    kind: CaseKind
    question: Text
    outcome: Outcome
    text: str
    cited: tuple[str, ...] = ()
    """Ids of the documents the answer cites."""
    passages: tuple[str, ...] = ()
    """Ids of all retrieved chunks, best first."""
    code: str = ""
    """Code of the reply's label."""
    composed_by: str = ""
    confidence: Share | None = None
    features: dict[str, float] = Field(default_factory=dict)
    verdict: Verdict | None = None
    """None until somebody or something could judge the reply."""
    scores: tuple[Score, ...] = ()
    """At most one of each scorer; a scorer the case is not meant for leaves none."""
    milliseconds: float = Field(default=0.0, ge=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _each_scorer_speaks_once(self) -> Self:
        names = [score.scorer for score in self.scores]
        if len(set(names)) != len(names):
            raise ValueError("a scorer has given two scores to one case")
        return self

    def score_of(self, scorer: str) -> Score | None:
        """Give the score of one scorer, None when the case is not meant for it."""
        return next((score for score in self.scores if score.scorer == scorer), None)


class Run(Declared):
    """One frozen version of an assistant over one suite, with everything that decided the replies.

    A run's file is its header line, `results` left out, and one line for each result.
    """

    schema_version: Literal[1] = Field(default=1, alias="schema")
    id: Text
    assistant: Text
    started: AwareDatetime
    suite_digest: str
    pairs_digest: str
    index_digest: str
    config_digest: str
    code_version: str
    model: str = ""
    """Name of the chat model; empty when none is declared."""
    seed: int = 0
    results: tuple[CaseResult, ...] = ()

    @model_validator(mode="after")
    def _each_case_is_there_once(self) -> Self:
        ids = [result.case_id for result in self.results]
        if len(set(ids)) != len(ids):
            raise ValueError("a case stands in the run twice")
        return self

    @property
    def n(self) -> int:
        """How many cases the run has, judged or not."""
        return len(self.results)

    @property
    def n_unscored(self) -> int:
        """How many cases nobody and nothing could judge."""
        return sum(result.verdict is None for result in self.results)


@dataclass(frozen=True, kw_only=True)
class Mean:
    """An average that carries what it leaves out."""

    value: float | None
    """In [0, 1]; None when no case was scored."""
    n: int
    """Cases the average is over."""
    n_unscored: int
    """Cases the scorer was meant for and could not score."""


def mean(run: Run, scorer: str) -> Mean:
    """Average one scorer over a run; cases it is not meant for count nowhere."""
    scores = [score for result in run.results if (score := result.score_of(scorer))]
    values = [score.value for score in scores if score.value is not None]
    return Mean(
        value=math.fsum(values) / len(values) if values else None,
        n=len(values),
        n_unscored=len(scores) - len(values),
    )


class Audited(Declared):
    """One production answer drawn at random and judged blind by two experts."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    item: Text
    """Code of the answer's label."""
    language: Language
    topic: Text
    intent: Text
    system: Text
    """Digest of the frozen version that answered."""
    verdict: Verdict
    second: Verdict | None = None
    adjudicated: Verdict | None = None
    inclusion_prob: float = Field(gt=0, le=1, allow_inf_nan=False)
    """Probability with which this answer was drawn."""
    at: AwareDatetime

    @property
    def final(self) -> Verdict | None:
        """The truth: the adjudicator's verdict, else what both experts say, else not yet known."""
        if self.adjudicated is not None:
            return self.adjudicated
        return self.verdict if self.verdict is self.second else None


def to_line(record: Declared) -> str:
    """Write a record as one line of JSON: sorted keys, letters unescaped, absent values left out.

    Equal records give equal lines on every machine, so a line can be hashed and compared.
    """
    fields = record.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)
