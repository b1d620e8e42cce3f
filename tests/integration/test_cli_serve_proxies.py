"""Does each visitor behind the ministry's own proxy have an allowance of their own?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from jauap.cli.serve import build_server
from jauap.runtime import build_runtime
from jauap.settings import load_settings

WORKSPACE = Path(__file__).parents[2]
CHAT = "/v1/assistants/public_services/chat"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    settings = load_settings(
        workspace=WORKSPACE,
        data_dir=tmp_path_factory.mktemp("data"),
        questions_per_minute=1,
        trusted_proxies="10.0.0.0/8",
    )
    with build_runtime(settings) as runtime:
        runtime.ingest("public_services")
        config = build_server(runtime).config
        config.load()
        yield config.loaded_app


def ask(app: Any, *, proxy: str, visitor: str) -> int:
    client = TestClient(app, client=(proxy, 40_000), headers={"X-Forwarded-For": visitor})
    return client.post(CHAT, json={"question": "Баланың тууын қалай тіркеймін?"}).status_code


def test_visitors_of_a_trusted_proxy_are_told_apart(app: Any) -> None:
    assert ask(app, proxy="10.0.0.5", visitor="203.0.113.7") == 200
    assert ask(app, proxy="10.0.0.5", visitor="203.0.113.8") == 200
    assert ask(app, proxy="10.0.0.6", visitor="203.0.113.7") == 429


def test_nobody_else_may_say_who_asks(app: Any) -> None:
    assert ask(app, proxy="198.51.100.9", visitor="203.0.113.20") == 200
    assert ask(app, proxy="198.51.100.9", visitor="203.0.113.21") == 429
