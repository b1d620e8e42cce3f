"""How does one file become text that knows its headings, lists, tables and offsets?"""

from jauap.ingestion.parse.parsed import Block, BlockKind, Parsed
from jauap.ingestion.parse.text import parse_text

__all__ = ["Block", "BlockKind", "Parsed", "parse_text"]
