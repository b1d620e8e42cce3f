"""Is each key made once, kept private, replaced safely, and its public half never forgotten?"""

import json
import signal
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from jauap.errors import LabelUnavailable, NotFound
from jauap.labelling.keyring import KeyRing
from jauap.labelling.keys import SigningKey

REGISTER = "label.public.json"


class Clock:
    """A clock a test sets."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(moment: datetime) -> Clock:
    return Clock(moment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _unnoted(kid: str) -> None:
    assert kid


def test_a_key_is_made_once_and_readable_by_its_owner_only(folder: Path, clock: Clock) -> None:
    made = KeyRing(folder, clock).current()
    assert made.kid.startswith("2026-11-")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {one.name for one in folder.iterdir()} == {f"{made.kid}.pem", REGISTER, "label.lock"}
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}
    clock.at = clock.at.replace(year=2027)
    again = KeyRing(folder, clock).current()
    assert (again.kid, again.public) == (made.kid, made.public)


def test_of_many_that_start_at_once_one_key_wins(folder: Path, clock: Clock) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: KeyRing(folder, clock).current().kid, range(16)))
    assert len(set(made)) == 1
    assert len(list(folder.glob("*.pem"))) == 1


def test_a_new_month_brings_a_new_key_once(folder: Path, clock: Clock) -> None:
    together = threading.Barrier(8)

    class Together(KeyRing):
        """All have seen that a key is due before the first of them makes one."""

        def current(self) -> SigningKey:
            key = super().current()
            together.wait(10)
            return key

    first = KeyRing(folder, clock)
    old = first.current()
    assert first.rotate_when_due(_unnoted) is None
    clock.at = datetime(2026, 12, 1, tzinfo=UTC)
    rings = [Together(folder, clock) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = [one for one in pool.map(lambda ring: ring.rotate_when_due(_unnoted), rings) if one]
    assert len(made) == 1
    assert made[0].startswith("2026-12-")
    assert first.current().kid == made[0]
    new, retired = first.public().keys
    assert (new.status, new.exp, retired.kid) == ("active", None, old.kid)
    assert (retired.status, retired.exp) == ("retired", int(clock.at.timestamp()) + 3600)
    assert new.nbf == int(clock.at.timestamp()) - 3600


def test_a_running_process_takes_a_key_up_that_another_made(folder: Path, clock: Clock) -> None:
    running = KeyRing(folder, clock)
    before = running.current().kid
    made = KeyRing(folder, clock).rotate(_unnoted)
    assert running.current().kid == made != before


def test_only_the_active_key_keeps_its_private_half(folder: Path, clock: Clock) -> None:
    ring = KeyRing(folder, clock)
    ring.current()
    kids = [ring.rotate(_unnoted) for _ in range(3)]
    assert [path.name for path in folder.glob("*.pem")] == [f"{kids[-1]}.pem"]
    assert len(ring.public().keys) == 4


def test_a_change_that_cannot_be_noted_does_not_happen(folder: Path, clock: Clock) -> None:
    ring = KeyRing(folder, clock)
    before = ring.current()

    def refuse(_: str) -> None:
        raise LabelUnavailable("the audit log is down")

    with pytest.raises(LabelUnavailable, match="audit"):
        ring.rotate(refuse)
    with pytest.raises(LabelUnavailable, match="audit"):
        ring.revoke(before.kid, clock(), refuse)
    assert KeyRing(folder, clock).current().public == before.public
    assert [path.name for path in folder.glob("*.pem")] == [f"{before.kid}.pem"]


def test_a_revoked_key_is_replaced_in_the_same_breath(folder: Path, clock: Clock) -> None:
    ring = KeyRing(folder, clock)
    old = ring.current().kid
    noted: list[str] = []
    ring.revoke(old, clock.at - timedelta(days=2), noted.append)
    new, revoked = ring.public().keys
    assert noted == [old]
    assert ring.current().kid == new.kid != old
    assert (revoked.status, revoked.revoked_after) == (
        "revoked",
        int(clock.at.timestamp()) - 172800,
    )
    assert [path.name for path in folder.glob("*.pem")] == [f"{new.kid}.pem"]


def test_a_revocation_moves_back_in_time_never_forward(folder: Path, clock: Clock) -> None:
    ring = KeyRing(folder, clock)
    old = ring.current().kid
    for days in (2, 1, 3):
        ring.revoke(old, clock.at - timedelta(days=days), _unnoted)
    found = ring.public().find(old)
    assert found is not None
    assert found.revoked_after == int(clock.at.timestamp()) - 3 * 86400
    assert len(ring.public().keys) == 2


def test_an_unknown_key_cannot_be_revoked(folder: Path, clock: Clock) -> None:
    with pytest.raises(NotFound, match="keys list"):
        KeyRing(folder, clock).revoke("2026-11-zz", clock(), _unnoted)


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from jauap.labelling import keyring, keys
from jauap.labelling.keyring import KeyRing

place, count = sys.argv[2], 0

def dying(name, real):
    def call(*values, **named):
        global count
        if name == place:
            count += 1
            if count == 1:
                os.kill(os.getpid(), 9)
        return real(*values, **named)
    return call

ring = KeyRing(Path(sys.argv[1]), lambda: datetime(2026, 12, 1, tzinfo=UTC))
ring.current()
keyring.write_private_key = dying("before the private half", keyring.write_private_key)
keyring.replace_file = dying("before the register", keyring.replace_file)
os.fsync = dying("in the middle of a write", os.fsync)
Path.replace = dying("before the replacement", Path.replace)
Path.unlink = dying("before the clean-up", Path.unlink)
ring.rotate(lambda kid: None)
"""


@pytest.mark.parametrize(
    "place",
    [
        "before the private half",
        "in the middle of a write",
        "before the register",
        "before the replacement",
        "before the clean-up",
    ],
)
def test_kill_9_during_a_rotation_leaves_usable_keys(
    folder: Path, clock: Clock, place: str
) -> None:
    first = KeyRing(folder, clock).current().kid
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder), place], check=False)
    assert killed.returncode == -signal.SIGKILL
    ring = KeyRing(folder, clock)
    assert ring.current().kid in {key.kid for key in ring.public().keys}
    assert ring.public().find(first) is not None
    clock.at = datetime(2027, 1, 1, tzinfo=UTC)
    made = ring.rotate_when_due(_unnoted)
    assert ring.current().kid == made
    assert [path.name for path in folder.glob("*.pem")] == [f"{made}.pem"]


ROTATING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from jauap.labelling.keyring import KeyRing

month = 1
ring = KeyRing(Path(sys.argv[1]), lambda: datetime(2027, month, 1, tzinfo=UTC))
for line in sys.stdin:
    month = int(line)
    made = ring.rotate_when_due(lambda kid: None)
    print(made or "-", ring.current().kid, flush=True)
"""


def test_of_processes_that_rotate_at_once_one_makes_the_key_of_each_month(
    folder: Path, clock: Clock
) -> None:
    KeyRing(folder, clock).current()
    command = [sys.executable, "-c", ROTATING, str(folder)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    asking = [process.stdin for process in running if process.stdin]
    telling = [process.stdout for process in running if process.stdout]
    for month in range(1, 13):
        for stream in asking:
            stream.write(f"{month}\n")
            stream.flush()
        said = [stream.readline().split() for stream in telling]
        (made,) = (kid for kid, _ in said if kid != "-")
        assert made.startswith(f"2027-{month:02}-")
        assert {active for _, active in said} == {made}
    for process in running:
        process.communicate()
        assert process.returncode == 0
    public = KeyRing(folder, clock).public().keys
    assert len({key.kid for key in public}) == len(public) == 13
    assert [path.stem for path in folder.glob("*.pem")] == [public[0].kid]


def test_a_ministrys_own_key_is_known_by_its_thumbprint(
    folder: Path, tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "own.pem"
    path.write_bytes(_pem(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))
    ring = KeyRing(folder, clock, own=path)
    assert ring.current().kid == "1IG2tMH7J2wb"
    assert list(folder.glob("*.pem")) == []
    clock.at = datetime(2027, 3, 1, tzinfo=UTC)
    assert ring.rotate_when_due(_unnoted) is None
    with pytest.raises(LabelUnavailable, match="replace the file"):
        ring.rotate(_unnoted)


def test_a_replaced_own_key_is_taken_up_and_a_revoked_one_never_again(
    folder: Path, tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "own.pem"
    path.write_bytes(_pem(Ed25519PrivateKey.from_private_bytes(bytes(32))))
    ring = KeyRing(folder, clock, own=path)
    first = ring.current().kid
    draft = tmp_path / "draft"
    draft.write_bytes(_pem(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))
    draft.replace(path)
    assert ring.current().kid == "1IG2tMH7J2wb"
    assert [(key.kid, key.status) for key in ring.public().keys] == [
        ("1IG2tMH7J2wb", "active"),
        (first, "retired"),
    ]
    ring.revoke("1IG2tMH7J2wb", clock(), _unnoted)
    with pytest.raises(LabelUnavailable, match="revoked"):
        ring.current()


def test_the_only_key_of_an_earlier_version_becomes_the_first_of_the_folder(
    folder: Path, clock: Clock
) -> None:
    folder.mkdir()
    pem = _pem(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))).decode()
    (folder / "label.pem").write_text(f"jauap signing key\nkid: 2026-11-abc\n{pem}")
    ring = KeyRing(folder, clock)
    assert ring.current().kid == "2026-11-abc"
    assert {path.name for path in folder.glob("*.pem")} == {"2026-11-abc.pem"}


def test_the_list_of_public_keys_holds_nothing_private(folder: Path, clock: Clock) -> None:
    KeyRing(folder, clock).current()
    listed = json.loads((folder / REGISTER).read_text())["keys"]
    assert [set(key) for key in listed] == [
        {"kty", "crv", "x", "kid", "use", "alg", "status", "nbf"}
    ]


def test_the_private_key_is_not_shown(folder: Path, clock: Clock) -> None:
    assert "private" not in repr(KeyRing(folder, clock).current())


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
        _pem(Ed25519PrivateKey.from_private_bytes(bytes(32))),
    ],
)
def test_a_file_that_is_not_the_key_is_named_and_kept(
    folder: Path, clock: Clock, content: bytes
) -> None:
    made = KeyRing(folder, clock).current()
    path = folder / f"{made.kid}.pem"
    path.write_bytes(content)
    with pytest.raises(LabelUnavailable, match="keys rotate"):
        KeyRing(folder, clock).current()
    assert path.read_bytes() == content
    KeyRing(folder, clock).rotate(_unnoted)
    assert KeyRing(folder, clock).public().find(made.kid) is not None


def test_no_right_to_write_is_told_with_the_way_out(tmp_path: Path, clock: Clock) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(LabelUnavailable, match="give this user the right"):
        KeyRing(blocked / "keys", clock).current()


@pytest.mark.parametrize("text", ["{", "[]", '{"keys": [{"kid": 1}]}', "\x00"])
def test_a_damaged_list_of_public_keys_stops_the_start(
    folder: Path, clock: Clock, text: str
) -> None:
    KeyRing(folder, clock).current()
    (folder / REGISTER).write_text(text)
    with pytest.raises(LabelUnavailable, match="restore"):
        KeyRing(folder, clock).current()


def test_keys_that_vanish_under_a_running_service_stop_it(folder: Path, clock: Clock) -> None:
    ring = KeyRing(folder, clock)
    ring.current()
    (folder / REGISTER).rename(folder / "aside")
    with pytest.raises(LabelUnavailable, match="cannot be read"):
        ring.current()
    assert not (folder / REGISTER).exists()
    (folder / "aside").replace(folder / REGISTER)
    assert ring.current().kid.startswith("2026-11-")
