"""How does a deployment recognise its answers? Secret, fingerprints, sources, time of deletion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jauap.answering.desk import Desk
from jauap.answering.official import Officials
from jauap.labelling.fingerprint_key import load_or_create_secret
from jauap.labelling.known import KnownTexts
from jauap.retrieval.index import Index
from jauap.settings import Settings
from jauap.storage.fingerprints import Fingerprints
from jauap.storage.retention import Erased, erase_records
from jauap.storage.store import Store
from jauap.storage.upkeep import Duty


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """What finds a changed, cut or quoted text again."""

    fingerprints: Fingerprints
    officials: Officials


def open_recognition(settings: Settings, store: Store, index: Index) -> Recognition:
    """Read the secret, or make it on first use, beside the signing key.

    Raises:
        LabelUnavailable: the secret cannot be read or made.
    """
    known = KnownTexts()
    return Recognition(
        fingerprints=Fingerprints(store, load_or_create_secret(secret_path(settings)), known),
        officials=Officials(index, known),
    )


def secret_path(settings: Settings) -> Path:
    """Give the file that holds the secret of the fingerprints."""
    return settings.fingerprint_key or settings.data_dir / "keys" / "fingerprint.key"


def erase_old_records(settings: Settings, store: Store, now: datetime) -> Erased:
    """Delete what was kept long enough."""
    return erase_records(store, now - timedelta(days=settings.record_retention_days), at=now)


def recognition_duties(
    recognition: Recognition,
    desks: Mapping[str, Desk],
    settings: Settings,
    store: Store,
    now: Callable[[], datetime],
) -> tuple[Duty, ...]:
    """Give what has to be done again and again: another process may have ingested meanwhile."""

    def refresh_sources() -> None:
        for desk in list(desks.values()):
            recognition.officials.refresh(desk.assistant, desk.texts)

    def erase() -> None:
        erase_old_records(settings, store, now())

    return (
        Duty(name="sources", action=refresh_sources, seconds=30),
        Duty(name="records", action=erase, seconds=3600),
    )
