"""Which production answers were drawn for the audit, by which plan, and what did experts say?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from jauap.assistant import Language, Text
from jauap.evaluation.log import Entry, Log, Record, Recorded, head_of
from jauap.evaluation.records import Audited
from jauap.evaluation.verdict_log import VerdictEvent, verdict_log, verdicts_in_force
from jauap.verdict import Seat, Verdict

PLANS_FILE = "audit.plans.jsonl"
DRAWN_FILE = "audit.drawn.jsonl"
VERDICTS_FILE = "verdicts.jsonl"

Code = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]


class Plan(Recorded):
    """How one version will be audited, laid down before its first answer is drawn."""

    system: Text
    """Digest of the version."""
    kind: Literal["sequence", "fixed"]
    """A bound that may be looked at any time, or one look at exactly n answers."""
    n: int | None = Field(default=None, ge=59)
    """Answers of a fixed plan."""
    target: float = Field(gt=0, lt=1)
    level: float = Field(ge=0.5, lt=1)
    seed: Text
    """Decides with an answer's code whether the answer is drawn."""
    inclusion_prob: float | None = Field(default=None, gt=0, le=1)
    """Probability with which every answer is drawn; None when it differs between answers."""

    @model_validator(mode="after")
    def _only_a_fixed_plan_has_a_size(self) -> Self:
        if (self.kind == "fixed") is (self.n is None):
            raise ValueError("a fixed plan has an n, a sequence has none")
        if self.kind == "fixed" and self.inclusion_prob is None:
            raise ValueError("a fixed plan draws every answer with the same probability")
        return self


class Drawn(Recorded):
    """One production answer that chance drew for the audit, before anybody judged it."""

    item: Code
    """Code of the answer's label."""
    system: Text
    language: Language
    topic: Text
    intent: Text
    inclusion_prob: float = Field(gt=0, le=1, allow_inf_nan=False)
    answered: AwareDatetime
    """Moment of the answer, as its label tells it."""


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The audit of one version, in the order in which its answers were drawn."""

    plans: tuple[Plan, ...]
    """Plans for this version; a sound audit has exactly one."""
    drawn: tuple[Drawn, ...]
    audited: Mapping[str, Audited]
    """What the experts said, by the drawn answer's code; verdicts on other answers are left out."""
    heads: Mapping[str, str]
    """Link that stands for the whole of each file."""


def plan_log(folder: Path) -> Log[Plan]:
    """Open the log of an assistant's audit plans."""
    return Log(folder / PLANS_FILE, Plan)


def drawn_log(folder: Path) -> Log[Drawn]:
    """Open the log of the answers that chance drew."""
    return Log(folder / DRAWN_FILE, Drawn)


def read_audit(
    folder: Path, system: str, *, heads: Mapping[str, str] | None = None, is_cut: bool = False
) -> Audit:
    """Read the audit of one version and follow the links of its files.

    Args:
        heads: links known from an earlier certificate; the files must still contain them.
        is_cut: leave out what came after those links.

    Raises:
        WorkspaceInvalid: a line was changed, removed, put in or moved.
    """
    known = heads or {}

    def read(log: Log[Record]) -> tuple[Entry[Record], ...]:
        head = known.get(log.path.name)
        entries = log.read(head=head)
        if not is_cut or head is None:
            return entries
        last = next((entry.number for entry in entries if entry.link == head), 0)
        return entries[:last]

    plans, drawn = read(plan_log(folder)), read(drawn_log(folder))
    verdicts = read(verdict_log(folder / VERDICTS_FILE))
    own = tuple(entry.record for entry in drawn if entry.record.system == system)
    in_force = {key: entry.record for key, entry in verdicts_in_force(verdicts).items()}
    judged = ((each, _audited(each, in_force)) for each in own)
    return Audit(
        plans=tuple(entry.record for entry in plans if entry.record.system == system),
        drawn=own,
        audited={each.item: record for each, record in judged if record is not None},
        heads={
            PLANS_FILE: head_of(plans),
            DRAWN_FILE: head_of(drawn),
            VERDICTS_FILE: head_of(verdicts),
        },
    )


def truth_of(audited: Audited | None) -> Verdict | None:
    """Give the verdict that counts: of two experts who agree, or of the adjudicator.

    One expert alone is not enough.
    """
    return None if audited is None or audited.second is None else audited.final


def first_seen(audit: Audit) -> Sequence[Drawn]:
    """Give the drawn answers up to the last that has a truth; later ones are still being judged."""
    places = [
        place
        for place, each in enumerate(audit.drawn)
        if truth_of(audit.audited.get(each.item)) is not None
    ]
    return audit.drawn[: places[-1] + 1] if places else ()


def _audited(
    drawn: Drawn, in_force: Mapping[tuple[str, str, Seat], VerdictEvent]
) -> Audited | None:
    seats = {seat: in_force.get((drawn.system, drawn.item, seat)) for seat in Seat}
    first, second, adjudicator = seats[Seat.FIRST], seats[Seat.SECOND], seats[Seat.ADJUDICATOR]
    if first is None:
        return None
    return Audited(
        item=drawn.item,
        language=drawn.language,
        topic=drawn.topic,
        intent=drawn.intent,
        system=drawn.system,
        verdict=first.verdict,
        second=second.verdict if second else None,
        adjudicated=adjudicator.verdict if adjudicator else None,
        inclusion_prob=drawn.inclusion_prob,
        at=first.at,
    )
