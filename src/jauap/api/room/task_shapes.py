"""How are tasks, verdicts and disputes written as JSON? Only what the reader may know."""

from collections.abc import Iterable, Sequence

from jauap.annotation.adjudicate import Dispute
from jauap.annotation.queues import Task
from jauap.annotation.review import Mine
from jauap.person import Person
from jauap.retrieval.index import JsonValue
from jauap.storage.item_rows import Item, Shown
from jauap.storage.unfinished import Draft
from jauap.storage.verdict_rows import Given
from jauap.storage.verdicts import Receipt

Fields = dict[str, JsonValue]


def task_fields(task: Task, guideline: str) -> Fields:
    """Write a task: no confidence, no probability, no truth, nobody else's verdict."""
    return {
        **answered_fields(task.item),
        "seat": task.seat.value,
        "intent": task.item.intent,
        "lease_until": task.lease_until.isoformat(),
        "version": task.item.version,
        "unfinished": draft_fields(task.unfinished) if task.unfinished else None,
        "guideline": guideline,
    }


def draft_fields(draft: Draft) -> Fields:
    """Write unfinished work."""
    return {
        "work": dict(draft.work),
        "version": draft.version,
        "saved_at": draft.saved_at.isoformat(),
    }


def receipt_fields(receipt: Receipt) -> Fields:
    """Write what was stored; where the item stands would tell what a colleague said of it."""
    return {
        "id": receipt.given.id,
        "item": receipt.item.id,
        "state": "given" if receipt.given.verdict else "taken_back",
        "version": receipt.given.revision,
    }


def mine_fields(mine: Mine) -> Fields:
    """Write one of the person's own verdicts."""
    given = mine.given
    return {
        "id": given.id,
        "item": given.item_id,
        "queue": mine.item.queue.value,
        **_said(given),
        "question": mine.item.question,
        "language": mine.item.language.value,
        "can_undo": mine.can_undo,
        "version": given.revision,
    }


def dispute_fields(dispute: Dispute, person: Person, *, may_decide: bool) -> Fields:
    """Write an answer with both judgements side by side."""
    decision = dispute.decision
    judgements: list[JsonValue] = [judgement_fields(each) for each in dispute.judgements]
    return {
        **answered_fields(dispute.item),
        "state": dispute.item.state.value,
        "judgements": judgements,
        "decision": judgement_fields(decision) if decision else None,
        "version": dispute.item.version,
        "may_decide": may_decide and decision is None and dispute.is_open_to(person),
    }


def waiting_fields(dispute: Dispute) -> Fields:
    """Write one line of what waits for an adjudicator."""
    item = dispute.item
    return {
        "item": item.id,
        "queue": item.queue.value,
        "question": item.question,
        "language": item.language.value,
        "topic": item.topic,
        "verdicts": [each.verdict.value for each in dispute.judgements if each.verdict],
        "since": dispute.since.isoformat(),
    }


def judgement_fields(given: Given) -> Fields:
    """Write what somebody said, under a pseudonym."""
    return {"person": given.person_id, **_said(given)}


def passages_fields(passages: Iterable[Shown]) -> list[JsonValue]:
    """Write passages."""
    return [
        {
            "chunk_id": each.chunk_id,
            "source_id": each.source_id,
            "language": each.language,
            "title": each.title,
            "heading": each.heading,
            "text": each.text,
            "url": each.url,
        }
        for each in passages
    ]


def answered_fields(item: Item) -> Fields:
    """Write a question with its answer and passages."""
    return {
        "item": item.id,
        "queue": item.queue.value,
        "question": item.question,
        "language": item.language.value,
        "topic": item.topic,
        "outcome": item.outcome.value if item.outcome else "",
        "answered_at": item.answered_at.isoformat(),
        "answer": {"text": item.answer, "code": item.code, "language": item.language.value},
        "citations": _listed(item.citations),
        "passages": passages_fields(item.passages),
    }


def _said(given: Given) -> Fields:
    return {
        "verdict": given.verdict.value if given.verdict else None,
        "cause": given.cause.value if given.cause else None,
        "corrected": given.corrected,
        "facts": _listed(given.facts),
        "chunk_ids": _listed(given.chunk_ids),
        "comment": given.comment,
        "at": given.at.isoformat(),
    }


def _listed(texts: Sequence[str]) -> list[JsonValue]:
    return list(texts)
