"""How do sources look where only text arrives, and how are they told from the answer again?"""

import re

from jauap.api.schemas import document_path
from jauap.assistant import Language
from jauap.labelling.label import LabelledAnswer

_HEADINGS = {Language.KK: "Дереккөздер:", Language.RU: "Источники:", Language.EN: "Sources:"}
_BLOCK = re.compile(
    rf"^(?:{'|'.join(_HEADINGS.values())})[ \t]*\n(?:\[\d{{1,2}}\] [^\n]*(?:\n|$))+", re.MULTILINE
)


def with_sources(labelled: LabelledAnswer, *, public_url: str) -> str:
    """Give the whole labelled text with its sources listed before the verify line."""
    block = source_block(labelled, public_url=public_url)
    if not block:
        return labelled.text
    first, body, last = labelled.notice_first, labelled.answer.text, labelled.notice_last
    return f"{first}\n\n{body}\n\n{block}\n\n{last}"


def source_block(labelled: LabelledAnswer, *, public_url: str) -> str:
    """List the sources, one a line: number, title, act, address; empty when there are none."""
    answer = labelled.answer
    lines = []
    for citation in answer.citations:
        address = public_url + document_path(answer.assistant_id, citation, answer.language)
        parts = [" ".join(part.split()) for part in (citation.title, citation.act) if part]
        lines.append(f"[{citation.number}] {'; '.join(parts)}: {address}")
    return "\n".join([_HEADINGS[answer.language], *lines]) if lines else ""


def without_sources(text: str) -> str:
    """Take such lists out of a text that somebody pasted, so that its hash can be found."""
    return _BLOCK.sub("", text.replace("\r\n", "\n"))
