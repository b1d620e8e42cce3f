"""Which rule of a site covers this address? The path patterns of RFC 9309, section 2.2."""

import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_KEPT = "/%?=&*$:@!'(),;~+[]"


def path_of(url: str) -> str:
    """Give path and query of an address, in the one spelling that patterns are compared in."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return _spelled(f"{parts.path or '/'}{query}")


def covers(pattern: str, path: str) -> bool:
    """Tell whether a pattern with `*` and a final `$` matches from the path's first character."""
    pattern = _spelled(pattern)
    is_exact = pattern.endswith("$")
    parts = (re.escape(part) for part in pattern.removesuffix("$").split("*"))
    expression = ".*?".join(parts) + (r"\Z" if is_exact else "")
    # Many stars in one pattern would make the matching slow without making it mean more.
    return pattern.count("*") <= _STARS and re.match(expression, path, re.DOTALL) is not None


def length(pattern: str) -> int:
    """Give a pattern's length in octets, by which the most specific one is found."""
    return len(_spelled(pattern).encode())


_STARS = 8


def _spelled(path: str) -> str:
    """Percent-encode what must be, decode what need not be, and write escapes in capitals."""

    def escape(match: re.Match[str]) -> str:
        byte = unquote_to_bytes(match[0])[0]
        return chr(byte) if byte in _PLAIN else match[0].upper()

    return _ESCAPE.sub(escape, quote(path, safe=_KEPT))
