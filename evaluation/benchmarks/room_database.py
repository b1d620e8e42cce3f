"""A database of its own for a benchmark of the experts' room: SQLite, or a temporary PostgreSQL.

PostgreSQL runs with its durable defaults (fsync on), because what is measured are promises.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def room_database(kind: str) -> Iterator[str]:
    """Give the address of an empty database; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="jauap-room-"))
    try:
        if kind == "sqlite":
            yield f"sqlite:///{folder / 'jauap.sqlite'}"
        else:
            with _postgres(folder) as address:
                yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        raise SystemExit("PostgreSQL is not installed: install Debian's postgresql")
    user = None
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = "postgres"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    control, data = str(binaries[-1].with_name("pg_ctl")), str(folder / "data")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c max_connections=300 -k {folder}"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    run(str(binaries[-1]), "-D", data, "-U", "jauap", "-A", "trust", "-E", "UTF8")
    run(control, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://jauap@127.0.0.1:{port}/postgres"
    finally:
        run(control, "-D", data, "-w", "-m", "immediate", "stop")
