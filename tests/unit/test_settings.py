"""What do settings that depend on each other become?"""

import pytest

from jauap.errors import SettingsInvalid
from jauap.settings import load_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "PUBLIC_URL", "TRUSTED_PROXIES"):
        monkeypatch.delenv(f"JAUAP_{name}", raising=False)


@pytest.mark.parametrize(
    ("host", "port", "shown"),
    [
        ("127.0.0.1", "8000", "http://127.0.0.1:8000"),
        ("127.0.0.1", "9123", "http://127.0.0.1:9123"),
        ("10.1.2.3", "8000", "http://10.1.2.3:8000"),
        ("0.0.0.0", "9123", "http://127.0.0.1:9123"),
        ("::1", "9123", "http://[::1]:9123"),
    ],
)
def test_links_lead_to_where_the_service_listens(
    monkeypatch: pytest.MonkeyPatch, host: str, port: str, shown: str
) -> None:
    monkeypatch.setenv("JAUAP_HOST", host)
    monkeypatch.setenv("JAUAP_PORT", port)
    assert load_settings().public_url == shown


def test_a_port_that_is_not_known_yet_moves_no_link() -> None:
    assert load_settings(port=0).public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("told", ["https://ai.example.gov.kz", "http://127.0.0.1:8000"])
def test_a_public_address_that_was_told_stays(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("JAUAP_PUBLIC_URL", told)
    monkeypatch.setenv("JAUAP_PORT", "9123")
    assert load_settings().public_url == told
    monkeypatch.delenv("JAUAP_PUBLIC_URL")
    assert load_settings(public_url=told).public_url == told


@pytest.mark.parametrize("proxies", ["127.0.0.1", "10.0.0.0/8, 192.168.1.7", "fd00::/8", ""])
def test_proxies_are_addresses_or_networks(proxies: str) -> None:
    assert load_settings(trusted_proxies=proxies).trusted_proxies == proxies


@pytest.mark.parametrize("proxies", ["*", "proxy.local", "10.0.0.0/33", "10.0.0.7/8"])
def test_whoever_else_says_to_be_a_proxy_is_refused(proxies: str) -> None:
    with pytest.raises(SettingsInvalid, match="JAUAP_TRUSTED_PROXIES"):
        load_settings(trusted_proxies=proxies)
