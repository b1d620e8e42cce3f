"""Where are the lasting parts of a deployment? Keys, database, index, as the settings say."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jauap.errors import SettingsInvalid
from jauap.labelling.keyring import KeyRing
from jauap.labelling.sign import Signer
from jauap.settings import Settings

if TYPE_CHECKING:
    from jauap.ingestion.web.visit import Visitor
    from jauap.labelling.timestamp import Authority
    from jauap.retrieval.index import Index
    from jauap.storage.audit import Audit
    from jauap.storage.roots import PublicLog
    from jauap.storage.store import Store

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What commands for keys and log work on; no index and no assistant is opened."""

    settings: Settings
    keys: KeyRing
    store: "Store"
    audit: "Audit"
    log: "PublicLog"


def utc_now() -> datetime:
    """Give the present moment, aware, in UTC."""
    return datetime.now(UTC)


@contextmanager
def open_deployment(settings: Settings, *, now: Clock = utc_now) -> Iterator[Deployment]:
    """Open keys and database.

    Raises:
        StoreUnavailable: the database cannot be opened.
    """
    from jauap.storage.audit import Audit
    from jauap.storage.roots import PublicLog
    from jauap.storage.store import open_store

    keys = open_keys(settings, now)
    with open_store(database_url(settings)) as store:
        yield Deployment(
            settings=settings,
            keys=keys,
            store=store,
            audit=Audit(store),
            log=PublicLog(store, Signer(keys), settings.public_url),
        )


def database_url(settings: Settings) -> str:
    """Give the database's address: the one that is set, or SQLite under the data folder."""
    return settings.database_url or f"sqlite:///{(settings.data_dir / 'jauap.sqlite').resolve()}"


def open_keys(settings: Settings, now: Clock = utc_now) -> KeyRing:
    """Give the keys of this deployment; nothing is read or made yet."""
    return KeyRing(settings.data_dir / "keys", now, own=settings.signing_key)


def signed_keys_path(settings: Settings) -> Path:
    """Give the file that holds the list of keys as the offline root signed it."""
    return settings.data_dir / "keys" / "label.public.jws"


def read_signed_keys(settings: Settings) -> str:
    """Give the signed list of keys; empty when there is none."""
    try:
        return signed_keys_path(settings).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def open_authority(settings: Settings) -> "Authority | None":
    """Give the time-stamping authority; None when none is set.

    Raises:
        SettingsInvalid: it cannot be used as it is set, or the extra is not installed.
    """
    if not settings.timestamp_url:
        return None
    from importlib.util import find_spec

    from jauap.labelling.timestamp import Authority, read_certificates

    if find_spec("rfc3161_client") is None:
        raise SettingsInvalid(
            "time stamps need a library that is not installed",
            where="JAUAP_TIMESTAMP_URL",
            remedy='pip install "jauap[timestamp]"',
        )
    if settings.timestamp_roots is None:
        raise SettingsInvalid(
            "a stamp can be trusted only by its authority's certificates",
            where="JAUAP_TIMESTAMP_ROOTS",
            remedy="name a PEM file with the authority's root certificates",
        )
    return Authority(settings.timestamp_url, read_certificates(settings.timestamp_roots))


def open_index(settings: Settings) -> "Index":
    """Open the engine that holds the passages: the embedded one or a server."""
    if settings.index == "server":
        from jauap.retrieval.server import ServerIndex

        key = settings.qdrant_api_key
        return ServerIndex(settings.qdrant_url, api_key=key.get_secret_value() if key else None)
    from jauap.retrieval.edge import EdgeIndex

    return EdgeIndex(settings.data_dir / "index")


def open_visitor(settings: Settings, now: Clock) -> "Visitor":
    """Give what looks at addresses for an ingest."""
    from jauap.ingestion.web.client import Client
    from jauap.ingestion.web.copies import Copies
    from jauap.ingestion.web.visit import Visitor

    hosts = frozenset(host.strip().lower() for host in settings.private_hosts.split(",")) - {""}
    return Visitor(
        client=Client(private_hosts=hosts),
        copies=Copies(settings.data_dir / "fetched"),
        now=now,
        own_hosts=hosts,
    )
