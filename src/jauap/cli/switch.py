"""How does an official switch an assistant off, and on again?"""

from jauap.cli.show import console
from jauap.deployment import database_url, utc_now
from jauap.errors import NotFound
from jauap.settings import load_settings
from jauap.workspace import Workspace


def turn(assistant_id: str, state: str, *, reason: str, by: str) -> None:
    """Write the switch into the database, which every running process reads.

    Raises:
        NotFound: no such assistant or state.
        StoreUnavailable: nothing was stored.
    """
    from jauap.storage.store import open_store
    from jauap.storage.switches import Switches

    settings = load_settings()
    Workspace(settings.workspace).assistant(assistant_id)
    if state not in {"off", "on"}:
        raise NotFound(f"state {state!r} is not known", where="switch", remedy="write off or on")
    with open_store(database_url(settings)) as store:
        switches = Switches(store)
        change = switches.turn_off if state == "off" else switches.turn_on
        change(assistant_id, reason=reason, by=by, at=utc_now())
    console().print(f"{assistant_id} is {state}; running services follow within a second")
