"""Where does this deployment keep things, what may it reach? Sole reader of the environment."""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from jauap.errors import SettingsInvalid


def _proxies(told: str) -> str:
    for one in filter(None, (part.strip() for part in told.split(","))):
        ip_network(one)
    return told


class Settings(BaseSettings):
    """One deployment's settings; every field is an environment variable `JAUAP_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="JAUAP_", frozen=True, extra="forbid", use_attribute_docstrings=True
    )

    workspace: Path = Path()
    """Folder that holds assistants/, ingestion/ and evaluation/."""
    data_dir: Path = Path(".jauap")
    """Folder for the embedded index, the SQLite database and the signing key."""
    database_url: str = ""
    """SQLAlchemy URL; empty means SQLite under `data_dir`."""
    index: Literal["embedded", "server"] = "embedded"
    """Which engine holds the index."""
    qdrant_url: str = "http://127.0.0.1:6333"
    """Address of the Qdrant server, used when `index` is `server`."""
    qdrant_api_key: SecretStr | None = None
    """Key of the Qdrant server."""
    embedding_model: str = ""
    """fastembed model for the optional dense leg; empty means none."""
    embedding_dir: Path | None = None
    """Folder of that model's files; empty looks into `models_dir`, then into fastembed's cache."""
    reranker_model: str = ""
    """Model that orders the first 20 passages anew; empty means none."""
    models_dir: Path | None = None
    """Folder of the models that `jauap models fetch` brings; empty means `data_dir`/models."""
    model_hub: str = "https://huggingface.co"
    """Hub, or a mirror of it, that `jauap models fetch` asks; nothing else reaches it."""
    embedding_cache_mb: int = Field(default=512, ge=0)
    """Room for vectors of texts already read, in `data_dir`; 0 keeps none."""
    public_url: str = "http://127.0.0.1:8000"
    """Address under which citizens reach this service, printed in labels; unset: host and port."""
    signing_key: Path | None = None
    """Ed25519 key (PEM) its keeper changes; empty means a new one each month in `data_dir`/keys."""
    private_hosts: str = ""
    """Comma-separated hosts of the inner network that sources may come from, over http as well."""
    timestamp_url: str = ""
    """RFC 3161 authority that stamps each day's root of the log; empty means no stamps."""
    timestamp_roots: Path | None = None
    """Certificates (PEM) that authority's own must lead to; needed with `timestamp_url`."""
    pdf_font: Path | None = None
    """TrueType font with Kazakh letters for PDF downloads; empty means the system's DejaVu Sans."""
    c2pa_certificate: Path | None = None
    """Certificate chain (PEM) that signs PDF downloads; empty leaves them without it."""
    c2pa_key: Path | None = None
    """Private key (PEM) of that certificate."""
    fingerprint_key: Path | None = None
    """Secret of the fingerprints; empty means one is made in `data_dir`/keys."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = Field(default=8000, ge=0, le=65535)
    """Port to listen on; 0 takes a free one."""
    trusted_proxies: Annotated[str, AfterValidator(_proxies)] = "127.0.0.1"
    """Comma-separated addresses or networks whose X-Forwarded-For is believed: the own proxies."""
    questions_per_minute: int = Field(default=15, ge=1)
    """Questions one anonymous visitor may ask in a minute."""
    question_retention_days: int = Field(default=365, ge=1)
    """How long the masked text of a question is kept; older ones go whenever jauap starts."""
    record_retention_days: int = Field(default=1095, ge=1)
    """How long labels and fingerprints of answers are kept; after that no text is recognised."""
    api_keys: SecretStr | None = None
    """Comma-separated keys of trusted clients; each gets 900 questions a minute."""
    oidc_issuer: str = ""
    """Identity provider (OpenID Connect) that staff may sign in through; empty means passwords."""
    oidc_client_id: str = ""
    """How this service is known to that provider; needed with `oidc_issuer`."""
    oidc_client_secret: SecretStr | None = None
    """Secret of this service at that provider; empty for a public client."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Threshold of the JSON log on standard error."""


def load_settings(**overrides: object) -> Settings:
    """Read the environment once; explicit values win.

    Raises:
        SettingsInvalid: a variable has a value that cannot be used.
    """
    try:
        told = Settings()
        settings = Settings.model_validate({**told.model_dump(), **overrides})
    except ValidationError as error:
        first = error.errors()[0]
        name = "JAUAP_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsInvalid(
            f"value {first['input']!r} cannot be used: {first['msg']}",
            where=name,
            remedy="correct or unset the variable; `jauap doctor` lists all of them",
        ) from error
    is_told = "public_url" in told.model_fields_set | overrides.keys()
    if settings.port and not is_told:
        return settings.model_copy(update={"public_url": _own_address(settings)})
    return settings


def _own_address(settings: Settings) -> str:
    """Give the address at which a browser on this machine finds the service."""
    host = settings.host
    if host in {"0.0.0.0", "::"}:  # noqa: S104
        host = "127.0.0.1"
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def read_secret(variable: str) -> str:
    """Read a secret that a workspace file names by its environment variable; empty when unset."""
    return os.environ.get(variable, "")
