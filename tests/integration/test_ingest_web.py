"""Documents of the web: fetched politely, kept, and never lost to a failing host."""

import gzip
import ssl
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from web_site import Site, serve_site

from jauap.ingestion.signals.signal import Says, SignalKind
from jauap.ingestion.web.client import Client, Failure, Reply, WebLimits
from jauap.ingestion.web.copies import Copies
from jauap.ingestion.web.visit import Visitor

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TEXT = "Жайылымда бір басқа 3 гектар беріледі."
HERE = frozenset({"127.0.0.1", "mirror.test"})


def at_home(host: str, port: int) -> Sequence[str]:
    return ("127.0.0.1",)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as served:
        served.put("/page", TEXT, Content_Type="text/plain; charset=utf-8", ETag='"v1"')
        yield served


@pytest.fixture
def visitor(tmp_path: Path) -> Callable[..., Visitor]:
    def make(
        *, online: bool = True, limits: WebLimits | None = None, hosts: frozenset[str] = HERE
    ) -> Visitor:
        client = Client(private_hosts=hosts, limits=limits, ask=at_home) if online else None
        return Visitor(client=client, copies=Copies(tmp_path), now=lambda: NOW, pause=0)

    return make


def versions(folder: Path) -> list[bytes]:
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".txt", ".html"))
    return [path.read_bytes() for path in files if TEXT[:9].encode() in path.read_bytes()]


def test_fetched_bytes_are_kept_with_digest_and_time(
    site: Site, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    visit = visitor().visit(f"{site.url}/page#bolim")
    assert visit.path is not None
    assert (visit.path.read_text(encoding="utf-8"), visit.path.suffix) == (TEXT, ".txt")
    assert (visit.reason, visit.warnings, visit.signals, visit.at) == (None, (), (), NOW)
    copy = Copies(tmp_path).last(f"{site.url}/page")
    assert copy is not None
    assert copy.sha256 == "8dbf83f7c1ed7d442bcca9af96018b769c19105d38900856d3948fbac005e85c"
    assert copy.fetched_at == NOW
    assert visit.path.name.startswith("20261122T100000Z-")


def test_unchanged_page_is_confirmed_and_not_sent_again(
    site: Site, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    first = visitor().visit(f"{site.url}/page")
    second = visitor().visit(f"{site.url}/page")
    assert site.conditions == ['"v1"']
    assert second.path == first.path
    site.put("/page", TEXT + " Өзгерді.", Content_Type="text/plain", ETag='"v2"')
    third = visitor().visit(f"{site.url}/page")
    assert third.path is not None
    assert third.path.read_text(encoding="utf-8").endswith("Өзгерді.")
    assert len(versions(tmp_path)) == 2


def test_robots_txt_is_read_first_and_obeyed(site: Site, visitor: Callable[..., Visitor]) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /page\n")
    visit = visitor().visit(f"{site.url}/page")
    assert [signal.kind for signal in visit.signals] == [SignalKind.ROBOTS_DISALLOW]
    assert visit.path is None
    assert "/page" not in site.asked
    permitted = visitor().visit(f"{site.url}/page", is_permitted=True)
    assert permitted.path is not None


def test_site_is_asked_about_itself_once_and_pages_with_a_pause(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    waited: list[float] = []
    site.put("/other", TEXT)
    patient = visitor()
    patient.pause, patient.wait = 5.0, waited.append
    patient.visit(f"{site.url}/page")
    patient.visit(f"{site.url}/other")
    assert site.asked == ["/robots.txt", "/.well-known/tdmrep.json", "/page", "/other"]
    assert len(waited) == 1
    assert 0.0 < waited[0] <= 5.0
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 20\n")
    slow = visitor()
    slow.wait = waited.append
    slow.visit(f"{site.url}/page")
    slow.visit(f"{site.url}/other")
    assert 5.0 < waited.pop() <= 20.0
    patient.own_hosts = frozenset({"127.0.0.1"})
    patient.visit(f"{site.url}/page")
    assert len(waited) == 1


@pytest.mark.parametrize("path", ["/robots.txt", "/page"])
@pytest.mark.parametrize("status", [500, 503, 429])
def test_failing_host_leaves_the_last_good_copy_with_its_date(
    site: Site, visitor: Callable[..., Visitor], path: str, status: int
) -> None:
    first = visitor().visit(f"{site.url}/page")
    site.put(path, "жоқ", status=status)
    again = visitor().visit(f"{site.url}/page")
    assert again.path == first.path
    [warning] = again.warnings
    assert warning.code == "kept_copy"
    assert warning.detail.startswith("22.11.2026, ")
    assert str(status) in warning.detail
    never = visitor().visit(f"{site.url}/never")
    assert never.path is None
    assert never.reason is not None
    assert never.reason.code == "host_failed"


def test_offline_run_works_from_copies_and_remembers_what_was_said(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    site.put("/robots.txt", "User-agent: *\nContent-Usage: / train-ai=n\n")
    visitor().visit(f"{site.url}/page")
    offline = visitor(online=False).visit(f"{site.url}/page")
    assert offline.path is not None
    assert [signal.says for signal in offline.signals] == [Says.DENY]
    assert [warning.code for warning in offline.warnings] == ["kept_copy"]


def test_damaged_copy_is_not_taken_for_a_good_one(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    visit = visitor().visit(f"{site.url}/page")
    assert visit.path is not None
    visit.path.write_text("бұзылған", encoding="utf-8")
    offline = visitor(online=False).visit(f"{site.url}/page")
    assert offline.path is None
    assert visitor().visit(f"{site.url}/page").path is not None
    assert site.conditions == []


def test_redirect_is_followed_where_rules_allow_and_each_hop_speaks(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    site.put("/old", status=302, Location="/page", TDM_Reservation="1")
    visit = visitor().visit(f"{site.url}/old")
    assert visit.path is not None
    assert [(signal.kind, signal.says) for signal in visit.signals] == [
        (SignalKind.TDM_RESERVATION, Says.DENY)
    ]
    site.put("/closed", status=301, Location="/shut/page")
    site.put("/shut/page", TEXT)
    site.put("/robots.txt", "User-agent: *\nDisallow: /shut/\n")
    shut = visitor().visit(f"{site.url}/closed")
    assert shut.path is None
    assert "/shut/page" not in site.asked


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "https://127.0.0.1:6333/collections",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "//localhost/x",
    ],
)
def test_redirect_into_an_inner_network_is_not_followed(
    site: Site, visitor: Callable[..., Visitor], target: str
) -> None:
    with serve_site() as trap:
        aimed = target.replace("6333", str(trap.port))
        mirror = f"http://mirror.test:{site.port}"
        site.put("/away", status=302, Location=aimed)
        visit = visitor(hosts=frozenset({"mirror.test"})).visit(f"{mirror}/away")
        assert visit.path is None
        assert visit.reason is not None
        assert visit.reason.code == "address_forbidden"
        assert trap.asked == []


def test_endless_redirects_end(site: Site, visitor: Callable[..., Visitor]) -> None:
    site.put("/loop", status=302, Location="/loop")
    visit = visitor().visit(f"{site.url}/loop")
    assert visit.reason is not None
    assert site.asked.count("/loop") == 6


def test_page_that_costs_too_much_is_left(site: Site, visitor: Callable[..., Visitor]) -> None:
    site.put("/huge", b"x" * 5000)
    site.put("/drip", drips=True)
    site.put("/short", b"abc", Content_Length="10")
    site.put("/packed", gzip.compress(b"x" * 100), Content_Encoding="gzip")
    limits = WebLimits(seconds=0.4, file_bytes=4096)
    causes = {}
    for name in ("huge", "drip", "short", "packed"):
        visit = visitor(limits=limits).visit(f"{site.url}/{name}")
        assert visit.path is None
        assert visit.reason is not None
        causes[name] = visit.reason.detail.rpartition(": ")[2]
    assert causes == {
        "huge": "too large",
        "drip": "> 0.4 s",
        "short": "IncompleteRead",
        "packed": "compressed unasked",
    }


def test_closed_port_is_a_failure_and_no_crash(visitor: Callable[..., Visitor]) -> None:
    with serve_site() as gone:
        url = f"{gone.url}/page"
    visit = visitor().visit(url)
    assert visit.reason is not None
    assert "Connection refused" in visit.reason.detail


def test_reservation_file_that_fails_is_unclear_not_silent(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    site.put("/.well-known/tdmrep.json", status=500)
    visit = visitor().visit(f"{site.url}/page")
    assert [signal.says for signal in visit.signals] == [Says.UNCLEAR]


def test_denial_in_the_headers_of_a_confirmation_counts(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    visitor().visit(f"{site.url}/page")
    site.put("/page", TEXT, Content_Type="text/plain", ETag='"v1"', Content_Usage="train-ai=n")
    visit = visitor().visit(f"{site.url}/page")
    assert site.conditions == ['"v1"']
    assert [signal.says for signal in visit.signals] == [Says.DENY]


def test_recall_asks_nobody(site: Site, visitor: Callable[..., Visitor]) -> None:
    assert visitor().recall(f"{site.url}/page") is None
    site.put("/.well-known/tdmrep.json", '[{"location": "/page", "tdm-reservation": 1}]')
    visitor().visit(f"{site.url}/page")
    asked = len(site.asked)
    recalled = visitor().recall(f"{site.url}/page")
    assert recalled is not None
    assert [signal.says for signal in recalled.signals] == [Says.DENY]
    assert len(site.asked) == asked


def secured(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a server's context with a certificate for `name`, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    moment = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    (folder / "site.pem").write_bytes(private + public)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "site.pem")
    return server, ssl.create_default_context(cadata=public.decode())


def test_https_is_checked_by_name_while_the_address_is_pinned(tmp_path: Path) -> None:
    server, trust = secured(tmp_path, "kitap.test")
    hosts = frozenset({"kitap.test", "basqa.test"})

    def ask(host: str, port: int, *, trusting: ssl.SSLContext | None = trust) -> Reply | Failure:
        client = Client(private_hosts=hosts, ask=at_home, trust=trusting)
        return client.get(f"https://{host}:{port}/page")

    with serve_site(server) as served:
        served.put("/page", TEXT)
        right = ask("kitap.test", served.port)
        other_name = ask("basqa.test", served.port)
        unknown_issuer = ask("kitap.test", served.port, trusting=None)
        assert served.hosts == [f"kitap.test:{served.port}"]
    assert isinstance(right, Reply)
    assert right.body.decode() == TEXT
    assert isinstance(other_name, Failure)
    assert isinstance(unknown_issuer, Failure)
    assert other_name.code == unknown_issuer.code == "host_failed"
