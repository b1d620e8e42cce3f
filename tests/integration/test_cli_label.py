"""Can an operator look after keys, log and answers from the command line, on record?"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from stamp_authority import Fault, running_authority
from typer.testing import CliRunner

from jauap.answer import Answer
from jauap.assistant import Assistant
from jauap.cli.app import app
from jauap.deployment import open_deployment
from jauap.labelling.label import Labeller
from jauap.labelling.sign import Signer
from jauap.settings import load_settings
from jauap.storage.answers import AnswerRecords
from jauap.storage.records import record_of

WHO = ["--reason", "сынақ", "--by", "әкімші"]


@pytest.fixture(autouse=True)
def _deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAUAP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("NO_COLOR", "1")


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["label", *arguments])
    assert result.exit_code == code, result.output
    return result.stdout


def run_json(*arguments: str, code: int = 0) -> dict[str, object]:
    read: dict[str, object] = json.loads(run(*arguments, "--json", code=code))
    return read


def audited() -> list[tuple[str, str, str, str]]:
    with open_deployment(load_settings()) as opened:
        entries = opened.audit.entries()
    return [(one.action.value, one.subject, one.by, one.reason) for one in entries]


def answered(answer: Answer, assistant: Assistant, days_ago: int) -> str:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    with open_deployment(load_settings(), now=lambda: at) as opened:
        labeller = Labeller(Signer(opened.keys), "https://ai.example.gov.kz", "1", lambda: at)
        labelled = labeller.label(answer, assistant=assistant)
        AnswerRecords(opened.store).save(record_of(labelled))
    return labelled.code


def test_a_key_is_changed_and_revoked_with_name_and_reason() -> None:
    listed = json.loads(run("keys", "list", "--json"))
    first = listed["keys"][0]["kid"]
    second = str(run_json("keys", "rotate", *WHO)["kid"])
    revoked = run_json("keys", "revoke", first, "--after", "2026-11-22T09:30", *WHO)
    assert revoked["revoked_after"] == "2026-11-22T09:30:00+05:00"
    assert revoked["active"] == second
    text = run("keys", "list")
    assert f"{first}  revoked" in text
    assert "void after 2026-11-22 04:30Z" in text
    assert audited() == [
        ("key_revoked", first, "әкімші", "сынақ (after 2026-11-22T09:30:00+05:00)"),
        ("key_made", second, "әкімші", "сынақ"),
    ]


def test_nothing_is_changed_without_a_name_and_a_reason() -> None:
    run("keys", "list")
    for arguments in (["keys", "rotate"], ["keys", "rotate", "--by", "x"], ["withdraw", "X"]):
        assert CliRunner().invoke(app, ["label", *arguments]).exit_code == 2
    assert audited() == []
    assert "unknown" not in run("keys", "list")
    run("keys", "revoke", "nobody", "--after", "2026-11-22", *WHO, code=2)
    run("keys", "revoke", "nobody", "--after", "yesterday", *WHO, code=2)
    assert audited() == []


def test_the_root_signs_far_from_the_server_and_on_it(tmp_path: Path) -> None:
    root, keys, signed = (str(tmp_path / name) for name in ("root.pem", "keys.json", "keys.jws"))
    fingerprint = run_json("keys", "root", root)["fingerprint"]
    run("keys", "export", keys)
    assert json.loads(run("keys", "export", "-"))["keys"][0]["kid"] in Path(keys).read_text()
    offline = run_json("keys", "sign-history", "--root", root, "--jwks", keys, "--out", signed)
    assert (offline["fingerprint"], offline["file"]) == (fingerprint, signed)
    assert audited() == []
    run("keys", "sign-history", "--root", root, code=2)
    run_json("keys", "sign-history", "--root", root, *WHO)
    listed = json.loads(run("keys", "list", "--json"))
    assert (listed["root"], listed["keys"][0]["signed_by_root"]) == (fingerprint, True)
    assert audited() == [("history_signed", str(fingerprint), "әкімші", "сынақ")]
    run("keys", "rotate", *WHO)
    assert "not signed by the root" in run("keys", "list")


def test_an_answer_and_all_that_cited_a_document_are_taken_back(
    answer: Answer, assistant: Assistant
) -> None:
    code, other = answered(answer, assistant, 0), answered(answer, assistant, 0)
    whose = ("--assistant", assistant.id)
    foreign = ("--source", "subsidy", "--assistant", "another")
    assert run_json("withdraw", *foreign, "--dry-run", *WHO)["withdrawn"] == []
    rehearsed = run_json("withdraw", "--source", "subsidy", *whose, "--dry-run", *WHO)
    assert rehearsed == {"withdrawn": [code, other], "rehearsal": True}
    done = run_json("withdraw", code.lower(), "--replaced-by", other, *WHO)
    assert done["withdrawn"] == [code]
    assert run_json(
        "withdraw", "--source", "subsidy.kk", *whose, "--since", "2999-01-01", *WHO
    ) == {
        "withdrawn": [],
        "rehearsal": False,
    }
    assert run_json("withdraw", "--source", "subsidy.kk", *whose, *WHO)["withdrawn"] == [other]
    for wrong in (
        [],
        [code, "--source", "subsidy", *whose],
        ["--source", "subsidy"],
        [code, *whose],
        [code, "--since", "2026-01-01"],
        ["--source", "subsidy", *whose, "--replaced-by", other],
        ["nonsense"],
        ["000000000000"],
    ):
        run("withdraw", *wrong, *WHO, code=2)
    assert [entry[0] for entry in audited()] == ["answers_withdrawn"] * 3


def test_the_log_is_closed_checked_and_its_first_bad_record_named(
    answer: Answer, assistant: Assistant, tmp_path: Path
) -> None:
    import sqlite3

    for days in (3, 2, 2):
        answered(answer, assistant, days)
    roots = run_json("log", "close")["roots"]
    assert isinstance(roots, list)
    assert len(roots) == 2
    found = run_json("log", "check")
    assert (found["whole"], found["unstamped"]) == (True, 2)
    run("keys", "export", str(tmp_path / "keys.json"))
    run("log", "check", "--jwks", str(tmp_path / "keys.json"))
    with sqlite3.connect(tmp_path / "data" / "jauap.sqlite") as connection:
        connection.execute("UPDATE answers SET reason = 'x' WHERE seq = 2")
    connection.close()
    broken = run_json("log", "check", code=1)
    assert broken["troubles"] == [
        {"part": "answers", "number": 2, "what": "the record was changed, put in, or moved"}
    ]
    assert "BROKEN answers 2" in run("log", "check", code=1)


def test_a_stamp_that_cannot_be_had_is_told_and_had_later(
    answer: Answer, assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(answer, assistant, 2)
    with running_authority() as authority:
        certificates = tmp_path / "roots.pem"
        certificates.write_bytes(authority.identity.root.public_bytes(Encoding.PEM))
        monkeypatch.setenv("JAUAP_TIMESTAMP_URL", authority.url)
        monkeypatch.setenv("JAUAP_TIMESTAMP_ROOTS", str(certificates))
        authority.fault = Fault.WRONG_IMPRINT
        closed = run_json("log", "close")
        assert "false" in str(closed["stamp_trouble"])
        assert len(closed["roots"]) == 1  # type: ignore[arg-type]
        authority.fault = Fault.NONE
        assert run_json("log", "close") == {"roots": [], "stamp_trouble": ""}
    found = run_json("log", "check")
    assert (found["whole"], found["unstamped"], found["stamps_checked"]) == (True, 0, True)
    certificates.write_bytes(authority.stranger.root.public_bytes(Encoding.PEM))
    troubles = run_json("log", "check", code=1)["troubles"]
    assert troubles == [{"part": "stamps", "number": 1, "what": "the stamp is false"}]
