"""How is a checked answer sent piece by piece, and what happens when the reader leaves?"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from pydantic_core import to_json
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from jauap.labelling.label import LabelledAnswer
from jauap.retrieval.index import JsonValue

_SHORTEST_PIECE = 60
_MOST_PIECES = 24


@dataclass(frozen=True, slots=True)
class Frame:
    """What goes over the wire in one write, and the assistant text in it."""

    data: bytes
    text: str = ""


Frames = Callable[[asyncio.Event], AsyncGenerator[Frame, None]]
"""Makes the frames of one stream; the event is set when the reader has left."""


class EventStream(Response):
    """Server-sent events; `left` is told what was sent when the reader leaves early."""

    media_type = "text/event-stream"
    charset = "utf-8"

    def __init__(
        self, frames: Frames, *, left: Callable[[str], Awaitable[None]], headers: Mapping[str, str]
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self.headers.update(headers)
        del self.headers["content-length"]
        self._frames = frames
        self._left = left

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the frames until the last one, or until the reader leaves."""
        gone = asyncio.Event()
        watch = asyncio.ensure_future(_watch(receive, gone))
        frames = self._frames(gone)
        sent: list[str] = []
        is_whole = False
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async for frame in frames:
                # Lets the watch see a reader who left.
                await asyncio.sleep(0)
                if gone.is_set():
                    break
                await send({"type": "http.response.body", "body": frame.data, "more_body": True})
                sent.append(frame.text)
            else:
                is_whole = not gone.is_set()
                await send({"type": "http.response.body", "body": b""})
        except OSError:
            is_whole = False
        finally:
            watch.cancel()
            await frames.aclose()
            if not is_whole:
                await asyncio.shield(asyncio.ensure_future(_told(self._left, "".join(sent))))


async def _told(left: Callable[[str], Awaitable[None]], sent: str) -> None:
    await left(sent)


async def _watch(receive: Receive, gone: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


def event(name: str, data: JsonValue, *, text: str = "") -> Frame:
    """Write one named event with a JSON body."""
    return Frame(b"event: " + name.encode() + b"\ndata: " + to_json(data) + b"\n\n", text)


def pieces(labelled: LabelledAnswer) -> Iterator[str]:
    """Cut the whole text into pieces: the first is the first notice, the last the verify line."""
    yield labelled.notice_first + "\n\n"
    body = labelled.answer.text
    size = max(_SHORTEST_PIECE, len(body) // _MOST_PIECES)
    start = 0
    while start < len(body):
        end = start + size
        if end < len(body):
            # A piece ends after a space, so that no word and no address is torn.
            cut = body.find(" ", end)
            end = len(body) if cut < 0 else cut + 1
        yield body[start:end]
        start = end
    yield "\n\n" + labelled.notice_last
