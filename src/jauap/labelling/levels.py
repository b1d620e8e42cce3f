"""What part did a machine have in this text? Decided by code from proof, never by a model."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jauap.answer import Answer, Staff, StaffPart
from jauap.labelling.canonical import text_hash

LONGEST_NAME = 120
"""Characters of an organisation or role; a longer one has no place in a notice."""

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
    human: HumanState = HumanState.NONE


GENERATED = Grade(level=LabelLevel.AI_GENERATED, source_type=SourceType.TRAINED)
"""Row A, and whatever has no proof of being another."""
APPROVED = Grade(
    level=LabelLevel.AI_GENERATED, source_type=SourceType.TRAINED, human=HumanState.APPROVED
)
EDITED = Grade(
    level=LabelLevel.AI_GENERATED, source_type=SourceType.COMPOSITE, human=HumanState.EDITED
)
STAFF_WRITTEN = Grade(
    level=LabelLevel.NONE, source_type=SourceType.DIGITAL_CREATION, human=HumanState.AUTHORED
)
TRANSLATED = Grade(level=LabelLevel.AI_ASSISTED, source_type=SourceType.COMPOSITE)
AUTOMATED = Grade(level=LabelLevel.NONE, source_type=SourceType.ALGORITHMIC)
FROM_DATA = Grade(level=LabelLevel.NONE, source_type=SourceType.DATA_DRIVEN)

_BY_PART = {
    StaffPart.AUTHORED: STAFF_WRITTEN,
    StaffPart.APPROVED: APPROVED,
    StaffPart.EDITED: EDITED,
    StaffPart.TRANSLATED: TRANSLATED,
}
_COMPOSERS = {
    StaffPart.AUTHORED: ("pair:",),
    StaffPart.APPROVED: ("pair:", "model:", "extract"),
    StaffPart.EDITED: ("pair:", "model:", "extract"),
    StaffPart.TRANSLATED: ("translation:",),
}
"""Which composers can have brought a text that staff had this part in."""


def grade(answer: Answer, *, today: date, staff_days: int) -> Grade:
    """Decide the level of an answer; whatever lacks proof counts as generated.

    A fixed message is one that no question could have worded: outcome and composer both say
    so. Every other level but the generated one needs the very text that its proof names, and
    one that speaks of staff also a date at most `staff_days` ago.
    """
    if not answer.outcome.is_answer:
        return AUTOMATED if answer.composed_by == "template" else GENERATED
    if _is_rendered(answer, today):
        return FROM_DATA
    staff = answer.staff
    if staff is None or not _is_fresh(staff, today=today, staff_days=staff_days):
        return GENERATED
    is_theirs = _is_named(staff) and answer.composed_by.startswith(_COMPOSERS[staff.part])
    if is_theirs and _says(answer.text, staff.text_hash) and _rests_on_base(staff):
        return _BY_PART[staff.part]
    return GENERATED


def _is_rendered(answer: Answer, today: date) -> bool:
    data = answer.queried
    if data is None or not data.query or answer.composed_by != f"query:{data.query}":
        return False
    as_of = _date(data.as_of)
    return as_of is not None and as_of <= today and _says(answer.text, data.text_hash)


def _says(text: str, proven_hash: str) -> bool:
    """Compare a text, with and without the citations code put at its end."""
    return proven_hash in map(text_hash, (text, _CITATIONS_AT_END.sub("", text)))


def _is_named(staff: Staff) -> bool:
    """Check that a notice can name organisation and roles and be recognised again."""
    names = (staff.organisation, staff.author_role, staff.approved_by_role)
    return all(name.isprintable() and 0 < len(name.strip()) <= LONGEST_NAME for name in names)


def _rests_on_base(staff: Staff) -> bool:
    """Check what was edited or translated; an edit that changed nothing is none."""
    if staff.part in (StaffPart.AUTHORED, StaffPart.APPROVED):
        return True
    is_known = bool(staff.base.strip()) and text_hash(staff.base) == staff.base_hash
    return is_known and staff.base_hash != staff.text_hash


def _is_fresh(staff: Staff, *, today: date, staff_days: int) -> bool:
    approved = _date(staff.approved_on)
    return approved is not None and approved <= today <= approved + timedelta(days=staff_days)


def _date(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
