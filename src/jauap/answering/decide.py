"""Is what was found good enough? Answer, ask back, or hand over to a person."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jauap.answer import Outcome
from jauap.answering.evidence import evidence_of
from jauap.answering.extract import folded
from jauap.assistant import Assistant, Language, Thresholds
from jauap.calibration import Calibration
from jauap.knowledge import Found, FoundPair, Passage
from jauap.language.affairs import affairs_of

# How they were fitted, and what they reach: docs/decisions/0021.
_CONSTANT = -1.9
_COEFFICIENTS = {
    "coverage": 0.9,
    "held": 0.8,
    "named": 1.0,
    "couples": 1.8,
    "gap": 2.6,
    "one_document": 2.6,
    "familiar": 0.6,
    "elsewhere": -2.4,
}

SAME_QUESTION = 0.8
"""A pair at least this alike asks the same thing; its answer may be given verbatim."""

_RIVAL = 0.05
_MOST_OPTIONS = 3
_OPTION_LENGTH = 120
_AGREEING = 3
_FOREIGN_SHARE = 0.5


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do with what was found."""

    outcome: Outcome | None
    """None means: answer. Otherwise the outcome of asking back or refusing."""
    confidence: float
    """Probability in [0, 1] that the documents answer the question and the passage was found; with
    a calibration, that the answer is right."""
    reason: str = ""
    pair: FoundPair | None = None
    """The verified pair to give verbatim."""
    options: tuple[str, ...] = ()


def decide(
    question: str,
    found: Found,
    assistant: Assistant,
    language: Language,
    calibration: Calibration | None = None,
) -> Decision:
    """Decide by the evidence of the search and the assistant's thresholds.

    A calibration that promises something in this language takes their place; then nothing under
    its threshold is answered, not even with a verified pair.
    """
    if not found.passages:
        return Decision(outcome=Outcome.REFUSED_NO_SOURCE, confidence=0.0, reason="nothing_found")
    found = _within_scope(question, found, assistant, language)
    pair = _same_question(question, found, language)
    promised = calibration.threshold(language) if calibration else None
    if calibration is None or promised is None:
        certainty = _built_in(found, assistant.thresholds, pair)
        if pair is None and _knows_no_word(found):
            # What speaks for a passage then, speaks of the earlier turns or of nothing.
            certainty = replace(certainty, step=Outcome.REFUSED_UNSURE)
    else:
        certainty = _calibrated(calibration, promised, found, pair, assistant, language)
    confidence, step = certainty.confidence, certainty.step
    if step is None:
        return Decision(outcome=None, confidence=confidence, pair=pair)
    is_foreign = _is_foreign(question, found, assistant)
    if step is Outcome.ASKED_BACK and not (is_foreign and _knows_no_word(found)):
        options = options_of(found.passages)
        if len(options) > 1:
            return Decision(outcome=step, confidence=confidence, reason="unsure", options=options)
        if promised is None:
            return Decision(outcome=None, confidence=confidence)
        # One place is no choice to offer, and answering from it would break the promise.
        step = Outcome.REFUSED_UNSURE
    if is_foreign:
        # The earlier turns may have found their own document; this question is not about it.
        return Decision(
            outcome=Outcome.REFUSED_OUT_OF_SCOPE, confidence=confidence, reason="out_of_scope"
        )
    return Decision(outcome=step, confidence=confidence, reason="weak_evidence")


def probability(found: Found) -> float:
    """Estimate in [0, 1] how likely the documents answer the question and it was found where."""
    features = found.features
    weighed = sum(weight * features.get(name, 0.0) for name, weight in _COEFFICIENTS.items())
    return 1 / (1 + math.exp(-(_CONSTANT + weighed)))


def options_of(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Name up to three different places to ask about: title and heading of the best passages."""
    names = dict.fromkeys(filter(None, map(_place, passages)))
    return tuple(names)[:_MOST_OPTIONS]


@dataclass(frozen=True, kw_only=True)
class _Certainty:
    confidence: float
    step: Outcome | None
    """None means sure enough to answer."""


def _built_in(found: Found, thresholds: Thresholds, pair: FoundPair | None) -> _Certainty:
    confidence = probability(found)
    if pair is not None:
        return _Certainty(confidence=max(confidence, pair.similarity), step=None)
    return _Certainty(confidence=confidence, step=_step(confidence, thresholds))


def _calibrated(
    calibration: Calibration,
    promised: float,
    found: Found,
    pair: FoundPair | None,
    assistant: Assistant,
    language: Language,
) -> _Certainty:
    is_generated = pair is None and assistant.model is not None
    evidence = evidence_of(found.features, is_verified=pair is not None, is_generated=is_generated)
    confidence = calibration.probability(evidence, language)
    thresholds = Thresholds(answer=promised, ask_back=min(promised, assistant.thresholds.ask_back))
    return _Certainty(confidence=confidence, step=_step(confidence, thresholds))


def _step(confidence: float, thresholds: Thresholds) -> Outcome | None:
    if confidence >= thresholds.answer:
        return None
    if confidence >= thresholds.ask_back:
        return Outcome.ASKED_BACK
    return Outcome.REFUSED_UNSURE


def _same_question(question: str, found: Found, language: Language) -> FoundPair | None:
    """Give the pair that asks the same, when search and pair agree and no other pair rivals it."""
    if not found.pairs:
        return None
    best = max(found.pairs, key=lambda one: one.similarity)
    first = {passage.chunk_id for passage in found.passages[:_AGREEING]}
    rivals = [
        one
        for one in found.pairs
        if one.pair.intent != best.pair.intent and one.similarity > best.similarity - _RIVAL
    ]
    fits = (
        best.similarity >= SAME_QUESTION
        and best.pair.language is language
        and not first.isdisjoint(best.chunk_ids)
        and _figures(question) == _figures(best.pair.question)
    )
    return best if fits and not rivals else None


def _figures(text: str) -> list[str]:
    return sorted(word for word in folded(text).split() if any(map(str.isdigit, word)))


def _is_foreign(question: str, found: Found, assistant: Assistant) -> bool:
    """Tell whether most of a question is unknown to the documents and to the declared scope."""
    features = found.features
    if max(features.get("unseen", 0.0), features.get("elsewhere", 0.0)) < _FOREIGN_SHARE:
        return False
    known = folded(" ".join(_declared(assistant, each) for each in Language))
    words = [word for word in folded(question).split() if len(word) >= 5]
    return not any(f" {word[:5]}" in known for word in words)


def _within_scope(question: str, found: Found, assistant: Assistant, language: Language) -> Found:
    """Take an affair that the declared scope names as known, whatever the documents say of it."""
    if not found.features.get("elsewhere"):
        return found
    declared = affairs_of(_declared(assistant, language), language)
    if set(declared).isdisjoint(affairs_of(question, language)):
        return found
    return replace(found, features={**found.features, "elsewhere": 0.0})


def _declared(assistant: Assistant, language: Language) -> str:
    scope = assistant.scope
    texts = (scope.summary, *scope.topics, *scope.examples)
    return " ".join(text.in_language(language) for text in texts)


def _knows_no_word(found: Found) -> bool:
    """Tell whether no word of a question that tells its topic occurs anywhere, even in part."""
    features = found.features
    if features.get("foreign", 0.0) >= 1.0:
        return True
    return features.get("unseen", 0.0) >= 1.0 and features.get("coverage", 0.0) <= 0.0


def _place(passage: Passage) -> str:
    heading = passage.heading_path[-1] if passage.heading_path else ""
    is_name = bool(heading) and len(heading) <= _OPTION_LENGTH and not set("|…\t") & set(heading)
    parts = [passage.title, heading] if is_name else [passage.title]
    return ": ".join(dict.fromkeys(part.strip() for part in parts if part.strip()))
