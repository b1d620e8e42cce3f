"""How are an answer's sources listed where only text arrives, and told from it again?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jauap.assistant import Language

HEADINGS = {Language.KK: "Дереккөздер:", Language.RU: "Источники:", Language.EN: "Sources:"}
_BLOCK = re.compile(
    rf"^(?:{'|'.join(HEADINGS.values())})[ \t]*\n(?:\[\d{{1,2}}\] [^\n]*(?:\n|$))+", re.MULTILINE
)


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """One source as every channel names it."""

    number: int
    title: str
    act: str = ""
    url: str = ""


def source_block(sources: Sequence[SourceLine], language: Language) -> str:
    """List sources, one a line: number, title, act, address; empty when there are none."""
    lines = [_line(source) for source in sources]
    return "\n".join([HEADINGS[language], *lines]) if lines else ""


def without_sources(text: str) -> str:
    """Take such lists out of a text that somebody brings, so that its hash can be found."""
    return _BLOCK.sub("", text.replace("\r\n", "\n"))


def _line(source: SourceLine) -> str:
    parts = [" ".join(part.split()) for part in (source.title, source.act) if part]
    address = f": {source.url}" if source.url else ""
    return f"[{source.number}] {'; '.join(parts)}{address}"
