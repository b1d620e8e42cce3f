"""Who is calling? A trusted client shows a key; everybody else is an anonymous visitor."""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from pydantic import SecretStr
from starlette.requests import Request

from jauap.api.problems import Refused


@dataclass(frozen=True, slots=True)
class Client:
    """One caller, as far as counting its requests needs."""

    name: str
    """`key:<n>` or the network address; never written to a log."""
    is_trusted: bool


class Keys:
    """The keys of trusted clients, held as digests."""

    def __init__(self, keys: SecretStr | None) -> None:
        written = keys.get_secret_value().split(",") if keys else []
        self._digests = tuple(_digest(key.strip()) for key in written if key.strip())

    def identify(self, request: Request) -> Client:
        """Name the caller of `request`.

        A deployment without keys ignores what clients send, since OpenAI clients always send one.

        Raises:
            Refused: a key was shown that is not known here.
        """
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        if self._digests and scheme.lower() == "bearer" and shown.strip():
            return self._trusted(shown.strip())
        return Client(name=_network(request), is_trusted=False)

    def _trusted(self, shown: str) -> Client:
        digest = _digest(shown)
        # Every key is compared, so that the time taken tells nothing about them.
        matches = [hmac.compare_digest(digest, known) for known in self._digests]
        if not any(matches):
            raise Refused("key_unknown", headers={"WWW-Authenticate": "Bearer"})
        return Client(name=f"key:{matches.index(True)}", is_trusted=True)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


def _network(request: Request) -> str:
    """Give the caller's address; an IPv6 household counts as one by its /64."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return f"{int(address) >> 64:x}::/64"
    return str(address)
