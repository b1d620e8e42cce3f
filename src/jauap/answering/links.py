"""Which addresses may a citizen be sent to? Those of the sources found, and the state's own."""

import re
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

STATE_ZONES = ("gov.kz", "egov.kz", "elicense.kz", "zan.kz")
"""Domains of Kazakhstan's state, named in its services' rules: they and what is under them."""

_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]{1,15}:)?//(?P<rest>[^\s<>\"'»)\]]+)"
    r"|(?P<active>(?:javascript|vbscript|file):[^\s<>\"')\]]+|data:\w+/[^\s<>\"')\]]*)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@.-])(?P<bare>(?:[a-z0-9-]+\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]+)|(?:[\w-]+\.)+(?:қаз|рф))"
    r"(?![\w-])(?:/[^\s<>\"'»)\]]*)?",
    re.IGNORECASE,
)
_PERHAPS = re.compile(r"//|@|[.:]\S")
"""What every address holds; most sentences do not."""
_FILE_ENDINGS = re.compile(r"pdf|docx?|xlsx?|pptx?|txt|html?|md|csv|zip|jpg|png|rtf")


def may_hold_links(text: str) -> bool:
    """Tell whether there can be an address in a text at all, which costs little to see."""
    return _PERHAPS.search(text) is not None


def foreign_links(text: str, allowed: Collection[str]) -> list[str]:
    """Give the addresses in a text whose host is neither in `allowed` nor the state's."""
    if not may_hold_links(text):
        return []
    return [found[0] for found in _ADDRESS.finditer(text) if not _is_allowed(found, allowed)]


def without_foreign_links(text: str, allowed: Collection[str]) -> str:
    """Put an ellipsis in place of every foreign address."""
    if not may_hold_links(text):
        return text
    return _ADDRESS.sub(lambda found: found[0] if _is_allowed(found, allowed) else "…", text)


def without_links(text: str) -> str:
    """Put an ellipsis in place of every address, for eyes that must not see one."""
    return _ADDRESS.sub(lambda found: found[0] if _is_file(found) else "…", text)


def hosts(urls: Iterable[str]) -> frozenset[str]:
    """Give the host names of addresses; what is no address is left out."""
    return frozenset(host for url in urls if (host := _host(url)))


def _is_allowed(found: re.Match[str], allowed: Collection[str]) -> bool:
    if found["active"]:
        return False
    if _is_file(found):
        return True
    if found["rest"] is not None:
        if found["scheme"] not in ("https:", "http:", None):
            return False
        host = _host(f"https://{found['rest']}")
    elif found["mail"]:
        host = found["mail"].rpartition("@")[2].lower()
    else:
        host = found["bare"].lower()
    return host in allowed or any(host == zone or host.endswith(f".{zone}") for zone in STATE_ZONES)


def _is_file(found: re.Match[str]) -> bool:
    bare: str | None = found["bare"]
    if not bare or found[0] != bare:
        return False
    return _FILE_ENDINGS.fullmatch(bare.rpartition(".")[2].lower()) is not None


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
