"""How does an answer's Markdown look, and what does a reader copy from it?"""

from collections.abc import Iterable
from functools import cache
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


def plain_text(markdown: str) -> str:
    """Give the characters a browser copies from `render_html`; spacing is approximate."""
    return "\n".join(_blocks(_parser().parse(markdown)))


def hides_addresses(markdown: str) -> bool:
    """Tell whether rendering puts an address behind words or a picture."""
    spans = (token.children or () for token in _parser().parse(markdown))
    return any(
        token.type == "image" or (token.type == "link_open" and token.markup != "autolink")
        for children in spans
        for token in children
    )


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    options = {"html": False, "linkify": False, "typographer": False}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


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
