"""What does a messenger send? Parts that each carry the first line and the verify line."""

from collections.abc import Sequence

from jauap.errors import LabelUnavailable
from jauap.labelling.carriers.readable import readable
from jauap.labelling.carriers.sources import SourceLine, source_block
from jauap.labelling.carriers.split import split_text, utf16_units
from jauap.labelling.labelled import Labelled

TELEGRAM_LIMIT = 4096
"""UTF-16 units of one message; WhatsApp has the same limit."""
_LEAST_ROOM = 64


def message_parts(
    labelled: Labelled, *, sources: Sequence[SourceLine] = (), limit: int = TELEGRAM_LIMIT
) -> tuple[str, ...]:
    """Give the messages of a labelled text, each labelled by itself, as plain text.

    Raises:
        LabelUnavailable: `limit` leaves no room beside the notices.
    """
    first, last = labelled.notice_first, labelled.notice_last
    room = limit - utf16_units(f"{first}\n\n\n\n{last}")
    if room < _LEAST_ROOM:
        raise LabelUnavailable(
            f"a message of {limit} units has no room for the notices",
            remedy="send the answer by another channel",
        )
    body = readable(labelled)
    block = source_block(sources, labelled.claims.lang)
    whole = f"{body}\n\n{block}" if block else body
    return tuple(f"{first}\n\n{part}\n\n{last}" for part in split_text(whole, room))
