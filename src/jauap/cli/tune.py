"""How does the command line fit an assistant's search weights?"""

from pathlib import Path
from typing import TYPE_CHECKING

from jauap.cli.show import console, print_json
from jauap.errors import JauapError
from jauap.settings import load_settings

if TYPE_CHECKING:
    from jauap.evaluation.tuning import Tuned


def carry_over(tuned: "Tuned", path: Path) -> bool:
    """Write fitted weights into assistant.yaml if they are worth it; tell whether they were."""
    from jauap.declaration import write_search

    if tuned.is_worth_writing:
        write_search(path, tuned.fit.moved)
    return tuned.is_worth_writing


def tune_assistant(assistant_id: str, *, write: bool, as_json: bool) -> None:
    """Fit, print before and after, and with `write` edit assistants/<id>/assistant.yaml.

    Raises:
        JauapError: too few golden questions can be found in the index.
    """
    from jauap.declaration import search_block
    from jauap.evaluation.replay import read_chunks
    from jauap.evaluation.tuning import place_questions, tune
    from jauap.retrieval.tune import LEAST_QUESTIONS
    from jauap.runtime import build_runtime

    with build_runtime(load_settings()) as runtime:
        runtime.require_ingested(assistant_id)
        workspace = runtime.workspace
        questions = place_questions(
            workspace.evaluation_folder(assistant_id), read_chunks(runtime.index, assistant_id)
        )
        if len(questions) < LEAST_QUESTIONS:
            raise JauapError(
                f"{len(questions)} questions with a quote in the index; {LEAST_QUESTIONS} are the "
                "least that say more than the default weights",
                where=f"evaluation/{assistant_id}",
                remedy=f"write in_scope cases with quotes, or `jauap ingest {assistant_id}`",
            )
        tuned = tune(runtime.open_search(workspace.assistant(assistant_id)), questions)
        path = workspace.root / "assistants" / assistant_id / "assistant.yaml"
    written = write and carry_over(tuned, path)
    if as_json:
        print_json(
            {
                "assistant": assistant_id,
                "questions": tuned.fit.questions,
                "before": tuned.fit.before,
                "after": tuned.fit.after,
                "held_out_before": tuned.held_out_before,
                "held_out_after": tuned.held_out_after,
                "moved": dict(tuned.fit.moved),
                "worth_writing": tuned.is_worth_writing,
                "written": written,
            }
        )
        return
    out = console()
    lines = [
        f"{tuned.fit.questions} questions, mean reciprocal rank in the first ten: "
        f"{tuned.fit.before:.3f} -> {tuned.fit.after:.3f}"
    ]
    if tuned.held_out_before is None or tuned.held_out_after is None:
        lines.append(f"Too few for a held-out figure: every part must leave {LEAST_QUESTIONS}.")
    else:
        lines.append(
            "fitted on a part of the intents and asked the others: "
            f"{tuned.held_out_before:.3f} -> {tuned.held_out_after:.3f}"
        )
    if not tuned.changes:
        lines.append("The present weights stay: no step earned half a right answer.")
    elif not tuned.is_worth_writing:
        lines.append("Not worth writing: questions that were not fitted on lose by it.")
    else:
        lines.append(search_block(tuned.fit.moved))
        lines.append(
            f"Written to {path}." if written else "Nothing written; add --write to write it."
        )
        lines.append(
            "These questions have shaped the search now: judge it by others, or the vault."
        )
    for line in lines:
        out.print(line, markup=False, highlight=False)
