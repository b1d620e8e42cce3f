"""How are files parsed without trusting them? In a process that may die alone."""

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter, ValidationError

from jauap.ingestion.parse.parsed import Parsed
from jauap.ingestion.parse.refusal import Fault, Refused

_HEADER = struct.Struct(">I")
_REPLY_BYTES = 200 * 2**20
_MEMORY_FAULTS = {-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one file may cost."""

    file_bytes: int = 50 * 2**20
    memory_bytes: int = 512 * 2**20
    """Address space of the parsing process."""
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    ocr_memory_bytes: int = 1024 * 2**20
    ocr_seconds: int = 600


class Reader:
    """Parses files one after another in one reused process; start it with `with`."""

    def __init__(self, limits: Limits | None = None, *, read_scans: bool = True) -> None:
        self._limits = limits or Limits()
        self._read_scans = read_scans
        self._process: subprocess.Popen[bytes] | None = None
        self._parsed = TypeAdapter(Parsed)

    def __enter__(self) -> Self:
        """Give the reader; the process starts with the first file."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self._stop()

    def read(self, path: Path) -> Parsed:
        """Parse one file; scans are recognised when tesseract is installed.

        Raises:
            Refused: the file cannot be read; the reader goes on with the next.
        """
        size = path.stat().st_size
        if size > self._limits.file_bytes:
            raise Refused(Fault.TOO_LARGE, f"{size // 2**20} MB", where=str(path))
        limits = self._limits
        try:
            return self._ask(path, limits.memory_bytes, limits.cpu_seconds, limits.wall_seconds)
        except Refused as refused:
            if refused.fault is not Fault.NO_TEXT_LAYER or not self._read_scans:
                raise
            return self._recognise(path, refused)

    def _recognise(self, path: Path, refused: Refused) -> Parsed:
        from jauap.ingestion.parse.ocr import can_read_scans

        if not can_read_scans():
            raise refused
        self._stop()  # the limit on memory can only be lowered in a running process
        seconds = self._limits.ocr_seconds
        try:
            return self._ask(path, self._limits.ocr_memory_bytes, seconds, seconds, ocr=True)
        finally:
            self._stop()

    def _ask(self, path: Path, memory: int, cpu: int, wall: float, *, ocr: bool = False) -> Parsed:
        request = {"path": str(path.resolve()), "memory": memory, "cpu": cpu, "ocr": ocr}
        body = json.dumps(request).encode()
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise Refused(Fault.CRASHED, where=str(path))
        try:
            process.stdin.write(_HEADER.pack(len(body)) + body)
            process.stdin.flush()
            reply = _receive(process.stdout.fileno(), time.monotonic() + wall)
        except TimeoutError as error:
            self._stop()
            raise Refused(Fault.TIME, f"> {wall:.0f} s", where=str(path)) from error
        except (EOFError, BrokenPipeError) as error:
            raise Refused(self._fault_of_death(), where=str(path)) from error
        return self._understood(reply, path)

    def _understood(self, reply: bytes, path: Path) -> Parsed:
        try:
            message = json.loads(reply)
            if "fault" in message:
                fault = Fault(message["fault"])
                if fault is Fault.MEMORY:
                    self._stop()
                raise Refused(fault, str(message.get("detail", "")), where=str(path))
            return self._parsed.validate_python(message["parsed"])
        except (ValueError, KeyError, TypeError, ValidationError) as error:
            self._stop()
            raise Refused(Fault.CRASHED, where=str(path)) from error

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            # No variable of ours reaches the process that opens foreign files.
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", "-m", "jauap.ingestion.parse.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"},
            )
        return self._process

    def _fault_of_death(self) -> Fault:
        process = self._process
        code = process.wait(timeout=5) if process else 0
        self._stop()
        if code == -signal.SIGXCPU:
            return Fault.TIME
        return Fault.MEMORY if code in _MEMORY_FAULTS else Fault.CRASHED

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _receive(descriptor: int, deadline: float) -> bytes:
    (length,) = _HEADER.unpack(_exactly(descriptor, _HEADER.size, deadline))
    if length > _REPLY_BYTES:
        raise EOFError("the reply is too long")
    return _exactly(descriptor, length, deadline)


def _exactly(descriptor: int, length: int, deadline: float) -> bytes:
    data = bytearray()
    while len(data) < length:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([descriptor], [], [], max(left, 0))
        if not ready:
            raise TimeoutError
        part = os.read(descriptor, min(length - len(data), 2**20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)
