"""How does a command ask an assistant its whole suite?"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jauap.answering.desk import Desk
    from jauap.evaluation.records import Run
    from jauap.evaluation.run_folder import RunFolder
    from jauap.runtime import Runtime


async def ask_suite(runtime: "Runtime", desk: "Desk", folder: "RunFolder") -> "Run":
    """Ask the suite of a desk's assistant and score every answer with all scorers."""
    from jauap.evaluation.run import respond_at, run_suite
    from jauap.evaluation.scorers.catalogue import all_scorers
    from jauap.evaluation.suite import read_suite
    from jauap.evaluation.versions import pairs_by_id, read_versions

    workspace, assistant_id = runtime.workspace, desk.assistant.id
    _, cases = read_suite(workspace.evaluation_folder(assistant_id))
    return await run_suite(
        cases,
        respond_at(desk),
        versions=read_versions(
            workspace,
            assistant_id,
            cases,
            desk=desk,
            generation=runtime.index.active(assistant_id),
        ),
        scorers=all_scorers(runtime.jwks(), pairs_by_id(workspace.pairs(assistant_id))),
        folder=folder,
        now=runtime.now,
    )
