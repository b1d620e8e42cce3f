"""Which number does Word show before a paragraph?"""

import re

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"


class Numbering:
    """Counts the automatic numbers of one document, paragraph by paragraph."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {
            node.get(qn("w:abstractNumId"), ""): _read_levels(node)
            for node in root.iterchildren(qn("w:abstractNum"))
        }
        for node in root.iterchildren(qn("w:num")):
            link = node.find(qn("w:abstractNumId"))
            if link is not None:
                levels = abstract.get(link.get(qn("w:val"), ""), {})
                self._levels[node.get(qn("w:numId"), "")] = levels

    def marker(self, paragraph: Paragraph) -> str:
        """Give `4.`, `б)` or `-`, or nothing for a paragraph outside every list."""
        place = _place(paragraph)
        if place is None:
            return ""
        number_id, depth = place
        shape, template, start = self._levels.get(number_id, {}).get(depth, ("bullet", "", 1))
        counts = self._counts.setdefault(number_id, {})
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if shape in ("bullet", "none"):
            return "-" if shape == "bullet" else ""
        return re.sub(
            r"%(\d)",
            lambda match: self._shown(number_id, int(match[1]) - 1),
            template,
        ).strip()

    def _shown(self, number_id: str, depth: int) -> str:
        shape, _, start = self._levels[number_id].get(depth, ("decimal", "", 1))
        count = self._counts[number_id].get(depth, start)
        alphabet = {"russianLower": _RUSSIAN, "lowerLetter": _LATIN}.get(shape, "")
        return alphabet[(count - 1) % len(alphabet)] if alphabet else str(count)


def _read_levels(node: BaseOxmlElement) -> dict[int, tuple[str, str, int]]:
    levels = {}
    for level in node.iterchildren(qn("w:lvl")):
        levels[int(level.get(qn("w:ilvl"), "0"))] = (
            _value(level, "w:numFmt", "decimal"),
            _value(level, "w:lvlText", "%1."),
            int(_value(level, "w:start", "1")),
        )
    return levels


def _value(node: BaseOxmlElement, tag: str, default: str) -> str:
    child = node.find(qn(tag))
    return child.get(qn("w:val"), default) if child is not None else default


def _place(paragraph: Paragraph) -> tuple[str, int] | None:
    """Find list and depth, on the paragraph itself or on its style and the styles under it."""
    candidates = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None and len(candidates) < 10:
        candidates.append(style.element.pPr)
        style = style.base_style
    for properties in candidates:
        numbered = properties.find(qn("w:numPr")) if properties is not None else None
        if numbered is not None:
            number_id = _value(numbered, "w:numId", "0")
            return None if number_id == "0" else (number_id, int(_value(numbered, "w:ilvl", "0")))
    return None
