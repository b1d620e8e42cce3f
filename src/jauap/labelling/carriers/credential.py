"""With which certificate are exported files signed? C2PA asks for one of its own."""

from dataclasses import dataclass, field
from pathlib import Path

from jauap.errors import SettingsInvalid

_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


@dataclass(frozen=True, kw_only=True)
class Credential:
    """A certificate chain and its private key."""

    chain: bytes = field(repr=False)
    """PEM, the signer's own certificate first."""
    private_key: bytes = field(repr=False)
    """PEM, PKCS 8, without a password."""
    algorithm: str
    """C2PA's name of the signature: es256, es384, es512, ed25519 or ps256."""


def load_credential(certificate: Path, key: Path) -> Credential:
    """Read a certificate chain and its key.

    Raises:
        SettingsInvalid: a file cannot be read, or the two do not belong together.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    where = "JAUAP_C2PA_CERTIFICATE, JAUAP_C2PA_KEY"
    try:
        chain, private = certificate.read_bytes(), key.read_bytes()
        leaf = x509.load_pem_x509_certificates(chain)[0]
        loaded = serialization.load_pem_private_key(private, password=None)
        form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        is_pair = leaf.public_key().public_bytes(*form) == loaded.public_key().public_bytes(*form)
    except (OSError, ValueError, TypeError) as error:
        raise SettingsInvalid(
            "the certificate for exported files cannot be used",
            where=where,
            remedy="name a PEM chain, the signer's certificate first, and its PKCS 8 key "
            "without a password",
        ) from error
    if not is_pair:
        raise SettingsInvalid(
            "certificate and key do not belong together",
            where=where,
            remedy="name the key whose public half stands in the first certificate",
        )
    return Credential(chain=chain, private_key=private, algorithm=_algorithm(loaded))


def _algorithm(key: object) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    raise SettingsInvalid(
        "C2PA knows no signature with this kind of key",
        where="JAUAP_C2PA_KEY",
        remedy="use a key on curve P-256, P-384 or P-521, Ed25519, or RSA",
    )
