"""How does a text survive a spreadsheet, and never run as a formula there?"""

import re
from datetime import date, datetime, time

CELL_LIMIT = 32_767
"""Characters a cell holds; a spreadsheet cuts the rest off without a word."""

_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def neutralise(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run; `restore` takes it away.

    A text that begins with apostrophes and then such a sign gets one more, so nothing is lost.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restore(text: str) -> str:
    """Take away the apostrophe that `neutralise` put there, and no other."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def escape(text: str) -> str:
    """Write characters that a sheet cannot hold as _xHHHH_, the form spreadsheets read."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def unescape(text: str) -> str:
    """Read _xHHHH_ back."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def text_of(value: object) -> str:
    """Give the text a person sees in a cell; spreadsheets turn numbers and dates into their own."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
