"""Is the signing key made once, kept private, and its public half never forgotten?"""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from jauap.errors import LabelUnavailable
from jauap.labelling.keys import load_or_create_key, public_history


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_a_key_is_made_once_and_readable_by_its_owner_only(
    tmp_path: Path, moment: datetime
) -> None:
    path = tmp_path / "keys" / "signing.pem"
    made = load_or_create_key(path, lambda: moment)
    assert made.kid.startswith("2026-11-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {entry.name for entry in path.parent.iterdir()} == {"signing.pem", "signing.public.json"}
    later = load_or_create_key(path, lambda: moment.replace(year=2027))
    assert (later.kid, later.public) == (made.kid, made.public)


def test_of_processes_that_start_at_once_one_key_wins(tmp_path: Path, moment: datetime) -> None:
    path = tmp_path / "signing.pem"
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: load_or_create_key(path, lambda: moment), range(16)))
    assert len({key.kid for key in made}) == 1


def test_a_ministrys_own_key_is_known_by_its_thumbprint(tmp_path: Path, moment: datetime) -> None:
    path = tmp_path / "own.pem"
    path.write_bytes(_pem(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))
    assert load_or_create_key(path, lambda: moment).kid == "1IG2tMH7J2wb"


def test_public_keys_of_earlier_private_keys_are_kept(tmp_path: Path, moment: datetime) -> None:
    path = tmp_path / "signing.pem"
    first = load_or_create_key(path, lambda: moment)
    path.unlink()
    second = load_or_create_key(path, lambda: moment.replace(month=12))
    assert [key.kid for key in second.public.keys] == [second.kid, first.kid]
    assert second.kid.startswith("2026-12-")


def test_the_list_of_public_keys_holds_nothing_private(tmp_path: Path, moment: datetime) -> None:
    path = tmp_path / "signing.pem"
    load_or_create_key(path, lambda: moment)
    listed = json.loads(public_history(path).read_text())["keys"]
    assert [set(key) for key in listed] == [{"kty", "crv", "x", "kid", "use", "alg", "status"}]


def test_the_private_key_is_not_shown(tmp_path: Path, moment: datetime) -> None:
    assert "private" not in repr(load_or_create_key(tmp_path / "k.pem", lambda: moment))


def test_a_key_mounted_read_only_is_used(
    tmp_path: Path, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signing.pem"
    path.write_bytes(_pem(Ed25519PrivateKey.generate()))

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert len(load_or_create_key(path, lambda: moment).public.keys) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a key",
        b"\xff\xfe",
        b"-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n",
        generate_private_key(65537, 2048).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
    ],
)
def test_a_file_that_is_no_key_is_named_and_kept(
    tmp_path: Path, moment: datetime, content: bytes
) -> None:
    path = tmp_path / "signing.pem"
    path.write_bytes(content)
    with pytest.raises(LabelUnavailable, match=r"signing\.pem"):
        load_or_create_key(path, lambda: moment)
    assert path.read_bytes() == content


def test_no_right_to_write_is_told_with_the_way_out(tmp_path: Path, moment: datetime) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(LabelUnavailable, match="JAUAP_SIGNING_KEY"):
        load_or_create_key(blocked / "signing.pem", lambda: moment)


def test_a_damaged_list_of_public_keys_stops_the_start(tmp_path: Path, moment: datetime) -> None:
    path = tmp_path / "signing.pem"
    load_or_create_key(path, lambda: moment)
    public_history(path).write_text("{")
    with pytest.raises(LabelUnavailable, match="restore"):
        load_or_create_key(path, lambda: moment)
