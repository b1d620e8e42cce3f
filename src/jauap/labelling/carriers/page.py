"""What does a downloaded page hold? One article that says what it is, to people and programs."""

import html
import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from jauap.labelling.canonical import text_hash
from jauap.labelling.carriers.sources import HEADINGS, SourceLine
from jauap.labelling.front_matter import aigc_object
from jauap.labelling.labelled import Labelled
from jauap.labelling.markdown import render_html
from jauap.labelling.markup import html_attributes, json_ld, quote_attributes

if TYPE_CHECKING:
    import nh3

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Private characters that mark a quotation while Markdown is rendered; no answer holds them."""
_MARKS_OF_MARKDOWN = frozenset("\n*_`~[]()|<>#&\\!" + _OPEN + _CLOSE)
_STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;"
    "color:#111;background:#fff}q{quotes:none}.ai-notice{font-weight:600;border-inline-start:"
    ".3rem solid #111;padding-inline-start:.7rem}"
)


def page_file(labelled: Labelled, *, sources: Sequence[SourceLine] = ()) -> str:
    """Give the file `.html`: the article, its label as JSON-LD and, where due, the AIGC object."""
    claims = labelled.claims
    described = json_ld(claims, [source.url for source in sources])
    aigc = aigc_object(labelled.jws)
    meta = f'<meta name="AIGC" content="{_quoted(json.dumps(aigc))}">\n' if aigc else ""
    title = html.escape(f"{labelled.notice_first.strip('[].')} · {labelled.code}")
    return (
        f'<!doctype html>\n<html lang="{claims.lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="ai-disclosure" content="{html_attributes(claims)["ai-disclosure"]}">\n'
        f'<meta name="ai-label" content="{_quoted(labelled.jws)}">\n{meta}'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n"
        f'<script type="application/ld+json">{described}</script>\n</head>\n'
        f"<body>\n<main>\n{article(labelled, sources=sources)}\n</main>\n</body>\n</html>\n"
    )


def article(labelled: Labelled, *, sources: Sequence[SourceLine] = ()) -> str:
    """Give the article alone; the notice is its first element and the verify line its last."""
    attributes = "".join(
        f' {name}="{_quoted(value)}"' for name, value in html_attributes(labelled.claims).items()
    )
    address = html.escape(labelled.verify_url)
    last = html.escape(labelled.notice_last).replace(
        address, f'<a href="{_quoted(labelled.verify_url)}">{address}</a>'
    )
    return "\n".join(
        [
            f"<article{attributes}>",
            f'<p role="note" class="ai-notice">{html.escape(labelled.notice_first)}</p>',
            f"<div>{_body(labelled)}</div>",
            *_listed(labelled, sources),
            f'<p role="note" class="ai-notice">{last}</p>',
            "</article>",
        ]
    )


def _listed(labelled: Labelled, sources: Sequence[SourceLine]) -> Iterator[str]:
    if not sources:
        return
    yield f"<section><h2>{HEADINGS[labelled.claims.lang]}</h2><ul>"
    for source in sources:
        words = html.escape("; ".join(part for part in (source.title, source.act) if part))
        if source.url.startswith(("https://", "http://")):
            words = f'<a href="{_quoted(source.url)}" rel="noopener noreferrer">{words}</a>'
        yield f"<li>[{source.number}] {words}</li>"
    yield "</ul></section>"


def _body(labelled: Labelled) -> str:
    """Render the body; a span that still is its source's words says that no AI wrote it."""
    text = labelled.body
    for span in sorted(labelled.claims.quo or (), key=lambda one: -one.start):
        words = text[span.start : span.end]
        if text_hash(words) == span.h and not _MARKS_OF_MARKDOWN.intersection(words):
            text = f"{text[: span.start]}{_OPEN}{words}{_CLOSE}{text[span.end :]}"
    marks = "".join(f' {name}="{value}"' for name, value in quote_attributes("").items())
    rendered = _cleaner().clean(render_html(text))
    return rendered.replace(_OPEN, f"<q{marks}>").replace(_CLOSE, "</q>").strip()


@cache
def _cleaner() -> "nh3.Cleaner":
    import nh3

    lines = {"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a"}
    blocks = {"ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"}
    table = {"table", "thead", "tbody", "tr", "th", "td"}
    return nh3.Cleaner(
        tags=lines | blocks | table,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"https", "http"},
        link_rel="noopener noreferrer",
    )


def _quoted(value: str) -> str:
    return html.escape(value, quote=True)
