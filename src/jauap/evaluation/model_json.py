"""Did a model answer in the shape it was asked for? Strict JSON, or a reason why not."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from jauap.answering.chat import Chat
from jauap.errors import JauapError, ModelUnavailable

Shape = TypeVar("Shape", bound=BaseModel)


class Unusable(JauapError):
    """A model's words are not the JSON that was asked for."""

    code = "not_json"


async def say_in_shape(
    chat: Chat, text: str, shape: type[Shape], *, instruction: str = ""
) -> Shape:
    """Say something and read the reply as one JSON object of a shape.

    Thoughts and code fences around the object are taken off; any other word around it is not:
    an object quoted from the judged text must never pass for the verdict.

    Raises:
        ModelUnavailable: the model failed; `what` names the fault.
        Unusable: the reply is no such object.
    """
    words = await chat.say(text, instruction=instruction)
    try:
        return shape.model_validate_json(words)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Unusable(
            f"{place}: {first['type']}" if place else first["type"], where=chat.model
        ) from error


def reason_of(error: ModelUnavailable | Unusable) -> str:
    """Say in one line why nothing was scored: kind of failure and fault."""
    return f"{error.code}: {error.what}"
