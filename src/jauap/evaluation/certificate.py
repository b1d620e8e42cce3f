"""What did a gate decide, from which inputs? A record that can be checked and recomputed later."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from pydantic import AwareDatetime, JsonValue, ValidationError

from jauap.assistant import Declared, Text
from jauap.errors import JauapError, WorkspaceInvalid
from jauap.evaluation.policy import Policy
from jauap.evaluation.ruling import GateOutcome, Ruling
from jauap.labelling.keys import PublicKeys
from jauap.labelling.statement import open_statement, signer_of

CERTIFICATE_TYPE = "jauap-gate+jws"
"""The header `typ` of a certificate's signature; no label can pass for one."""

GateName = Literal["regression", "release"]


class StatementSigner(Protocol):
    """Signs statements with the deployment's key; `labelling.sign.Signer` is one."""

    def sign_statement(self, kind: str, payload: bytes, moment: int) -> str:
        """Give a statement as a compact JWS whose header `typ` is `kind`."""


class CertifiedInput(Declared):
    """One file a gate read."""

    part: Literal["suite", "run"]
    """Whether it stands in evaluation/<id>/ or in the run's folder."""
    name: Text
    sha256: Text


class CertifiedReason(Declared):
    """Why the gate did not pass."""

    code: Text
    detail: str
    outcome: GateOutcome


class Certificate(Declared):
    """A gate's decision with everything it rests on."""

    schema_version: Literal[1] = 1
    gate: GateName
    assistant: Text
    subject: Text
    """Id of the run, or digest of the version the audit is about."""
    outcome: GateOutcome
    reasons: tuple[CertifiedReason, ...]
    figures: dict[str, JsonValue]
    policy: Policy | None
    """None when the policy could not be read."""
    inputs: tuple[CertifiedInput, ...]
    heads: dict[str, str]
    """Link that stands for each log of the audit; later lines may follow it, none may change."""
    code_version: Text
    at: AwareDatetime
    signature: str = ""
    """Compact JWS over all other fields; empty when the deployment has no key."""


class Problem(Declared):
    """Something in a certificate that does not hold."""

    code: Text
    detail: str


def make_certificate(
    ruling: Ruling,
    *,
    gate: GateName,
    assistant: str,
    subject: str,
    policy: Policy | None,
    inputs: Sequence[CertifiedInput],
    heads: Mapping[str, str],
    code_version: str,
    at: datetime,
    signer: StatementSigner | None,
) -> Certificate:
    """Write down a ruling, signed when there is a signer."""
    plain = Certificate(
        gate=gate,
        assistant=assistant,
        subject=subject,
        outcome=ruling.outcome,
        reasons=tuple(
            CertifiedReason(code=each.code, detail=each.detail, outcome=each.outcome)
            for each in ruling.reasons
        ),
        figures=rounded(ruling.figures),
        policy=policy,
        inputs=tuple(inputs),
        heads=dict(heads),
        code_version=code_version,
        at=at,
    )
    if signer is None:
        return plain
    signature = signer.sign_statement(CERTIFICATE_TYPE, payload_of(plain), int(at.timestamp()))
    return plain.model_copy(update={"signature": signature})


def payload_of(certificate: Certificate) -> bytes:
    """Give the bytes that are signed: all fields but the signature, keys sorted."""
    fields = certificate.model_dump(mode="json", by_alias=True, exclude={"signature"})
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def certificate_text(certificate: Certificate) -> str:
    """Write a certificate for people and machines."""
    fields = certificate.model_dump(mode="json", by_alias=True)
    return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_certificate(path: Path) -> Certificate:
    """Read a certificate.

    Raises:
        WorkspaceInvalid: the file is missing or is no certificate.
    """
    try:
        return Certificate.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise WorkspaceInvalid(
            "this is no certificate of a gate", where=str(path), remedy="name the right file"
        ) from error


def check_certificate(
    certificate: Certificate,
    *,
    digest: Callable[[CertifiedInput], str | None],
    rule: Callable[[Certificate], Ruling],
    keys: PublicKeys | None,
) -> tuple[Problem, ...]:
    """Say what in a certificate does not hold; nothing means that it was recomputed and stands.

    Args:
        digest: gives the SHA-256 of an input as it is now; None when it is gone.
        rule: judges again from the inputs the certificate names.
        keys: the deployment's public keys; None when they are not at hand.
    """
    changed = tuple(_changed(certificate, digest))
    problems = [*_forged(certificate, keys), *changed]
    if changed:
        return tuple(problems)
    try:
        again = rule(certificate)
    except JauapError as error:
        return (*problems, Problem(code="unreadable", detail=str(error)))
    if again.outcome is not certificate.outcome:
        detail = f"the certificate says {certificate.outcome}, the inputs say {again.outcome}"
        problems.append(Problem(code="other_outcome", detail=detail))
    if rounded(again.figures) != certificate.figures:
        names = sorted(
            name
            for name in again.figures.keys() | certificate.figures.keys()
            if rounded(again.figures).get(name) != certificate.figures.get(name)
        )
        problems.append(Problem(code="other_figures", detail=", ".join(names)))
    return tuple(problems)


def rounded(figures: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Round to nine places, so that another machine computes the same figures."""
    return {
        name: round(value, 9) if isinstance(value, float) else value
        for name, value in figures.items()
    }


def _changed(
    certificate: Certificate, digest: Callable[[CertifiedInput], str | None]
) -> Sequence[Problem]:
    found = [(each, digest(each)) for each in certificate.inputs]
    return [
        Problem(code="changed_input" if now else "missing_input", detail=f"{each.part}/{each.name}")
        for each, now in found
        if now != each.sha256
    ]


def _forged(certificate: Certificate, keys: PublicKeys | None) -> Sequence[Problem]:
    if not certificate.signature:
        return [Problem(code="unsigned", detail="the deployment had no key")] if keys else []
    if keys is None:
        return [Problem(code="no_keys", detail="the deployment's public keys are not at hand")]
    kid = signer_of(certificate.signature)
    key = keys.find(kid)
    signed = open_statement(certificate.signature, CERTIFICATE_TYPE, key) if key else None
    if signed is None:
        return [Problem(code="bad_signature", detail=f"key {kid or 'unknown'}")]
    if signed != payload_of(certificate):
        return [Problem(code="bad_signature", detail="the signed text is another one")]
    return []
