"""When did these bytes exist at the latest? Asks a time-stamping authority, RFC 3161."""

import socket
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jauap.errors import SettingsInvalid

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_LONGEST = 65_536
_QUERY = "application/timestamp-query"


class StampFault(StrEnum):
    """Why there is no stamp."""

    UNREACHABLE = "unreachable"
    """No connection, an answer of another status than 200, or none in time."""
    UNREADABLE = "unreadable"
    """The answer is too long or not in the form of RFC 3161."""
    REFUSED = "refused"
    """The authority answered that it grants no stamp."""
    FALSE = "false"
    """The stamp is for other bytes, another request, or not by a trusted certificate."""


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """An authority's signed word that some bytes existed at a moment."""

    token: bytes
    """The whole response, DER."""
    at: datetime


class Authority:
    """One time-stamping authority and the certificates its own must lead to.

    `seconds` bounds the whole exchange, however slowly it drips.

    Raises:
        SettingsInvalid: the address is no http(s) address.
    """

    def __init__(
        self, url: str, trusted: tuple["Certificate", ...], *, seconds: float = 10.0
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsInvalid(
                f"value {url!r} is no http or https address",
                where="JAUAP_TIMESTAMP_URL",
                remedy="write the address of the time-stamping authority, or unset it",
            )
        self.url = url
        self.trusted = trusted
        self._parts = parts
        self._seconds = seconds

    def stamp(self, data: bytes) -> Stamp | StampFault:
        """Ask for a stamp over `data` and accept none that is not exactly that."""
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

        builder = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256)
        request = builder.build()
        answer = self._send(request.as_bytes())
        if isinstance(answer, StampFault):
            return answer
        return _checked(answer, data, self.trusted, nonce=request.nonce)

    def _send(self, query: bytes) -> bytes | StampFault:
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        connection = kind(str(self._parts.hostname), self._parts.port, timeout=self._seconds)
        path = self._parts.path or "/"
        if self._parts.query:
            path = f"{path}?{self._parts.query}"
        try:
            connection.connect()
            # A timeout of the socket starts anew with every byte; this one does not.
            deadline = Timer(self._seconds, _cut, (connection.sock,))
            deadline.daemon = True
            deadline.start()
            try:
                connection.request("POST", path, query, {"Content-Type": _QUERY})
                response = connection.getresponse()
                answer = response.read(_LONGEST + 1)
            finally:
                deadline.cancel()
        except (OSError, HTTPException):
            return StampFault.UNREACHABLE
        finally:
            connection.close()
        if len(answer) > _LONGEST:
            return StampFault.UNREADABLE
        # What is left unread of an answer that was cut off is its length still to come.
        is_whole = response.status == 200 and not response.length
        return answer if is_whole else StampFault.UNREACHABLE


def check_stamp(
    token: bytes, data: bytes, trusted: tuple["Certificate", ...]
) -> Stamp | StampFault:
    """Check a stamp that was kept; no network is needed."""
    return _checked(token, data, trusted, nonce=None)


def read_certificates(path: Path) -> tuple["Certificate", ...]:
    """Read the certificates, PEM, that an authority's own must lead to.

    Raises:
        SettingsInvalid: the file cannot be read or holds none.
    """
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return tuple(load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise SettingsInvalid(
            f"{path} holds no certificates that can be read",
            where="JAUAP_TIMESTAMP_ROOTS",
            remedy="write the authority's root certificates in PEM into that file",
        ) from error


def _checked(
    answer: bytes, data: bytes, trusted: tuple["Certificate", ...], *, nonce: int | None
) -> Stamp | StampFault:
    from rfc3161_client import (
        PKIStatus,
        VerificationError,
        VerifierBuilder,
        decode_timestamp_response,
    )

    try:
        response = decode_timestamp_response(answer)
        if response.status not in {PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS}:
            return StampFault.REFUSED
        verifier = VerifierBuilder(roots=list(trusted), nonce=nonce).build()
        verifier.verify_message(response, data)
        return Stamp(token=answer, at=response.tst_info.gen_time)
    except VerificationError:
        return StampFault.FALSE
    except ValueError:
        return StampFault.UNREADABLE


def _cut(connected: socket.socket) -> None:
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It ended by itself in the same moment.
        return
