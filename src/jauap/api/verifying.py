"""What does this deployment know of a text or a code? Looks up, checks, compares."""

import asyncio
from dataclasses import dataclass

from jauap.api.served import RecordedLabel, Served
from jauap.api.source_text import without_sources
from jauap.labelling.check import Fault, check_label
from jauap.labelling.code import read_code
from jauap.labelling.verify import Verification, VerificationState, verify


@dataclass(frozen=True, kw_only=True)
class Known:
    """A recorded label and what its signature check says."""

    record: RecordedLabel
    fault: Fault | None

    @property
    def state(self) -> VerificationState | None:
        """What speaks against the label; None when nothing does."""
        if self.fault is Fault.KEY_REVOKED:
            return VerificationState.KEY_REVOKED
        if self.fault is not None:
            return VerificationState.BAD_SIGNATURE
        return VerificationState.WITHDRAWN if self.record.withdrawn_at is not None else None


class Verifying:
    """Answers questions about labels; nothing that it is given is stored or logged."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def known(self, code: str) -> Known | None:
        """Look a code up, as a person may have typed it."""
        checked = read_code(code)
        return await asyncio.to_thread(self._known, checked) if checked else None

    async def check(
        self, text: str, label: str | None = None, *, code: str | None = None
    ) -> Verification:
        """Compare a text with the register, with and without a list of sources in it."""
        read = read_code(code) if code else None
        return await asyncio.to_thread(self._check, text, label, read)

    def _known(self, code: str) -> Known | None:
        records = self._served.records
        record = records.find(code)
        if record is None:
            return None
        found = check_label(record.jws, self._served.jwks(), was_logged=records.was_logged)
        return Known(record=record, fault=found if isinstance(found, Fault) else None)

    def _check(self, text: str, label: str | None, code: str | None) -> Verification:
        finding = self._verify(text, label, code)
        bare = without_sources(text)
        if finding.state is VerificationState.EXACT or bare == text:
            return finding
        second = self._verify(bare, label, code)
        is_closer = (second.similarity or 0.0) > (finding.similarity or 0.0)
        return second if second.state is VerificationState.EXACT or is_closer else finding

    def _verify(self, text: str, label: str | None, code: str | None) -> Verification:
        return verify(
            text,
            label,
            code=code,
            find=self._served.records,
            jwks=self._served.jwks(),
            similar=self._served.similar,
            find_source=self._served.find_source,
        )
