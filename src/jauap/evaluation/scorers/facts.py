"""Does an answer state the facts a right answer must state, and none it must not?"""

import re
from dataclasses import dataclass
from functools import lru_cache

from jauap.answering.extract import folded
from jauap.evaluation.attempt import Attempt
from jauap.evaluation.quantities import Stated, plain, read_quantities
from jauap.evaluation.records import Score
from jauap.evaluation.scorers.scorer import Scorer, scored
from jauap.evaluation.suite import KeyFact
from jauap.language.sentences import split_sentences

_BOUNDS = frozenset(
    folded(
        "не позднее в течение до срок со дня в срок года год ішінде дейін кешіктірмей мерзім "
        "мерзімде жылғы within in of the a no later than not by until and и ж г за"
    ).split()
)
"""Words around a quantity that say the same in other wordings."""
_SHORTEST = 4
_ENDING = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    words: str
    """Folded letters, numbers in digits, single spaces."""
    sentences: tuple[tuple[str, Stated], ...]
    stated: Stated


def fact_scorer() -> Scorer:
    """Score by key facts: the share of vital facts an answer states, 0 when it states a
    forbidden one.
    """
    return Scorer(name="key_facts", judge=_judge, compares_words=True)


def _judge(attempt: Attempt) -> Score | None:
    facts = attempt.case.key_facts
    if not attempt.answered or not facts:
        return None
    text = _read(attempt.body)
    wrong = [fact for fact in facts if fact.must_not and _states(text, fact)]
    wanted = [fact for fact in facts if fact.vital and not fact.must_not]
    missing = [fact for fact in wanted if not _states(text, fact)]
    evidence = "; ".join(
        [f"says: {fact.any_of[0]}" for fact in wrong]
        + [f"lacks: {fact.any_of[0]}" for fact in missing]
    )
    share = (len(wanted) - len(missing)) / len(wanted) if wanted else 1.0
    return scored(
        "key_facts", 0.0 if wrong else share, evidence, reason="must_not" if wrong else ""
    )


def states(text: str, fact: KeyFact) -> bool:
    """Tell whether a text states a fact in any of its spellings.

    Numbers, dates, units and number words count as the same in all three languages.
    """
    return _states(_read(text), fact)


def _states(text: _Text, fact: KeyFact) -> bool:
    return any(
        _has_phrase(text, spelling) or _has_quantity(text, spelling) for spelling in fact.any_of
    )


@lru_cache(maxsize=2048)
def _read(text: str) -> _Text:
    pieces = [text[start:end] for start, end in split_sentences(text)]
    return _Text(
        words=_folded(text),
        sentences=tuple((_folded(piece), read_quantities(piece)) for piece in pieces),
        stated=read_quantities(text),
    )


def _folded(text: str) -> str:
    return " ".join(folded(plain(text)).split())


def _has_phrase(text: _Text, spelling: str) -> bool:
    """Look for the spelling from a word's start; endings may follow, digits may not."""
    words = _folded(spelling)
    if not re.search(r"[^\W\d]", words):
        return False
    return re.search(rf"(?<!\w){re.escape(words)}(?!\d)", text.words) is not None


def _has_quantity(text: _Text, spelling: str) -> bool:
    """Look for a spelling's quantities, and its other words in the same sentence."""
    wanted = read_quantities(spelling)
    if not (wanted.quantities or wanted.dates):
        return False
    words = [word for word in folded(wanted.rest).split() if word not in _BOUNDS]
    if not words:
        return text.stated.holds(wanted)
    roots = [word[: max(_SHORTEST, len(word) - _ENDING)] for word in words]
    return any(
        stated.holds(wanted) and all(f" {root}" in f" {said}" for root in roots)
        for said, stated in text.sentences
    )
