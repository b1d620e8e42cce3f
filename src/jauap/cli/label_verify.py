"""What does a file's label say about its text? Checked here, without asking the service."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from jauap.cli.show import console, print_json
from jauap.errors import DocumentUnreadable, NotFound
from jauap.labelling.front_matter import embedded_label
from jauap.labelling.keys import PublicKeys
from jauap.labelling.sentences import sentence
from jauap.labelling.sign import Jwks
from jauap.labelling.verify import (
    RecordedLabel,
    Register,
    Similar,
    Verification,
    VerificationState,
    verify,
)
from jauap.settings import load_settings

EXIT_CODES = {
    VerificationState.EXACT: 0,
    VerificationState.EDITED: 1,
    VerificationState.EXCERPT: 1,
    VerificationState.OTHER_TEXT: 1,
    VerificationState.WITHDRAWN: 1,
    VerificationState.NO_RECORD: 2,
    VerificationState.SOURCE_TEXT: 2,
    VerificationState.BAD_SIGNATURE: 3,
    VerificationState.KEY_REVOKED: 3,
}
"""0: the very text, and it stands. 1: a genuine label, but not this text, or not any more.
2: nothing is known. 3: the label is not genuine."""

_LONGEST = 2_000_000


@dataclass(frozen=True, kw_only=True)
class _Against:
    """What a text is checked against."""

    jwks: Jwks
    find: Register
    similar: Similar | None = None


class _Nowhere:
    """The register of somebody who has none."""

    def find(self, code: str) -> RecordedLabel | None:
        return None

    def find_by_hash(self, plain_or_raw_hash: str) -> tuple[RecordedLabel, ...]:
        return ()

    def was_logged(self, jws: str, before: int) -> bool:
        return False

    def withdrawn_at(self, code: str) -> datetime | None:
        return None


def verify_file(
    name: str, *, jwks_file: Path | None, label_file: Path | None, as_json: bool
) -> int:
    """Print the finding and give its exit code; `-` reads standard input.

    With `jwks_file` nothing but the two files is looked at. Without it the keys, and the
    register if there is one, are those of the deployment in the settings.

    Raises:
        DocumentUnreadable: a file cannot be read or is too long.
        NotFound: no keys are named and this machine has none.
    """
    text = _read(name)
    label = _read(str(label_file)).strip() if label_file else embedded_label(text)
    with _against(jwks_file) as known:
        found = verify(text, label or None, find=known.find, jwks=known.jwks, similar=known.similar)
    _print(found, as_json=as_json)
    return EXIT_CODES[found.state]


@contextmanager
def _against(jwks_file: Path | None) -> Iterator[_Against]:
    if jwks_file is not None:
        yield _Against(jwks=_read_keys(jwks_file), find=_Nowhere())
        return
    from jauap.deployment import database_url, open_keys
    from jauap.labelling.sign import Signer

    settings = load_settings()
    if settings.signing_key is None and not (settings.data_dir / "keys").is_dir():
        raise NotFound(
            "this machine has no keys of a service",
            where=str(settings.data_dir / "keys"),
            remedy="name the service's public keys with --jwks; it publishes them under "
            "/.well-known/ai-label-jwks.json",
        )
    jwks = Signer(open_keys(settings)).jwks()
    if not settings.database_url and not (settings.data_dir / "jauap.sqlite").exists():
        yield _Against(jwks=jwks, find=_Nowhere())
        return
    from jauap.labelling.fingerprint_key import load_or_create_secret
    from jauap.recognition import secret_path
    from jauap.storage.answers import AnswerRecords
    from jauap.storage.fingerprints import Fingerprints
    from jauap.storage.store import open_store

    secret = secret_path(settings)
    with open_store(database_url(settings)) as store:
        similar = Fingerprints(store, load_or_create_secret(secret)) if secret.exists() else None
        yield _Against(jwks=jwks, find=AnswerRecords(store), similar=similar)


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read(_LONGEST) if name == "-" else Path(name).read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(name, error.strerror or "refused") from error
    except UnicodeDecodeError as error:
        raise _unreadable(name, "not UTF-8 text") from error
    if len(text) >= _LONGEST:
        raise _unreadable(name, "longer than two million characters")
    return text


def _read_keys(path: Path) -> Jwks:
    text = _read(str(path))
    try:
        PublicKeys.model_validate_json(text)
        keys: Jwks = json.loads(text)
    except ValidationError as error:
        raise _unreadable(str(path), "no list of public keys (JWKS)") from error
    return keys


def _unreadable(name: str, why: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        f"the file cannot be used: {why}", where=name, remedy="name a text file in UTF-8"
    )


def _print(found: Verification, *, as_json: bool) -> None:
    told, claims = sentence(found.state), found.claims
    if as_json:
        print_json(
            {
                "state": found.state.value,
                "message": told.model_dump(mode="json"),
                "code": found.code,
                "level": found.level.value if found.level else None,
                "similarity": found.similarity,
                "reason": found.reason,
                "withdrawn_at": found.withdrawn_at and found.withdrawn_at.isoformat(),
                "claims": claims and claims.model_dump(mode="json"),
            }
        )
        return
    out = console()
    out.print(f"{found.state.value}: {told.en}", markup=False, highlight=False)
    if claims is not None:
        facts = (claims.id, claims.asst, claims.rel, claims.lvl.value, claims.iss)
        out.print("  " + " · ".join(facts), markup=False, highlight=False)
