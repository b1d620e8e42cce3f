"""Can other people's programs check what we sign for them? Test 42 of the auditor's list.

Needs the environment of `make test-interop`: these libraries pin an older cryptography.
"""

import datetime as dt
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from jauap.answer import Answer
from jauap.assistant import Assistant, Language
from jauap.errors import JauapError, SettingsInvalid
from jauap.labelling.carriers.credential import load_credential
from jauap.labelling.carriers.files import text_file
from jauap.labelling.carriers.pdf import find_font, pdf_file
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.reading import readings

pytestmark = pytest.mark.interop

NOW = dt.datetime.now(dt.UTC)
TEXTS = {
    Language.KK: "Өтінім **20 жұмыс күні** ішінде қаралады: ә, ғ, қ, ң, ө, ұ, ү, һ, і [1].",
    Language.RU: "Заявка рассматривается **20 рабочих дней** [1].",
    Language.EN: "The application takes **20 working days** [1].",
}


@dataclass(frozen=True, kw_only=True)
class Authority:
    """A root for the tests and a signer it vouches for."""

    root: bytes
    chain: bytes
    key: bytes


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Үлгі министрлік"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def _certificate(
    common: str, key: PrivateKey, root: ec.EllipticCurvePrivateKey, *, is_root: bool
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(_name("Root of the tests"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=1))
        .not_valid_after(NOW + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(_usage(is_root=is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False
        )
    )
    if not is_root:
        # C2PA's own purpose, and e-mail signing, which older validators ask for.
        purposes = [ObjectIdentifier("1.3.6.1.4.1.62558.2.1"), ExtendedKeyUsageOID.EMAIL_PROTECTION]
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return builder.sign(root, hashes.SHA256())


def _usage(*, is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_root, crl_sign=is_root,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _authority(key: PrivateKey) -> Authority:
    root = ec.generate_private_key(ec.SECP256R1())
    top = _certificate("Root of the tests", root, root, is_root=True)
    leaf = _certificate("Signer of the tests", key, root, is_root=False)
    pem = serialization.Encoding.PEM
    return Authority(
        root=top.public_bytes(pem),
        chain=leaf.public_bytes(pem),
        key=key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


@pytest.fixture(params=Language)
def labelled(
    request: pytest.FixtureRequest, labeller: Labeller, answer: Answer, assistant: Assistant
) -> LabelledAnswer:
    """A labelled answer in each language."""
    language = Language(request.param)
    said = replace(answer, text=TEXTS[language], language=language)
    return labeller.label(said, assistant=assistant)


def _verified(
    data: bytes, kind: str, root: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Mapping[str, Any]:
    """Ask encypher-c2pa, offline and without telling anybody."""
    encypher = pytest.importorskip("encypher_c2pa", reason="run `make test-interop`")
    monkeypatch.setenv("HOME", str(folder))
    report: Mapping[str, Any] = encypher.verify(
        data,
        kind,
        trust_pem=root.decode(),
        no_default_trust=True,
        telemetry=False,
        online=False,
    )
    return report


@pytest.mark.parametrize("curve", ["P-256", "P-384", "Ed25519"])
def test_42_a_pdf_signed_by_c2pa_python_is_verified_by_another_library(
    labelled: LabelledAnswer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, curve: str
) -> None:
    """Auditor 42: our PDF, its certificate chain, its source type and our own label inside."""
    pytest.importorskip("c2pa", reason="run `make test-interop`")
    keys: dict[str, PrivateKey] = {
        "P-256": ec.generate_private_key(ec.SECP256R1()),
        "P-384": ec.generate_private_key(ec.SECP384R1()),
        "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    }
    authority = _authority(keys[curve])
    certificate, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    certificate.write_bytes(authority.chain)
    key.write_bytes(authority.key)
    credential = load_credential(certificate, key)
    pdf = pdf_file(labelled, font=find_font(), credential=credential)
    report = _verified(pdf, "application/pdf", authority.root, tmp_path, monkeypatch)
    assert (report["present"], report["integrity"]) == (True, "valid")
    assert (report["signature"], report["hard_binding"]) == ("valid", "match")
    assert report["validation_state"] == "Trusted"
    stated = json.dumps(report["manifest_report"])
    assert labelled.claims.dst.value in stated
    assert labelled.jws in stated
    broken = pdf.replace(b"/Title", b"/Tytle", 1)
    assert broken != pdf
    changed = _verified(broken, "application/pdf", authority.root, tmp_path, monkeypatch)
    assert changed["validation_state"] == "Invalid"


def test_42_a_text_file_signed_by_c2patxt_is_verified_by_another_library(
    labelled: LabelledAnswer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Auditor 42: our .txt in their wrapper verifies for them, and stays ours underneath."""
    c2patxt = pytest.importorskip("c2patxt", reason="run `make test-interop`")
    key = ed25519.Ed25519PrivateKey.generate()
    authority = _authority(key)
    chain = tuple(x509.load_pem_x509_certificates(authority.chain))
    signer = c2patxt.Signer(key, chain)
    disclosure = c2patxt.Disclosure("text/plain", "c2pa.types.model", "qwen3")
    written = text_file(labelled)
    wrapped = str(c2patxt.embed(written, signer, disclosure))
    assert wrapped.startswith(written)
    report = _verified(wrapped.encode(), "text/plain", authority.root, tmp_path, monkeypatch)
    assert (report["present"], report["integrity"]) == (True, "valid")
    assert report["signature"] == "valid"
    assert labelled.claims.hash is not None
    assert labelled.claims.hash.plain in readings(wrapped)
    changed = wrapped.replace("20", "30", 1).encode()
    broken = _verified(changed, "text/plain", authority.root, tmp_path, monkeypatch)
    assert broken["validation_state"] == "Invalid"


def test_42_a_pdf_shows_notice_and_label_on_every_page(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    """Auditor 42: what a reader of the PDF copies is found as exact."""
    pdfium = pytest.importorskip("pypdfium2")
    pytest.importorskip("fpdf", reason="run `make test-interop`")
    text = "\n\n".join(f"{number}-тармақ. {TEXTS[Language.KK]}" for number in range(80))
    labelled = labeller.label(replace(answer, text=text), assistant=assistant)
    pdf = pdf_file(labelled, font=find_font())
    document = pdfium.PdfDocument(io.BytesIO(pdf))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert len(pages) >= 3
    for page in pages:
        spaced = " ".join(page.split())
        assert spaced.startswith(labelled.notice_first)
        assert spaced.endswith(labelled.code)
    assert labelled.claims.hash is not None
    assert labelled.claims.hash.plain in readings("\n".join(pages))
    assert b"Iptc4xmpExt:DigitalSourceType" in pdf
    assert b"TC260:AIGC" in pdf


def test_42_a_letter_the_font_lacks_is_named_instead_of_lost(
    labeller: Labeller, answer: Answer, assistant: Assistant, tmp_path: Path
) -> None:
    """Auditor 42: no answer loses a letter on its way to paper."""
    pytest.importorskip("fpdf", reason="run `make test-interop`")
    said = replace(answer, text="Құжат 𓀀 қажет.")
    labelled = labeller.label(said, assistant=assistant)
    with pytest.raises(JauapError, match="lacks the letters 𓀀"):
        pdf_file(labelled, font=find_font())
    with pytest.raises(SettingsInvalid, match="JAUAP_PDF_FONT"):
        find_font(tmp_path / "none.ttf")
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("none")
    with pytest.raises(SettingsInvalid, match="JAUAP_C2PA_CERTIFICATE"):
        load_credential(wrong, wrong)
    one, other = (_authority(ec.generate_private_key(ec.SECP256R1())) for _ in range(2))
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(one.chain)
    key.write_bytes(other.key)
    with pytest.raises(SettingsInvalid, match="do not belong together"):
        load_credential(chain, key)
