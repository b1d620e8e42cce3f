"""What would a time-stamping authority answer, rightly or wrongly? RFC 3161 over real HTTP.

The answers are DER written here and signed with `cryptography`; the library that jauap reads them
with shares no line with what makes them.
"""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AT = datetime(2026, 11, 23, 0, 6, tzinfo=UTC)
SHA256 = "2.16.840.1.101.3.4.2.1"
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_TST_INFO = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_RSA = "1.2.840.113549.1.1.1"


class Fault(StrEnum):
    """How an authority can fail."""

    NONE = "none"
    REFUSED = "refused"
    WRONG_NONCE = "wrong nonce"
    WRONG_IMPRINT = "wrong imprint"
    STRANGER = "signed by a stranger"
    BROKEN_SIGNATURE = "broken signature"
    RUBBISH = "rubbish"
    TOO_LONG = "too long"
    STATUS_500 = "status 500"
    SILENT = "silent"
    DRIPPING = "dripping"
    CLOSED = "closes at once"


@dataclass(frozen=True)
class Identity:
    """A certificate authority and a time-stamping certificate it issued."""

    root: x509.Certificate
    leaf: x509.Certificate
    key: rsa.RSAPrivateKey


@dataclass
class StampAuthority:
    """Answers queries as `fault` says; remembers how many came."""

    identity: Identity
    stranger: Identity
    url: str = ""
    fault: Fault = Fault.NONE
    queries: int = 0
    going: threading.Event = field(default_factory=threading.Event)

    @property
    def trusted(self) -> tuple[x509.Certificate, ...]:
        return (self.identity.root,)


def make_identity(name: str) -> Identity:
    """Make a root and a certificate with the one extended use that RFC 3161 demands."""
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} root")])
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start, end = AT - timedelta(days=30), AT + timedelta(days=3650)

    def builder(of: x509.Name) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().issuer_name(subject).subject_name(of)
        return made.serial_number(x509.random_serial_number()).not_valid_before(start)

    root = (
        builder(subject)
        .not_valid_after(end)
        .public_key(root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    leaf = (
        builder(own)
        .not_valid_after(end)
        .public_key(key.public_key())
        .add_extension(use, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    return Identity(root=root, leaf=leaf, key=key)


@contextmanager
def running_authority() -> Iterator[StampAuthority]:
    """Serve an authority on a free port of this machine."""
    authority = StampAuthority(make_identity("Уақыт"), make_identity("Бөтен"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            authority.queries += 1
            _answer(self, authority, query)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_address[1]}/tsa?policy=1"
    try:
        yield authority
    finally:
        authority.going.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, authority: StampAuthority, query: bytes) -> None:
    fault = authority.fault
    if fault is Fault.CLOSED:
        handler.connection.shutdown(socket.SHUT_RDWR)
        return
    if fault is Fault.SILENT:
        authority.going.wait(10)
        return
    body = respond(query, authority)
    handler.send_response(500 if fault is Fault.STATUS_500 else 200)
    handler.send_header("Content-Type", "application/timestamp-reply")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if fault is not Fault.DRIPPING:
        handler.wfile.write(body)
        return
    for place in range(len(body)):
        if authority.going.wait(0.05):
            return
        try:
            handler.wfile.write(body[place : place + 1])
        except OSError:
            return


def respond(query: bytes, authority: StampAuthority) -> bytes:
    """Give the response to a query, DER."""
    fault = authority.fault
    if fault is Fault.RUBBISH:
        return b"\x30\x03not a response"
    if fault is Fault.TOO_LONG:
        return bytes(70_000)
    if fault is Fault.REFUSED:
        return _sequence(_sequence(_integer(2)))
    imprint, nonce = _read(query)
    info = _Info(imprint=imprint, nonce=nonce)
    if fault is Fault.WRONG_NONCE:
        info = replace(info, nonce=nonce + 1)
    if fault is Fault.WRONG_IMPRINT:
        info = replace(info, imprint=hashlib.sha256(b"other bytes").digest())
    identity = authority.stranger if fault is Fault.STRANGER else authority.identity
    token = _token(info, identity, spoil=fault is Fault.BROKEN_SIGNATURE)
    return _sequence(_sequence(_integer(0)), token)


@dataclass(frozen=True)
class _Info:
    imprint: bytes
    nonce: int

    def der(self) -> bytes:
        return _sequence(
            _integer(1),
            _oid("1.3.6.1.4.1.99999.1"),
            _sequence(_sequence(_oid(SHA256), _der(0x05, b"")), _der(0x04, self.imprint)),
            _integer(4711),
            _der(0x18, AT.strftime("%Y%m%d%H%M%SZ").encode()),
            _integer(self.nonce),
        )


def _token(info: _Info, identity: Identity, *, spoil: bool) -> bytes:
    content = info.der()
    leaf = identity.leaf.public_bytes(Encoding.DER)
    certified = _sequence(_sequence(_sequence(_der(0x04, hashlib.sha256(leaf).digest()))))
    attributes = b"".join(
        sorted(
            [
                _sequence(_oid(_CONTENT_TYPE), _set(_oid(_TST_INFO))),
                _sequence(
                    _oid(_MESSAGE_DIGEST), _set(_der(0x04, hashlib.sha256(content).digest()))
                ),
                _sequence(_oid(_SIGNING_CERTIFICATE_V2), _set(certified)),
            ]
        )
    )
    signature = identity.key.sign(_der(0x31, attributes), padding.PKCS1v15(), hashes.SHA256())
    if spoil:
        signature = signature[:-1] + bytes([signature[-1] ^ 1])
    digest = _sequence(_oid(SHA256), _der(0x05, b""))
    signer = _sequence(
        _integer(1),
        _sequence(identity.leaf.issuer.public_bytes(), _integer(identity.leaf.serial_number)),
        digest,
        _der(0xA0, attributes),
        _sequence(_oid(_RSA), _der(0x05, b"")),
        _der(0x04, signature),
    )
    signed = _sequence(
        _integer(3),
        _set(digest),
        _sequence(_oid(_TST_INFO), _der(0xA0, _der(0x04, content))),
        _der(0xA0, leaf),
        _set(signer),
    )
    return _sequence(_oid(_SIGNED_DATA), _der(0xA0, signed))


def _read(query: bytes) -> tuple[bytes, int]:
    """Read imprint and nonce of a query: version, imprint, nonce and a flag, in that order."""
    (outer,) = _children(query)
    parts = _children(outer[1])
    imprint = _children(parts[1][1])[1][1]
    nonce = next(value for tag, value in parts[2:] if tag == 0x02)
    return imprint, int.from_bytes(nonce, "big")


def _children(data: bytes) -> list[tuple[int, bytes]]:
    found = []
    while data:
        length, start = data[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[2:start], "big")
        found.append((data[0], data[start : start + length]))
        data = data[start + length :]
    return found


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    width = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | width]) + size.to_bytes(width, "big") + content


def _sequence(*parts: bytes) -> bytes:
    return _der(0x30, b"".join(parts))


def _set(*parts: bytes) -> bytes:
    return _der(0x31, b"".join(parts))


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    content = bytes([40 * first + second])
    for part in rest:
        groups = [part & 0x7F]
        while part := part >> 7:
            groups.append(part & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return _der(0x06, content)
