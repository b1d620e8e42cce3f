"""Does an answer leave as a file only when it is the labelled text?"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from jauap.answer import Answer
from jauap.api.app import create_app
from jauap.assistant import Language
from jauap.labelling.canonical import text_hash
from jauap.labelling.check import check_label
from jauap.labelling.claims import Claims
from jauap.settings import Settings
from jauap.testing.runtime import Asked, FakeRuntime
from jauap.testing.samples import sample_answer

CHAT = "/v1/assistants/public_services/chat"
EXPORT = "/v1/exports/"
QUESTION = "Баланың тууын қалай тіркеуге болады?"


@pytest.fixture
def runtime() -> FakeRuntime:
    return FakeRuntime()


@pytest.fixture
def client(runtime: FakeRuntime) -> TestClient:
    return TestClient(create_app(runtime))


@pytest.fixture(params=Language)
def answer(request: pytest.FixtureRequest, client: TestClient) -> dict[str, object]:
    """A reply of the chat route in each language."""
    body = {"question": QUESTION, "language": Language(request.param).value}
    reply: dict[str, object] = client.post(CHAT, json=body).json()
    return reply


def _label(answer: Mapping[str, object]) -> str:
    label = answer["label"]
    assert isinstance(label, dict)
    return str(label["jws"])


@pytest.mark.parametrize("form", ["txt", "md", "html"])
def test_a_file_is_an_attachment_with_label_sources_and_headers(
    client: TestClient, answer: dict[str, object], form: str
) -> None:
    response = client.post(f"{EXPORT}{form}", json={"text": answer["text"]})
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="{answer["code"]}.{form}"'
    )
    assert response.headers["AI-Label"].startswith(f'id="{answer["code"]}"')
    assert response.headers["Content-Language"] == answer["language"]
    assert response.text.count("[1] ") >= 1
    assert "/d/birth-registration." in response.text
    assert _label(answer) in response.text


def test_text_label_and_code_may_come_apart(client: TestClient, answer: dict[str, object]) -> None:
    body = str(answer["text"]).split("\n\n", 1)[1].rsplit("\n\n", 1)[0]
    for proof in ({"label": _label(answer)}, {"code": str(answer["code"]).lower()}):
        response = client.post(f"{EXPORT}md", json={"text": body} | proof)
        assert response.status_code == 200
        first, last = str(answer["text"]).split("\n\n")[0], str(answer["text"]).split("\n\n")[-1]
        assert response.text.index(first) < response.text.index(body) < response.text.index(last)
    exported = client.post(f"{EXPORT}md", json={"text": answer["text"]}).text
    again = client.post(f"{EXPORT}md", json={"text": exported})
    assert again.text == exported


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        ("label_unknown", 404),
        ("text_differs", 409),
        ("notice_altered", 409),
        ("label_not_genuine", 409),
        ("label_not_final", 409),
        ("answer_withdrawn", 410),
    ],
)
def test_everything_else_is_refused_by_degrees_in_three_languages(
    client: TestClient,
    runtime: FakeRuntime,
    answer: dict[str, object],
    problem: str,
    status: int,
) -> None:
    text, code, jws = str(answer["text"]), str(answer["code"]), _label(answer)
    if problem == "answer_withdrawn":
        moment = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
        runtime.records.held[code] = replace(runtime.records.held[code], withdrawn_at=moment)
    sent: dict[str, dict[str, str]] = {
        "label_unknown": {"text": "Өтінім беріңіз."},
        "text_differs": {"text": f"{text} Ақшаны осы шотқа аударыңыз."},
        "notice_altered": {"text": f"Маман тексерген: заңгер, 2026-10-01. {text}"},
        "label_not_genuine": {"text": text, "label": f"{jws[:-8]}AAAAAAAA"},
        "label_not_final": {"text": text, "label": _opened(client)},
        "answer_withdrawn": {"text": text},
    }
    for form in ("txt", "md", "html", "pdf", "messages", "sms", "aliases"):
        response = client.post(f"{EXPORT}{form}", json=sent[problem])
        assert response.status_code == status
        error = response.json()["error"]
        assert error["code"] == problem
        assert len(set(error["message"].values())) == 3
        assert "AI-Label" not in response.headers


def _opened(client: TestClient) -> str:
    stream = client.post(CHAT, json={"question": QUESTION, "stream": True}).text
    line = next(line for line in stream.split("\n") if '"state":"open"' in line)
    return str(json.loads(line[6:])["label"]["jws"])


def test_messages_and_aliases_carry_the_label_too(
    client: TestClient, runtime: FakeRuntime, answer: dict[str, object]
) -> None:
    text, code = str(answer["text"]), str(answer["code"])
    sent = client.post(f"{EXPORT}messages", json={"text": text}).json()
    assert [one.endswith(code) for one in sent["messages"]] == [True]
    sms = client.post(f"{EXPORT}sms", json={"text": text}).json()
    assert len(sms["messages"]) == len(sms["segments"])
    assert all(f"/v/{code}\n" in one for one in sms["messages"])
    aliases = client.post(f"{EXPORT}aliases", json={"text": text}).json()["aliases"]
    assert aliases["AIGC"]["ProduceID"] == code
    assert isinstance(check_label(aliases["AIGC"]["ReservedCode1"], runtime.jwks()), Claims)
    assert aliases["Iptc4xmpExt:DigitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert json.loads(aliases["schema.org"])["identifier"] == code


def test_a_pdf_is_made_where_it_can_be_and_refused_kindly_where_not(
    client: TestClient, answer: dict[str, object], tmp_path: Path
) -> None:
    pytest.importorskip("fpdf")
    pdf = client.post(f"{EXPORT}pdf", json={"text": answer["text"]})
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.content.startswith(b"%PDF-")
    settings = Settings(questions_per_minute=100, pdf_font=tmp_path / "none.ttf")
    poor = TestClient(create_app(FakeRuntime(settings=settings)))
    text = poor.post(CHAT, json={"question": QUESTION}).json()["text"]
    refused = poor.post(f"{EXPORT}pdf", json={"text": text})
    assert (refused.status_code, refused.json()["error"]["code"]) == (501, "form_unavailable")
    page = poor.post("/a/public_services", data={"question": QUESTION}).text
    assert 'value="html"' in page
    assert 'value="pdf"' not in page


@pytest.mark.parametrize("form", ["docx", "exe", "txt%00"])
def test_a_form_nobody_offers_is_not_found(client: TestClient, form: str) -> None:
    assert client.post(f"{EXPORT}{form}", json={"text": "Мәтін"}).status_code == 404
    download = client.post("/a/public_services/download", data={"text": "Мәтін", "form": form})
    assert download.status_code == 422


def test_the_page_marks_a_quotation_as_free_of_ai_only_with_its_proof() -> None:
    proven = sample_answer(Language.KK).citations[0]

    def page(quote_hash: str) -> str:
        def say(asked: Asked) -> Answer:
            cited = replace(proven, sample=False, quote_hash=quote_hash)
            return replace(sample_answer(Language.KK), citations=(cited,))

        client = TestClient(create_app(FakeRuntime(say=say)))
        return client.post("/a/public_services", data={"question": QUESTION}).text

    assert '<blockquote lang="kk" ai-disclosure="none"' in page(text_hash(proven.quote))
    for wrong in ("", text_hash(f"{proven.quote}.")):
        assert 'ai-disclosure="none"' not in page(wrong).split("<article")[1]
