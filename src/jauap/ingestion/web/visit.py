"""What does an address hold, and what does its site say about use by AI systems?

robots.txt and tdmrep.json of every site on the way are read first and kept; a page that robots.txt
closes to us is not fetched unless its owner permitted it in writing. A host that fails costs
nothing that was fetched before: the last good copy stands, and says of which day it is.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from jauap.ingestion.report import Reason, reason
from jauap.ingestion.signals.ai_marks import find_ai_header
from jauap.ingestion.signals.headers import read_headers
from jauap.ingestion.signals.robots import read_delay, read_robots
from jauap.ingestion.signals.signal import Says, Signal, SignalKind
from jauap.ingestion.signals.tdmrep import WELL_KNOWN, read_tdmrep
from jauap.ingestion.web.client import Client, Failure, Reply
from jauap.ingestion.web.copies import Copies, Copy

_HOPS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_ABSENT = range(400, 500)
_TOO_MANY = 429
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What came of looking at one address."""

    path: Path | None = None
    """Where the fetched bytes are; None when there are none."""
    signals: tuple[Signal, ...] = ()
    """What site and headers say; a page's own words are read with the page."""
    ai_header: str = ""
    """The response header that says a machine made the page."""
    reason: Reason | None = None
    """Why there are no bytes, and no signal tells it."""
    warnings: tuple[Reason, ...] = ()
    at: datetime | None = None
    """When the bytes came."""


@dataclass(kw_only=True)
class Visitor:
    """Looks at addresses; asks each site once in a run, with a pause between two pages."""

    client: Client | None
    """None works from the kept copies alone."""
    copies: Copies
    now: Callable[[], datetime]
    pause: float = 1.0
    """Least seconds between two pages of one site; its Crawl-delay may ask for more."""
    own_hosts: frozenset[str] = frozenset()
    """Hosts of the ministry's own network, asked without a pause."""
    wait: Callable[[float], None] = time.sleep
    _sites: dict[str, "_Site | Failure"] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def visit(self, url: str, *, is_permitted: bool = False) -> Visit:
        """Fetch an address again if it changed; on failure give the last good copy.

        With `is_permitted` its owner allowed the use in writing: robots.txt is read, not obeyed.
        """
        url = urldefrag(url).url
        last = self.copies.last(url)
        if self.client is None:
            offline = Failure(code="host_failed", detail="offline")
            return self._fall_back(last, offline)
        signals: list[Signal] = []
        here = url
        for _ in range(_HOPS + 1):
            site = self._site(here)
            if isinstance(site, Failure):
                return self._fall_back(last, site)
            signals += site.about(here)
            if _is_closed(signals) and not is_permitted:
                if last is None:
                    self.copies.refused(url, self.now())
                return Visit(signals=tuple(signals))
            reply = self._get(here, last)
            if isinstance(reply, Failure):
                return self._fall_back(last, reply)
            location = reply.header("location")
            if reply.status not in _REDIRECTS or not location:
                return self._arrived(url, reply, last, tuple(signals))
            signals += read_headers(reply.headers, where=here, at=self.now())
            here = urldefrag(urljoin(here, location)).url
        return self._fall_back(last, Failure(code="host_failed", detail=f"{url}: redirects"))

    def recall(self, url: str) -> Visit | None:
        """Give what the last visit found, without asking anybody; None if there was none."""
        last = self.copies.last(urldefrag(url).url)
        return self._remembered(last) if last is not None else None

    def _arrived(
        self, url: str, reply: Reply, last: Copy | None, signals: tuple[Signal, ...]
    ) -> Visit:
        moment = self.now()
        if reply.status == 304 and last is not None:
            copy = self.copies.still_current(last, reply, moment)
        elif reply.status == 200:
            copy = self.copies.keep(url, reply, moment)
        else:
            failure = Failure(code="host_failed", detail=f"{reply.url}: HTTP {reply.status}")
            return self._fall_back(last, failure)
        found = self._read(copy)
        return replace(found, signals=(*signals, *found.signals))

    def _fall_back(self, last: Copy | None, failure: Failure) -> Visit:
        """Give the last good copy with its date, or the reason why there is none."""
        remembered = self._remembered(last) if last is not None else None
        if remembered is None or (remembered.path is None and not _is_closed(remembered.signals)):
            return Visit(reason=reason(failure.code, failure.detail))
        day = f"{remembered.at:%d.%m.%Y}, " if remembered.at else ""
        warning = reason("kept_copy", f"{day}{failure.detail}")
        return replace(remembered, warnings=(warning,))

    def _remembered(self, last: Copy) -> Visit:
        """Read what was kept of a page and of its site."""
        site = self._kept_site(last.final_url)
        found = self._read(last)
        return replace(found, signals=(*site.about(last.final_url), *found.signals))

    def _read(self, copy: Copy) -> Visit:
        has_bytes = self.copies.body(copy) is not None
        return Visit(
            path=self.copies.path(copy) if has_bytes else None,
            signals=read_headers(copy.headers, where=copy.final_url, at=copy.checked_at),
            ai_header=find_ai_header(copy.headers),
            at=copy.fetched_at,
        )

    def _get(self, url: str, last: Copy | None) -> Reply | Failure:
        if self.client is None:
            return Failure(code="host_failed", detail="offline")
        origin = _origin(url)
        since = time.monotonic() - self._asked.get(origin, float("-inf"))
        site = self._sites.get(origin)
        wanted = min(read_delay(site.robots), _LONGEST_PAUSE) if isinstance(site, _Site) else 0.0
        pause = max(self.pause, wanted)
        if since < pause and urlsplit(url).hostname not in self.own_hosts:
            self.wait(pause - since)
        headers: dict[str, str] = {}
        if last is not None and last.final_url == url and self.copies.body(last) is not None:
            headers = dict(_conditions(last))
        reply = self.client.get(url, headers)
        self._asked[origin] = time.monotonic()
        return reply

    def _site(self, url: str) -> "_Site | Failure":
        origin = _origin(url)
        if origin not in self._sites:
            self._sites[origin] = self._ask_site(origin)
        return self._sites[origin]

    def _ask_site(self, origin: str) -> "_Site | Failure":
        robots = self._well_known(f"{origin}/robots.txt")
        if isinstance(robots, Failure):
            # RFC 9309, 2.3.1.4: a robots.txt that cannot be reached closes the whole site.
            return robots
        rights = self._well_known(origin + WELL_KNOWN)
        failed = rights.detail if isinstance(rights, Failure) else ""
        return _Site(
            origin=origin,
            robots=robots,
            tdmrep=b"" if isinstance(rights, Failure) else rights,
            failed=failed,
            at=self.now(),
        )

    def _well_known(self, url: str) -> bytes | Failure:
        """Fetch and keep a file about the whole site; one that is not there is empty."""
        if self.client is None:
            return Failure(code="host_failed", detail="offline")
        here = url
        for _ in range(_HOPS + 1):
            reply = self.client.get(here)
            if isinstance(reply, Failure):
                return reply
            location = reply.header("location")
            if reply.status in _REDIRECTS and location:
                here = urldefrag(urljoin(here, location)).url
                continue
            is_absent = reply.status in _ABSENT and reply.status != _TOO_MANY
            if reply.status != 200 and not is_absent:
                return Failure(code="host_failed", detail=f"{here}: HTTP {reply.status}")
            body = b"" if is_absent else reply.body
            self.copies.keep(url, replace(reply, body=body), self.now())
            return body
        return Failure(code="host_failed", detail=f"{url}: redirects")

    def _kept_site(self, url: str) -> "_Site":
        origin = _origin(url)
        robots = self.copies.last(f"{origin}/robots.txt")
        rights = self.copies.last(origin + WELL_KNOWN)
        return _Site(
            origin=origin,
            robots=self.copies.body(robots) or b"" if robots else b"",
            tdmrep=self.copies.body(rights) or b"" if rights else b"",
            at=robots.fetched_at if robots else self.now(),
        )


@dataclass(frozen=True, kw_only=True)
class _Site:
    """What one site says about all its pages."""

    origin: str
    robots: bytes
    tdmrep: bytes
    at: datetime
    failed: str = ""
    """Why tdmrep.json could not be read, when it may exist."""

    def about(self, url: str) -> Iterator[Signal]:
        """Give what it says about one page."""
        yield from read_robots(self.robots, url, where=f"{self.origin}/robots.txt", at=self.at)
        where = self.origin + WELL_KNOWN
        if self.tdmrep:
            yield from read_tdmrep(self.tdmrep, url, where=where, at=self.at)
        elif self.failed:
            yield Signal(
                kind=SignalKind.TDM_RESERVATION,
                where=where,
                raw=self.failed.encode(),
                at=self.at,
                says=Says.UNCLEAR,
            )


def _is_closed(signals: list[Signal] | tuple[Signal, ...]) -> bool:
    return any(signal.kind is SignalKind.ROBOTS_DISALLOW for signal in signals)


def _conditions(last: Copy) -> Iterator[tuple[str, str]]:
    for name, value in last.headers:
        if name.lower() == "etag":
            yield "If-None-Match", value
        elif name.lower() == "last-modified":
            yield "If-Modified-Since", value


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
