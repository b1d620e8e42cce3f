"""Where does the secret of the fingerprints live? Apart from the database, beside the key."""

import os
import secrets
from pathlib import Path

from jauap.errors import LabelUnavailable

_BYTES = 32
_HEADING = "jauap fingerprint secret"


def load_or_create_secret(path: Path) -> bytes:
    """Read the secret at `path`, or make one there, readable by this user only (mode 0600).

    Without it the fingerprints in the database say nothing; when it is lost they must be
    written anew, which only new answers do.

    Raises:
        LabelUnavailable: the file cannot be read, written or used.
    """
    try:
        if not path.exists():
            _create(path)
        heading, _, written = path.read_text(encoding="ascii").partition("\n")
        secret = bytes.fromhex(written)
    except OSError as error:
        raise LabelUnavailable(
            f"the fingerprint secret cannot be read or made ({error.strerror})",
            where=str(path),
            remedy="give this user the right to read it and to write its folder, or name "
            "another file in JAUAP_FINGERPRINT_KEY",
        ) from error
    except ValueError as error:
        raise _unusable(path) from error
    if heading != _HEADING or len(secret) != _BYTES:
        raise _unusable(path)
    return secret


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as file:
            file.write(f"{_HEADING}\n{secrets.token_hex(_BYTES)}\n")
            file.flush()
            os.fsync(file.fileno())
        # A link refuses to replace: of two processes that start at once, one secret wins.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _unusable(path: Path) -> LabelUnavailable:
    return LabelUnavailable(
        "this is no fingerprint secret",
        where=str(path),
        remedy="restore the file from a backup; if it is lost, move this one away, and answers "
        "given from now on can be recognised again",
    )
