"""What does a site's robots.txt say about one address?

Groups, Allow and Disallow follow RFC 9309, read by Protego. Protego skips the rules about use, so
they are read here: Content-Usage with a path, by the longest match in our group
(draft-ietf-aipref-attach-05, section 3), Content-Signal (contentsignals.org), and License, which
binds every crawler whatever group it stands in (rslstandard.org/guide/robots-txt).
A Content-Usage rule without a path, as earlier drafts had it, means the whole site; a rule that
stands before the first group means everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from jauap.ingestion.signals.paths import covers, length, path_of
from jauap.ingestion.signals.signal import RAW_LIMIT, Says, Signal, SignalKind
from jauap.ingestion.signals.usage import read_content_signal, read_usage

AGENT = "jauap"
"""Our product token in robots.txt."""

_PARSED_BYTES = 500 * 1024
_MARK = b"\xef\xbb\xbf"


@dataclass(kw_only=True)
class _Group:
    """Agents, and the raw rules about use that bind them."""

    agents: set[str] = field(default_factory=set)
    rules: list[tuple[str, bytes, bytes]] = field(default_factory=list)
    """Name in lower case, value, whole line."""


def read_robots(body: bytes, url: str, *, where: str, at: datetime) -> tuple[Signal, ...]:
    """Give everything robots.txt says to us about `url`; `where` is its own address."""

    def found(kind: SignalKind, line: bytes, says: Says) -> Signal:
        return Signal(kind=kind, where=where, raw=line[:RAW_LIMIT], at=at, says=says)

    body = body.removeprefix(_MARK)[:_PARSED_BYTES]
    groups, licences = _read_groups(body)
    signals = [found(SignalKind.RSL, line, Says.LICENCE) for line in licences]
    if not _may_fetch(body, url):
        disallowed = b"Disallow " + path_of(url).encode()
        return (found(SignalKind.ROBOTS_DISALLOW, disallowed, Says.DENY), *signals)
    rules = [rule for group in _ours(groups) for rule in group.rules]
    for name, value, line in _most_specific(rules, path_of(url)):
        if name == "content-usage":
            signals.append(found(SignalKind.CONTENT_USAGE, line, read_usage(value)))
        else:
            said = read_content_signal(value.decode("utf-8", "replace"))
            signals.append(found(SignalKind.CONTENT_SIGNAL, line, said))
    return tuple(signals)


def read_delay(body: bytes) -> float:
    """Give the seconds a site wants between two requests; 0 when it says nothing."""
    from protego import Protego

    return Protego.parse(body.decode("utf-8", "replace")).crawl_delay(AGENT) or 0.0


def _may_fetch(body: bytes, url: str) -> bool:
    from protego import Protego

    return bool(Protego.parse(body.decode("utf-8", "replace")).can_fetch(url, AGENT))


def _read_groups(body: bytes) -> tuple[list[_Group], list[bytes]]:
    groups, licences = [_Group(agents={"*", AGENT})], []
    takes_agents = False
    for line in body.splitlines():
        name, separator, value = line.split(b"#", 1)[0].strip().partition(b":")
        key, value = name.strip().lower().decode("latin-1"), value.strip()
        if not separator:
            continue
        if key == "user-agent":
            if not takes_agents:
                groups.append(_Group())
            groups[-1].agents.add(value.decode("latin-1").lower())
            takes_agents = True
        elif key == "license":
            licences.append(line.strip())
        elif key != "sitemap":
            takes_agents = False
            if key in ("content-usage", "content-signal"):
                groups[-1].rules.append((key, value, line.strip()))
    return groups, licences


def _ours(groups: list[_Group]) -> Iterator[_Group]:
    """Give the groups that name us, or else those for everybody; same-named groups are one."""
    everybody, named = groups[0], groups[1:]
    is_named = any(AGENT in group.agents for group in named)
    yield everybody
    yield from (group for group in named if (AGENT if is_named else "*") in group.agents)


def _most_specific(
    rules: list[tuple[str, bytes, bytes]], path: str
) -> Iterator[tuple[str, bytes, bytes]]:
    """Give, for each name, the values whose pattern covers the path with the most octets."""
    for wanted in ("content-usage", "content-signal"):
        matching = []
        for name, value, line in rules:
            pattern, preference = _parted(value)
            if name == wanted and covers(pattern, path):
                matching.append((length(pattern), preference, line))
        longest = max((octets for octets, _, _ in matching), default=0)
        yield from ((wanted, value, line) for octets, value, line in matching if octets == longest)


def _parted(value: bytes) -> tuple[str, bytes]:
    """Part the path from the preference; a preference alone covers the whole site."""
    if not value.startswith(b"/"):
        return "/", value
    pattern, *rest = value.split(maxsplit=1)
    return pattern.decode("utf-8", "replace"), rest[0] if rest else b""
