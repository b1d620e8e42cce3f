"""Where do the room's pages get their scripts from? From addresses that carry a digest."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

from jauap.api.pages.texts import Words
from jauap.assistant import Language

_FOLDER = "static/room"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True, kw_only=True)
class Asset:
    """One file a page of the room loads."""

    content: bytes
    media_type: str


class Assets:
    """The room's scripts, style sheet and words, read once.

    They share one digest in their address, so that modules of two releases never meet.
    """

    def __init__(self, words: Mapping[Language, Words]) -> None:
        folder = Path(__file__).parents[1] / "pages" / _FOLDER
        self._files = {
            path.name: Asset(content=path.read_bytes(), media_type=_TYPES[path.suffix])
            for path in sorted(folder.iterdir())
            if path.suffix in _TYPES
        }
        for language, said in words.items():
            script = f"export default {json.dumps(said.all(), ensure_ascii=False)};\n"
            self._files[f"words.{language}.js"] = Asset(
                content=script.encode(), media_type=_TYPES[".js"]
            )
        told = hashlib.sha256()
        for name, asset in sorted(self._files.items()):
            told.update(name.encode() + b"\0" + asset.content)
        self.digest = told.hexdigest()[:16]
        """Changes with every byte of every file."""

    def address(self, name: str) -> str:
        """Give the address of a file.

        Raises:
            KeyError: there is no such file.
        """
        if name not in self._files:
            raise KeyError(name)
        return f"/room/static/{self.digest}/{name}"

    def response(self, digest: str, name: str) -> Response | None:
        """Serve a file; one asked for by another digest must not be kept."""
        asset = self._files.get(name)
        if asset is None:
            return None
        kept = "public, max-age=31536000, immutable" if digest == self.digest else "no-store"
        return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": kept})
