"""What part did a machine have in this text? Decided by code from proof, never by a model."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jauap.answer import Answer
from jauap.labelling.canonical import text_hash

_CITATIONS_AT_END = re.compile(r"(?:\s*\[\d{1,2}\])+\s*$")
_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class LabelLevel(StrEnum):
    """The claim `lvl` of a label."""

    AI_GENERATED = "ai-generated"
    AI_ASSISTED = "ai-assisted"
    NONE = "none"
    """No machine wrote the words; it still chose them. Never shown as "free of AI"."""


class SourceType(StrEnum):
    """IPTC digital source types, the claim `dst`."""

    TRAINED = _IPTC + "trainedAlgorithmicMedia"
    COMPOSITE = _IPTC + "compositeWithTrainedAlgorithmicMedia"
    DIGITAL_CREATION = _IPTC + "digitalCreation"
    ALGORITHMIC = _IPTC + "algorithmicMedia"
    DATA_DRIVEN = _IPTC + "dataDrivenMedia"


class HumanState(StrEnum):
    """What a person did to the text, the claim `hum.state`."""

    NONE = "none"
    APPROVED = "approved"
    EDITED = "edited"
    AUTHORED = "authored"


@dataclass(frozen=True, kw_only=True)
class Grade:
    """One row of the table of levels."""

    level: LabelLevel
    source_type: SourceType
    human: HumanState


GENERATED = Grade(
    level=LabelLevel.AI_GENERATED,
    source_type=SourceType.TRAINED,
    human=HumanState.NONE,
)
STAFF_WRITTEN = Grade(
    level=LabelLevel.NONE,
    source_type=SourceType.DIGITAL_CREATION,
    human=HumanState.AUTHORED,
)
AUTOMATED = Grade(
    level=LabelLevel.NONE,
    source_type=SourceType.ALGORITHMIC,
    human=HumanState.NONE,
)


def grade(answer: Answer, *, today: date, staff_days: int) -> Grade:
    """Decide the level of an answer; whatever lacks proof counts as generated.

    A fixed message is one that no question could have worded: outcome and composer both say
    so. Staff-written is a text whose canonical hash equals the hash of the approved pair, at
    most `staff_days` after the approval.
    """
    if not answer.outcome.is_answer and answer.composed_by == "template":
        return AUTOMATED
    if _is_verbatim(answer) and _is_fresh(answer, today=today, staff_days=staff_days):
        return STAFF_WRITTEN
    return GENERATED


def _is_verbatim(answer: Answer) -> bool:
    if answer.staff is None or not answer.staff.text_hash:
        return False
    said = (answer.text, _CITATIONS_AT_END.sub("", answer.text))
    return answer.composed_by.startswith("pair:") and answer.staff.text_hash in map(text_hash, said)


def _is_fresh(answer: Answer, *, today: date, staff_days: int) -> bool:
    try:
        approved = date.fromisoformat(answer.staff.approved_on if answer.staff else "")
    except ValueError:
        return False
    return approved <= today <= approved + timedelta(days=staff_days)
