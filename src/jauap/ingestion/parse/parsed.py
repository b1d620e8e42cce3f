"""What does a parser hand back? One text, and blocks that say what each stretch of it is."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a stretch of text is."""

    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One paragraph, list item, table row or heading: `parsed.text[start:end]`."""

    kind: BlockKind
    start: int
    end: int
    heading_path: tuple[str, ...] = ()
    """Headings above the block, outermost first; a heading's own path ends with itself."""
    page: int | None = None
    columns: str = ""
    """Column names of a table whose rows do not carry them."""
    opens: bool = False
    """True for the first row of a table."""


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """One document as text; blocks follow each other and cover every visible character."""

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    """The document's own title, empty when it names none."""
    signals: tuple[str, ...] = ()
    """What the file itself says about rights and origin, such as `robots: noai`."""
    remarks: tuple[str, ...] = ()
    """Codes of what a person should know: `hidden_text`, `ocr`, `named_otherwise`, ..."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of text as a format gives it, before its place in the document is known."""

    text: str
    kind: BlockKind | None = None
    """None when the format does not say; the words then decide."""
    level: int = 0
    """Depth of a heading: 0 the document's title, 1 a chapter, ..."""
    page: int | None = None
    columns: str = ""
    opens: bool = False
    span: tuple[int, int] | None = None
    """Offsets in a text that must stay as it is."""
    joins: bool = False
    """True when no blank line parts the piece from the one before."""
