"""No address of a source leads into an inner network."""

import ipaddress
from collections.abc import Sequence

import pytest

from jauap.ingestion.web.address import Forbidden, check, is_public, resolve
from jauap.ingestion.web.client import Client, Failure

PUBLIC = "93.184.216.34"

FORBIDDEN = [
    "http://adilet.zan.kz/",
    "ftp://adilet.zan.kz/",
    "file:///etc/passwd",
    "gopher://adilet.zan.kz/",
    "data:text/plain,x",
    "//adilet.zan.kz/",
    "https:///x",
    "https://",
    "adilet.zan.kz/x",
    "https://user@adilet.zan.kz/",
    "https://user:pw@adilet.zan.kz/",
    "https://adilet.zan.kz:22/",
    "https://adilet.zan.kz:6333/",
    "https://adilet.zan.kz:80/",
    "https://adilet.zan.kz:99999/",
    "https://adilet.zan.kz:x/",
    "https://adilet.zan.kz/a b",
    "https://adilet.zan.kz/\r\nHost: x",
    "https://adilet.zan.kz\\@127.0.0.1/",
    "https://adilet.zan.kz/\x00",
    "https://[::1",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://240.0.0.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
]


def public(host: str, port: int) -> Sequence[str]:
    """Answer like a resolver to which every name is public; numbers mean what they mean."""
    is_number = host[0].isdigit() or ":" in host
    return resolve(host, port) if is_number else (PUBLIC,)


@pytest.mark.parametrize("url", FORBIDDEN)
def test_address_outside_the_public_web_is_forbidden(url: str) -> None:
    with pytest.raises((Forbidden, OSError)):
        check(url, ask=public)
    answer = Client(ask=public).get(url)
    assert isinstance(answer, Failure)


def test_list_of_forbidden_addresses_is_long() -> None:
    assert len(set(FORBIDDEN)) >= 40


def test_public_address_is_asked_for_by_name_at_the_checked_ip() -> None:
    place = check("https://adilet.zan.kz/kaz/docs/Қ 1".replace(" ", "%20") + "?a=б", ask=public)
    assert (place.host, place.port, place.ip) == ("adilet.zan.kz", 443, PUBLIC)
    assert place.target == "/kaz/docs/%D2%9A%201?a=%D0%B1"
    assert check("https://егов.қаз/", ask=public).host.startswith("xn--")


def test_one_private_address_among_many_forbids_the_host() -> None:
    with pytest.raises(Forbidden, match=r"private address 127\.0\.0\.1"):
        check("https://kitap.kz/", ask=lambda host, port: (PUBLIC, "127.0.0.1"))


def test_host_is_resolved_once_so_that_no_second_answer_can_differ() -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return (PUBLIC,) if len(asked) == 1 else ("127.0.0.1",)

    assert check("https://kitap.kz/", ask=rebinding).ip == PUBLIC
    assert asked == ["kitap.kz"]


def test_host_named_by_the_engineers_may_be_private_and_http() -> None:
    hosts = frozenset({"intranet.kz"})
    place = check(
        "http://intranet.kz:8080/a", private_hosts=hosts, ask=lambda host, port: ("10.0.0.5",)
    )
    assert (place.ip, place.port, place.is_https) == ("10.0.0.5", 8080, False)
    with pytest.raises(Forbidden, match="scheme"):
        check("ftp://intranet.kz/", private_hosts=hosts, ask=public)
    with pytest.raises(Forbidden, match="private"):
        check("https://other.kz/", private_hosts=hosts, ask=lambda host, port: ("10.0.0.5",))


@pytest.mark.parametrize("ip", [PUBLIC, "2a00:1450:4010::1", "64:ff9b::5db8:d822", "8.8.8.8"])
def test_public_addresses_stay_open(ip: str) -> None:
    assert is_public(ipaddress.ip_address(ip))
