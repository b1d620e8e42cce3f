"""Do keys change, fail and end without an untrue label? Tests 9, 11 and 29 to 31."""

import asyncio
import base64
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from jauap.answer import Answer
from jauap.assistant import Assistant
from jauap.errors import LabelUnavailable
from jauap.labelling.check import Fault, check_label
from jauap.labelling.claims import Claims
from jauap.labelling.keyring import KeyRing
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.sign import Signer
from jauap.labelling.verify import VerificationState, verify
from jauap.storage.answers import AnswerRecords
from jauap.storage.records import record_of


class Deployment:
    """A signer over a folder of keys, with a clock a test sets."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self.at = at
        self.keys = KeyRing(folder, lambda: self.at)
        self.signer = Signer(self.keys)
        self.labeller = Labeller(self.signer, "https://ai.example.gov.kz", "1", lambda: self.at)

    def rotate(self) -> str:
        return self.keys.rotate(lambda _: None)


@pytest.fixture
def deployment(tmp_path: Path, moment: datetime) -> Deployment:
    return Deployment(tmp_path / "keys", moment)


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _set(keys: Sequence[dict[str, str | int]], **changes: str | int) -> dict[str, str | int]:
    return {**keys[0], **changes}


def test_09_pyjwt_verifies_a_label_with_the_published_key(
    deployment: Deployment, answer: Answer, assistant: Assistant
) -> None:
    """Auditor 9: a second library, told RFC 8037's name of the algorithm, agrees."""
    labelled = deployment.labeller.label(answer, assistant=assistant)
    (published,) = deployment.signer.jwks()["keys"]
    # PyJWT knows this algorithm by its older name only, in key and header alike.
    key = jwt.PyJWK({**published, "alg": "EdDSA"})
    head, payload, signature = labelled.jws.split(".")
    checker = jwt.algorithms.OKPAlgorithm()
    assert checker.verify(f"{head}.{payload}".encode(), key.key, _unb64(signature))
    assert not checker.verify(f"{head}.{payload}A".encode(), key.key, _unb64(signature))
    assert jwt.get_unverified_header(labelled.jws)["kid"] == published["kid"]


def test_09_cryptography_by_hand_verifies_a_label(
    deployment: Deployment, answer: Answer, assistant: Assistant
) -> None:
    """Auditor 9: RFC 7515 followed by hand over the bare primitive."""
    labelled = deployment.labeller.label(answer, assistant=assistant)
    head, payload, signature = labelled.jws.split(".")
    (published,) = deployment.signer.jwks()["keys"]
    public = Ed25519PublicKey.from_public_bytes(_unb64(str(published["x"])))
    public.verify(_unb64(signature), f"{head}.{payload}".encode())
    assert json.loads(_unb64(payload))["id"] == labelled.code
    with pytest.raises(InvalidSignature):
        public.verify(_unb64(signature), f"{head}.{payload[:-1]}".encode())


def test_11_a_revoked_key_vouches_for_what_the_log_held_before_and_nothing_else(
    deployment: Deployment, answer: Answer, assistant: Assistant, register: AnswerRecords
) -> None:
    """Auditor 11: a thief can date a label back, but not into the log."""
    logged = deployment.labeller.label(answer, assistant=assistant)
    unlogged = deployment.labeller.label(answer, assistant=assistant)
    register.save(record_of(logged))
    revoked_after = deployment.at + timedelta(minutes=5)
    deployment.at += timedelta(minutes=10)
    later = deployment.labeller.label(answer, assistant=assistant)
    register.save(record_of(later))
    deployment.keys.revoke(deployment.signer.kid, revoked_after, lambda _: None)
    jwks = deployment.signer.jwks()
    assert check_label(logged.jws, jwks, was_logged=register.was_logged) == logged.claims
    assert check_label(logged.jws, jwks) is Fault.KEY_REVOKED
    for false in (unlogged.jws, later.jws):
        found = check_label(false, jwks, was_logged=register.was_logged)
        assert found is Fault.KEY_REVOKED
    fresh = deployment.labeller.label(answer, assistant=assistant)
    assert check_label(fresh.jws, deployment.signer.jwks()) == fresh.claims


def test_11_a_label_dated_back_into_a_log_that_went_on_is_refused(
    deployment: Deployment, answer: Answer, assistant: Assistant, register: AnswerRecords
) -> None:
    """Auditor 11: what was appended after the revocation is late, whatever date it bears."""
    theft = deployment.at + timedelta(minutes=5)
    forged = deployment.labeller.label(answer, assistant=assistant)
    deployment.at += timedelta(minutes=10)
    register.save(record_of(deployment.labeller.label(answer, assistant=assistant)))
    register.save(record_of(forged))
    deployment.keys.revoke(deployment.signer.kid, theft, lambda _: None)
    found = check_label(forged.jws, deployment.signer.jwks(), was_logged=register.was_logged)
    assert found is Fault.KEY_REVOKED


def test_11_a_key_out_of_force_signs_nothing_that_counts(
    deployment: Deployment, answer: Answer, assistant: Assistant
) -> None:
    """Auditor 11: a retired key is in force for an hour more, and no longer."""
    old = deployment.keys.current()
    deployment.rotate()
    keeper = Labeller(Signer(old), "https://ai.example.gov.kz", "1", lambda: deployment.at)
    deployment.at += timedelta(minutes=59)
    soon = keeper.label(answer, assistant=assistant)
    deployment.at += timedelta(minutes=2)
    late = keeper.label(answer, assistant=assistant)
    jwks = deployment.signer.jwks()
    assert check_label(soon.jws, jwks) == soon.claims
    assert check_label(late.jws, jwks) is Fault.KEY_NOT_IN_FORCE


def test_29_labels_outlive_24_changes_of_the_key(
    deployment: Deployment, answer: Answer, assistant: Assistant, register: AnswerRecords
) -> None:
    """Auditor 29: two years of monthly keys, each old label still verifiable."""
    made: list[LabelledAnswer] = []
    for number in range(25):
        deployment.at = datetime(2026 + number // 12, 1 + number % 12, 1, tzinfo=UTC)
        if number:
            assert deployment.keys.rotate_when_due(lambda _: None) is not None
        said = replace(answer, text=f"{number} күн")
        made.append(deployment.labeller.label(said, assistant=assistant))
        register.save(record_of(made[-1]))
    jwks = deployment.signer.jwks()
    assert len({key["kid"] for key in jwks["keys"]}) == 25
    for one in made:
        finding = verify(one.text, one.jws, find=register, jwks=jwks)
        assert finding.state is VerificationState.EXACT


@pytest.mark.parametrize("ends", ["final", "aborted"])
def test_29_a_change_in_mid_stream_spoils_neither_end_of_the_stream(
    deployment: Deployment, answer: Answer, assistant: Assistant, ends: str
) -> None:
    """Auditor 29: open and closing label verify, though two keys signed them."""
    labelled = deployment.labeller.label(answer, assistant=assistant)
    opening = deployment.labeller.opening(labelled)
    deployment.at += timedelta(seconds=40)
    deployment.rotate()
    if ends == "final":
        last_jws, claims = labelled.jws, labelled.claims
    else:
        aborted = deployment.labeller.aborted(labelled, labelled.text[:80])
        last_jws, claims = aborted.jws, aborted.claims
    jwks = deployment.signer.jwks()
    assert check_label(opening.jws, jwks) == opening.claims
    assert check_label(last_jws, jwks) == claims
    later = deployment.labeller.opening(labelled)
    assert check_label(later.jws, jwks) == opening.claims


def test_30_a_signer_that_fails_in_mid_stream_lets_no_label_out(
    signer: Signer, answer: Answer, assistant: Assistant, moment: datetime
) -> None:
    """Auditor 30: the first label was made, the second cannot be."""

    class Failing(Signer):
        calls = 0

        def sign(self, claims: Claims) -> str:
            self.calls += 1
            if self.calls > 1:
                raise TimeoutError
            return super().sign(claims)

    labeller = Labeller(Failing(signer._keys), "https://ai.example.gov.kz", "1", lambda: moment)
    labelled = labeller.label(answer, assistant=assistant)
    with pytest.raises(LabelUnavailable):
        labeller.opening(labelled)


@pytest.mark.parametrize("back", [timedelta(minutes=61), timedelta(days=40)])
def test_30_a_clock_that_was_set_back_signs_nothing(
    deployment: Deployment, answer: Answer, assistant: Assistant, back: timedelta
) -> None:
    """Auditor 30: a label must not tell a time that is certainly false."""
    deployment.labeller.label(answer, assistant=assistant)
    deployment.at -= back
    with pytest.raises(LabelUnavailable, match="clock"):
        deployment.labeller.label(answer, assistant=assistant)
    restarted = Deployment(deployment.keys.folder, deployment.at)
    with pytest.raises(LabelUnavailable, match="clock"):
        restarted.labeller.label(answer, assistant=assistant)
    restarted.rotate()
    for one in (deployment, restarted):
        labelled = one.labeller.label(answer, assistant=assistant)
        assert check_label(labelled.jws, one.signer.jwks()) == labelled.claims


def test_30_a_clock_corrected_by_minutes_goes_on(
    deployment: Deployment, answer: Answer, assistant: Assistant
) -> None:
    """Auditor 30: time servers correct by seconds; that stops nobody."""
    deployment.labeller.label(answer, assistant=assistant)
    deployment.at -= timedelta(minutes=59)
    labelled = deployment.labeller.label(answer, assistant=assistant)
    assert check_label(labelled.jws, deployment.signer.jwks()) == labelled.claims


def test_31_a_hundred_answers_at_once_have_codes_of_their_own(
    deployment: Deployment, answer: Answer, assistant: Assistant
) -> None:
    """Auditor 31: tasks of one loop and threads alike; what it costs is measured elsewhere."""

    async def label_all() -> list[LabelledAnswer]:
        async def label() -> LabelledAnswer:
            await asyncio.sleep(0)
            return deployment.labeller.label(answer, assistant=assistant)

        return await asyncio.gather(*(label() for _ in range(100)))

    together = threading.Barrier(20)

    def label_five(_: int) -> list[LabelledAnswer]:
        together.wait()
        return [deployment.labeller.label(answer, assistant=assistant) for _ in range(5)]

    made = asyncio.run(label_all())
    with ThreadPoolExecutor(20) as pool:
        made += [one for five in pool.map(label_five, range(20)) for one in five]
    assert len({one.code for one in made}) == 200
    jwks = deployment.signer.jwks()
    assert [one for one in made if check_label(one.jws, jwks) != one.claims] == []
