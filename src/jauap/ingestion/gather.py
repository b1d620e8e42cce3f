"""Which blocks of a document must not be torn apart?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jauap.ingestion.parse.parsed import Block, BlockKind, Parsed
from jauap.ingestion.parse.structure import is_item, point_label
from jauap.knowledge import ChunkKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Atom:
    """Blocks that belong together: a paragraph, a list with its words around it, a table."""

    blocks: tuple[Block, ...]
    heading_path: tuple[str, ...]
    kind: ChunkKind
    has_tail: bool = False
    """True when the last block closes a list's sentence."""
    point: str = ""
    """Number of the act's point that begins here: `13.`."""

    @property
    def start(self) -> int:
        """First character."""
        return self.blocks[0].start

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.blocks[-1].end


def gather(parsed: Parsed) -> Iterator[list[Atom]]:
    """Give the atoms section by section; a heading opens the atom that follows it."""
    headings: list[Block] = []
    section: list[Atom] = []
    for blocks in _bodies(parsed):
        body = [block for block in blocks if block.kind is not BlockKind.HEADING]
        if not body:
            headings += blocks
            continue
        if section and (headings or section[-1].heading_path != body[0].heading_path):
            yield section
            section = []
        section.append(_atom(parsed.text, [*headings, *blocks], body))
        headings = []
    if headings:
        trailing = Atom(
            blocks=tuple(headings), heading_path=headings[-1].heading_path, kind=ChunkKind.TEXT
        )
        if section:
            yield section
        section = [trailing]
    if section:
        yield section


def _bodies(parsed: Parsed) -> Iterator[list[Block]]:
    """Group blocks that go on with each other; every heading is a group of its own."""
    group: list[Block] = []
    for block in parsed.blocks:
        if group and not _goes_on(parsed.text, group, block):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _goes_on(text: str, group: Sequence[Block], block: Block) -> bool:
    last = group[-1]
    if BlockKind.HEADING in (last.kind, block.kind) or last.heading_path != block.heading_path:
        return False
    if BlockKind.TABLE in (last.kind, block.kind):
        return last.kind is block.kind and not block.opens
    words = text[block.start : block.end]
    if block.kind is BlockKind.LIST:
        return last.kind is BlockKind.LIST or _is_open(text, last) or len(group) > 1
    if point_label(words):
        return False
    return _is_open(text, last) or words[:1].islower()


def _is_open(text: str, block: Block) -> bool:
    return text[block.start : block.end].rstrip().endswith((":", ";", ","))


def _atom(text: str, blocks: Sequence[Block], body: Sequence[Block]) -> Atom:
    kind = ChunkKind.TEXT
    if body[0].kind is BlockKind.TABLE:
        kind = ChunkKind.TABLE
    elif len(body) > 1 or body[0].kind is BlockKind.LIST:
        kind = ChunkKind.LIST
    last = body[-1]
    closes = kind is ChunkKind.LIST and len(body) > 2 and last.kind is BlockKind.TEXT
    return Atom(
        blocks=tuple(blocks),
        heading_path=body[0].heading_path,
        kind=kind,
        point=point_label(text[body[0].start : body[0].end]),
        has_tail=closes and not is_item(text[last.start : last.end]),
    )
