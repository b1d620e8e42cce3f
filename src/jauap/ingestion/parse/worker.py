"""What runs in the limited process? One file at a time, asked and answered over pipes.

A message is four bytes of length, most significant first, then JSON. The process is told its
limits before each file and dies rather than exceed them; its parent starts another.
"""

import json
import os
import resource
import struct
import sys
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from jauap.ingestion.parse.read import read_file
from jauap.ingestion.parse.refusal import Fault, Refused

_HEADER = struct.Struct(">I")
_NEARLY_ALL = 0.6


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the other side closes the pipe."""
    while header := requests.read(_HEADER.size):
        (length,) = _HEADER.unpack(header)
        request = json.loads(requests.read(length))
        reply = json.dumps(_answer(request)).encode()
        replies.write(_HEADER.pack(len(reply)) + reply)
        replies.flush()


def _answer(request: dict[str, object]) -> dict[str, object]:
    try:
        _limit(int(str(request["memory"])), int(str(request["cpu"])))
        parsed = read_file(Path(str(request["path"])), use_ocr=bool(request["ocr"]))
    except Refused as refused:
        return {"fault": refused.fault.value, "detail": refused.detail}
    except MemoryError:
        return {"fault": Fault.MEMORY.value, "detail": ""}
    except RecursionError:
        return {"fault": Fault.DAMAGED.value, "detail": "nesting"}
    except OSError as error:
        return {"fault": Fault.UNREACHABLE.value, "detail": os.strerror(error.errno or 0)}
    except Exception as error:  # noqa: BLE001 - a parser may fail in any way; the class is told
        # Libraries in C report a refused allocation as one fault or another of the file.
        fault = Fault.MEMORY if _is_short_of_memory() else Fault.DAMAGED
        return {"fault": fault.value, "detail": type(error).__name__}
    return {"parsed": asdict(parsed)}


def _limit(memory: int, seconds: int) -> None:
    """Bound address space in bytes, and processor time counted from now in seconds."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _is_short_of_memory() -> bool:
    # Not getrusage: there a child begins with the peak of the process that started it.
    status = Path("/proc/self/status")
    lines = status.read_text("utf-8").splitlines() if status.exists() else []
    peak = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)
    return peak > resource.getrlimit(resource.RLIMIT_AS)[0] * _NEARLY_ALL


def main() -> None:
    """Serve on standard input; what libraries print goes to standard error."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
