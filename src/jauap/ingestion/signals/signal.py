"""What was said about use by AI systems, where, in which bytes, and when was it seen?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

RAW_LIMIT = 4096
"""Bytes of a statement that are kept."""


class Says(StrEnum):
    """What a statement means for a text that is copied, indexed and quoted (RAG)."""

    DENY = "deny"
    """No training or no use as input; no vocabulary in force parts the two for a kept copy."""
    LICENCE = "licence"
    """There are terms, which a person has to read."""
    ALLOW = "allow"
    """Use as input of an AI system is allowed in so many words."""
    UNCLEAR = "unclear"
    """Something is said, but not about this use, or it cannot be read."""
    SILENT = "silent"
    """Somebody looked, and nothing is said."""


class SignalKind(StrEnum):
    """By which carrier a statement came."""

    ROBOTS_DISALLOW = "robots-disallow"
    CONTENT_USAGE = "content-usage"
    CONTENT_SIGNAL = "content-signal"
    ROBOTS_TAG = "robots-tag"
    TDM_RESERVATION = "tdm-reservation"
    AI_USAGE = "ai-usage"
    RSL = "rsl"
    LICENCE_LINK = "licence-link"
    C2PA = "c2pa-training-mining"
    DATA_MINING = "plus-data-mining"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One statement, as it was found."""

    kind: SignalKind
    where: str
    """Address or file, and the part of it: `https://x.kz/robots.txt`, `a.pdf metadata`."""
    raw: bytes
    """The statement's own bytes, at most `RAW_LIMIT`."""
    at: datetime
    """When it was seen; for a kept copy, when that was fetched."""
    says: Says

    def quote(self) -> str:
        """Give kind, place and words in one line, for the report."""
        words = " ".join(self.raw.decode("utf-8", "replace").split())[:120]
        return printable(f"{self.kind}: {words} [{self.where}]")


def printable(text: str) -> str:
    """Put a space for every character that is not shown, such as those that steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


_ORDER = (Says.DENY, Says.LICENCE, Says.ALLOW, Says.UNCLEAR, Says.SILENT)


def strictest(signals: Iterable[Signal]) -> Signal | None:
    """Give the statement that decides: deny, then licence, then allow, then the rest.

    An explicit "yes" goes before words about something else, as in section 5.1 of
    draft-ietf-aipref-vocab: disallowed if anyone disallows, allowed if anyone allows, else unknown.
    """
    return min(signals, key=lambda signal: _ORDER.index(signal.says), default=None)


def strictest_of(said: Iterable[Says]) -> Says:
    """Combine meanings; nothing said is silence."""
    return min(said, key=_ORDER.index, default=Says.SILENT)
