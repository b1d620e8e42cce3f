"""What does a scorer look at? One case, the answer it got, and the passages behind it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jauap.answer import Answer, Citation
from jauap.answering.check import TOKEN
from jauap.answering.messages import crossed_line, sample_line
from jauap.assistant import Language
from jauap.evaluation.suite import Case
from jauap.knowledge import Passage
from jauap.labelling.canonical import drop_ignorables
from jauap.labelling.lookalikes import strip_lookalikes

_ENUMERATOR = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[-*•])[ \t]+", re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*|__|`")


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One case and what the assistant made of it."""

    case: Case
    answer: Answer
    """The answer before the notices were put around it."""
    shown: str = ""
    """The text as it left, notices included."""
    code: str = ""
    jws: str = ""
    passages: tuple[Passage, ...] = ()
    """Everything that was retrieved, best first."""

    @property
    def answered(self) -> bool:
        """True when the assistant answered instead of refusing, asking back or failing."""
        return self.answer.outcome.is_answer

    @property
    def failed(self) -> bool:
        """True when a part of the system broke, so nothing can be said about its answers."""
        return self.answer.outcome.family in ("failed", "switched")

    @property
    def body(self) -> str:
        """The answer's words alone: no notice, no citation tokens, no list numbers."""
        return words_of(self.answer.text)

    def cited_passages(self) -> tuple[Passage, ...]:
        """Give the retrieved passages that the answer cites, in the order of its citations."""
        held = {passage.chunk_id: passage for passage in self.passages}
        cited = (citation.chunk_id for citation in self.answer.citations)
        return tuple(held[chunk_id] for chunk_id in dict.fromkeys(cited) if chunk_id in held)


def words_of(text: str) -> str:
    """Give the words of a text without notices, citation tokens, list numbers and emphasis.

    The fixed remarks about a document (a sample, another language) are left out too. The same
    for a body and for the labelled text around it, so a label changes no score.
    """
    bare = TOKEN.sub("", strip_lookalikes(drop_ignorables(text)))
    lines = _ENUMERATOR.sub("", _EMPHASIS.sub("", bare)).splitlines()
    said = (line.strip() for line in lines)
    return "\n".join(line for line in said if line and line not in _remarks())


@cache
def _remarks() -> frozenset[str]:
    return frozenset(
        [sample_line(language) for language in Language]
        + [crossed_line(one, other) for one in Language for other in Language if one is not other]
    )


def text_of(passages: Sequence[Passage]) -> str:
    """Join everything a citation shows of passages: title, headings, text and act."""
    return "\n".join(
        "\n".join((one.title, *one.heading_path, one.text, one.act, one.act_date))
        for one in passages
    )


def documents_of(citations: Sequence[Citation]) -> tuple[str, ...]:
    """Name the cited documents, each once, in the order of the citations."""
    return tuple(dict.fromkeys(citation.document_id for citation in citations))
