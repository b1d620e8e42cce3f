"""How does a failed request look to its caller: JSON, OpenAI's shape, or a page?"""

import logging
from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from jauap.api.asking import preferred_language
from jauap.api.documented import HTML, JSON, problem_body
from jauap.api.pages.render import Pages
from jauap.api.problems import PROBLEMS, Problem, Refused, problem_of, problem_of_status
from jauap.assistant import Language
from jauap.errors import JauapError
from jauap.retrieval.index import JsonValue

_LOG = logging.getLogger(__name__)
_OPENAI_PATHS = ("/v1/chat/completions", "/v1/models")
_PAGE_PATHS = ("/a/", "/v/", "/room/", "/v1/room/oidc/")
_OPENAI_TYPES = {
    401: "authentication_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "server_error",
    503: "server_error",
}


class Reporter:
    """Writes every failure of the application; the caller's words are never repeated."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def install(self, app: FastAPI) -> None:
        """Register the handlers; everything unlisted is caught at the border."""
        app.add_exception_handler(Refused, self._refused)
        app.add_exception_handler(JauapError, self._failed)
        app.add_exception_handler(RequestValidationError, self._invalid)
        app.add_exception_handler(HTTPException, self._http)

    def status(self, request: Request, status: int) -> Response:
        """Report a bare status."""
        return self._response(request, problem_of_status(status), status=status)

    async def _refused(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, Refused):
            raise error
        return self._response(request, error.problem, field=error.field, headers=error.headers)

    async def _failed(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, JauapError):
            raise error
        problem = problem_of(error)
        if problem.status >= 500:
            _LOG.error("%s: %s", error.code, error)
        return self._response(request, problem)

    async def _invalid(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return self.status(request, 400)
        place = [str(part) for part in first["loc"]]
        if place[0] == "path":
            return self.status(request, 404)
        return self._response(request, problem_of_status(422), field=".".join(place[1:]))

    async def _http(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        headers = {name: value for name, value in (error.headers or {}).items() if name == "Allow"}
        problem = problem_of_status(error.status_code)
        return self._response(request, problem, status=error.status_code, headers=headers)

    def _response(
        self,
        request: Request,
        problem: Problem,
        *,
        status: int = 0,
        field: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        path = request.url.path
        kind = JSON
        if path.startswith(_OPENAI_PATHS):
            body = to_json(openai_error(problem, field))
        elif path in {"/", "/v", "/room"} or path.startswith(_PAGE_PATHS):
            kind = HTML
            language = preferred_language(request) or Language.KK
            message, remedy = (
                text.in_language(language) for text in (problem.message, problem.remedy)
            )
            body = self._pages.error(language, message, remedy).encode()
        else:
            body = to_json(problem_body(problem, field))
        return Response(
            body, status_code=status or problem.status, media_type=kind, headers=dict(headers or {})
        )


def error_body(error: Exception) -> dict[str, JsonValue]:
    """Write what stopped a stream in the API's one error shape, and log a fault of our own."""
    if isinstance(error, Refused):
        return problem_body(error.problem, error.field)
    if isinstance(error, JauapError):
        _LOG.error("%s: %s", error.code, error)
        return problem_body(problem_of(error))
    # The class alone: a message could carry a citizen's words.
    _LOG.error("stream crashed: %s", type(error).__name__)
    return problem_body(PROBLEMS["error"])


def openai_error(problem: Problem, field: str = "") -> dict[str, dict[str, object]]:
    """Write a problem as OpenAI's clients expect it, with our own fields beside theirs."""
    return {
        "error": {
            "message": f"{problem.message.en} {problem.remedy.en}",
            "type": _OPENAI_TYPES.get(problem.status, "invalid_request_error"),
            "param": field or None,
            "code": problem.code,
            "messages": problem.message.model_dump(),
            "remedy": problem.remedy.model_dump(),
        }
    }
