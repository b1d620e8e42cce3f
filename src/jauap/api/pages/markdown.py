"""How does an answer's Markdown become HTML that a citizen's browser can trust?"""

import re
from collections.abc import Collection, Mapping, MutableMapping

import nh3
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from jauap.labelling.markdown import new_parser

_CITATION = re.compile(r"\[(\d{1,2})\]")
_TAGS = {
    *("p", "br", "hr", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "a"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


class AnswerMarkdown:
    """Renders answers: no HTML, no images, no link but those to the answer's own sources.

    Visible characters stay those that the label's hash of the rendered text counts.
    """

    def __init__(self) -> None:
        self._parser = new_parser()
        self._parser.core.ruler.push("source_links_only", _source_links_only)
        self._cleaner = nh3.Cleaner(
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"https", "http"},
            link_rel="noopener noreferrer",
        )

    def render(
        self, text: str, *, urls: Collection[str] = (), anchors: Mapping[int, str] | None = None
    ) -> Markup:
        """Render `text`; `urls` may be linked, `[n]` leads to `anchors[n]`."""
        env: MutableMapping[str, object] = {"urls": frozenset(urls), "anchors": anchors or {}}
        return Markup(self._cleaner.clean(self._parser.render(text, env)))  # noqa: S704 - cleaned


def _source_links_only(state: StateCore) -> None:
    urls: Collection[str] = state.env["urls"]
    anchors: Mapping[int, str] = state.env["anchors"]
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            # The page has the first level for itself.
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
        if token.type == "inline":
            kept = _known_links(token.children or [], urls)
            token.children = [piece for child in kept for piece in _cited(child, anchors)]


def _known_links(tokens: list[Token], urls: Collection[str]) -> list[Token]:
    kept: list[Token] = []
    opened: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            opened.append(token.attrs.get("href") in urls)
            if opened[-1]:
                kept.append(token)
        elif token.type == "link_close":
            if opened.pop():
                kept.append(token)
        elif token.type != "image":
            kept.append(token)
    return kept


def _cited(token: Token, anchors: Mapping[int, str]) -> list[Token]:
    """Split a text at its citation tokens and link each to its source."""
    if token.type != "text" or not anchors:
        return [token]
    pieces: list[Token] = []
    at = 0
    for match in _CITATION.finditer(token.content):
        anchor = anchors.get(int(match[1]))
        if anchor is None:
            continue
        pieces.append(Token("text", "", 0, content=token.content[at : match.start()]))
        pieces.append(Token("link_open", "a", 1, attrs={"href": anchor}))
        pieces.append(Token("text", "", 0, content=match[0]))
        pieces.append(Token("link_close", "a", -1))
        at = match.end()
    pieces.append(Token("text", "", 0, content=token.content[at:]))
    return pieces
