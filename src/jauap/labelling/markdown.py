"""How does an answer's Markdown look, and what does a reader copy from it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LITERAL = frozenset({"text", "text_special", "code_inline", "html_inline"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_BLOCKS_OF_CODE = frozenset({"fence", "code_block", "html_block"})


def render_html(markdown: str) -> str:
    """Render an answer as every page of jauap does; HTML inside the Markdown stays text."""
    return str(_parser().render(markdown))


@dataclass(frozen=True, kw_only=True)
class Plain:
    """What a reader copies from a rendering."""

    text: str
    """The characters; their spacing is approximate."""
    hides_addresses: bool
    """True when an address stands behind words or a picture."""


def plain_text(markdown: str) -> str:
    """Give the characters a browser copies from `render_html`; spacing is approximate."""
    return render_plain(markdown).text


@lru_cache(maxsize=1024)
def render_plain(markdown: str) -> Plain:
    """Give what a reader copies, and whether more was there to click on.

    Common questions and fixed messages give the same text again and again.
    """
    tokens = _parser().parse(markdown)
    spans = [span for token in tokens for span in token.children or ()]
    return Plain(text="\n".join(_blocks(tokens)), hides_addresses=any(map(_hides, spans)))


def _hides(token: "Token") -> bool:
    return token.type == "image" or (token.type == "link_open" and token.markup != "autolink")


def new_parser() -> "MarkdownIt":
    """Make a parser of the one dialect that answers are written, shown and hashed in."""
    from markdown_it import MarkdownIt

    options = {"html": False, "linkify": False, "typographer": False}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


@cache
def _parser() -> "MarkdownIt":
    return new_parser()


def _blocks(tokens: Iterable["Token"]) -> Iterable[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_inline(token.children or ()))
        elif token.type in _BLOCKS_OF_CODE:
            yield token.content


def _inline(tokens: Iterable["Token"]) -> Iterable[str]:
    for token in tokens:
        if token.type in _LITERAL:
            yield token.content
        elif token.type in _BREAKS:
            yield "\n"
