"""What is kept of an answer? Everything needed to account for it, never its words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from jauap.answer import Answer, Outcome
from jauap.assistant import Language
from jauap.errors import StoreUnavailable
from jauap.labelling.claims import Claims, State
from jauap.labelling.label import AbortedLabel, LabelledAnswer, OpenLabel
from jauap.labelling.levels import LabelLevel


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """An answer taken back."""

    code: str
    at: datetime
    reason: str
    by: str
    """Role of the official who took it back, never a name."""
    replaced_by: str = ""
    """Code of the answer that stands now, if there is one."""


@dataclass(frozen=True, kw_only=True)
class AnswerRecord:
    """One label and how its text came about."""

    code: str
    claims: Claims
    jws: str
    outcome: Outcome
    passages: tuple[str, ...] = ()
    composed_by: str = ""
    reason: str = ""
    degraded: bool = False
    model: str = ""
    model_digest: str = ""
    prompt_digest: str = ""
    index_generation: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds per step, and what the chat model took: `draft_tokens_read`, `draft_cost`."""
    withdrawal: Withdrawal | None = None
    """Filled in when the record is looked up."""

    @property
    def state(self) -> State:
        """Whether the label opened, closed or broke off its text."""
        return self.claims.st

    @property
    def assistant_id(self) -> str:
        """The assistant that answered."""
        return self.claims.asst

    @property
    def created_at(self) -> datetime:
        """When the label was signed, in UTC."""
        return datetime.fromtimestamp(self.claims.iat, UTC)

    @property
    def language(self) -> Language:
        """The answer's language."""
        return self.claims.lang

    @property
    def level(self) -> LabelLevel:
        """The label's level."""
        return self.claims.lvl

    @property
    def hashes(self) -> tuple[str, str]:
        """Canonical hashes of Markdown and rendered text; empty while the label is open."""
        return (self.claims.hash.raw, self.claims.hash.plain) if self.claims.hash else ("", "")

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the answer was taken back, if it was."""
        return self.withdrawal.at if self.withdrawal else None

    @property
    def replaced_by(self) -> str:
        """Code of the answer that stands instead; empty when there is none."""
        return self.withdrawal.replaced_by if self.withdrawal else ""


def record_of(
    labelled: LabelledAnswer,
    *,
    label: OpenLabel | AbortedLabel | None = None,
    model_digest: str = "",
    prompt_digest: str = "",
    index_generation: str = "",
) -> AnswerRecord:
    """Make the record of a labelled answer, or of its opening or aborted `label`."""
    answer = labelled.answer
    signed = label or labelled
    return AnswerRecord(
        code=signed.code,
        claims=signed.claims,
        jws=signed.jws,
        outcome=answer.outcome,
        passages=answer.passages,
        composed_by=answer.composed_by,
        reason=answer.reason,
        degraded=answer.degraded,
        model=signed.claims.mdl,
        model_digest=model_digest,
        prompt_digest=prompt_digest,
        index_generation=index_generation,
        timings={**answer.timings, **_taken(answer)},
    )


def _taken(answer: Answer) -> dict[str, float]:
    """Spell what the chat model took as figures beside the milliseconds, by purpose."""
    taken: dict[str, float] = {}
    for use in answer.model_uses:
        taken[f"{use.purpose}_milliseconds"] = use.milliseconds
        taken[f"{use.purpose}_served"] = 0.0 if use.fault else 1.0
        if use.tokens is not None:
            taken[f"{use.purpose}_tokens_read"] = use.tokens.read
            taken[f"{use.purpose}_tokens_written"] = use.tokens.written
        if use.cost is not None:
            taken[f"{use.purpose}_cost"] = use.cost
    return taken


def row_of(record: AnswerRecord) -> dict[str, str | bool | datetime]:
    """Spell a record as a row of the table, without number and chain.

    Raises:
        StoreUnavailable: a value has no place in a database.
    """
    raw, plain = record.hashes
    row: dict[str, str | bool | datetime] = {
        "code": record.code,
        "state": record.state,
        "assistant_id": record.assistant_id,
        "created_at": record.created_at,
        "outcome": record.outcome.value,
        "language": record.language.value,
        "channel": record.claims.chan,
        "level": record.level.value,
        "claims": record.claims.model_dump_json(),
        "jws": record.jws,
        "hash_raw": raw,
        "hash_plain": plain,
        "passages": json.dumps(record.passages),
        "composed_by": record.composed_by,
        "reason": record.reason,
        "degraded": record.degraded,
        "model": record.model,
        "model_digest": record.model_digest,
        "prompt_digest": record.prompt_digest,
        "index_generation": record.index_generation,
        "timings": json.dumps(dict(record.timings)),
    }
    for name, value in row.items():
        if isinstance(value, str) and storable(value) != value:
            raise StoreUnavailable(f"{name} holds characters no database takes", where=record.code)
    return row


def storable(text: str) -> str:
    """Remove what no database takes: NUL and halves of surrogate pairs."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")
