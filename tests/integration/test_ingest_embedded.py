"""What is embedded in files beside their text: XMP, properties, C2PA manifests."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from fpdf import FPDF

from jauap.ingestion.parse.embedded import embedded_lines, wrapper_lines
from jauap.ingestion.parse.json_ld import source_types
from jauap.ingestion.parse.read import read_file
from jauap.ingestion.parse.reader import Reader

TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
WORDS = "The application is considered within twenty working days. " * 6


def pdf(xmp: str = "") -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    made.multi_cell(0, 8, WORDS)
    if xmp:
        made.set_xmp_metadata(
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f"{xmp}</rdf:RDF></x:xmpmeta>"
        )
    return bytes(made.output())


@pytest.mark.parametrize(
    ("xmp", "line"),
    [
        ('<rdf:Description tdm:reservation="1"/>', "tdm-reservation: 1"),
        ("<tdm:reservation>1</tdm:reservation>", "tdm-reservation: 1"),
        (
            f"<Iptc4xmpExt:DigitalSourceType>{TRAINED}</Iptc4xmpExt:DigitalSourceType>",
            f"digital-source-type: {TRAINED}",
        ),
        ('<rdf:Description TC260:AIGC=\'{"Label":"1"}\'/>', 'aigc: {"Label":"1"}\'/>'),
        (
            "<plus:DataMining>http://ns.useplus.org/LDF/vocab/DMI-PROHIBITED</plus:DataMining>",
            "plus-data-mining: http://ns.useplus.org/LDF/vocab/DMI-PROHIBITED",
        ),
    ],
)
def test_xmp_of_a_pdf_is_read(tmp_path: Path, xmp: str, line: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(xmp))
    assert line in read_file(path).signals
    path.write_bytes(pdf())
    assert line not in read_file(path).signals


def test_aigc_property_of_an_office_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    made = docx.Document()
    made.add_paragraph("Өтінім жиырма жұмыс күні ішінде қаралады.")
    made.save(str(path))
    assert not [line for line in read_file(path).signals if line.startswith("aigc")]
    label = '{"Label":"1","ContentProducer":"x"}'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "docProps/custom.xml",
            f'<Properties><property name="AIGC"><vt:lpwstr>{label}</vt:lpwstr></property>'
            "</Properties>",
        )
    assert f"aigc: {label}" in read_file(path).signals


def certificate() -> tuple[bytes, bytes]:
    """Make a chain of two: C2PA accepts no certificate that signs itself."""
    moment = datetime.now(UTC)

    def signed(
        name: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey
    ) -> bytes:
        is_root = name == issuer
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(moment - timedelta(days=1))
            .not_valid_after(moment + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=True,
                    content_commitment=False,
                    key_encipherment=False,
                    data_encipherment=False,
                    key_agreement=False,
                    key_cert_sign=is_root,
                    crl_sign=False,
                    encipher_only=False,
                    decipher_only=False,
                ),
                critical=True,
            )
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False
            )
        )
        if not is_root:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            made = made.add_extension(usage, critical=False)
        return made.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    chain = signed("Leaf", leaf, "Root", root) + signed("Root", root, "Root", root)
    key = leaf.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return chain, key


def test_c2pa_manifest_of_a_pdf_is_read(tmp_path: Path) -> None:
    c2pa = pytest.importorskip("c2pa", reason="pip install 'jauap[c2pa]'")
    chain, key = certificate()
    manifest = {
        "claim_generator_info": [{"name": "test", "version": "1"}],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": TRAINED}]},
            },
            {
                "label": "cawg.training-mining",
                "data": {"entries": {"cawg.ai_inference": {"use": "notAllowed"}}},
            },
        ],
    }
    signer = c2pa.Signer.from_info(
        c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=key, ta_url=None)
    )
    target = BytesIO()
    with c2pa.Builder(json.dumps(manifest)) as builder:
        builder.sign(signer, "application/pdf", BytesIO(pdf()), target)
    path = tmp_path / "signed.pdf"
    path.write_bytes(target.getvalue())
    lines = embedded_lines(path.read_bytes(), path)
    with Reader() as reader:
        assert set(lines) <= set(reader.read(path).signals)
    assert f"digital-source-type: {TRAINED}" in lines
    assert 'c2pa-training-mining: {"cawg.ai_inference": {"use": "notAllowed"}}' in lines


@pytest.mark.parametrize(
    "text",
    [
        "☎\ufe0f 1414 ✔\ufe0e",
        "葛\U000e0100城",
        "\ufeff" + "\ufe03" * 40,
        "",
    ],
)
def test_ordinary_variation_selectors_are_no_wrapper(text: str) -> None:
    assert wrapper_lines(text) == ()


@pytest.mark.parametrize("text", ["", "[" * 100_000, "7", '{"digitalSourceType": 7}', "жоқ"])
def test_broken_json_ld_says_nothing(text: str) -> None:
    assert source_types(text) == ()
