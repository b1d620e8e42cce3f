"""Does the service keep the contract its OpenAPI page states, whatever is sent?"""

from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from jauap.api.app import create_app
from jauap.testing.runtime import FakeRuntime

if TYPE_CHECKING:
    from schemathesis.specs.openapi.schemas import OpenApiOperation

APP = create_app(FakeRuntime())
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", APP)


@SCHEMA.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_input_breaks_the_contract(case: "schemathesis.Case[OpenApiOperation]") -> None:
    case.call_and_validate(
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ]
    )


def test_every_example_of_a_request_is_accepted() -> None:
    client = TestClient(APP)
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    paths = {
        "ChatRequest": "/v1/assistants/public_services/chat",
        "CompletionRequest": "/v1/chat/completions",
        "VerifyRequest": "/v1/verify",
    }
    for name, path in paths.items():
        for example in schemas[name]["examples"]:
            assert client.post(path, json=example).status_code == 200, (name, example)


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_loads_scripts_from_elsewhere(path: str) -> None:
    assert TestClient(APP).get(path).status_code == 404
