"""Can a ministry's root vouch for its keys, and nobody else's pass for it?"""

import base64
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from jauap.errors import LabelUnavailable
from jauap.labelling.history import (
    exported,
    make_root,
    read_history,
    read_public_keys,
    sign_history,
)
from jauap.labelling.keyring import KeyRing
from jauap.labelling.keys import PublicKeys

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys", lambda: AT)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_root(tmp_path / "root.pem")
    return tmp_path / "root.pem"


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_root_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "root.pem"
    fingerprint = make_root(path)
    assert len(fingerprint) == 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(LabelUnavailable, match="new file"):
        make_root(path)
    assert path.read_bytes() == before


def test_the_signed_list_verifies_by_hand_against_the_printed_fingerprint(
    ring: KeyRing, tmp_path: Path
) -> None:
    fingerprint = make_root(tmp_path / "root.pem")
    signed = sign_history(tmp_path / "root.pem", ring.public(), AT)
    head, payload, signature = signed.split(".")
    header = json.loads(_unb64(head))
    assert header["kid"] == fingerprint
    public = Ed25519PublicKey.from_public_bytes(_unb64(header["jwk"]["x"]))
    public.verify(_unb64(signature), f"{head}.{payload}".encode())
    assert [key["kid"] for key in json.loads(_unb64(payload))["keys"]] == [ring.current().kid]
    assert "d" not in header["jwk"]
    found = read_history(signed)
    assert found is not None
    assert (found.fingerprint, found.history.keys) == (fingerprint, ring.public().keys)
    assert found.history.iat == int(AT.timestamp())


def test_no_changed_character_of_a_signed_list_is_accepted(ring: KeyRing, root: Path) -> None:
    signed = sign_history(root, ring.public(), AT)
    genuine = read_history(signed)
    assert genuine is not None
    for place in range(0, len(signed), 3):
        letter = "A" if signed[place] != "A" else "B"
        found = read_history(signed[:place] + letter + signed[place + 1 :])
        assert (
            found is None
            or found.fingerprint != genuine.fingerprint
            or (
                # The last letter of a signature has bits that mean nothing.
                found == genuine and place == len(signed) - 1
            )
        )


def test_another_root_has_another_fingerprint(ring: KeyRing, root: Path, tmp_path: Path) -> None:
    make_root(tmp_path / "other.pem")
    mine, other = (
        read_history(sign_history(path, ring.public(), AT))
        for path in (root, tmp_path / "other.pem")
    )
    assert mine is not None
    assert other is not None
    assert mine.fingerprint != other.fingerprint


@pytest.mark.parametrize("text", ["", "a.b.c", "é", "{}", "e30.e30.AA"])
def test_what_is_no_signed_list_is_none(text: str) -> None:
    assert read_history(text) is None


def test_a_label_key_cannot_sign_the_list_and_a_label_is_no_list(ring: KeyRing, root: Path) -> None:
    from jauap.labelling.sign import Signer

    label = Signer(ring).sign_statement("ai-label+jws", b'{"iat":1,"keys":[]}', int(AT.timestamp()))
    assert read_history(label) is None


def test_what_the_root_has_not_signed_yet_is_named(ring: KeyRing, root: Path) -> None:
    first = ring.current().kid
    found = read_history(sign_history(root, ring.public(), AT))
    assert found is not None
    assert found.lacks(ring.public()) == ()
    second = ring.rotate(lambda _: None)
    assert found.lacks(ring.public()) == (second,)
    ring.revoke(first, AT, lambda _: None)
    assert set(found.lacks(ring.public())) == {first, second}


def test_an_exported_list_is_read_again_and_holds_nothing_private(
    ring: KeyRing, tmp_path: Path
) -> None:
    path = tmp_path / "keys.json"
    path.write_text(exported(ring.public()))
    assert read_public_keys(path) == ring.public()
    assert '"d"' not in path.read_text()
    path.write_text("{")
    for broken in (path, tmp_path / "missing.json"):
        with pytest.raises(LabelUnavailable, match="keys export"):
            read_public_keys(broken)
    assert PublicKeys().active is None
