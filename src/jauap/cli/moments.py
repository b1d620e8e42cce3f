"""Which moment does an operator mean?"""

from datetime import datetime, timedelta, timezone

from jauap.errors import SettingsInvalid

KAZAKHSTAN = timezone(timedelta(hours=5), "UTC+5")
"""One time zone for the whole country since 1 March 2024."""


def read_moment(text: str, option: str) -> datetime:
    """Read a day or a moment of ISO 8601; without a zone it is Kazakhstan's time.

    Raises:
        SettingsInvalid: it is neither.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise SettingsInvalid(
            f"{text!r} is no date or moment",
            where=option,
            remedy="write it as 2026-11-22 or 2026-11-22T09:30",
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=KAZAKHSTAN)
