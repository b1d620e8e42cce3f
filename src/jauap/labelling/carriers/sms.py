"""What does a text message send? The short notice first, and no more segments than paid for."""

from dataclasses import dataclass

from jauap.errors import LabelUnavailable
from jauap.labelling.carriers.readable import readable
from jauap.labelling.carriers.split import split_text, utf16_units
from jauap.labelling.labelled import Labelled, notice_kind
from jauap.labelling.notice import sms_line
from jauap.labelling.reading import urls_of

MOST_SEGMENTS = 8
"""Segments of one message before another one is begun."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet of GSM 03.38; every other letter makes a message UCS-2."""
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Letters of the extension table, two septets each."""


@dataclass(frozen=True, kw_only=True)
class Sms:
    """One message and what it costs."""

    text: str
    segments: int


def sms_messages(labelled: Labelled, *, most_segments: int = MOST_SEGMENTS) -> tuple[Sms, ...]:
    """Give the messages of a labelled text; each begins with the short notice and its address.

    Raises:
        LabelUnavailable: that few segments leave no room beside the notice.
    """
    address = urls_of(labelled.verify_url)[-1]
    line = sms_line(notice_kind(labelled.claims), labelled.claims.lang, url=address)
    body = readable(labelled)

    def size(part: str) -> int:
        return segments_of(f"{line}\n{part}")

    try:
        parts = split_text(body, most_segments, size)
    except ValueError as error:
        raise LabelUnavailable(
            f"{most_segments} segments have no room for the notice and a word",
            remedy="allow more segments, or send the answer by another channel",
        ) from error
    return tuple(Sms(text=f"{line}\n{part}", segments=size(part)) for part in parts)


def segments_of(text: str) -> int:
    """Count the segments of a message: 160 or 153 septets each, 70 or 67 units in UCS-2.

    Neither an extension letter nor a pair of units is torn between two segments.
    """
    if all(letter in _BASIC or letter in _EXTENDED for letter in text):
        costs = [2 if letter in _EXTENDED else 1 for letter in text]
        single, joined = 160, 153
    else:
        costs = [utf16_units(letter) for letter in text]
        single, joined = 70, 67
    if sum(costs) <= single:
        return 1
    segments, filled = 1, 0
    for cost in costs:
        if filled + cost > joined:
            segments, filled = segments + 1, 0
        filled += cost
    return segments
