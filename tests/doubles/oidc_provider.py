"""What would an identity provider answer, rightly or wrongly? OpenID Connect over real HTTP.

Tokens are made with PyJWT, which shares no line with the library that jauap checks them with.
"""

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "jauap-room"
CLIENT_SECRET = "құпия: 100 %"


class Fault(StrEnum):
    """How a provider, or somebody who pretends to be one, can fail."""

    NONE = "none"
    WRONG_NONCE = "wrong nonce"
    NO_NONCE = "no nonce"
    WRONG_AUDIENCE = "wrong audience"
    SHARED_AUDIENCE = "several audiences and no authorised party"
    OTHER_PARTY = "another authorised party"
    WRONG_ISSUER = "wrong issuer"
    EXPIRED = "expired"
    FROM_THE_FUTURE = "issued in the future"
    NO_EXPIRY = "no expiry"
    NO_SUBJECT = "no subject"
    ALG_NONE = "alg none"
    SECRET_OF_PUBLIC_KEY = "signed with the public key as a secret"
    STRANGERS_KEY = "signed with a key of somebody else"
    OTHER_KID = "names a key that is not published"
    KID_PATH = "names a path for a key"
    BROKEN_SIGNATURE = "broken signature"
    RUBBISH = "rubbish for a token"
    NO_TOKEN = "no id token"
    STATUS_500 = "status 500"
    REDIRECTS = "redirects the token request"
    TOO_LONG = "too long"
    SILENT = "silent"


@dataclass
class Grant:
    """What a code stands for."""

    challenge: str
    nonce: str
    return_url: str


@dataclass
class OidcProvider:
    """Signs `subject` in without asking, and fails as `fault` says."""

    now: datetime
    url: str = ""
    fault: Fault = Fault.NONE
    subject: str = "7f3a-әсем"
    email: str = "aigerim@example.gov.kz"
    is_verified: bool = True
    kid: str = "2026-11"
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    stranger: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(65537, 2048)
    )
    grants: dict[str, Grant] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    discovered: dict[str, object] = field(default_factory=dict)
    going: threading.Event = field(default_factory=threading.Event)

    def discovery(self) -> dict[str, object]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize?realm=gov",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            **self.discovered,
        }

    def public_key(self) -> dict[str, str]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {**public, "kid": self.kid, "use": "sig", "alg": "RS256"}

    def keys(self) -> dict[str, object]:
        return {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": self.kid}, self.public_key()]}

    def sign_in(self, address: str) -> str:
        """Do what a person's browser does at the provider; give where it is sent then."""
        asked = {name: each[0] for name, each in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        assert asked["realm"] == "gov"
        code = f"code-{len(self.grants)}"
        self.grants[code] = Grant(
            challenge=asked["code_challenge"],
            nonce=asked["nonce"],
            return_url=asked["redirect_uri"],
        )
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeem(self, form: Mapping[str, str], authorization: str) -> tuple[int, dict[str, object]]:
        """Answer the token request: a code works once, with its verifier and our secret only."""
        grant = self.grants.pop(form.get("code", ""), None)
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        expected = "jauap-room:%D2%9B%D2%B1%D0%BF%D0%B8%D1%8F%3A%20100%20%25"
        is_known = authorization == f"Basic {base64.b64encode(expected.encode()).decode()}"
        is_known = is_known or form.get("client_secret") == CLIENT_SECRET
        if (
            grant is None
            or grant.challenge != challenge
            or grant.return_url != form.get("redirect_uri")
            or form.get("grant_type") != "authorization_code"
            or not is_known
        ):
            return 400, {"error": "invalid_grant"}
        if self.fault is Fault.NO_TOKEN:
            return 200, {"access_token": "a", "token_type": "Bearer"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self.token(grant)}

    def token(self, grant: Grant) -> str:
        claims: dict[str, object] = {
            "iss": self.url,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": int(self.now.timestamp()),
            "exp": int((self.now + timedelta(minutes=5)).timestamp()),
            "nonce": grant.nonce,
            "email": self.email,
            "email_verified": self.is_verified,
        }
        wrong: dict[Fault, dict[str, object]] = {
            Fault.WRONG_NONCE: {"nonce": "of another sign-in"},
            Fault.WRONG_AUDIENCE: {"aud": "another-service"},
            Fault.SHARED_AUDIENCE: {"aud": [CLIENT_ID, "another-service"]},
            Fault.OTHER_PARTY: {"aud": [CLIENT_ID, "x"], "azp": "another-service"},
            Fault.WRONG_ISSUER: {"iss": "https://id.example.kz"},
            Fault.EXPIRED: {"exp": int((self.now - timedelta(minutes=2)).timestamp())},
            Fault.FROM_THE_FUTURE: {"iat": int((self.now + timedelta(minutes=2)).timestamp())},
        }
        claims |= wrong.get(self.fault, {})
        missing = {Fault.NO_NONCE: "nonce", Fault.NO_EXPIRY: "exp", Fault.NO_SUBJECT: "sub"}
        claims.pop(missing.get(self.fault, ""), None)
        return self._signed(claims)

    def _signed(self, claims: dict[str, object]) -> str:
        match self.fault:
            case Fault.ALG_NONE:
                return jwt.encode(claims, "", "none", headers={"kid": self.kid})
            case Fault.SECRET_OF_PUBLIC_KEY:
                modulus = str(self.key.public_key().public_numbers().n)
                return jwt.encode(claims, modulus, "HS256", headers={"kid": self.kid})
            case Fault.RUBBISH:
                return "ey.ey.ey"
            case _:
                kids = {Fault.OTHER_KID: "2020-01", Fault.KID_PATH: "../../dev/null"}
                key = self.stranger if self.fault is Fault.STRANGERS_KEY else self.key
                headers = {"kid": kids.get(self.fault, self.kid)}
                token = jwt.encode(claims, key, "RS256", headers=headers)
        if self.fault is Fault.BROKEN_SIGNATURE:
            head, body, signature = token.split(".")
            first = "B" if signature[0] == "A" else "A"
            return f"{head}.{body}.{first}{signature[1:]}"
        return token


@contextmanager
def running_provider(now: datetime) -> Iterator[OidcProvider]:
    """Serve a provider on a free port of this machine."""
    provider = OidcProvider(now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            found = {
                "/.well-known/openid-configuration": provider.discovery,
                "/keys": provider.keys,
            }.get(self.path)
            self._send(200 if found else 404, found() if found else {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: each[0] for name, each in parse_qs(body).items()}
            if provider.fault is Fault.SILENT:
                provider.going.wait(10)
                return
            if provider.fault is Fault.REDIRECTS:
                self.send_response(302)
                self.send_header("Location", f"{provider.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            status, answer = provider.redeem(form, self.headers.get("Authorization", ""))
            if provider.fault is Fault.TOO_LONG:
                answer["padding"] = "x" * 300_000
            self._send(500 if provider.fault is Fault.STATUS_500 else status, answer)

        def _send(self, status: int, answer: dict[str, object]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider
    finally:
        provider.going.set()
        server.shutdown()
        server.server_close()
        thread.join()
