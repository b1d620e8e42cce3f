"""Can anybody check a label over HTTP, and does checking give nothing away?"""

import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey
from starlette.testclient import TestClient

from jauap.api.app import create_app
from jauap.testing.runtime import FakeRuntime

CHAT = "/v1/assistants/public_services/chat"
QUESTION = "Баланың тууын қалай тіркеуге болады?"


@pytest.fixture
def runtime() -> FakeRuntime:
    return FakeRuntime()


@pytest.fixture
def client(runtime: FakeRuntime) -> TestClient:
    return TestClient(create_app(runtime))


@pytest.fixture
def reply(client: TestClient) -> dict[str, str]:
    body: dict[str, str] = client.post(CHAT, json={"question": QUESTION, "language": "kk"}).json()
    return body


def withdraw(runtime: FakeRuntime, code: str) -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    runtime.records.held[code] = replace(runtime.records.held[code], withdrawn_at=moment)


def test_the_published_keys_verify_a_label_without_our_code(
    client: TestClient, reply: dict[str, str]
) -> None:
    (key,) = client.get("/.well-known/ai-label-jwks.json").json()["keys"]
    label = client.get(f"/v1/labels/{reply['code']}").json()["label"]
    public = OKPKey.import_key({name: key[name] for name in ("kty", "crv", "x")})
    checked = jws.deserialize_compact(label["jws"], public, algorithms=["Ed25519"])
    assert reply["code"].encode() in checked.payload


@pytest.mark.parametrize("spelled", [str.upper, str.lower, lambda code: f"{code[:4]}-{code[4:]}"])
def test_a_code_is_found_as_people_type_it(
    client: TestClient, reply: dict[str, str], spelled: object
) -> None:
    assert callable(spelled)
    found = client.get(f"/v1/labels/{spelled(reply['code'])}")
    assert found.json()["code"] == reply["code"]
    assert found.json()["state"] == "known"


def test_an_unknown_code_is_a_404(client: TestClient) -> None:
    for code in ("000000000000", "nonsense", "<script>"):
        assert client.get(f"/v1/labels/{code}").status_code == 404


def test_a_withdrawn_answer_says_so_everywhere(
    client: TestClient, runtime: FakeRuntime, reply: dict[str, str]
) -> None:
    withdraw(runtime, reply["code"])
    assert client.get(f"/v1/labels/{reply['code']}").json()["state"] == "withdrawn"
    checked = client.post("/v1/verify", json={"text": reply["text"]}).json()
    assert checked["state"] == "withdrawn"
    assert checked["withdrawn_at"] == "2026-11-23T00:00:00+00:00"
    page = client.get(f"/v/{reply['code']}?lang=ru").text
    assert "Этот ответ отозван." in page


def test_an_exact_text_an_edited_one_and_a_strangers_text(
    client: TestClient, reply: dict[str, str]
) -> None:
    def state(text: str) -> str:
        return str(client.post("/v1/verify", json={"text": text}).json()["state"])

    assert state(reply["text"]) == "exact"
    assert state(reply["text"].replace("\n", "\r\n")) == "exact"
    assert state(reply["text"].replace("екі", "үш")) == "edited"
    scam = f"Ақшаны осы шотқа аударыңыз. {reply['verify_url']}"
    assert state(scam) == "code-belongs-to-another-text"
    assert state("Бүгін ауа райы жақсы.") == "no-record"


def test_no_record_never_says_that_a_human_wrote_it(client: TestClient) -> None:
    message = client.post("/v1/verify", json={"text": "Мәтін"}).json()["message"]
    assert message["en"] == "No record found. This does not mean that a human wrote the text."
    assert message["kk"] == "Жазба табылмады. Бұл мәтінді адам жазды дегенді білдірмейді."


def test_a_forged_label_is_a_bad_signature(client: TestClient, reply: dict[str, str]) -> None:
    label = client.get(f"/v1/labels/{reply['code']}").json()["label"]["jws"]
    forged = label[:-8] + "AAAAAAAA"
    body = {"text": reply["text"], "label": forged}
    assert client.post("/v1/verify", json=body).json()["state"] == "bad-signature"


@pytest.mark.parametrize(
    ("language", "heading", "state", "level"),
    [
        ("kk", "Жауаптың белгісін тексеру", "Бұл код осы қызмет", "жасанды интеллект құжаттар"),
        ("ru", "Проверка пометки ответа", "Этот код принадлежит ответу", "создан искусственным"),
        ("en", "Check an answer&#39;s label", "This code belongs to an", "made by artificial"),
    ],
)
def test_the_page_of_a_code_says_who_when_how_and_from_what_in_plain_words(
    client: TestClient,
    reply: dict[str, str],
    language: str,
    heading: str,
    state: str,
    level: str,
) -> None:
    page = client.get(f"/v/{reply['code']}?lang={language}")
    assert page.headers["content-language"] == language
    for words in (heading, state, level, reply["code"], "22.11.2026 14:30 (UTC+5)", "10.2026"):
        assert words in page.text
    assert "Баланың тууын тіркеу</a>" in page.text
    assert "екі ай" not in page.text


def test_the_page_of_an_unknown_code_is_a_404_that_explains(client: TestClient) -> None:
    page = client.get("/v/000000000000?lang=en")
    assert page.status_code == 404
    assert "No record found." in page.text


def test_the_form_checks_a_pasted_text(client: TestClient, reply: dict[str, str]) -> None:
    good = client.post("/v?lang=en", data={"text": reply["text"]})
    assert "The text is exactly an answer that this service gave." in good.text
    assert reply["code"] in good.text
    changed = client.post("/v?lang=ru", data={"text": reply["text"].replace("екі", "үш")})
    assert "Текст взят из ответа этой службы, но изменён." in changed.text
    assert re.search(r"в этом ответе есть [5-9]\d % собственных слов", changed.text)
    other = client.post("/v?lang=ru", data={"text": "Ақша аударыңыз.", "code": reply["code"]})
    assert "Этот код принадлежит другому тексту." in other.text
    empty = client.post("/v?lang=en", data={"text": "  "})
    assert empty.status_code == 422


def test_a_pasted_text_comes_back_escaped(client: TestClient) -> None:
    page = client.post("/v", data={"text": "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in page.text
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in page.text


def test_checks_are_limited_too(client: TestClient) -> None:
    statuses = [client.get("/v1/labels/000000000000").status_code for _ in range(181)]
    assert statuses == [404] * 180 + [429]


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": "a" * 20_001}, {"text": "a", "label": 1}, {"text": "a", "x": 1}],
)
def test_a_wrong_check_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/v1/verify", json=body).status_code == 422


def test_checking_texts_is_limited(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    minute = time.time()
    # On a busy machine so many requests take longer than the minute they are counted in.
    monkeypatch.setattr(time, "time", lambda: minute)
    asked = [client.post("/v1/verify", json={"text": "Мәтін"}).status_code for _ in range(181)]
    assert asked == [200] * 180 + [429]


def test_a_label_tells_its_key_its_sources_with_dates_and_what_replaced_it(
    client: TestClient, runtime: FakeRuntime, reply: dict[str, str]
) -> None:
    withdraw(runtime, reply["code"])
    held = runtime.records.held
    held[reply["code"]] = replace(held[reply["code"]], replaced_by="7F3K9QXM2T0M")
    told = client.get(f"/v1/labels/{reply['code']}").json()
    assert told["key"] == {"kid": "2026-11-a", "status": "active", "revoked_after": None}
    assert told["replaced_by"] == "7F3K9QXM2T0M"
    (source,) = told["sources"]
    assert (source["title"], source["act_date"]) == ("Баланың тууын тіркеу", "2011-12-26")
    assert (source["act_month"], source["document_id"]) == ("2026-10", "birth-registration.kk")
    assert client.get(source["open_url"]).status_code == 200
    page = client.get(f"/v/{reply['code']}?lang=en").text
    assert '<a href="/v/7F3K9QXM2T0M?lang=en">7F3K9QXM2T0M</a>' in page
    assert "23.11.2026 05:00 (UTC+5)" in page


def test_a_finding_carries_thresholds_and_measured_errors(
    client: TestClient, reply: dict[str, str]
) -> None:
    told = client.post("/v1/verify", json={"text": reply["text"].replace("екі", "үш")}).json()
    assert (told["state"], told["id"], told["level"]) == ("edited", reply["code"], "ai-generated")
    assert 0.5 < told["similarity"] < 1.0
    assert told["key"]["kid"] == "2026-11-a"
    assert told["thresholds"]["match"] == {"containment": 0.3, "hits": 3}
    assert told["thresholds"]["excerpt"] == {"containment": 0.6, "hits": 2}
    measured = told["thresholds"]["measured"]
    assert measured["human_texts"] >= 1000
    assert measured["false_matches_at_most"] <= 0.005


def test_a_passage_of_a_document_is_named_and_linked(client: TestClient) -> None:
    passage = "Баланың туғаны туралы өтініш\n екі ай  ішінде беріледі."
    told = client.post("/v1/verify", json={"text": passage}).json()
    assert (told["state"], told["claims"], told["code"]) == ("official-source-text", None, None)
    assert told["source"]["document_id"] == "birth-registration.kk"
    page = client.post("/v?lang=ru", data={"text": passage}).text
    assert "Это текст самого официального документа." in page
    assert 'href="/a/public_services/d/birth-registration.kk?lang=ru' in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_page_about_a_text_of_ours_repeats_it(
    client: TestClient, reply: dict[str, str], language: str
) -> None:
    half = reply["text"][: len(reply["text"]) // 2]
    for text in (reply["text"], reply["text"].replace("екі", "үш"), half):
        page = client.post(f"/v?lang={language}", data={"text": text})
        assert page.status_code == 200
        assert "ішінде тіркеу керек" not in page.text
        assert not re.search(r"<script(?! type=\"application/ld\+json\")", page.text)


def test_nothing_of_a_checked_text_is_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    for text in ("Құпия сөйлем", "Құпия сөйлем " * 1600):
        client.post("/v1/verify", json={"text": text})
        client.post("/v", data={"text": text})
    assert "Құпия" not in caplog.text
