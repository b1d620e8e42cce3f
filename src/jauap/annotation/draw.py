"""Which answers do experts get to see? Those that chance draws, and those that look doubtful."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from jauap.annotation.settle import LEAD
from jauap.annotation.worth import worth
from jauap.answer import Answer, Outcome
from jauap.assistant import Level
from jauap.draw import is_drawn
from jauap.intent import IntentState
from jauap.knowledge import Passage
from jauap.labelling.labelled import LabelledAnswer
from jauap.storage.audit_plans import AuditPlan
from jauap.storage.item_rows import NewItem, Origin, Queue, Shown

MOST_PER_INTENT = 5
"""Doubtful answers of one intent that enter the improve queue in 24 hours."""

DOUBLED = 0.2
"""Share of improve items that a second person judges too."""

_DOUBTFUL = frozenset(
    {Outcome.REFUSED_UNSURE, Outcome.ASKED_BACK, Outcome.REFUSED_NO_SOURCE, Outcome.FAILED_MODEL}
)
_NO_ANSWERS = frozenset({Outcome.SWITCHED_OFF, Outcome.FAILED_STORE})
_FEW_CHARACTERS = 6000
_UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """By which rules answers are taken at the moment."""

    plan: AuditPlan | None = None
    """None while nothing is drawn for the audit."""
    intents: Mapping[str, IntentState] = field(default_factory=dict)
    doubt: float = 0.6
    """An answer less sure than this goes to the improve queue."""
    lot_share: float = 0.05
    """Probability that an answer without any doubt goes there all the same: about a fifth of the
    queue where a fifth of the answers is doubtful."""
    harm: Level = Level.LOW


def collect(
    labelled: LabelledAnswer,
    *,
    question_masked: str,
    passages: Sequence[Passage],
    system: str,
    at: datetime,
    drawing: Drawing,
    intent: str = "",
) -> tuple[NewItem, ...]:
    """Decide whether an answer goes to the audit queue, the improve queue, both or neither.

    The two decisions do not see each other: one is the plan's lot, the other the answer's doubt.

    Args:
        question_masked: the question without personal data; empty ones are never taken.
        passages: what was retrieved, best first.
        system: digest of the version that answered.
        at: now.
        intent: of the pair that answered, if one did; else the first cited source stands for it.
    """
    answer = labelled.answer
    if (
        not question_masked.strip()
        or answer.outcome in _NO_ANSWERS
        or labelled.claims.st != "final"
    ):
        return ()
    item = _item(labelled, question_masked, passages, system, intent)
    found = (_audited(item, drawing.plan), _improved(item, answer, drawing, at))
    return tuple(each for each in found if each is not None)


def _audited(item: NewItem, plan: AuditPlan | None) -> NewItem | None:
    """Ask the plan's lot; an answer given before the plan was laid down is never drawn."""
    if plan is None or plan.system != item.system or item.answered_at <= plan.at:
        return None
    if not is_drawn(plan.seed, item.code, plan.inclusion_prob):
        return None
    return replace(item, inclusion_prob=plan.inclusion_prob, wanted=2)


def _improved(item: NewItem, answer: Answer, drawing: Drawing, at: datetime) -> NewItem | None:
    unsure = answer.confidence is not None and answer.confidence < drawing.doubt
    is_doubtful = answer.outcome in _DOUBTFUL or (answer.outcome.is_answer and unsure)
    if not is_doubtful and not is_drawn("improve", item.code, drawing.lot_share):
        return None
    return replace(
        item,
        queue=Queue.IMPROVE,
        inclusion_prob=1.0 if is_doubtful else drawing.lot_share,
        wanted=wanted_to_improve(item.code),
        owner=LEAD,
        priority=worth(item, drawing.intents.get(item.intent), now=at, harm=drawing.harm),
    )


def wanted_to_improve(code: str) -> int:
    """Give how many people judge an item of the improve queue; a fifth, by lot, gets two."""
    return 2 if is_drawn("double", code, DOUBLED) else 1


def shown(passages: Sequence[Passage]) -> tuple[Shown, ...]:
    """Give passages as an expert sees them."""
    return tuple(
        Shown(
            chunk_id=each.chunk_id,
            source_id=each.source_id,
            language=each.language.value,
            title=each.title,
            heading=" › ".join(each.heading_path),
            text=each.text[:_FEW_CHARACTERS],
            url=each.url,
        )
        for each in passages
    )


def _item(
    labelled: LabelledAnswer,
    question: str,
    passages: Sequence[Passage],
    system: str,
    intent: str,
) -> NewItem:
    answer = labelled.answer
    cited = [each.chunk_id for each in answer.citations]
    # What was cited comes first, so that a number in the text is found at a glance.
    ordered = sorted(
        passages, key=lambda each: cited.index(each.chunk_id) if each.chunk_id in cited else 999
    )
    first = ordered[0] if ordered else None
    source = answer.citations[0].source_id if answer.citations else first and first.source_id
    return NewItem(
        assistant_id=answer.assistant_id,
        queue=Queue.AUDIT,
        origin=Origin.ANSWER,
        code=labelled.code,
        system=system,
        question=question,
        language=answer.language,
        topic=(first.topic if first else "") or _UNKNOWN,
        intent=intent or source or _UNKNOWN,
        answer=labelled.text,
        outcome=answer.outcome,
        citations=tuple(cited),
        passages=shown(ordered),
        confidence=answer.confidence,
        answered_at=datetime.fromtimestamp(labelled.claims.iat, UTC),
    )
