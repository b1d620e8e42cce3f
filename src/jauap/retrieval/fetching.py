"""How do a model's files come onto this disk? From the hub or its mirror, resumable, checked."""

import hashlib
import os
import re
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO

from jauap.errors import EmbedderUnavailable
from jauap.retrieval.hub import OPTIONAL_FILES, HubModel
from jauap.retrieval.model_folder import (
    FileFacts,
    Manifest,
    folder_of,
    read_manifest,
    write_manifest,
)

Progress = Callable[[str, int, int], None]
"""Told the file, the bytes that are here and the bytes there are."""

_REACH_SECONDS = 3.0
_STALL_SECONDS = 30.0
_ATTEMPTS = 3
_PIECE = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(kw_only=True)
class _Fetch:
    """One model on its way."""

    model: HubModel
    hub: str
    folder: Path
    progress: Progress
    revision: str
    held: dict[str, FileFacts]
    facts: dict[str, FileFacts] = field(default_factory=dict)


def fetch_model(model: HubModel, models_dir: Path, *, hub: str, progress: Progress) -> Path:
    """Bring a model's files into its folder; what is there and whole is not fetched again.

    A break loses nothing: the next fetch goes on within the file. Files have the size and, where
    the hub tells one, the SHA-256 the hub says.

    Raises:
        EmbedderUnavailable: the hub cannot be reached, lacks a file, or sent another content.
    """
    folder = folder_of(models_dir, model)
    held = read_manifest(folder)
    if held is not None and _has_all(folder, model, held):
        return folder
    _require_reachable(model, hub, folder)
    fetch = _Fetch(
        model=model,
        hub=hub.rstrip("/"),
        folder=folder,
        progress=progress,
        revision=held.revision if held else model.revision,
        held=held.files if held else {},
    )
    try:
        for name in (*model.files, *OPTIONAL_FILES):
            _bring(fetch, name)
        write_manifest(
            folder,
            Manifest(
                model=model.name,
                repository=model.repository,
                revision=fetch.revision,
                files=fetch.facts,
                schema=1,
            ),
        )
    except OSError as error:
        raise EmbedderUnavailable(
            f"the files could not be written: {error.strerror or error}",
            where=str(folder),
            remedy=f"free {model.megabytes} MB or give the right to write there, then fetch again",
        ) from error
    return folder


def layout_of(model: HubModel, folder: Path) -> str:
    """List the files a folder must hold, for one who copies it by hand."""
    return "\n".join(f"  {folder / name}" for name in model.files)


def _has_all(folder: Path, model: HubModel, held: Manifest) -> bool:
    return held.model == model.name and all(
        name in held.files
        and (folder / name).is_file()
        and (folder / name).stat().st_size == held.files[name].bytes
        for name in model.files
    )


def _bring(fetch: _Fetch, name: str) -> None:
    """Bring one file, going on where an earlier attempt broke off."""
    path = fetch.folder / name
    known = fetch.held.get(name)
    if known is not None and path.is_file() and path.stat().st_size == known.bytes:
        fetch.facts[name] = known
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    for attempt in range(_ATTEMPTS):
        try:
            wanted = _receive(fetch, name, part)
            break
        except urllib.error.HTTPError as error:
            if error.code == 404 and name in OPTIONAL_FILES:
                return
            raise _refused(fetch, name, f"it answered {error.code}") from error
        except (urllib.error.URLError, TimeoutError, ConnectionError, HTTPException) as error:
            if attempt == _ATTEMPTS - 1:
                raise _unreachable(fetch.model, fetch.hub, fetch.folder, str(error)) from error
    digest = _digest(part)
    if wanted and wanted != digest:
        part.unlink()
        raise _refused(fetch, name, "the content is not what it announced")
    part.replace(path)
    fetch.facts[name] = FileFacts(bytes=path.stat().st_size, sha256=digest)


def _receive(fetch: _Fetch, name: str, part: Path) -> str:
    """Append what is missing of a file; give the SHA-256 the hub announced, if it did."""
    start = part.stat().st_size if part.is_file() else 0
    address = f"{fetch.hub}/{fetch.model.repository}/resolve/{fetch.revision}/{name}"
    request = urllib.request.Request(  # noqa: S310 - _require_reachable lets http and https pass alone
        address, headers={"Range": f"bytes={start}-", "Accept-Encoding": "identity"}
    )
    first = _FirstAnswer()
    try:
        response = urllib.request.build_opener(first).open(request, timeout=_STALL_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        # The part is as long as the file, or longer: its digest tells, else it is brought anew.
        if wanted := _announced(first.headers or error.headers):
            return wanted
        part.unlink()
        raise ConnectionError(f"{name} cannot be resumed") from error
    with response:
        headers = first.headers or response.headers
        _take_revision(fetch, headers)
        resumes = response.status == 206
        total = int(response.headers.get("Content-Length") or 0) + (start if resumes else 0)
        _append(response, part, fetch, name, start if resumes else 0, total)
    if total and part.stat().st_size < total:
        raise ConnectionError(f"{name} broke off")
    return _announced(headers)


def _append(
    response: HTTPResponse, part: Path, fetch: _Fetch, name: str, start: int, total: int
) -> None:
    done = start
    with part.open("ab" if start else "wb") as stream:
        while piece := response.read(_PIECE):
            stream.write(piece)
            done += len(piece)
            fetch.progress(name, done, total)
        stream.flush()
        os.fsync(stream.fileno())


class _FirstAnswer(urllib.request.HTTPRedirectHandler):
    """Follows redirects and keeps what the hub itself said before the first."""

    def __init__(self) -> None:
        self.headers: HTTPMessage | None = None

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Note the headers, then follow."""
        self.headers = self.headers or headers
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _take_revision(fetch: _Fetch, headers: Message) -> None:
    """Hold all files to the commit the first one came from, so that no release mixes in."""
    commit = headers.get("X-Repo-Commit", "")
    if _COMMIT.fullmatch(commit):
        fetch.revision = commit


def _announced(headers: Message) -> str:
    tag = headers.get("X-Linked-ETag", "").strip('"')
    return tag if _SHA256.fullmatch(tag) else ""


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _require_reachable(model: HubModel, hub: str, folder: Path) -> None:
    """Find out within seconds that there is no way to the hub, whatever hangs."""
    proxies = urllib.request.getproxies()
    address = urllib.parse.urlsplit(hub)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise _unreachable(model, hub, folder, "it is no http or https address")
    if address.scheme in proxies and not urllib.request.proxy_bypass(address.hostname or ""):
        address = urllib.parse.urlsplit(proxies[address.scheme])
    place = (address.hostname or "", address.port or (80 if address.scheme == "http" else 443))
    outcome = ["no answer in time"]

    def knock() -> None:
        try:
            with socket.create_connection(place, timeout=_REACH_SECONDS):
                outcome[0] = ""
        except OSError as error:
            outcome[0] = error.strerror or str(error)

    # A resolver without network may hang longer than any socket.
    knocking = threading.Thread(target=knock, daemon=True)
    knocking.start()
    knocking.join(_REACH_SECONDS)
    if outcome[0]:
        raise _unreachable(model, hub, folder, outcome[0])


def _unreachable(model: HubModel, hub: str, folder: Path, why: str) -> EmbedderUnavailable:
    return EmbedderUnavailable(
        f"the model hub cannot be reached: {why}",
        where=hub,
        remedy=f"set JAUAP_MODEL_HUB to a mirror, or run `jauap models fetch {model.short_name}` "
        f"on a machine with internet and copy the folder here, so that there are:\n"
        f"{layout_of(model, folder)}",
    )


def _refused(fetch: _Fetch, name: str, why: str) -> EmbedderUnavailable:
    return EmbedderUnavailable(
        f"the hub did not give {name}: {why}",
        where=f"{fetch.hub}/{fetch.model.repository}",
        remedy="fetch again later; what is here is kept. A folder copied by hand works as well:\n"
        f"{layout_of(fetch.model, fetch.folder)}",
    )
