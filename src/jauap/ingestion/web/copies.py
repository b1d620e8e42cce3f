"""What did we last get from this address? Keeps every version with digest and time.

`<folder>/<digest of the address>/` holds the fetched bytes, one file a version, and `last.json`.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from pydantic import ValidationError

from jauap.assistant import Declared
from jauap.ingestion.web.client import Reply

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}
_KNOWN = {*_SUFFIXES.values(), ".htm"}


class Copy(Declared):
    """One answer that was kept."""

    url: str
    """The address that was asked for."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    """HTTP status; 0 when the site did not let us ask."""
    headers: tuple[tuple[str, str], ...] = ()
    file: str = ""
    """Name of the file with the bytes; empty when nothing was kept."""
    sha256: str = ""
    fetched_at: datetime
    """When the bytes came."""
    checked_at: datetime
    """When the server last said that they are current."""


@dataclass(frozen=True)
class Copies:
    """The kept answers of one deployment."""

    folder: Path

    def last(self, url: str) -> Copy | None:
        """Give the newest answer from an address; None when there is none or it cannot be read."""
        path = self._place(url) / "last.json"
        try:
            return Copy.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValidationError, UnicodeDecodeError):
            return None

    def body(self, copy: Copy) -> bytes | None:
        """Give the kept bytes; None when they are missing or are not those that came."""
        try:
            data = self.path(copy).read_bytes()
        except OSError:
            return None
        return data if copy.file and sha256(data).hexdigest() == copy.sha256 else None

    def path(self, copy: Copy) -> Path:
        """Give the file with the kept bytes."""
        return self._place(copy.url) / copy.file

    def keep(self, url: str, reply: Reply, at: datetime) -> Copy:
        """Keep an answer; the bytes are on disk before they count as the last."""
        digest = sha256(reply.body).hexdigest()
        place = self._place(url)
        place.mkdir(parents=True, exist_ok=True)
        name = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest[:12]}{_suffix(reply)}"
        _write(place / name, reply.body)
        return self._note(
            Copy(
                url=url,
                final_url=reply.url,
                status=reply.status,
                headers=reply.headers,
                file=name,
                sha256=digest,
                fetched_at=at,
                checked_at=at,
            )
        )

    def still_current(self, copy: Copy, reply: Reply, at: datetime) -> Copy:
        """Note that the server confirmed a copy; headers it repeated take the place of old ones."""
        repeated = {name.lower() for name, _ in reply.headers}
        kept = tuple(pair for pair in copy.headers if pair[0].lower() not in repeated)
        update = {"headers": (*kept, *reply.headers), "checked_at": at}
        return self._note(copy.model_copy(update=update))

    def refused(self, url: str, at: datetime) -> Copy:
        """Note that a site did not let us ask."""
        return self._note(Copy(url=url, final_url=url, status=0, fetched_at=at, checked_at=at))

    def _note(self, copy: Copy) -> Copy:
        place = self._place(copy.url)
        place.mkdir(parents=True, exist_ok=True)
        _write(place / "last.json", copy.model_dump_json(indent=1).encode())
        return copy

    def _place(self, url: str) -> Path:
        return self.folder / sha256(url.encode()).hexdigest()[:32]


def _suffix(reply: Reply) -> str:
    kind = reply.header("content-type").partition(";")[0].strip().lower()
    named = PurePosixPath(urlsplit(reply.url).path).suffix.lower()
    if kind == "text/plain" and named in _KNOWN:
        return named
    return _SUFFIXES.get(kind) or (named if named in _KNOWN else ".bin")


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f"{path.name}.part")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
