"""What does a document itself say about its use: metadata of a page, of a PDF, of an office file?

Parsers hand over lines like `tdm-reservation: 1`. Besides the names of the other carriers:
`robots: noai` and `noai` among the keywords, `ai-usage`, links with rel=license and RSL inside a
page (rslstandard.org), and the PLUS vocabulary of IPTC photo metadata 2023.1, `plus:DataMining`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from jauap.ingestion.signals.headers import forbids_ai
from jauap.ingestion.signals.manifest import TRAINING_MINING, read_entries
from jauap.ingestion.signals.signal import RAW_LIMIT, Says, Signal, SignalKind
from jauap.ingestion.signals.tdmrep import read_reservation
from jauap.ingestion.signals.usage import read_content_signal, read_usage

_TALKS_OF_ROBOTS = ("robots", "googlebot", "keywords", "comments", "subject")
_NO = frozenset({"n", "no", "none", "deny", "denied", "disallow", "disallowed", "prohibited"})


def read_stated(lines: Sequence[str], *, where: str, at: datetime) -> tuple[Signal, ...]:
    """Give the statements among a document's metadata lines."""
    return tuple(
        Signal(kind=kind, where=where, raw=line.encode()[:RAW_LIMIT], at=at, says=says)
        for line in lines
        for kind, says in _meaning(line)
    )


def _meaning(line: str) -> Iterator[tuple[SignalKind, Says]]:
    name, _, value = line.partition(":")
    name, value = name.strip().lower(), value.strip()
    if name in _TALKS_OF_ROBOTS and forbids_ai(value):
        yield SignalKind.ROBOTS_TAG, Says.DENY
    elif name == "tdm-reservation":
        yield SignalKind.TDM_RESERVATION, read_reservation(value)
    elif name == "content-usage":
        yield SignalKind.CONTENT_USAGE, read_usage(value.encode())
    elif name == "content-signal":
        yield SignalKind.CONTENT_SIGNAL, read_content_signal(value)
    elif name == "ai-usage":
        is_no = forbids_ai(value) or value.lower() in _NO
        yield SignalKind.AI_USAGE, Says.DENY if is_no else read_usage(value.encode())
    elif name == "rsl":
        yield SignalKind.RSL, Says.LICENCE
    elif name == "licence-link":
        yield SignalKind.LICENCE_LINK, Says.LICENCE
    elif name == "plus-data-mining":
        yield SignalKind.DATA_MINING, _plus(value)
    elif name == TRAINING_MINING:
        yield SignalKind.C2PA, read_entries(value)


def _plus(value: str) -> Says:
    """Read a term of ns.useplus.org/LDF/vocab: DMI-PROHIBITED..., DMI-ALLOWED, ..."""
    word = value.upper()
    if "PROHIBITED-SEECONSTRAINT" in word or "SEECONSTRAINT" in word:
        return Says.LICENCE
    return Says.DENY if "PROHIBITED" in word else Says.UNCLEAR
