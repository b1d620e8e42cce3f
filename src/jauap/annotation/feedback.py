"""What does a citizen say of an answer, and what becomes of it? Each word has an owner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from jauap.annotation.draw import shown, wanted_to_improve
from jauap.annotation.settle import LEAD
from jauap.annotation.worth import worth
from jauap.assistant import Trilingual
from jauap.intent import IntentState
from jauap.knowledge import Passage
from jauap.language.clean import clean
from jauap.language.personal import mask_personal
from jauap.storage.feedback import Feedback, FeedbackKind, FeedbackState, Said
from jauap.storage.item_rows import Item, NewItem, Origin, Queue
from jauap.storage.items import Items
from jauap.storage.records import AnswerRecord

LONGEST_WORDS = 500
_UNKNOWN = "unknown"

PassagesByIds = Callable[[str, Sequence[str]], Sequence[Passage]]
"""Gives passages of an assistant's index by their ids, in that order; unknown ones are left out."""


class FeedbackReason(StrEnum):
    """Why an answer did not help, as citizens choose it."""

    OTHER_QUESTION = "other_question"
    """It answers something else."""
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"
    WRONG_FACT = "wrong_fact"
    """A number, date, fee or name is wrong."""
    UNCLEAR = "unclear"
    WRONG_LANGUAGE = "wrong_language"
    REFUSED = "refused"
    """It refuses what it should answer."""
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class CitizenWord:
    """What a citizen says of one answer."""

    kind: FeedbackKind
    reason: FeedbackReason | None = None
    words: str = ""
    question: str = ""
    """Used only where the masked question is not kept any more."""
    answer: str = ""
    """The labelled text, proven to be the label's; empty when it did not come along."""


@dataclass(frozen=True, kw_only=True)
class Became:
    """A citizen's word and what became of it, in words for that citizen."""

    said: Said
    state: FeedbackState
    told: Trilingual


class FeedbackDesk:
    """What citizens' words live on: their list, the queues and the index."""

    def __init__(
        self, feedback: Feedback, items: Items, passages: PassagesByIds, now: Callable[[], datetime]
    ) -> None:
        self.feedback = feedback
        self.items = items
        self.passages = passages
        self.now = now


def take_feedback(
    desk: FeedbackDesk,
    word: CitizenWord,
    record: AnswerRecord,
    *,
    question: str,
    intent: IntentState | None = None,
) -> Became:
    """Keep a citizen's word and put the answer before experts; the first word on it stays.

    Args:
        record: of the answer.
        question: masked, as it is kept; empty when it is not any more.
    """
    at = desk.now()
    kept = question or _masked(word.question)
    item = None
    if word.kind is not FeedbackKind.HELPED and (kept or word.answer):
        item = _item(desk, word, record, kept, intent, at)
    said = desk.feedback.add(_said(word, record, at), item, at=at)
    if item is not None and said.at == at:
        _raise_existing(desk.items, item)
    return _became(desk.feedback, said)


def find_feedback(desk: FeedbackDesk, code: str) -> Became | None:
    """Tell what became of what was said of an answer; None when nothing was said."""
    said = desk.feedback.find(code)
    return _became(desk.feedback, said) if said else None


def _said(word: CitizenWord, record: AnswerRecord, at: datetime) -> Said:
    return Said(
        code=record.code,
        assistant_id=record.assistant_id,
        kind=word.kind,
        reason=word.reason.value if word.reason else "",
        words=_masked(word.words)[:LONGEST_WORDS],
        owner=LEAD,
        item_id="",
        at=at,
        may_be_read=bool(word.answer),
    )


def _item(
    desk: FeedbackDesk,
    word: CitizenWord,
    record: AnswerRecord,
    question: str,
    intent: IntentState | None,
    at: datetime,
) -> NewItem:
    """Make the item; what an audit already holds of this answer is not asked for again."""
    known = desk.items.of_code(record.assistant_id, Queue.AUDIT, record.code)
    passages = desk.passages(record.assistant_id, record.passages)
    first = passages[0] if passages else None
    item = NewItem(
        assistant_id=record.assistant_id,
        queue=Queue.IMPROVE,
        origin=Origin.FEEDBACK,
        code=record.code,
        system=known.system if known else "",
        question=question,
        language=record.language,
        topic=known.topic if known else (first.topic if first else "") or _UNKNOWN,
        intent=known.intent if known else first.source_id if first else _UNKNOWN,
        answer=word.answer or (known.answer if known else ""),
        outcome=record.outcome,
        passages=known.passages if known else shown(passages),
        wanted=wanted_to_improve(record.code),
        owner=LEAD,
        answered_at=record.created_at,
    )
    wrong = word.kind is FeedbackKind.WRONG
    return replace(item, priority=worth(item, intent, now=at, said_wrong=wrong))


def _raise_existing(items: Items, item: NewItem) -> None:
    """Let an answer that waited already be looked at as soon as one a citizen complained of."""
    waiting = items.of_code(item.assistant_id, Queue.IMPROVE, item.code)
    if isinstance(waiting, Item) and waiting.priority < item.priority:
        items.reorder({waiting.id: item.priority})


def _masked(text: str) -> str:
    return mask_personal(clean(text).text).text


def _became(feedback: Feedback, said: Said) -> Became:
    if said.kind is FeedbackKind.HELPED:
        return Became(said=said, state=FeedbackState.CLOSED, told=_THANKS)
    state = feedback.state_of(said)
    return Became(said=said, state=state, told=_TOLD[state])


_THANKS = Trilingual(
    kk="Рақмет. Жауаптың көмектескені жазылды.",
    ru="Спасибо. Мы записали, что ответ помог.",
    en="Thank you. It is noted that the answer helped.",
)

_TOLD = {
    FeedbackState.RECEIVED: Trilingual(
        kk="Пікіріңіз алынды. Оны маман қарайды.",
        ru="Ваш отзыв получен. Его рассмотрит специалист.",
        en="Your feedback was received. An expert will look at it.",
    ),
    FeedbackState.IN_WORK: Trilingual(
        kk="Маман жауапты қарап жатыр немесе түзетіп жатыр.",
        ru="Специалист рассматривает или исправляет ответ.",
        en="An expert is looking at the answer or mending it.",
    ),
    FeedbackState.MENDED: Trilingual(
        kk="Жауап түзетілді: енді мұндай сұраққа маман тексерген жауап беріледі.",
        ru="Ответ исправлен: теперь на такой вопрос даётся ответ, проверенный специалистом.",
        en="The answer was mended: such a question now gets an answer that experts checked.",
    ),
    FeedbackState.CONFIRMED: Trilingual(
        kk="Мамандар жауапты тексеріп, дұрыс деп тапты.",
        ru="Специалисты проверили ответ и сочли его верным.",
        en="Experts checked the answer and found it correct.",
    ),
    FeedbackState.CLOSED: Trilingual(
        kk="Пікір тіркелді; жауаптың мәтіні сақталмағандықтан, оны енді тексеру мүмкін емес.",
        ru="Отзыв записан; проверить ответ уже нельзя, потому что его текст не сохранился.",
        en="It is on record; the answer can no longer be checked, as its text is not kept.",
    ),
}
