"""How does the service start, say where it is, and stop?"""

import errno
import gc
import socket
from typing import TYPE_CHECKING

from jauap.cli.show import console
from jauap.errors import Busy, SettingsInvalid
from jauap.settings import Settings, load_settings

if TYPE_CHECKING:
    import uvicorn

    from jauap.runtime import Runtime


def serve_forever(*, host: str, port: int) -> None:
    """Listen until interrupted."""
    from jauap.runtime import build_runtime

    settings = chosen(host=host, port=port)
    listener = listen(settings)
    with build_runtime(settings) as runtime:
        for assistant_id in runtime.desks:
            runtime.require_ingested(assistant_id)
        console(stderr=True).print(
            f"jauap listens on {settings.public_url} for {', '.join(runtime.desks)}"
        )
        runtime.upkeep.start()
        build_server(runtime).run(sockets=[listener])


def chosen(*, host: str, port: int) -> Settings:
    """Let command-line options win over the environment, in the public address too."""
    given: dict[str, object] = {}
    if host:
        given["host"] = host
    if port >= 0:
        given["port"] = port
    return load_settings(**given)


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything slow happens.

    Raises:
        Busy: the port is taken.
        SettingsInvalid: the address cannot be listened on.
    """
    where = f"{settings.host}:{settings.port}"
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Busy(
                "the port is taken",
                where=where,
                remedy="stop the other program, or choose another with --port (0 takes a free one)",
            ) from error
        raise SettingsInvalid(
            f"cannot listen: {error.strerror or error}",
            where=where,
            remedy="use an address of this machine, and a port above 1023 or more rights",
        ) from error
    listener.set_inheritable(True)
    return listener


def build_server(runtime: "Runtime") -> "uvicorn.Server":
    """Make one uvicorn worker around the service."""
    import uvicorn

    from jauap.api.app import create_app

    service = create_app(runtime, room=runtime.open_room())
    # What start-up made lives as long as the process; the collector need not look at it again.
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        service,
        log_level=runtime.settings.log_level.lower(),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        forwarded_allow_ips=runtime.settings.trusted_proxies,
    )
    return uvicorn.Server(config)
