"""A token of an identity provider is believed only when signature and every claim fit."""

from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from oidc_provider import CLIENT_ID, Fault, Grant, OidcProvider

from jauap.annotation.id_token import Named, TokenFault, read_id_token
from jauap.annotation.json_client import JsonObject

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
GRANT = Grant(challenge="", nonce="n-1", return_url="")


@pytest.fixture(scope="module")
def provider() -> OidcProvider:
    return OidcProvider(NOW, url="https://id.example.kz/realms/gov")


def read(provider: OidcProvider, token: str, *, keys: list[JsonObject] | None = None) -> object:
    published = provider.keys()["keys"]
    assert isinstance(published, list)
    return read_id_token(
        token,
        published if keys is None else keys,
        issuer=provider.url,
        client_id=CLIENT_ID,
        nonce="n-1",
        now=int(NOW.timestamp()),
    )


def made(provider: OidcProvider, fault: Fault) -> str:
    provider.fault = fault
    return provider.token(GRANT)


def test_a_token_that_fits_names_the_subject_and_a_verified_address(
    provider: OidcProvider,
) -> None:
    token = made(provider, Fault.NONE)
    assert read(provider, token) == Named(subject="7f3a-әсем", email="aigerim@example.gov.kz")
    provider.is_verified = False
    assert read(provider, made(provider, Fault.NONE)) == Named(subject="7f3a-әсем", email="")
    provider.is_verified = True


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (Fault.WRONG_NONCE, TokenFault.CLAIMS),
        (Fault.NO_NONCE, TokenFault.CLAIMS),
        (Fault.WRONG_AUDIENCE, TokenFault.CLAIMS),
        (Fault.SHARED_AUDIENCE, TokenFault.CLAIMS),
        (Fault.OTHER_PARTY, TokenFault.CLAIMS),
        (Fault.WRONG_ISSUER, TokenFault.CLAIMS),
        (Fault.EXPIRED, TokenFault.CLAIMS),
        (Fault.FROM_THE_FUTURE, TokenFault.CLAIMS),
        (Fault.NO_EXPIRY, TokenFault.CLAIMS),
        (Fault.NO_SUBJECT, TokenFault.CLAIMS),
        (Fault.ALG_NONE, TokenFault.ALGORITHM),
        (Fault.SECRET_OF_PUBLIC_KEY, TokenFault.ALGORITHM),
        (Fault.STRANGERS_KEY, TokenFault.SIGNATURE),
        (Fault.BROKEN_SIGNATURE, TokenFault.SIGNATURE),
        (Fault.OTHER_KID, TokenFault.UNKNOWN_KEY),
        (Fault.KID_PATH, TokenFault.UNKNOWN_KEY),
        (Fault.RUBBISH, TokenFault.UNREADABLE),
    ],
)
def test_each_fault_is_found_where_it_is(
    provider: OidcProvider, fault: Fault, found: TokenFault
) -> None:
    assert read(provider, made(provider, fault)) is found


@pytest.mark.parametrize(
    "token", ["", "a", "a.b", "a.b.c.d", "ә.ә.ә", "W10.e30.", "bnVsbA.e30.", "x" * 20_000]
)
def test_what_is_no_token_is_unreadable(provider: OidcProvider, token: str) -> None:
    assert read(provider, token) is TokenFault.UNREADABLE


def test_a_key_for_encryption_or_of_no_shape_signs_nothing(provider: OidcProvider) -> None:
    token = made(provider, Fault.NONE)
    good = provider.public_key()
    assert read(provider, token, keys=[]) is TokenFault.UNKNOWN_KEY
    assert read(provider, token, keys=[{**good, "use": "enc"}]) is TokenFault.UNKNOWN_KEY
    assert read(provider, token, keys=[{**good, "n": 5}]) is TokenFault.SIGNATURE
    assert isinstance(read(provider, token, keys=[{**good, "n": "AQAB"}, good]), Named)


def test_elliptic_curves_and_pss_are_believed_as_well(provider: OidcProvider) -> None:
    claims = jwt.decode(made(provider, Fault.NONE), options={"verify_signature": False})
    curve = ec.generate_private_key(ec.SECP256R1())
    point = {**jwt.algorithms.ECAlgorithm.to_jwk(curve.public_key(), as_dict=True), "kid": "ec"}
    on_curve = jwt.encode(claims, curve, "ES256", headers={"kid": "ec"})
    assert isinstance(read(provider, on_curve, keys=[point]), Named)
    padded = jwt.encode(claims, provider.key, "PS256")
    rsa = {name: value for name, value in provider.public_key().items() if name != "alg"}
    assert isinstance(read(provider, padded, keys=[rsa]), Named)
    assert read(provider, padded, keys=[point]) is TokenFault.UNKNOWN_KEY
