"""Does the log show every change, and every page a recall? Tests 28 and 33 of the auditor's list.

Over the real service; tests/contract/test_storage_log.py tries every kind of change on both
databases, tests/browser/test_browser_recall.py what a citizen sees who comes back.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from jauap.api.app import create_app
from jauap.cli.new import write_assistant
from jauap.labelling.day_root import label_leaf, read_root
from jauap.labelling.merkle import root_from_path
from jauap.runtime import Runtime, build_runtime
from jauap.settings import load_settings
from jauap.storage.audit import Audit
from jauap.storage.log_check import check_log

CHAT = "/v1/assistants/land_use/chat"
QUESTIONS = {
    "kk": "Қабылдау уақыты қандай?",
    "ru": "Какие часы приёма?",
    "en": "What are the opening hours?",
}
WITHDRAWN = {
    "kk": "Бұл жауап кері қайтарылған. Оны пайдаланбаңыз, маманға хабарласыңыз.",
    "ru": "Этот ответ отозван. Не пользуйтесь им, обратитесь к специалисту.",
    "en": "This answer was withdrawn. Do not use it; contact a specialist.",
}


class Clock:
    """A clock a test sets."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runtime(tmp_path: Path, clock: Clock) -> Iterator[Runtime]:
    write_assistant("land_use", tmp_path, as_json=True)
    settings = load_settings(workspace=tmp_path, data_dir=tmp_path / "data")
    with build_runtime(settings, now=clock) as opened:
        opened.ingest("land_use")
        yield opened


@pytest.fixture
def client(runtime: Runtime) -> TestClient:
    return TestClient(create_app(runtime))


def test_28_a_day_of_the_service_is_closed_proven_and_a_change_named(
    client: TestClient, runtime: Runtime, clock: Clock
) -> None:
    """Auditor 28: from what anybody can fetch, by hand."""
    replies = [client.post(CHAT, json={"question": one}).json() for one in QUESTIONS.values()]
    clock.at += timedelta(days=1)
    runtime.upkeep.run_due()
    (root,) = client.get("/v1/labels/log").json()["roots"]
    claims = read_root(root["jws"], runtime.signer.public)
    assert claims is not None
    assert (claims.first, claims.last, claims.day) == (1, 3, "2026-11-22")
    for reply in replies:
        proof = client.get(f"/v1/labels/{reply['code']}/proof").json()
        path = [bytes.fromhex(one) for one in proof["path"]]
        leaf = label_leaf(reply["label"]["jws"])
        reached = root_from_path(leaf, proof["index"], proof["size"], path)
        assert reached is not None
        assert reached.hex() == claims.root
    assert check_log(runtime.store, runtime.signer.public).is_whole
    with runtime.store.write() as connection:
        connection.execute(text("DELETE FROM answers WHERE seq = 2"))
    (trouble,) = check_log(runtime.store, runtime.signer.public).troubles
    assert (trouble.part, trouble.number) == ("answers", 2)


@pytest.mark.parametrize("language", QUESTIONS)
def test_33_a_withdrawn_answer_says_so_at_once_and_everywhere(
    client: TestClient, runtime: Runtime, clock: Clock, language: str
) -> None:
    """Auditor 33: by code, by text, on the page and in the list a chat page asks for."""
    reply = client.post(CHAT, json={"question": QUESTIONS[language], "language": language}).json()
    newer = client.post(CHAT, json={"question": QUESTIONS[language], "language": language}).json()
    code = reply["code"]
    assert client.get(f"/v1/labels/{code}").json()["state"] == "known"
    runtime.withdrawals.withdraw(
        code, reason="уақыт өзгерді", by="кеңсе басшысы", at=clock(), replaced_by=newer["code"]
    )
    assert client.get(f"/v1/labels/{code}").json()["state"] == "withdrawn"
    assert client.post("/v1/verify", json={"text": reply["text"]}).json()["state"] == "withdrawn"
    (standing,) = client.get(f"/v1/labels?codes={code}").json()["labels"]
    assert (standing["state"], standing["replaced_by"]) == ("withdrawn", newer["code"])
    page = client.get(f"/v/{code}?lang={language}").text
    assert WITHDRAWN[language] in page
    assert client.get(f"/v1/labels/{newer['code']}").json()["state"] == "known"
    (entry,) = Audit(runtime.store).entries()
    assert (entry.subject, entry.by, entry.reason) == (code, "кеңсе басшысы", "уақыт өзгерді")
    assert "кеңсе басшысы" not in page
    assert check_log(runtime.store, runtime.signer.public).is_whole


def test_29_a_service_changes_its_key_with_the_month_by_itself(
    client: TestClient, runtime: Runtime, clock: Clock
) -> None:
    """Auditor 29: without a restart, and on record."""
    old = client.post(CHAT, json={"question": QUESTIONS["ru"]}).json()
    first = runtime.signer.kid
    runtime.upkeep.run_due()
    assert runtime.signer.kid == first
    clock.at = datetime(2026, 12, 1, 0, 1, tzinfo=UTC)
    for duty in runtime.upkeep._duties:
        duty.action()
    assert runtime.signer.kid.startswith("2026-12-")
    new = client.post(CHAT, json={"question": QUESTIONS["ru"]}).json()
    published = client.get("/.well-known/ai-label-jwks.json").json()["keys"]
    assert [key["status"] for key in published] == ["active", "retired"]
    for reply in (old, new):
        found = client.post(
            "/v1/verify", json={"text": reply["text"], "label": reply["label"]["jws"]}
        )
        assert found.json()["state"] == "exact"
    made = [one for one in Audit(runtime.store).entries() if one.action.value == "key_made"]
    assert [(one.subject, one.by) for one in made] == [(runtime.signer.kid, "upkeep")]
