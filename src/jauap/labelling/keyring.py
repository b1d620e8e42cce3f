"""Which key signs now? A folder that all processes of a deployment share decides."""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from jauap.errors import LabelUnavailable, NotFound
from jauap.labelling.keys import (
    OVERLAP,
    PrivateKey,
    PublicKey,
    PublicKeys,
    SigningKey,
    new_private_key,
    read_private_key,
    replace_file,
    write_private_key,
)

Note = Callable[[str], None]
"""Writes a change into the audit log before it takes effect; given the id of the key."""

_REGISTER = "label.public.json"
_LOCK = "label.lock"
_FORMER = "label.pem"
"""Where the only key stood before keys had a folder."""
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REMEDY = (
    "give this user the right to read and write the folder, or restore it from a backup; "
    "without it no old label could be verified"
)
_Stamp = tuple[int, int, int]


class KeyRing:
    """The keys in one folder: `label.public.json` says which is active, `<kid>.pem` holds it.

    A change is the replacement of that one file under a lock, so every process sees either the
    old state or the new one and takes a new key up with its next signature. Private halves are
    kept for the active key only. With `own`, the key in that file is the active one whatever
    the month, and replacing the file is how it is changed.
    """

    def __init__(
        self, folder: Path, now: Callable[[], datetime], *, own: Path | None = None
    ) -> None:
        self._folder = folder
        self._now = now
        self._own = own
        self._seen: tuple[_Stamp, _Stamp | None] | None = None
        self._key: SigningKey | None = None

    @property
    def folder(self) -> Path:
        """Where the keys are."""
        return self._folder

    @property
    def is_own(self) -> bool:
        """True when the ministry keeps the private key itself."""
        return self._own is not None

    def current(self) -> SigningKey:
        """Give the active key, the first one made when there is none yet.

        Raises:
            LabelUnavailable: the folder or the key cannot be read, made or used.
        """
        with self._explained():
            seen = self._stamps()
            if self._key is None or seen is None or seen != self._seen:
                if seen is None and self._key is not None:
                    # A folder that vanishes under a running service is a fault, not a new start.
                    raise FileNotFoundError(2, "the list of keys is gone")
                with self._locked():
                    public = self._settled()
                    self._seen = self._stamps()
                    self._key = self._with_private(public)
            return self._key

    def public(self) -> PublicKeys:
        """Give every public key, the active one first."""
        return self.current().public

    def rotate(self, note: Note) -> str:
        """Let a new key sign from now on; give its id.

        The old one stays in force for `OVERLAP` and published for ever.

        Raises:
            LabelUnavailable: nothing was changed.
        """
        self._refuse_own()
        with self._explained(), self._locked():
            return self._change(self._read(), note)

    def rotate_when_due(self, note: Note) -> str | None:
        """Rotate in the first moments of a month (UTC); only one of many processes does."""
        active = self.current().public.active
        if self.is_own or active is None or self._is_of_this_month(active):
            return None
        with self._explained(), self._locked():
            known = self._read()
            if known.active is not None and self._is_of_this_month(known.active):
                return None
            return self._change(known, note)

    def revoke(self, kid: str, after: datetime, note: Note) -> PublicKeys:
        """Void what a key signed after a moment; an active key is replaced in the same breath.

        A second revocation can move the moment back, never forward.

        Raises:
            NotFound: there is no such key.
            LabelUnavailable: nothing was changed.
        """
        with self._explained(), self._locked():
            known = self._read()
            key = known.find(kid)
            if key is None:
                raise NotFound(
                    f"there is no key {kid!r}", remedy="`jauap label keys list` names all keys"
                )
            moment = int(after.timestamp())
            if key.revoked_after is not None:
                moment = min(moment, key.revoked_after)
            voided = key.model_copy(update={"status": "revoked", "revoked_after": moment})
            others = tuple(voided if one.kid == kid else one for one in known.keys)
            changed = PublicKeys(keys=others)
            note(kid)
            if key.status == "active" and not self.is_own:
                self._change(changed, note=lambda _: None)
            else:
                self._commit(changed)
            return self._read()

    def _settled(self) -> PublicKeys:
        """Give the register, made to name an active key: the first start, or a changed file."""
        known = self._read()
        if self._own is not None:
            key = read_private_key(self._own)
            return known if _is_active(known, key.kid) else self._adopt(known, key)
        former = self._folder / _FORMER
        if former.exists():
            key = read_private_key(former)
            if not self._file_of(key.kid).exists():
                os.link(former, self._file_of(key.kid))
            known = known if _is_active(known, key.kid) else self._adopt(known, key)
            former.unlink()
        if known.active is None:
            self._change(known, note=lambda _: None)
        return self._read()

    def _adopt(self, known: PublicKeys, key: PrivateKey) -> PublicKeys:
        found = known.find(key.kid)
        if found is not None and found.status == "revoked":
            raise LabelUnavailable(
                f"the key {key.kid} was revoked",
                where=str(self._own or self._folder),
                remedy="put a new key in its place",
            )
        # Since when a key from elsewhere has been in use, nobody here knows.
        fresh = PublicKey(kid=key.kid, x=key.x)
        self._commit(_succeeded(known, fresh, int(self._now().timestamp())))
        return self._read()

    def _change(self, known: PublicKeys, note: Note) -> str:
        moment = self._now()
        key = new_private_key(f"{moment:%Y-%m}")
        fresh = PublicKey(kid=key.kid, x=key.x, nbf=int((moment - OVERLAP).timestamp()))
        write_private_key(self._file_of(key.kid), key)
        try:
            note(key.kid)
            self._commit(_succeeded(known, fresh, int(moment.timestamp())))
        except BaseException:
            self._file_of(key.kid).unlink(missing_ok=True)
            raise
        for path in self._folder.glob("*.pem"):
            if path != self._file_of(key.kid):
                path.unlink(missing_ok=True)
        return key.kid

    def _is_of_this_month(self, key: PublicKey) -> bool:
        return key.kid.startswith(f"{self._now():%Y-%m}-")

    def _with_private(self, public: PublicKeys) -> SigningKey:
        active = public.active
        if active is None:
            raise LabelUnavailable("no key is active", where=str(self._folder), remedy=_REMEDY)
        key = read_private_key(self._own or self._file_of(active.kid))
        if key.x != active.x:
            raise LabelUnavailable(
                f"the private key does not belong to the public key {active.kid}",
                where=str(self._folder),
                remedy="restore the folder from a backup, or run `jauap label keys rotate`",
            )
        ordered = (active, *(one for one in public.keys if one.kid != active.kid))
        return SigningKey(kid=active.kid, private=key.private, public=PublicKeys(keys=ordered))

    def _file_of(self, kid: str) -> Path:
        if not _PLAIN.fullmatch(kid):
            raise LabelUnavailable(f"{kid!r} is no id of a key", where=str(self._folder))
        return self._folder / f"{kid}.pem"

    def _stamps(self) -> tuple[_Stamp, _Stamp | None] | None:
        try:
            register = _stamp(self._folder / _REGISTER)
        except FileNotFoundError:
            return None
        return register, _stamp(self._own) if self._own else None

    def _read(self) -> PublicKeys:
        path = self._folder / _REGISTER
        try:
            return PublicKeys.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return PublicKeys()
        except (ValidationError, UnicodeDecodeError) as error:
            raise LabelUnavailable(
                "the list of public keys is damaged, so old labels could not be verified",
                where=str(path),
                remedy="restore the file from a backup",
            ) from error

    def _commit(self, public: PublicKeys) -> None:
        text = public.model_dump_json(indent=1, exclude_none=True)
        replace_file(self._folder / _REGISTER, f"{text}\n")

    def _refuse_own(self) -> None:
        if self._own is not None:
            raise LabelUnavailable(
                "this deployment brings its own key, which only its keeper can change",
                where=str(self._own),
                remedy="replace the file; running services take the new key up at once",
            )

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes and threads from changing keys; a killed holder lets go."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LabelUnavailable(
                f"the signing keys cannot be read or changed ({error.strerror or error})",
                where=str(self._folder),
                remedy=_REMEDY,
            ) from error


def _succeeded(known: PublicKeys, fresh: PublicKey, moment: int) -> PublicKeys:
    """Put a key at the head; the one that was active goes out of force after the overlap."""
    end = moment + int(OVERLAP.total_seconds())
    retired = {"status": "retired", "exp": end}
    earlier = tuple(
        one.model_copy(update=retired) if one.status == "active" else one
        for one in known.keys
        if one.kid != fresh.kid
    )
    return PublicKeys(keys=(fresh, *earlier))


def _is_active(known: PublicKeys, kid: str) -> bool:
    return known.active is not None and known.active.kid == kid


def _stamp(path: Path) -> _Stamp:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size
