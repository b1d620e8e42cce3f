"""Does a program that asks an assistant get what the API promises?"""

import asyncio
import json
from collections.abc import Iterator
from typing import Literal

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient
from starlette.types import Message

from jauap.answer import Answer, Outcome, Turn
from jauap.api.app import create_app
from jauap.assistant import Language
from jauap.errors import IndexUnavailable
from jauap.labelling.check import check_label
from jauap.labelling.claims import Claims
from jauap.settings import Settings
from jauap.testing.runtime import Asked, FakeRuntime
from jauap.testing.samples import sample_answer

CHAT = "/v1/assistants/public_services/chat"
QUESTION = "Баланың тууын қалай тіркеуге болады?"


@pytest.fixture
def runtime() -> FakeRuntime:
    return FakeRuntime()


@pytest.fixture
def client(runtime: FakeRuntime) -> TestClient:
    return TestClient(create_app(runtime))


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    frames = [frame.split("\ndata: ", 1) for frame in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data)) for name, data in frames]


def test_json_reply_holds_text_sources_contact_and_a_label_that_verifies(
    client: TestClient, runtime: FakeRuntime
) -> None:
    reply = client.post(CHAT, json={"question": QUESTION, "language": "kk"}).json()
    assert reply["outcome"] == "answered_extract"
    assert reply["text"].startswith("[Жасанды интеллект жауабы]\n\nБаланың тууын **екі ай**")
    assert reply["text"].endswith(reply["verify_url"])
    assert [one["number"] for one in reply["citations"]] == [1, 2]
    assert reply["citations"][0]["quote"] == "Баланың туғаны туралы өтініш екі ай ішінде беріледі."
    assert reply["citations"][1]["open_url"].endswith(
        "/a/public_services/d/birth-registration.kk?lang=kk&from=63&to=130#p-63"
    )
    assert reply["contact"]["phone"] == "1414"
    assert isinstance(check_label(reply["label"]["jws"], runtime.jwks()), Claims)
    assert reply["label"]["claims"]["st"] == "final"
    assert "html" not in reply


def test_html_is_added_only_when_asked_for(client: TestClient) -> None:
    reply = client.post(CHAT, json={"question": QUESTION, "format": "html"}).json()
    assert reply["html"].index('role="note"') < reply["html"].index("екі ай")


def test_stream_opens_with_a_signed_label_before_the_first_word(
    client: TestClient, runtime: FakeRuntime
) -> None:
    response = client.post(CHAT, json={"question": QUESTION, "stream": True})
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    names = [name for name, _ in events(response.text)]
    assert names == ["progress", "label", *["token"] * 4, "sources", "label", "done"]
    opened, *_, closed = [data for name, data in events(response.text) if name == "label"]
    assert opened["state"] == "open"
    first = check_label(str(opened["label"]["jws"]), runtime.jwks())  # type: ignore[index]
    last = check_label(str(closed["label"]["jws"]), runtime.jwks())  # type: ignore[index]
    assert isinstance(first, Claims)
    assert isinstance(last, Claims)
    assert (first.st, first.hash) == ("open", None)
    assert last.st == "final"
    assert last.hash is not None
    assert first.id == last.id


def test_the_pieces_of_a_stream_are_the_whole_text_and_the_first_is_the_notice(
    client: TestClient,
) -> None:
    whole = client.post(CHAT, json={"question": QUESTION}).json()
    streamed = client.post(CHAT, json={"question": QUESTION, "stream": True}).text
    tokens = [str(data["text"]) for name, data in events(streamed) if name == "token"]
    assert tokens[0] == "[Жасанды интеллект жауабы]\n\n"
    code = str(events(streamed)[-1][1]["code"])
    assert "".join(tokens) == whole["text"].replace(whole["code"], code)


def test_a_long_answer_is_cut_between_words(client: TestClient, runtime: FakeRuntime) -> None:
    words = " ".join(f"сөз{number}" for number in range(3000))

    def say(asked: Asked) -> Answer:
        return Answer(**{**vars(sample_answer(Language.KK)), "text": words})

    runtime.say = say
    streamed = client.post(CHAT, json={"question": QUESTION, "stream": True}).text
    tokens = [str(data["text"]) for name, data in events(streamed) if name == "token"]
    assert len(tokens) <= 28
    assert all(token.endswith(" ") for token in tokens[1:-2])
    assert "".join(tokens[1:-1]) == words


async def a_little_later() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.fixture
def without_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start streams at once, as if every answer took long."""
    monkeypatch.setattr("jauap.api.chat._PATIENCE_SECONDS", 0.0)


@pytest.mark.usefixtures("without_patience")
def test_a_failure_in_a_stream_is_an_event_with_the_error_in_three_languages(
    client: TestClient, runtime: FakeRuntime
) -> None:
    def fail(asked: Asked) -> Answer:
        raise IndexUnavailable("the folder /secret is gone")

    runtime.wait, runtime.say = a_little_later, fail
    response = client.post(CHAT, json={"question": QUESTION, "stream": True})
    name, error = events(response.text)[-1]
    assert name == "error"
    assert error["code"] == "unavailable"
    assert set(error["message"]) == {"kk", "ru", "en"}  # type: ignore[call-overload]
    assert "/secret" not in response.text


class Reader:
    """Reads a stream; leaves after some number of chunks, or tells when it has read some."""

    def __init__(self, *, leaves_after: int = 0, waits_for: int = 0) -> None:
        self.body: Iterator[bytes] = iter(())
        self.chunks: list[bytes] = []
        self.has_read = asyncio.Event()
        self._left = asyncio.Event()
        self._leaves_after = leaves_after
        self._waits_for = waits_for

    async def receive(self) -> Message:
        body = next(self.body, None)
        if body is not None:
            return {"type": "http.request", "body": body, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self.chunks.append(message["body"])
            if len(self.chunks) == self._waits_for:
                self.has_read.set()
            if len(self.chunks) == self._leaves_after:
                self._left.set()


def read(runtime: FakeRuntime, path: str, body: dict[str, object], reader: Reader) -> None:
    """Let a reader receive a stream from the application itself, chunk by chunk."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    reader.body = iter([json.dumps(body).encode()])

    async def run() -> None:
        await asyncio.wait_for(create_app(runtime)(scope, reader.receive, reader.send), 10)

    asyncio.run(run())


@pytest.mark.usefixtures("without_patience")
def test_a_slow_answer_is_preceded_by_progress(runtime: FakeRuntime) -> None:
    reader = Reader(waits_for=2)

    async def wait() -> None:
        await reader.has_read.wait()

    runtime.wait = wait
    read(runtime, CHAT, {"question": QUESTION, "stream": True}, reader)
    received = events(b"".join(reader.chunks).decode())
    assert [name for name, _ in received[:3]] == ["progress", "progress", "label"]
    assert [data["stage"] for _, data in received[:2]] == ["searching", "composing"]
    assert received[-1][0] == "done"


def test_a_reader_who_leaves_after_one_word_closes_the_record_as_aborted(
    runtime: FakeRuntime,
) -> None:
    reader = Reader(leaves_after=3)
    read(runtime, CHAT, {"question": QUESTION, "stream": True}, reader)
    assert b"event: token" in reader.chunks[2]
    assert len(reader.chunks) == 3
    ((code, sent),) = runtime.aborted
    assert sent == "[Жасанды интеллект жауабы]\n\n"
    assert code in runtime.records.held


def test_a_reader_who_leaves_openais_stream_closes_the_record_too(runtime: FakeRuntime) -> None:
    body: dict[str, object] = {
        "model": "public_services",
        "stream": True,
        "messages": [{"role": "user", "content": QUESTION}],
    }
    read(runtime, "/v1/chat/completions", body, Reader(leaves_after=2))
    ((_, sent),) = runtime.aborted
    assert sent.startswith("[Жасанды интеллект жауабы]\n\nБаланың тууын **екі ай**")


def test_a_reader_who_leaves_before_the_answer_ends_the_work(runtime: FakeRuntime) -> None:
    cancelled = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    runtime.wait = wait
    read(runtime, CHAT, {"question": QUESTION, "stream": True}, Reader(leaves_after=1))
    assert cancelled == [True]
    assert runtime.aborted == []


def test_a_stream_that_is_read_to_its_end_is_not_aborted(
    client: TestClient, runtime: FakeRuntime
) -> None:
    client.post(CHAT, json={"question": QUESTION, "stream": True})
    assert runtime.aborted == []


def test_history_reaches_the_runtime_oldest_first(client: TestClient, runtime: FakeRuntime) -> None:
    history = [{"question": "Бірінші", "answer": "Жауап"}, {"question": "Екінші"}]
    client.post(CHAT, json={"question": "Үшінші", "history": history})
    assert runtime.asked[0].history == (
        Turn(question="Бірінші", answer="Жауап"),
        Turn(question="Екінші"),
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ru", Language.RU),
        ("en-GB,en;q=0.9,ru;q=0.8", Language.EN),
        ("de,kk;q=0.4,ru;q=0.7", Language.RU),
    ],
)
def test_the_callers_language_decides_when_the_questions_own_is_unclear(
    client: TestClient, runtime: FakeRuntime, header: str, language: Language
) -> None:
    client.post(CHAT, json={"question": "1414?"}, headers={"Accept-Language": header})
    assert runtime.asked[0].language is language


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_language_in_the_body_wins(
    client: TestClient, runtime: FakeRuntime, language: str
) -> None:
    body = {"question": QUESTION, "language": language}
    client.post(CHAT, json=body, headers={"Accept-Language": "de"})
    assert runtime.asked[0].language == language


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": "?" * 2001}, "question"),
        ({"question": 5}, "question"),
        ({"question": QUESTION, "stream": "yes"}, "stream"),
        ({"question": QUESTION, "language": "kz"}, "language"),
        ({"question": QUESTION, "persona": "human"}, "persona"),
        ({"question": QUESTION, "notice": False}, "notice"),
        ({"question": QUESTION, "history": [{"question": "a"}] * 21}, "history"),
        ({"question": QUESTION, "history": [{"question": ""}]}, "history.0.question"),
    ],
)
def test_a_wrong_body_is_refused_by_field_in_three_languages(
    client: TestClient, runtime: FakeRuntime, body: dict[str, object], field: str
) -> None:
    response = client.post(CHAT, json=body)
    assert response.status_code == 422
    error = response.json()["error"]
    assert (error["code"], error["field"]) == ("invalid_request", field)
    assert set(error["message"]) == set(error["remedy"]) == {"kk", "ru", "en"}
    assert runtime.asked == []


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"question": "a"', b"[" * 50_000])
def test_an_unreadable_body_is_a_400(client: TestClient, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post(CHAT, content=content, headers=headers)
    expected = 422 if content == b"" else 400
    assert response.status_code == expected, response.text


@pytest.mark.parametrize(
    "question",
    ["😀" * 500, "   ", "\u202eсұрақ\u202c", "\u200b\u2060", "мәтін\x00соңы", "سؤال", "қ" * 2000],
)
def test_odd_questions_reach_the_flow_and_come_back_labelled(
    client: TestClient, runtime: FakeRuntime, question: str
) -> None:
    response = client.post(CHAT, json={"question": question})
    assert response.status_code == 200
    assert runtime.asked[0].text == question
    assert response.headers["AI-Label"].startswith("id=")


def test_half_a_surrogate_pair_is_refused_not_stored(client: TestClient) -> None:
    content = rb'{"question": "\ud800"}'
    response = client.post(CHAT, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 422


def test_a_megabyte_is_refused_without_reading_it(client: TestClient, runtime: FakeRuntime) -> None:
    response = client.post(CHAT, json={"question": "a" * 1_000_000})
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "body_too_large"
    assert response.headers["connection"] == "close"
    assert runtime.asked == []


def test_a_body_of_unknown_length_is_read_up_to_the_cap_only(client: TestClient) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 16_384
            yield b" " * 16_384

    response = client.post(CHAT, content=endless(), headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "body_too_large"


@pytest.mark.parametrize("outcome", [Outcome.SWITCHED_OFF, Outcome.FAILED_STORE])
@pytest.mark.parametrize("stream", [True, False])
def test_a_service_that_cannot_serve_says_503_with_a_labelled_text(
    client: TestClient,
    runtime: FakeRuntime,
    outcome: Literal[Outcome.SWITCHED_OFF, Outcome.FAILED_STORE],
    stream: bool,
) -> None:
    runtime.say = lambda asked: sample_answer(Language.KK, outcome)
    response = client.post(CHAT, json={"question": QUESTION, "stream": stream})
    assert response.status_code == 503
    assert response.json()["text"].startswith("Автоматты хабарлама.")
    assert response.json()["contact"]["phone"] == "1414"


def test_an_unknown_assistant_is_a_404(client: TestClient, runtime: FakeRuntime) -> None:
    for name in ("nobody", "Nobody", "..%2f..%2fetc", "a" * 60):
        response = client.post(f"/v1/assistants/{name}/chat", json={"question": QUESTION})
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "not_found"
    assert runtime.asked == []


def test_the_sixteenth_question_of_a_minute_is_refused_with_retry_after() -> None:
    runtime = FakeRuntime(settings=Settings(questions_per_minute=15))
    client = TestClient(create_app(runtime))
    replies = [client.post(CHAT, json={"question": QUESTION}) for _ in range(16)]
    assert [reply.status_code for reply in replies] == [200] * 15 + [429]
    assert replies[0].headers["RateLimit-Limit"] == "15"
    assert replies[0].headers["RateLimit-Remaining"] == "14"
    refused = replies[-1]
    assert refused.json()["error"]["code"] == "rate_limited"
    assert 1 <= int(refused.headers["Retry-After"]) <= 120
    assert len(runtime.asked) == 15
    assert client.get("/metrics").text.count("jauap_rate_limited_total 1.0") == 1


def test_a_trusted_key_gets_900_questions_and_an_unknown_one_none() -> None:
    settings = Settings(questions_per_minute=1, api_keys=SecretStr("first-key, second-key"))
    client = TestClient(create_app(FakeRuntime(settings=settings)))

    def ask(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        return client.post(CHAT, json={"question": QUESTION}, headers=headers).status_code

    assert [ask("second-key") for _ in range(3)] == [200, 200, 200]
    assert ask("third-key") == 401
    assert client.post(CHAT, json={"question": QUESTION}).status_code == 200
    assert client.post(CHAT, json={"question": QUESTION}).status_code == 429


def test_a_deployment_without_keys_ignores_the_key_that_clients_always_send() -> None:
    client = TestClient(create_app(FakeRuntime()))
    headers = {"Authorization": "Bearer anything"}
    response = client.post(CHAT, json={"question": QUESTION}, headers=headers)
    assert response.status_code == 200


def test_answers_are_counted_by_outcome_and_language_without_any_words(
    client: TestClient,
) -> None:
    client.post(CHAT, json={"question": "Менің ЖСН 061211600012"})
    text = client.get("/metrics").text
    counted = (
        'jauap_answers_total{assistant="public_services",channel="api",language="kk",'
        'outcome="answered_extract"} 1.0'
    )
    assert counted in text
    assert 'route="/v1/assistants/{assistant_id}/chat",status="200"} 1.0' in text
    assert "jauap_index_generation_timestamp_seconds{" in text
    assert "061211600012" not in text
