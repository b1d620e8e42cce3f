"""How does much that was learned become one short text among a generation's details?"""

import base64
import gzip
import json
from typing import Any

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OSError, EOFError)
"""What reading a damaged text may raise."""


def pack(value: object) -> str:
    """Write a JSON value as compressed text; equal values give equal texts."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(plain.encode(), mtime=0)).decode()


def unpack(text: str) -> dict[str, Any]:
    """Read a packed object back; raises one of `UNREADABLE` when it is damaged."""
    read: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(text)))
    return read
