"""Does a text say of itself that a machine wrote it? Then it cannot become a source.

Our own notices, codes and verify addresses; the HTML attributes and meta element
`ai-disclosure`; `AI-Disclosure` and `AI-Label` response headers (draft-abaris-aicdh-00, expired,
yet it is what sites send); the `AIGC` object of GB 45438-2025; `digitalSourceType` of IPTC in C2PA
manifests, XMP and JSON-LD; and the text wrapper of C2PA 2.2, appendix A.8.
"""

import re
from collections.abc import Callable, Sequence

from jauap.ingestion.parse.parsed import Parsed
from jauap.ingestion.signals.headers import Headers, joined
from jauap.ingestion.signals.manifest import AI_ORIGIN, MADE_BY_AI
from jauap.labelling.notice import separate_notices

SIGNED_TEXT = "c2pa-text-wrapper"
"""Name of the metadata line for a C2PA wrapper that names no machine."""

_AUTOMATED = {"Автоматты хабарлама.", "Автоматическое сообщение.", "Automated message."}
_VERIFY_URL = re.compile(r"\b[\w.-]+(?::\d+)?/v/[0-9A-HJKMNP-TV-Z]{12}\b")
_AIGC = re.compile(
    r"[\"']?\bAIGC[\"']?\s*[:=]\s*\{[^{}]{0,2000}?[\"']?Label[\"']?\s*[:=]\s*[\"']?[123]"
)
_NOT_AI = ("", "none", "?0", "no")


def find_ai_mark(parsed: Parsed, is_ours: Callable[[str], bool]) -> str:
    """Give the mark by which a document shows a machine as its author; empty when it has none.

    `is_ours` tells whether a text is one of this service's own answers whose label was cut off.
    """
    for line in parsed.signals:
        if _marks(line):
            return line[:120]
    if match := _VERIFY_URL.search(parsed.text) or _AIGC.search(parsed.text):
        return match.group()[:120]
    _, notices = separate_notices(" ".join(parsed.text.split()))
    notice = next((notice for notice in notices if notice not in _AUTOMATED), "")
    if notice:
        return notice[:120]
    return "fingerprint" if is_ours(parsed.text) else ""


def find_ai_header(headers: Headers) -> str:
    """Give the response header that says a machine made the page; empty when there is none."""
    label = joined(headers, "ai-label")
    if label is not None:
        return f"AI-Label: {label}"[:120]
    disclosure = joined(headers, "ai-disclosure")
    if disclosure is None or _mode(disclosure) in _NOT_AI:
        return ""
    return f"AI-Disclosure: {disclosure}"[:120]


def has_signed_text(signals: Sequence[str]) -> bool:
    """Tell whether a text carries a C2PA wrapper that says nothing of a machine."""
    return any(line.partition(":")[0] == SIGNED_TEXT for line in signals)


def _marks(line: str) -> bool:
    name, _, value = line.partition(":")
    name, value = name.strip().lower(), value.strip().lower()
    if name == "ai-disclosure":
        return value not in _NOT_AI
    if name == "ai-label":
        return True
    if name == "aigc":
        return value not in _NOT_AI
    if name in ("keywords", "comments", "subject") and _AIGC.search(line):
        return True
    origin = value.rpartition("/")[2].removesuffix("digitalsource")
    return name == AI_ORIGIN and (origin in MADE_BY_AI or value == "c2pa.ai-disclosure")


def _mode(disclosure: str) -> str:
    """Read `mode` of the draft's dictionary; a bare word is taken for the mode."""
    from http_sfv.dictionary import Dictionary
    from http_sfv.item import Item

    members = Dictionary()
    try:
        members.parse(disclosure.encode("latin-1", "replace"))
    except ValueError:
        return disclosure.strip().lower()
    mode = members.get("mode")
    if isinstance(mode, Item):
        return str(mode.value).lower()
    return disclosure.strip().lower() if "mode" not in members else "?"
