"""Which items do people bring along? Questions with answers, and seeded ones with their truth."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from jauap.annotation.draw import wanted_to_improve
from jauap.annotation.settle import LEAD
from jauap.answer import Outcome
from jauap.assistant import Declared, Language, Text
from jauap.labelling.code import LENGTH, new_code, read_code
from jauap.language.clean import clean
from jauap.language.personal import mask_personal
from jauap.storage.item_rows import NewItem, Origin, Queue
from jauap.verdict import Verdict

MOST_ROWS = 500
"""Rows one request may bring."""

Words = Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"\S")]


class ImportedItem(Declared):
    """One row: a question with its answer, to be judged."""

    question: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]
    answer: Words
    """As citizens saw it, notices included."""
    language: Language = Field(strict=False)
    topic: Text = "unknown"
    intent: Text = "unknown"
    code: str = ""
    """Code of the answer's label; empty when it has none."""
    truth: Verdict | None = Field(default=None, strict=False)
    """Makes the row a seeded item, whose verdict is known beforehand."""
    queue: Queue = Field(default=Queue.IMPROVE, strict=False)
    """Where a seeded item is shown; everything else goes to the improve queue."""

    @field_validator("code")
    @classmethod
    def _is_a_code(cls, code: str) -> str:
        if code and read_code(code) is None:
            raise ValueError(f"a code has {LENGTH} characters; leave it empty without a label")
        return code

    @model_validator(mode="after")
    def _only_a_seeded_item_goes_to_the_audit(self) -> Self:
        if self.queue is Queue.AUDIT and self.truth is None:
            raise PydanticCustomError(
                "needs_truth", "only chance draws for the audit; a row may be seeded there"
            )
        return self


def imported_items(
    assistant_id: str, rows: Sequence[ImportedItem], *, at: datetime
) -> tuple[NewItem, ...]:
    """Make items of rows; the same row brought twice is the same item."""
    return tuple(_item(assistant_id, row, at) for row in rows)


def _item(assistant_id: str, row: ImportedItem, at: datetime) -> NewItem:
    code = read_code(row.code) or derived_code(row.question, row.answer)
    is_seeded = row.truth is not None
    return NewItem(
        assistant_id=assistant_id,
        queue=row.queue,
        origin=Origin.KNOWN if is_seeded else Origin.IMPORT,
        code=code,
        system="",
        question=mask_personal(clean(row.question).text).text,
        language=row.language,
        topic=row.topic,
        intent=row.intent,
        answer=row.answer,
        outcome=Outcome.ANSWERED_EXTRACT if is_seeded else None,
        priority=1.0,
        wanted=1 if is_seeded else wanted_to_improve(code),
        known=row.truth,
        owner="" if is_seeded else LEAD,
        answered_at=at,
    )


def derived_code(*parts: str) -> str:
    """Give a text without a label a code that looks like any other, so nothing shows a seed."""
    tries = count()
    joined = "\n".join(parts)

    def bits(wanted: int) -> int:
        digest = sha256(f"{next(tries)}\n{joined}".encode()).digest()
        return int.from_bytes(digest, "big") >> (8 * len(digest) - wanted)

    return new_code(bits)
