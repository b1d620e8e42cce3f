"""Can anybody read the public log and ask which answers still stand, over HTTP?"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from jauap.api.app import create_app
from jauap.api.recall import MOST_CODES
from jauap.errors import StoreUnavailable
from jauap.testing.log import FakeProof, FakeRoot
from jauap.testing.runtime import FakeRuntime

CHAT = "/v1/assistants/public_services/chat"
AT = datetime(2026, 11, 23, 0, 6, tzinfo=UTC)


def root(number: int, *, stamp: str = "") -> FakeRoot:
    return FakeRoot(
        number=number,
        day="2026-11-22",
        first=number,
        last=number,
        root="ab" * 32,
        at=AT,
        jws="a.b.c",
        stamp=stamp,
        stamped_at=AT if stamp else None,
    )


@pytest.fixture
def runtime() -> FakeRuntime:
    return FakeRuntime()


@pytest.fixture
def client(runtime: FakeRuntime) -> TestClient:
    return TestClient(create_app(runtime))


def ask(client: TestClient) -> str:
    reply = client.post(CHAT, json={"question": "Баланың тууын қалай тіркейді?"}).json()
    return str(reply["code"])


def test_roots_are_listed_newest_first_with_their_stamps(
    client: TestClient, runtime: FakeRuntime
) -> None:
    runtime.log.held += [root(1, stamp="AAA="), root(2)]
    response = client.get("/v1/labels/log")
    body = response.json()
    assert [(one["number"], one["stamp"]) for one in body["roots"]] == [(2, None), (1, "AAA=")]
    assert body["roots"][1]["stamped_at"] == "2026-11-23T00:06:00+00:00"
    assert body["next_before"] is None
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_long_log_comes_in_parts(client: TestClient, runtime: FakeRuntime) -> None:
    runtime.log.held += [root(number) for number in range(1, 451)]
    first = client.get("/v1/labels/log").json()
    assert (first["roots"][0]["number"], first["next_before"]) == (450, 51)
    second = client.get(f"/v1/labels/log?before={first['next_before']}").json()
    assert [second["roots"][place]["number"] for place in (0, -1)] == [50, 1]
    assert second["next_before"] is None
    assert client.get("/v1/labels/log?before=x").status_code == 422


def test_a_proof_leads_from_the_label_to_the_root(client: TestClient, runtime: FakeRuntime) -> None:
    code = ask(client)
    waiting = client.get(f"/v1/labels/{code}/proof").json()
    assert (waiting["code"], waiting["state"], waiting["root"]) == (code, "open", None)
    runtime.log.proofs[code] = FakeProof(
        leaf="cd" * 32, index=0, size=2, path=("ef" * 32,), root=root(1)
    )
    proof = client.get(f"/v1/labels/{code.lower()}/proof").json()
    assert (proof["state"], proof["path"], proof["root"]["number"]) == ("closed", ["ef" * 32], 1)
    for unknown in ("000000000000", "nonsense"):
        assert client.get(f"/v1/labels/{unknown}/proof").status_code == 404


def test_the_list_of_keys_as_the_root_signed_it_is_published(
    client: TestClient, runtime: FakeRuntime
) -> None:
    response = client.get("/.well-known/ai-label-jwks.jws")
    assert (response.text, response.headers["content-type"]) == (
        "head.keys.signature",
        "application/jose",
    )
    runtime.signed = ""
    assert client.get("/.well-known/ai-label-jwks.jws").status_code == 404


def test_33_one_request_tells_which_of_many_answers_stand(
    client: TestClient, runtime: FakeRuntime
) -> None:
    """Auditor 33."""
    gone, stands = ask(client), ask(client)
    held = runtime.records.held
    held[gone] = replace(held[gone], withdrawn_at=AT, replaced_by=stands)
    asked = f"{gone.lower()},{stands}, ,000000000000,<b>"
    response = client.get("/v1/labels", params={"codes": asked})
    assert response.json()["labels"] == [
        {
            "code": gone,
            "state": "withdrawn",
            "withdrawn_at": "2026-11-23T00:06:00+00:00",
            "replaced_by": stands,
        },
        {"code": stands, "state": "known", "withdrawn_at": None, "replaced_by": None},
        {"code": "000000000000", "state": "unknown", "withdrawn_at": None, "replaced_by": None},
        {"code": "<b>", "state": "unknown", "withdrawn_at": None, "replaced_by": None},
    ]
    assert response.headers["cache-control"] == "no-store"


def test_no_more_codes_than_a_page_shows_are_looked_up(client: TestClient) -> None:
    many = ",".join(["000000000000"] * (MOST_CODES + 5))
    assert len(client.get("/v1/labels", params={"codes": many}).json()["labels"]) == MOST_CODES
    for wrong in ("", "0" * 2000):
        assert client.get("/v1/labels", params={"codes": wrong}).status_code == 422


def test_metrics_tell_of_the_log_and_of_failing_duties(
    client: TestClient, runtime: FakeRuntime
) -> None:
    runtime.log.held += [root(1, stamp="AAA="), root(2)]
    runtime.upkeep.failing["log"] = "store_unavailable"
    text = client.get("/metrics").text
    assert "jauap_log_closed_timestamp_seconds 1.79539236e+09" in text
    assert "jauap_log_roots_unstamped 1.0" in text
    assert 'jauap_upkeep_failing{duty="log"} 1.0' in text
    assert 'jauap_upkeep_failing{duty="key"} 0.0' in text


def test_metrics_survive_a_store_that_is_down(
    client: TestClient, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> tuple[FakeRoot, ...]:
        raise StoreUnavailable("down")

    monkeypatch.setattr(runtime.log, "roots", refuse)
    text = client.get("/metrics").text
    assert "\njauap_log_roots_unstamped " not in text
    assert 'jauap_upkeep_failing{duty="log"} 0.0' in text
