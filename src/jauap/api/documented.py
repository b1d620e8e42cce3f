"""What does the OpenAPI page say about parameters and responses shared by the routes?"""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel

from jauap.api.problems import PROBLEMS, Problem
from jauap.api.schemas import ErrorReply
from jauap.retrieval.index import JsonValue

JSON = "application/json"
HTML = "text/html; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

AssistantPath = Annotated[
    str, Path(pattern=r"^[a-z][a-z0-9_]{1,39}$", examples=["public_services"])
]
DocumentPath = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9-]{1,79}\.(kk|ru|en)$", examples=["birth-registration.kk"])
]
CodePath = Annotated[str, Path(min_length=1, max_length=20, examples=["7F3K9QXM2TCA"])]

_EVENT = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
    "required": ["data"],
}

Responses = dict[int | str, dict[str, object]]
"""What a route may answer, as FastAPI documents it."""


def problems(*statuses: int, model: type[BaseModel] = ErrorReply) -> Responses:
    """Document the error responses of a route by status, with an example of each."""
    return {status: _documented(status, model) for status in statuses}


def _documented(status: int, model: type[BaseModel]) -> dict[str, object]:
    kinds = [problem for problem in PROBLEMS.values() if problem.status == status]
    described: dict[str, object] = {"description": kinds[0].message.en}
    if model is ErrorReply:
        described["content"] = {
            JSON: {
                "schema": {"$ref": "#/components/schemas/ErrorReply"},
                "examples": {kind.code: {"value": problem_body(kind)} for kind in kinds},
            }
        }
    return described | {"model": model}


def problem_body(problem: Problem, field: str = "") -> dict[str, JsonValue]:
    """Write a problem in the API's one error shape."""
    return {
        "error": {
            "code": problem.code,
            "message": problem.message.model_dump(mode="json"),
            "remedy": problem.remedy.model_dump(mode="json"),
            "field": field,
        }
    }


def streamed(model: type[BaseModel], description: str) -> dict[str, object]:
    """Document a response that is JSON or, when asked for, server-sent events."""
    return {
        "model": model,
        "description": description,
        "content": {
            "text/event-stream": {
                "itemSchema": _EVENT,
                "example": (
                    'event: progress\ndata: {"stage":"searching"}\n\n'
                    'event: label\ndata: {"state":"open","code":"7F3K9QXM2TCA"}\n\n'
                    'event: token\ndata: {"text":"[Жасанды интеллект жауабы]\\n\\n"}\n\n'
                    'event: done\ndata: {"code":"7F3K9QXM2TCA"}\n\n'
                ),
            }
        },
    }
