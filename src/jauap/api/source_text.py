"""How do sources look where only text arrives, and how are they told from the answer again?"""

from jauap.api.schemas import document_path
from jauap.labelling.carriers.sources import SourceLine, without_sources
from jauap.labelling.carriers.sources import source_block as listed
from jauap.labelling.label import LabelledAnswer

__all__ = ["source_block", "source_lines", "with_sources", "without_sources"]


def with_sources(labelled: LabelledAnswer, *, public_url: str) -> str:
    """Give the whole labelled text with its sources listed before the verify line."""
    block = source_block(labelled, public_url=public_url)
    if not block:
        return labelled.text
    first, body, last = labelled.notice_first, labelled.answer.text, labelled.notice_last
    return f"{first}\n\n{body}\n\n{block}\n\n{last}"


def source_block(labelled: LabelledAnswer, *, public_url: str) -> str:
    """List the sources, one a line: number, title, act, address; empty when there are none."""
    return listed(source_lines(labelled, public_url=public_url), labelled.answer.language)


def source_lines(labelled: LabelledAnswer, *, public_url: str) -> tuple[SourceLine, ...]:
    """Name each source with the address that opens it at the cited passage."""
    answer = labelled.answer
    return tuple(
        SourceLine(
            number=citation.number,
            title=citation.title,
            act=citation.act,
            url=public_url + document_path(answer.assistant_id, citation, answer.language),
        )
        for citation in answer.citations
    )
