"""Do the cited passages carry what each sentence of an answer says?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jauap.answering.check import TOKEN
from jauap.answering.extract import folded
from jauap.answering.figures import claimed_figures, source_figures
from jauap.evaluation.attempt import Attempt, text_of, words_of
from jauap.evaluation.records import Score
from jauap.evaluation.scorers.scorer import Scorer, scored
from jauap.knowledge import Passage
from jauap.language.sentences import split_sentences

_SUPPORTED = 0.5
"""Share of a sentence's words that must stand in the passages it cites."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDING = 3


@dataclass(frozen=True, slots=True)
class _Claim:
    text: str
    numbers: tuple[int, ...]


def support_scorer() -> Scorer:
    """Score by the share of sentences whose figures and terms stand in the cited passages.

    A passage in another language can vouch for figures only, so only they are looked for.
    """
    return Scorer(name="citations_support", judge=_judge, compares_words=True)


def _judge(attempt: Attempt) -> Score | None:
    if not attempt.answered:
        return None
    passages = {passage.chunk_id: passage for passage in attempt.passages}
    cited = {
        citation.number: passages[citation.chunk_id]
        for citation in attempt.answer.citations
        if citation.chunk_id in passages
    }
    claims = list(_claims(attempt.answer.text))
    if not claims or not cited:
        return scored("citations_support", 0.0, "nothing is cited or said")
    faults = {claim.text: fault for claim in claims if (fault := _fault(claim, cited, attempt))}
    evidence = "; ".join(f"{fault}: {text[:80]}" for text, fault in faults.items())
    return scored("citations_support", 1 - len(faults) / len(claims), evidence)


def _claims(text: str) -> Iterator[_Claim]:
    """Cut a body into sentences, each with the citation tokens that follow it."""
    waiting: list[str] = []
    for line in text.splitlines():
        if not words_of(line):
            continue
        for start, end in split_sentences(line):
            piece = line[start:end]
            numbers = tuple(int(number) for number in TOKEN.findall(piece))
            words = words_of(piece)
            if _WORD.search(words) or re.search(r"\d", words):
                waiting.append(words)
            if numbers:
                yield from (_Claim(one, numbers) for one in waiting)
                waiting = []
    yield from (_Claim(one, ()) for one in waiting)


def _fault(claim: _Claim, cited: dict[int, Passage], attempt: Attempt) -> str:
    named = [cited[number] for number in claim.numbers if number in cited]
    passages: Sequence[Passage] = named or list(cited.values())
    source = text_of(passages)
    if lost := claimed_figures(claim.text).missing_from(source_figures(source)):
        return f"figures {' '.join(lost)} not in the passage"
    if any(passage.language is not attempt.answer.language for passage in passages):
        return ""
    known = folded(source)
    words = [folded(word).strip() for word in _WORD.findall(claim.text)]
    found = sum(f" {word[: max(4, len(word) - _ENDING)]}" in known for word in words)
    return "" if found >= _SUPPORTED * len(words) else "words not in the passage"
