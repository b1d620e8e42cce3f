"""What does a downloaded text file hold? Front matter with the label, notices, body, sources."""

from collections.abc import Sequence

from jauap.labelling.carriers.readable import readable
from jauap.labelling.carriers.sources import SourceLine, source_block
from jauap.labelling.front_matter import front_matter
from jauap.labelling.labelled import Labelled


def text_file(labelled: Labelled, *, sources: Sequence[SourceLine] = ()) -> str:
    """Give the file `.txt`: a person reads it as it stands, a program reads its front matter."""
    return f"{front_matter(labelled.jws)}\n\n{plain_message(labelled, sources=sources)}\n"


def markdown_file(labelled: Labelled, *, sources: Sequence[SourceLine] = ()) -> str:
    """Give the file `.md`: the body letter for letter as it was hashed."""
    whole = _between(labelled, labelled.body, sources)
    return f"{front_matter(labelled.jws)}\n\n{whole}\n"


def plain_message(labelled: Labelled, *, sources: Sequence[SourceLine] = ()) -> str:
    """Give the text between its notices, without Markdown's marks."""
    return _between(labelled, readable(labelled), sources)


def _between(labelled: Labelled, body: str, sources: Sequence[SourceLine]) -> str:
    block = source_block(sources, labelled.claims.lang)
    parts = [labelled.notice_first, body, block, labelled.notice_last]
    return "\n\n".join(part for part in parts if part)
