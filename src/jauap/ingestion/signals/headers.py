"""What do the headers of a response say about use by AI systems?

Content-Usage (draft-ietf-aipref-attach-05, section 2), Content-Signal, X-Robots-Tag with `noai` or
`noimageai`, tdm-reservation (TDM Reservation Protocol, 10 May 2024), and Link with rel=license,
by which RSL 1.0 announces its terms (rslstandard.org). Lines of one name are joined as RFC 9110,
section 5.3, joins them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from jauap.ingestion.signals.signal import RAW_LIMIT, Says, Signal, SignalKind
from jauap.ingestion.signals.tdmrep import read_reservation
from jauap.ingestion.signals.usage import read_content_signal, read_usage

Headers = Sequence[tuple[str, str]]
"""Names and values in the order they came; names in any case."""

_NO_AI = re.compile(r"\b(?:noai|noimageai)\b", re.IGNORECASE)
_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*!#$&+.^`|~-]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)
_RSL = "application/rsl+xml"


def joined(headers: Headers, name: str) -> str | None:
    """Give a header's value, its lines joined by commas; None when it is absent."""
    values = [value for key, value in headers if key.lower() == name]
    return ", ".join(values) if values else None


def read_headers(headers: Headers, *, where: str, at: datetime) -> tuple[Signal, ...]:
    """Give every statement the headers of the response from `where` make."""
    return tuple(
        Signal(kind=kind, where=f"{where} {name}", raw=_octets(raw)[:RAW_LIMIT], at=at, says=says)
        for kind, name, raw, says in _statements(headers)
    )


def _statements(headers: Headers) -> Iterator[tuple[SignalKind, str, str, Says]]:
    if (usage := joined(headers, "content-usage")) is not None:
        yield SignalKind.CONTENT_USAGE, "Content-Usage", usage, read_usage(_octets(usage))
    if (said := joined(headers, "content-signal")) is not None:
        yield SignalKind.CONTENT_SIGNAL, "Content-Signal", said, read_content_signal(said)
    tag = joined(headers, "x-robots-tag")
    if tag is not None and forbids_ai(tag):
        yield SignalKind.ROBOTS_TAG, "X-Robots-Tag", tag, Says.DENY
    for name, value in headers:
        if name.lower() == "tdm-reservation":
            yield SignalKind.TDM_RESERVATION, name, value, read_reservation(value)
    for target, parameters in _LINK.findall(joined(headers, "link") or ""):
        relations = [quoted or bare for quoted, bare in _REL.findall(parameters)]
        if any("license" in relation.lower().split() for relation in relations):
            is_rsl = _RSL in parameters.lower()
            kind = SignalKind.RSL if is_rsl else SignalKind.LICENCE_LINK
            yield kind, "Link", f"<{target}>{parameters}", Says.LICENCE


def forbids_ai(directives: str) -> bool:
    """Tell whether robots directives hold `noai` or `noimageai`, for whichever robot."""
    return bool(_NO_AI.search(directives))


def _octets(value: str) -> bytes:
    return value.encode("latin-1", "replace")
