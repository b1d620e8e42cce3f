"""How does an answer come about? A verified pair, a checked draft, or an extract."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jauap.answer import Citation, Draft, Outcome, Question, Staff
from jauap.answering.check import draft_fault, text_fault
from jauap.answering.desk import Desk
from jauap.answering.extract import MOST_UNITS, cite, extract
from jauap.answering.links import hosts, may_hold_links, without_foreign_links
from jauap.answering.messages import crossed_line, sample_line
from jauap.answering.prompts import MOST_PASSAGES, NO_ANSWER
from jauap.answering.show import without_markdown_links
from jauap.assistant import Language
from jauap.errors import ModelUnavailable
from jauap.knowledge import Found, FoundPair, Passage
from jauap.labelling.canonical import text_hash
from jauap.retrieval.facets import speaks_of
from jauap.retrieval.wanted import sides_wanted

_REMEMBERED = 8192
"""Sentences, rows and lists whose check is remembered, about 1 KB each."""
_NO_HOSTS: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Composed:
    """What composing came to: a checked draft, or the reason why there is none."""

    outcome: Outcome
    draft: Draft | None = None
    staff: Staff | None = None
    degraded: bool = False
    reason: str = ""


async def compose(
    question: Question, found: Found, desk: Desk, pair: FoundPair | None = None
) -> Composed:
    """Answer from what was found: pair, else model, else extract; each must pass its checks."""
    if pair is not None and (verified := _verified(pair, found.passages, desk)) is not None:
        return verified
    if desk.composer is None:
        return _extracted(question, found)
    return await _generated(question, found, desk)


def with_remarks(draft: Draft, question: Question) -> str:
    """Add what must be said about the cited documents: another language, a sample."""
    remarks = [
        crossed_line(question.language, language)
        for language in _other_languages(draft.citations, question.language)
    ]
    if any(citation.sample for citation in draft.citations):
        remarks.append(sample_line(question.language))
    return "\n\n".join([draft.text, *remarks])


def _verified(pair: FoundPair, passages: Sequence[Passage], desk: Desk) -> Composed | None:
    cited = next((one for one in passages if one.chunk_id in pair.chunk_ids), None)
    if cited is None or text_fault(pair.pair.answer, hosts([cited.url])):
        return None
    start = cited.text.find(pair.pair.quote)
    span = (start, start + len(pair.pair.quote)) if start >= 0 else None
    draft = Draft(
        text=f"{pair.pair.answer} [1]",
        citations=(cite(cited, 1, span),),
        composed_by=f"pair:{pair.pair.id}",
    )
    organisation = pair.organisation or desk.assistant.owner.name.in_language(pair.pair.language)
    staff = Staff(
        organisation=organisation,
        author_role=pair.pair.author_role,
        approved_by_role=pair.pair.approved_by_role,
        approved_on=pair.pair.approved_on.isoformat(),
        text_hash=text_hash(pair.pair.answer),
    )
    return Composed(outcome=Outcome.ANSWERED_VERIFIED, draft=draft, staff=staff)


async def _generated(question: Question, found: Found, desk: Desk) -> Composed:
    composer = desk.composer
    if composer is None:
        return _extracted(question, found)
    passages = found.passages[:MOST_PASSAGES]
    try:
        draft = await composer.compose(question, passages)
    except ModelUnavailable as error:
        return _extracted(question, found, failed=f"model_{error.what.partition(':')[0]}")
    if draft.text.lstrip(" `*\"'«[").startswith(NO_ANSWER):
        return Composed(outcome=Outcome.REFUSED_UNSURE, reason="model_found_no_answer")
    prompt = composer.prompt(question.language)
    fault = draft_fault(draft, question=question, passages=passages, prompt=prompt)
    if fault:
        return _extracted(question, found, refused=f"draft_{fault}")
    return Composed(outcome=Outcome.ANSWERED_GENERATED, draft=draft)


def _extracted(
    question: Question, found: Found, *, failed: str = "", refused: str = ""
) -> Composed:
    """Extract; `failed` says how the model failed, `refused` why its draft was not shown."""
    draft = extracted(question, found)
    reason = failed or refused
    if draft is not None:
        return Composed(
            outcome=Outcome.ANSWERED_EXTRACT, draft=draft, degraded=bool(reason), reason=reason
        )
    outcome = Outcome.FAILED_MODEL if failed else Outcome.REFUSED_UNSURE
    return Composed(outcome=outcome, reason=reason or "nothing_to_show", degraded=bool(reason))


def extracted(question: Question, found: Found, *, most: int = MOST_UNITS) -> Draft | None:
    """Show the words of the passages that answer, `most` units of them; None if none may be."""
    allowed = hosts(passage.url for passage in found.passages)
    asked = question.meant or question.searched
    sides = sides_wanted(asked, question.language)
    return extract(
        asked,
        found.passages,
        fit=lambda text: _fit(text, allowed),
        is_asked_for=lambda heading: any(speaks_of(heading, side) for side in sides),
        language=question.language,
        meanings=found.meanings,
        most=most,
        own=question.searched if question.meant else "",
    )


def _fit(text: str, allowed: frozenset[str]) -> str:
    """Take foreign addresses out of a document's words; give nothing when they are dangerous."""
    words = without_markdown_links(text)
    return _checked(words, allowed if may_hold_links(words) else _NO_HOSTS)


@lru_cache(maxsize=_REMEMBERED)
def _checked(text: str, allowed: frozenset[str]) -> str:
    """Check a document's words once; the same ones come back in many answers."""
    tidy = without_foreign_links(text, allowed)
    return "" if text_fault(tidy, allowed) else tidy


def _other_languages(citations: Sequence[Citation], language: Language) -> list[Language]:
    cited = dict.fromkeys(citation.language for citation in citations)
    return [each for each in cited if each is not language]
