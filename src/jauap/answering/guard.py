"""Which questions are not for the documents, and where should they go instead?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from jauap.answer import Outcome
from jauap.answering import guard_attacks, guard_needs, guard_small_talk
from jauap.answering.likeness import likeness
from jauap.answering.messages import MAX_CHARACTERS
from jauap.language.sentences import split_sentences

_WORD = re.compile(r"\w")
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
"""An escaped letter, a class of letters or one letter of a pattern."""
_LATIN = re.compile("[a-z]")


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A question that gets a fixed message instead of a search."""

    outcome: Outcome
    reason: str


def guard(text: str, *, masked: Sequence[str] = (), neighbour: str = "") -> Stop | None:
    """Find the reason why a cleaned question must not be searched; None lets it pass.

    Args:
        masked: kinds of personal data that were masked in it.
        neighbour: language it is in, when that is none of ours; empty otherwise.
    """
    if len(text) > MAX_CHARACTERS:
        return Stop(outcome=Outcome.REFUSED_OUT_OF_SCOPE, reason="too_long")
    if not _WORD.search(text):
        return Stop(outcome=Outcome.REFUSED_OUT_OF_SCOPE, reason="empty")
    folded = likeness(text)
    stop = _danger(folded) or _small_talk(folded) or _needs_person(folded, masked)
    if stop is None and neighbour:
        return Stop(outcome=Outcome.ASKED_BACK, reason="which_language")
    return stop


def is_injection(text: str) -> bool:
    """Tell whether a text gives orders to the assistant; used on documents as well."""
    return _is_injection(likeness(text))


def without_orders(text: str) -> str:
    """Take the sentences out of a document's text that give orders to the assistant."""
    if not is_injection(text):
        return text
    sentences = (text[start:end] for start, end in split_sentences(text))
    return " ".join(sentence for sentence in sentences if not is_injection(sentence))


def _is_injection(folded: str) -> bool:
    has_latin = _LATIN.search(folded) is not None
    return (
        _finds("markup", folded)
        or (has_latin and _finds("injection_latin", folded))
        or (not folded.isascii() and _finds("injection_cyrillic", folded))
    )


def _danger(folded: str) -> Stop | None:
    if _finds("crisis", folded):
        return Stop(outcome=Outcome.SIGNPOSTED_CRISIS, reason="crisis")
    if _is_injection(folded):
        return Stop(outcome=Outcome.GUARDED_INJECTION, reason="injection")
    if _finds("unsafe", folded):
        return Stop(outcome=Outcome.GUARDED_UNSAFE, reason="unsafe")
    return None


def _small_talk(folded: str) -> Stop | None:
    if len(folded) > _LONGEST_SMALL_TALK:
        return None
    words = " ".join(re.findall(r"[\w'’-]+", folded))
    if _small("human").fullmatch(words):
        return Stop(outcome=Outcome.REFUSED_OUT_OF_SCOPE, reason="human_requested")
    rest = words
    reasons = []
    for reason in ("greeting", "thanks", "about_assistant", "chit_chat"):
        rest, count = _small(reason).subn(" ", rest)
        if count:
            reasons.append(reason)
    if not reasons or _small("fillers").sub(" ", rest).strip():
        return None
    return Stop(outcome=Outcome.REFUSED_OUT_OF_SCOPE, reason=reasons[-1])


def _needs_person(folded: str, masked: Sequence[str]) -> Stop | None:
    if _finds("other_person", folded):
        return Stop(outcome=Outcome.REFUSED_PERSONAL, reason="other_person")
    is_personal = _finds("personal", folded) or ("iin" in masked and _finds("check", folded))
    if is_personal and not _finds("general", folded):
        return Stop(outcome=Outcome.REFUSED_PERSONAL, reason="personal_account")
    if _finds("decision", folded):
        return Stop(outcome=Outcome.REFUSED_DECISION, reason="decision")
    return None


_LONGEST_SMALL_TALK = 80
_SEARCHED = {
    "crisis": guard_needs.CRISIS,
    "markup": guard_attacks.INJECTION_MARKUP,
    "injection_latin": guard_attacks.INJECTION_EN,
    "injection_cyrillic": (*guard_attacks.INJECTION_RU, *guard_attacks.INJECTION_KK),
    "unsafe": guard_attacks.UNSAFE,
    "other_person": guard_needs.OTHER_PERSON,
    "personal": guard_needs.PERSONAL,
    "check": (guard_needs.CHECK_WORDS,),
    "general": guard_needs.GENERAL,
    "decision": guard_needs.DECISION,
}
_WHOLE = {
    "greeting": guard_small_talk.GREETING,
    "thanks": guard_small_talk.THANKS,
    "about_assistant": guard_small_talk.ABOUT_ASSISTANT,
    "chit_chat": guard_small_talk.CHIT_CHAT,
    "human": guard_small_talk.HUMAN,
    "fillers": (guard_small_talk.FILLERS,),
}


def _finds(kind: str, folded: str) -> bool:
    return _compiled(kind).search(folded) is not None


@cache
def _compiled(kind: str) -> re.Pattern[str]:
    return re.compile(_joined(_SEARCHED[kind]))


def _joined(patterns: Sequence[str]) -> str:
    r"""Join patterns so that those that begin a word are only tried where a word begins or ends.

    It finds the same: `\bone|\btwo` becomes `\b(?:one|two)`, and most places are left at once.
    """
    parts = [part for pattern in patterns for part in _alternatives(pattern)]
    at_words = [part.removeprefix(r"\b") for part in parts if part.startswith(r"\b")]
    anywhere = [f"(?:{part})" for part in parts if not part.startswith(r"\b")]
    if at_words:
        anywhere.append(rf"\b(?:{'|'.join(at_words)})")
    return "|".join(anywhere)


def _alternatives(pattern: str) -> Iterator[str]:
    """Split a pattern at the bars that stand in no group."""
    depth = start = 0
    for piece in _PIECE.finditer(pattern):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if piece[0] == "|" and not depth:
            yield pattern[start : piece.start()]
            start = piece.end()
    yield pattern[start:]


@cache
def _small(kind: str) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in _WHOLE[kind])
    return re.compile(joined if kind == "human" else rf"(?<![\w])(?:{joined})(?![\w])")
