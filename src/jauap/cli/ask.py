"""How does one question from the command line get its labelled answer?"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from jauap.answer import Answer, Turn
from jauap.assistant import Language
from jauap.cli.show import console, print_json
from jauap.errors import NotFound
from jauap.settings import load_settings

if TYPE_CHECKING:
    from jauap.labelling.label import LabelledAnswer


def ask_once(
    assistant_id: str,
    text: str,
    *,
    language: str,
    as_json: bool,
    after: Sequence[str] = (),
) -> None:
    """Ask, store the record like any other, and print; `after` are earlier questions."""
    from jauap.runtime import build_runtime

    spoken = _language(language) if language else None
    settings = load_settings()
    with build_runtime(settings) as runtime:
        runtime.require_ingested(assistant_id)
        labelled = asyncio.run(
            runtime.respond(
                assistant_id,
                text,
                history=[Turn(question=each) for each in after],
                language=spoken,
                channel="cli",
            )
        )
    if as_json:
        from jauap.api.schemas import chat_reply

        reply = chat_reply(labelled, public_url=settings.public_url)
        print_json({**reply, **_inside(labelled.answer)})
    else:
        print_answer(labelled)
        if labelled.answer.asked_as:
            console(stderr=True).print(
                f"searched as: {labelled.answer.asked_as}", markup=False, highlight=False
            )


def _inside(answer: Answer) -> dict[str, object]:
    """Tell what an engineer asks for and no citizen: where time and money went."""
    return {
        "asked_as": answer.asked_as,
        "timings": answer.timings,
        "model_uses": [asdict(use) for use in answer.model_uses],
    }


def print_answer(labelled: "LabelledAnswer") -> None:
    """Print the answer with both notice lines, then its sources."""
    out = console()
    out.print(labelled.text, markup=False, highlight=False)
    for citation in labelled.answer.citations:
        place = " > ".join(citation.heading_path) or citation.title
        out.print(f"  [{citation.number}] ", end="", style="bold", markup=False, highlight=False)
        out.print(f"{citation.title} — {place}", markup=False, highlight=False)
        details = [citation.act, f"p. {citation.page}" if citation.page else "", citation.url]
        out.print(
            "      " + " · ".join(part for part in details if part),
            style="dim",
            markup=False,
            highlight=False,
        )


def _language(value: str) -> Language:
    try:
        return Language(value)
    except ValueError as error:
        raise NotFound(
            f"language {value!r} is not known", where="--language", remedy="use kk, ru or en"
        ) from error
