"""May this version replace the accepted one, or be released? Reads, judges, certifies."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jauap.errors import JauapError
from jauap.evaluation.audit import read_audit
from jauap.evaluation.baseline import BASELINE_FILE, read_baseline
from jauap.evaluation.certificate import (
    Certificate,
    CertifiedInput,
    GateName,
    Problem,
    StatementSigner,
    certificate_text,
    check_certificate,
    make_certificate,
    read_certificate,
)
from jauap.evaluation.policy import Policy, read_policy
from jauap.evaluation.regression import RegressionEvidence, judge_regression
from jauap.evaluation.release import judge_release
from jauap.evaluation.ruling import GateOutcome, Ruling, unjudged
from jauap.evaluation.run_folder import MANIFEST_FILE, RUN_FILE, RunFolder, read_run
from jauap.evaluation.suite import read_suite
from jauap.evaluation.versions import code_version
from jauap.labelling.keys import PublicKeys


@dataclass(frozen=True, kw_only=True)
class Gatekeeper:
    """Judges the versions of one assistant."""

    assistant: str
    folder: Path
    """evaluation/<id>/: suite, policy, baseline and audit."""
    runs: RunFolder

    def regression(self, run_id: str) -> "Gated":
        """Judge a run against the baseline."""
        try:
            suite, cases = read_suite(self.folder)
            policy = self._policy()
            path = self.folder / BASELINE_FILE
            evidence = RegressionEvidence(
                assistant=suite.assistant,
                cases=cases,
                baseline=read_baseline(path),
                baseline_digest=_sha256(path) or "",
                run=read_run(self.runs.of_run(run_id)),
            )
        except JauapError as error:
            return Gated(gate="regression", subject=run_id, ruling=_unreadable(error))
        ruling = judge_regression(policy.regression, evidence)
        if policy.assistant != suite.assistant or self.assistant != suite.assistant:
            ruling = Ruling(
                reasons=(unjudged("wrong_assistant", f"the suite is of {suite.assistant}"),)
            )
        names = ("suite.yaml", "manifest.json", *suite.golden, "policy.yaml", BASELINE_FILE)
        return Gated(
            gate="regression",
            subject=run_id,
            ruling=ruling,
            policy=policy,
            inputs=(
                *self._inputs("suite", self.folder, names),
                *self._inputs("run", self.runs.of_run(run_id), (MANIFEST_FILE, RUN_FILE)),
            ),
        )

    def release(
        self, system: str, *, heads: Mapping[str, str] | None = None, is_cut: bool = False
    ) -> "Gated":
        """Judge the random audit of one version.

        Args:
            heads: links of an earlier certificate that the logs must still contain.
            is_cut: leave out what came after those links.
        """
        try:
            policy = self._policy()
            audit = read_audit(self.folder, system, heads=heads, is_cut=is_cut)
        except JauapError as error:
            return Gated(gate="release", subject=system, ruling=_unreadable(error))
        ruling = judge_release(policy.release, audit)
        if policy.assistant != self.assistant:
            ruling = Ruling(
                reasons=(unjudged("wrong_assistant", f"the policy is of {policy.assistant}"),)
            )
        return Gated(
            gate="release",
            subject=system,
            ruling=ruling,
            policy=policy,
            inputs=tuple(self._inputs("suite", self.folder, ("policy.yaml",))),
            heads=audit.heads,
        )

    def verify(self, path: Path, keys: PublicKeys | None) -> tuple[Problem, ...]:
        """Check a certificate's signature and digests and judge its inputs again."""
        certificate = read_certificate(path)
        return check_certificate(
            certificate,
            digest=lambda each: self._digest(certificate, each),
            rule=self._judge_again,
            keys=keys,
        )

    def _judge_again(self, certificate: Certificate) -> Ruling:
        if certificate.gate == "regression":
            return self.regression(certificate.subject).ruling
        return self.release(certificate.subject, heads=certificate.heads, is_cut=True).ruling

    def _digest(self, certificate: Certificate, each: CertifiedInput) -> str | None:
        folder = self.folder if each.part == "suite" else self.runs.of_run(certificate.subject)
        return _sha256(folder / each.name)

    def _policy(self) -> Policy:
        return read_policy(self.folder)

    def _inputs(self, part: str, folder: Path, names: tuple[str, ...]) -> Iterator[CertifiedInput]:
        for name in names:
            digest = _sha256(folder / name)
            if digest is not None:
                yield CertifiedInput(
                    part="suite" if part == "suite" else "run", name=name, sha256=digest
                )


@dataclass(frozen=True, kw_only=True)
class Gated:
    """What a gate decided and what it read."""

    gate: GateName
    subject: str
    ruling: Ruling
    policy: Policy | None = None
    inputs: tuple[CertifiedInput, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> GateOutcome:
        """Passed, failed or not to be judged."""
        return self.ruling.outcome

    def certify(
        self, assistant: str, *, at: datetime, signer: StatementSigner | None
    ) -> Certificate:
        """Write the decision down."""
        return make_certificate(
            self.ruling,
            gate=self.gate,
            assistant=assistant,
            subject=self.subject,
            policy=self.policy,
            inputs=self.inputs,
            heads=self.heads,
            code_version=code_version(),
            at=at,
            signer=signer,
        )


def keep_certificate(folder: Path, certificate: Certificate) -> Path:
    """Write a certificate under a name of its own and give its path."""
    folder.mkdir(parents=True, exist_ok=True)
    moment = certificate.at.strftime("%Y%m%dT%H%M%S")
    path = folder / f"{certificate.gate}-{certificate.subject[:16]}-{moment}.json"
    path.write_text(certificate_text(certificate), encoding="utf-8", newline="\n")
    return path


def known_heads(folder: Path, assistant: str) -> dict[str, str]:
    """Give the links of the latest release certificate, which no log may lose."""
    kept = [read_certificate(path) for path in sorted(folder.glob("release-*.json"))]
    own = [each for each in kept if each.assistant == assistant and each.heads]
    return max(own, key=lambda each: each.at).heads if own else {}


def _unreadable(error: JauapError) -> Ruling:
    return Ruling(reasons=(unjudged("unreadable", str(error)),))


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
