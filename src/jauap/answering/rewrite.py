"""Which whole question is meant by a later turn? A model's wording, taken only if it fits."""

import re
from dataclasses import dataclass, replace

from jauap.answer import ModelUse, Purpose, Tokens
from jauap.answering.check import detect_fits, share_known, text_fault
from jauap.answering.desk import Desk
from jauap.answering.figures import claimed_figures, source_figures
from jauap.answering.guard import guard
from jauap.answering.meter import model_fault, use_of
from jauap.answering.understand import Understood
from jauap.errors import ModelUnavailable
from jauap.language.personal import mask_personal

_MOST_CHARACTERS = 300
_CITATION = re.compile(r"\[\d{1,3}\]")
_SAID = 0.7
_KEPT = 0.5


@dataclass(frozen=True, kw_only=True)
class Rewriting:
    """What to search and answer, and what it took to find out."""

    understood: Understood
    """With the whole question and no history when the model's wording fits, else as it was."""
    asked_as: str = ""
    """The model's wording, when it fits."""
    uses: tuple[ModelUse, ...] = ()


async def rewrite(understood: Understood, desk: Desk) -> Rewriting:
    """Word a later turn as a whole question; whatever fails leaves the turn as it was asked."""
    question = understood.question
    if desk.rewriter is None or not question.history:
        return Rewriting(understood=understood)
    start = desk.timer()
    text, fault = "", ""
    tokens: Tokens | None = None
    try:
        text, tokens = await desk.rewriter.rewrite(question, understood.asked_in)
        fault = rewriting_fault(text, understood)
    except ModelUnavailable as error:
        fault = model_fault(error)
    use = use_of(
        Purpose.REWRITE,
        desk.rewriter.model,
        seconds=desk.timer() - start,
        tokens=tokens,
        price=desk.assistant.model.price if desk.assistant.model else None,
        fault=fault,
    )
    if fault:
        return Rewriting(understood=understood, uses=(use,))
    whole = replace(question, text=text, history=(), was_retyped=False)
    return Rewriting(understood=replace(understood, question=whole), asked_as=text, uses=(use,))


def rewriting_fault(text: str, understood: Understood) -> str:
    """Name the first reason why a wording must not stand for the question; empty when it may."""
    question = understood.question
    turns = [part for turn in question.history for part in (turn.question, turn.answer)]
    said = "\n".join((*turns, question.text))
    if len(text) > _MOST_CHARACTERS or "\n" in text or _CITATION.search(text):
        return "rewrite_no_question"
    if fault := text_fault(text, ()):
        return f"rewrite_{fault}"
    if guard(text, masked=mask_personal(text).kinds) is not None:
        return "rewrite_unsafe"
    if not detect_fits(text, replace(question, language=understood.asked_in)):
        return "rewrite_wrong_language"
    if claimed_figures(text).missing_from(source_figures(said)):
        return "rewrite_figure_not_said"
    if share_known(text, said) < _SAID:
        return "rewrite_not_said"
    if share_known(question.text, text) < _KEPT:
        return "rewrite_loses_the_question"
    return ""
