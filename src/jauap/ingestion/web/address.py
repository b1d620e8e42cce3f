"""May this address be fetched? Nothing of our own network may be reached through a source.

Host names are resolved once, every address they have must be public, and the connection goes to
the address that was checked. Python counts some ways into private networks as global (NAT64, 6to4,
multicast); they are named here.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

Resolve = Callable[[str, int], Sequence[str]]
"""Gives the IP addresses of a host; raises OSError when it has none."""

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_UNWANTED = re.compile(r"[\x00-\x20\x7f\\]")
_PORTS = {"https": 443, "http": 80}


class Forbidden(ValueError):
    """An address that must not be fetched; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """An address that was checked, and the IP address to connect to."""

    url: str
    is_https: bool
    host: str
    """In ASCII, as certificates and the Host header spell it."""
    port: int
    target: str
    """Path and query, percent-encoded."""
    ip: str


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def check(
    url: str, *, private_hosts: frozenset[str] = frozenset(), ask: Resolve = resolve
) -> Place:
    """Give the place an address leads to.

    `private_hosts` are named by the ministry's engineers: they may have private addresses, any
    port and http. Every other host is reached by https, on port 443, at public addresses only.

    Raises:
        Forbidden: the address must not be fetched.
        OSError: the host is not known.
    """
    if _UNWANTED.search(url):
        raise Forbidden("spaces or control characters")
    try:
        parts = urlsplit(url)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError as error:
        raise Forbidden("not an address") from error
    if not host:
        raise Forbidden("no host")
    is_private_host = host in private_hosts
    if parts.scheme not in (("https", "http") if is_private_host else ("https",)):
        raise Forbidden(f"scheme {parts.scheme or 'none'}")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("user name or password")
    port = port or _PORTS[parts.scheme]
    if port != _PORTS["https"] and not is_private_host:
        raise Forbidden(f"port {port}")
    addresses = [ipaddress.ip_address(each.partition("%")[0]) for each in ask(host, port)]
    if not addresses:
        raise Forbidden("no address")
    for address in () if is_private_host else addresses:
        if not is_public(address):
            raise Forbidden(f"private address {address}")
    return Place(
        url=url,
        is_https=parts.scheme == "https",
        host=host,
        port=port,
        target=_target(parts.path, parts.query),
        ip=str(addresses[0]),
    )


def is_public(address: _IP) -> bool:
    """Tell whether an address is reachable from everywhere and leads into no inner network."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and any(address in network for network in _NAT64):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _ascii(host: str) -> str:
    return host.lower().rstrip(".").encode("idna").decode("ascii") if host else ""


def _target(path: str, query: str) -> str:
    from urllib.parse import quote

    kept = "/%:@!$&'()*+,;=-._~"
    asked = f"?{quote(query, safe=kept + '?')}" if query else ""
    return f"{quote(path or '/', safe=kept)}{asked}"
