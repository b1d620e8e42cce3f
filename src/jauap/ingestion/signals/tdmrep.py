"""Are the rights of text and data mining reserved?

W3C Community Group, TDM Reservation Protocol, final report of 10 May 2024: `tdm-reservation` is 1
(reserved) or 0 in /.well-known/tdmrep.json, in the response's headers or in the page's metadata.
The report lets the page override the file; here the stricter of the two counts. 0 frees mining and
says nothing of showing a text to citizens, so it is unclear, not an allowance.
The drafts disagree whether the first or the longest matching `location` counts: both are looked
at, and the stricter wins.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from jauap.ingestion.signals.paths import covers, length, path_of
from jauap.ingestion.signals.signal import RAW_LIMIT, Says, Signal, SignalKind

WELL_KNOWN = "/.well-known/tdmrep.json"
"""Where a site keeps the file."""


def read_reservation(value: str) -> Says:
    """Read a `tdm-reservation`; any other value than 1 leaves it open."""
    return Says.DENY if value.strip().strip("\"'").lower() in ("1", "true") else Says.UNCLEAR


def read_tdmrep(body: bytes, url: str, *, where: str, at: datetime) -> tuple[Signal, ...]:
    """Give what tdmrep.json says about `url`; a file that cannot be read is unclear."""

    def found(raw: str, says: Says) -> Signal:
        kept = raw.encode()[:RAW_LIMIT]
        return Signal(kind=SignalKind.TDM_RESERVATION, where=where, raw=kept, at=at, says=says)

    try:
        rules = json.loads(body)
    except (ValueError, RecursionError):
        return (found(body[:RAW_LIMIT].decode("utf-8", "replace"), Says.UNCLEAR),)
    path = path_of(url)
    matching = [rule for rule in _rules(rules) if covers(str(rule.get("location", "")), path)]
    if not matching:
        return ()
    chosen = (matching[0], max(matching, key=lambda rule: length(str(rule["location"]))))
    deciding = chosen if chosen[0] != chosen[1] else chosen[:1]
    return tuple(
        found(
            json.dumps(rule, ensure_ascii=False), read_reservation(str(rule.get("tdm-reservation")))
        )
        for rule in deciding
    )


def _rules(content: object) -> Iterable[dict[str, object]]:
    rules = content if isinstance(content, list) else [content]
    return [rule for rule in rules if isinstance(rule, dict) and rule.get("location")]
