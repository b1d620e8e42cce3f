"""How does a citizen's question become a labelled answer? The flow."""

import asyncio
import logging
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from jauap.answer import Answer, Outcome, Question, Turn
from jauap.answering.alphabet import lettered
from jauap.answering.compose import Composed, compose, with_remarks
from jauap.answering.decide import Decision, decide
from jauap.answering.desk import Composer, Desk, Finder
from jauap.answering.guard import Stop, guard
from jauap.answering.messages import contact_of, message, options_line
from jauap.answering.meter import Metered
from jauap.answering.rewrite import rewrite
from jauap.answering.stopwatch import Stopwatch
from jauap.answering.understand import Understood, understand
from jauap.assistant import Language
from jauap.errors import JauapError
from jauap.knowledge import Found
from jauap.labelling.label import LabelledAnswer
from jauap.retrieval.following import whole_question
from jauap.retrieval.spelling import respelled, respelled_turns

__all__ = ["Composer", "Desk", "Finder", "announce", "ask"]

_LOG = logging.getLogger(__name__)


async def ask(
    text: str,
    desk: Desk,
    *,
    history: Sequence[Turn] = (),
    language: Language | None = None,
    channel: str = "api",
    code: str | None = None,
) -> LabelledAnswer:
    """Answer one question, or say kindly why not; the result always carries a label.

    A fault of the index or of the model is an outcome too, never an exception.

    Args:
        text: what the citizen typed, of any length and content.
        language: language to answer in; None means the question's own.
        code: code for the label, when the caller has already given one away.

    Raises:
        LabelUnavailable: no label could be signed, so no text may leave.
    """
    watch = Stopwatch(desk.timer)
    understood = understand(text, desk.assistant, history, language)
    watch.lap("understand")
    stop = _closed(desk) or guard(
        understood.question.text,
        masked=understood.question.masked,
        neighbour=understood.neighbour,
    )
    watch.lap("guard")
    if stop:
        answer = _stopped(stop, understood, desk)
    else:
        rewriting = await rewrite(understood, desk)
        if rewriting.uses:
            watch.lap("rewrite")
        answer = await _answer(rewriting.understood, desk, watch)
        made = f"model:{desk.rewriter.model}" if desk.rewriter and rewriting.asked_as else ""
        answer = replace(
            answer,
            asked_as=answer.asked_as or rewriting.asked_as,
            asked_as_by=answer.asked_as_by or made,
            model_uses=(*rewriting.uses, *answer.model_uses),
        )
    answer = lettered(answer, understood, desk.assistant)
    return _label(replace(answer, timings=watch.laps), desk, channel, code)


def announce(
    outcome: Outcome,
    desk: Desk,
    *,
    language: Language | None = None,
    reason: str = "",
    channel: str = "api",
    code: str | None = None,
) -> LabelledAnswer:
    """Label a fixed message that no question led to, such as a store that failed."""
    spoken = language or desk.assistant.default_language
    return _label(_fixed(outcome, reason, spoken, desk), desk, channel, code)


async def _answer(understood: Understood, desk: Desk, watch: Stopwatch) -> Answer:
    question = understood.question
    try:
        found = await _find(understood, desk)
    except Exception as error:  # noqa: BLE001 - whatever breaks, the citizen gets a labelled word
        watch.lap("search")
        return _failed(Outcome.FAILED_STORE, error, question, desk)
    watch.lap("search")
    try:
        question = _as_searched(question, found, understood.asked_in)
        if question.corrected and (stop := guard(question.corrected, masked=question.masked)):
            return _as_asked(_stopped(stop, understood, desk), question)
        decision = decide(
            question.searched, found, desk.assistant, understood.asked_in, desk.calibration
        )
        watch.lap("decide")
        if decision.outcome is not None:
            return _as_asked(_declined(decision, found, question, desk), question)
        meter = _meter(desk)
        composed = await compose(question, found, replace(desk, composer=meter), decision.pair)
        answer = _as_asked(_composed(composed, decision, found, question, desk), question)
        return replace(answer, model_uses=meter.uses(composed.reason)) if meter else answer
    except Exception as error:  # noqa: BLE001 - as above
        return _failed(Outcome.FAILED_MODEL, error, question, desk)
    finally:
        watch.lap("compose")


async def _find(understood: Understood, desk: Desk) -> Found:
    question = understood.question

    def find() -> Found:
        return desk.search.find(
            question.text, language=understood.asked_in, history=question.history
        )

    return await asyncio.to_thread(find) if desk.search.is_remote else find()


def _as_searched(question: Question, found: Found, language: Language) -> Question:
    """Put right what the search put right, and give a short later turn the whole it stands for."""
    corrected = respelled(question.text, found.corrections)
    history = respelled_turns(question.history, found.corrections)
    meant = whole_question(corrected, history, language)
    return replace(
        question,
        corrected=corrected if corrected != question.text else "",
        meant=meant if meant != corrected else "",
    )


def _as_asked(answer: Answer, question: Question) -> Answer:
    return replace(answer, asked_as=question.asked_as, asked_as_by=question.asked_as_by)


def _meter(desk: Desk) -> Metered | None:
    if desk.composer is None:
        return None
    return Metered(desk.composer, desk.assistant.model, desk.timer)


def _closed(desk: Desk) -> Stop | None:
    if not desk.switched_off:
        return None
    return Stop(outcome=Outcome.SWITCHED_OFF, reason="switched_off")


def _stopped(stop: Stop, understood: Understood, desk: Desk) -> Answer:
    return _fixed(stop.outcome, stop.reason, understood.question.language, desk)


def _failed(outcome: Outcome, error: Exception, question: Question, desk: Desk) -> Answer:
    # Kind and place of the fault only: a message may quote the citizen's words.
    place = traceback.extract_tb(error.__traceback__)[-1]
    _LOG.error("%s at %s:%s", type(error).__name__, Path(place.filename).name, place.lineno)
    reason = error.code if isinstance(error, JauapError) else "internal_error"
    return _fixed(outcome, reason, question.language, desk)


def _declined(decision: Decision, found: Found, question: Question, desk: Desk) -> Answer:
    outcome = decision.outcome or Outcome.REFUSED_UNSURE
    answer = _fixed(outcome, decision.reason, question.language, desk)
    if decision.options:
        listed = "\n".join(f"- {option}" for option in decision.options)
        lead = options_line(question.language, desk.texts)
        answer = replace(answer, text=f"{lead}\n\n{listed}", options=decision.options)
    return _with_search(answer, decision, found)


def _composed(
    composed: Composed, decision: Decision, found: Found, question: Question, desk: Desk
) -> Answer:
    if composed.draft is None:
        answer = _fixed(composed.outcome, composed.reason, question.language, desk)
    else:
        answer = Answer(
            assistant_id=desk.assistant.id,
            language=question.language,
            outcome=composed.outcome,
            text=with_remarks(composed.draft, question),
            citations=composed.draft.citations,
            contact=contact_of(desk.assistant, question.language),
            composed_by=composed.draft.composed_by,
            reason=composed.reason,
            staff=composed.staff,
        )
    return _with_search(replace(answer, degraded=composed.degraded), decision, found)


def _with_search(answer: Answer, decision: Decision, found: Found) -> Answer:
    return replace(
        answer,
        confidence=decision.confidence,
        passages=tuple(passage.chunk_id for passage in found.passages),
    )


def _fixed(outcome: Outcome, reason: str, language: Language, desk: Desk) -> Answer:
    return Answer(
        assistant_id=desk.assistant.id,
        language=language,
        outcome=outcome,
        text=message(
            outcome, reason, assistant=desk.assistant, texts=desk.texts, language=language
        ),
        contact=contact_of(desk.assistant, language),
        reason=reason,
    )


def _label(answer: Answer, desk: Desk, channel: str, code: str | None) -> LabelledAnswer:
    is_generated = answer.composed_by.startswith("model:")
    return desk.labeller.label(
        answer,
        assistant=desk.assistant,
        channel=channel,
        code=code,
        model=desk.composer.model if desk.composer and is_generated else "",
        act_month=desk.act_month,
    )
