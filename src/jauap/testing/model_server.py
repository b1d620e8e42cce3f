"""How does an assistant behave when its chat model does not? A double that misbehaves on demand.

    with ModelServer(Mode.CUT) as server:
        model = ChatModel(name="double", url=server.url)

It speaks the OpenAI chat completions protocol on a free port of the loopback interface, in a
thread of its own.
"""

import asyncio
import contextlib
import json
import socket
import struct
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType

from jauap.testing.model_replies import Mode, Request, reply_to

Write = Callable[[bytes], Awaitable[None]]

_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
    b"Connection: close\r\n\r\n"
)
_STATUS = {
    Mode.ERROR_500: (b"500 Internal Server Error", b'{"error":{"message":"broken"}}'),
    Mode.ERROR_429: (b"429 Too Many Requests", b'{"error":{"message":"slow down"}}'),
}
_FLOOD_TOKENS = 100_000


class ModelServer:
    """A chat model on the loopback interface; `mode` may be changed between questions."""

    def __init__(self, mode: Mode = Mode.HONEST) -> None:
        """Prepare; the server runs inside a `with` block."""
        self.mode = mode
        self.requests: list[Request] = []
        """What was asked of the model, oldest first."""
        self.asked = threading.Event()
        """Set when a request has arrived."""
        self.left_early = threading.Event()
        """Set when a client closed a connection before its reply was complete."""
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._closing: asyncio.Event | None = None
        self._port = 0
        self._thread = threading.Thread(target=self._run, name="model-server", daemon=True)

    @property
    def url(self) -> str:
        """Address to give as `ChatModel.url`."""
        return f"http://127.0.0.1:{self._port}/v1"

    def __enter__(self) -> "ModelServer":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._closing is not None:
            self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._closing = asyncio.Event()
        connections: set[asyncio.Task[None]] = set()

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                connections.add(task)
                task.add_done_callback(connections.discard)
            await self._handle(reader, writer)

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _read(reader)
            self.requests.append(request)
            self.asked.set()
            await self._reply(request, reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            self.left_early.set()
        finally:
            writer.close()

    async def _reply(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        mode = self.mode
        if mode is Mode.RESET:
            _reset(writer)
        elif mode in _STATUS:
            status, body = _STATUS[mode]
            writer.write(_plain(status, body))
        elif mode is Mode.GARBAGE:
            writer.write(
                _HEAD + _chunk(b"data: {not json at all\n\ndata: \xff\xfe\n\n") + _chunk(b"")
            )
        elif mode is Mode.SLOW:
            await self._until_left(reader)
        elif mode is Mode.DRIPPING:
            await self._drip(reader, writer)
        elif mode is Mode.FLOOD:
            await self._flood(writer)
        else:
            await _stream(writer, request, mode)

    async def _until_left(self, reader: asyncio.StreamReader) -> None:
        await reader.read()
        self.left_early.set()

    async def _drip(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Send a keep-alive comment every few milliseconds and never a word."""
        writer.write(_HEAD)
        left = asyncio.ensure_future(reader.read())
        while not left.done():
            writer.write(_chunk(b": keep-alive\n\n"))
            await writer.drain()
            await asyncio.wait([left], timeout=0.02)
        self.left_early.set()

    async def _flood(self, writer: asyncio.StreamWriter) -> None:
        writer.write(_HEAD)
        for _ in range(_FLOOD_TOKENS):
            writer.write(_event({"content": "қайта-қайта "}))
            await writer.drain()


async def _stream(writer: asyncio.StreamWriter, request: Request, mode: Mode) -> None:
    if mode is Mode.EMPTY_CHOICES:
        writer.write(_HEAD + _sse({"id": "double", "choices": []}) + _done())
        return
    writer.write(_HEAD + _event({"role": "assistant", "content": ""}))
    words = reply_to(mode, request).split(" ")
    if mode is Mode.CUT:
        words = words[: max(1, len(words) // 2)]
    for number, word in enumerate(words):
        writer.write(_event({"content": word if number == 0 else f" {word}"}))
        await writer.drain()
    if mode is Mode.CUT:
        return
    finish = "length" if mode is Mode.CUT_BY_LENGTH else "stop"
    writer.write(_event({}, finish))
    if request.counts_tokens:
        read, written = len(request.body.split()), len(words)
        usage = {
            "prompt_tokens": read,
            "completion_tokens": written,
            "total_tokens": read + written,
        }
        writer.write(_sse({"id": "double", "choices": [], "usage": usage}))
    writer.write(_done())


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next(
        int(line.partition(":")[2])
        for line in head.split("\r\n")
        if line.lower().startswith("content-length:")
    )
    return Request.from_json(await reader.readexactly(length))


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _sse({"id": "double", "object": "chat.completion.chunk", "choices": [choice]})


def _sse(data: dict[str, object]) -> bytes:
    full = {"created": 0, "model": "double", **data}
    return _chunk(f"data: {json.dumps(full, ensure_ascii=False)}\n\n".encode())


def _done() -> bytes:
    return _chunk(b"data: [DONE]\n\n") + _chunk(b"")


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _plain(status: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nConnection: close\r\n" % status
    return head + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def _reset(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
