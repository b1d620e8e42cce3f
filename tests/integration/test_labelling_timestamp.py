"""Is a time stamp taken only when it is exactly the one that was asked for?"""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from stamp_authority import AT, Fault, StampAuthority, respond, running_authority

from jauap.deployment import open_authority
from jauap.errors import SettingsInvalid
from jauap.labelling.timestamp import (
    Authority,
    Stamp,
    StampFault,
    check_stamp,
    read_certificates,
)
from jauap.settings import Settings

DATA = "түбір 2026-11-22".encode()


@pytest.fixture(scope="module")
def authority() -> Iterator[StampAuthority]:
    with running_authority() as running:
        yield running


@pytest.fixture(autouse=True)
def _well(authority: StampAuthority) -> None:
    authority.fault = Fault.NONE


def _asked(authority: StampAuthority, seconds: float = 5.0) -> Stamp | StampFault:
    return Authority(authority.url, authority.trusted, seconds=seconds).stamp(DATA)


def test_a_genuine_stamp_is_taken_and_stays_checkable_without_network(
    authority: StampAuthority,
) -> None:
    stamp = _asked(authority)
    assert isinstance(stamp, Stamp)
    assert stamp.at == AT
    assert check_stamp(stamp.token, DATA, authority.trusted) == stamp
    assert check_stamp(stamp.token, DATA + b".", authority.trusted) is StampFault.FALSE
    stranger = (authority.stranger.root,)
    assert check_stamp(stamp.token, DATA, stranger) is StampFault.FALSE


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault.REFUSED, StampFault.REFUSED),
        (Fault.WRONG_NONCE, StampFault.FALSE),
        (Fault.WRONG_IMPRINT, StampFault.FALSE),
        (Fault.STRANGER, StampFault.FALSE),
        (Fault.BROKEN_SIGNATURE, StampFault.FALSE),
        (Fault.RUBBISH, StampFault.UNREADABLE),
        (Fault.TOO_LONG, StampFault.UNREADABLE),
        (Fault.STATUS_500, StampFault.UNREACHABLE),
        (Fault.CLOSED, StampFault.UNREACHABLE),
    ],
)
def test_whatever_is_wrong_with_an_answer_it_is_not_taken(
    authority: StampAuthority, fault: Fault, told: StampFault
) -> None:
    authority.fault = fault
    assert _asked(authority) is told


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.DRIPPING])
def test_a_slow_authority_is_left_when_the_time_is_up(
    authority: StampAuthority, fault: Fault
) -> None:
    authority.fault = fault
    assert _asked(authority, seconds=0.3) is StampFault.UNREACHABLE


def test_nobody_listening_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert Authority(f"http://127.0.0.1:{port}", (), seconds=2).stamp(DATA) is (
        StampFault.UNREACHABLE
    )


def test_every_flipped_bit_of_the_signed_part_is_noticed(authority: StampAuthority) -> None:
    stamp = _asked(authority)
    assert isinstance(stamp, Stamp)
    start = stamp.token.index(b"20261123000600Z")
    for place in (*range(start, start + 15), len(stamp.token) - 5):
        changed = bytearray(stamp.token)
        changed[place] ^= 1
        assert isinstance(check_stamp(bytes(changed), DATA, authority.trusted), StampFault)


def test_an_answer_to_an_earlier_question_is_not_taken(
    authority: StampAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = _asked(authority)
    assert isinstance(stamp, Stamp)
    replayed = stamp.token
    monkeypatch.setattr("stamp_authority.respond", lambda query, one: replayed)
    assert _asked(authority) is StampFault.FALSE
    assert callable(respond)


def test_settings_that_cannot_work_are_told_with_the_way_out(
    tmp_path: Path, authority: StampAuthority
) -> None:
    certificates = tmp_path / "roots.pem"
    certificates.write_bytes(authority.identity.root.public_bytes(Encoding.PEM))
    assert open_authority(Settings()) is None
    with pytest.raises(SettingsInvalid, match="JAUAP_TIMESTAMP_ROOTS"):
        open_authority(Settings(timestamp_url=authority.url))
    with pytest.raises(SettingsInvalid, match="JAUAP_TIMESTAMP_URL"):
        open_authority(Settings(timestamp_url="ftp://tsa.kz", timestamp_roots=certificates))
    with pytest.raises(SettingsInvalid, match="PEM"):
        read_certificates(tmp_path / "missing.pem")
    opened = open_authority(Settings(timestamp_url=authority.url, timestamp_roots=certificates))
    assert opened is not None
    assert isinstance(opened.stamp(DATA), Stamp)
