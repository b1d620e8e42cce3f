"""How does the command line find leaks of the exam, and settle them?"""

from datetime import UTC, datetime
from typing import Annotated

import typer

from jauap.cli.golden import open_workspace
from jauap.cli.show import console, guarded, print_json
from jauap.errors import JauapError


@guarded
def leak(
    assistant_ids: Annotated[
        list[str] | None, typer.Argument(help="Whose pairs; all assistants when none is named.")
    ] = None,
    quarantine: Annotated[
        str, typer.Option(help="Id of a leaking pair to take out of the knowledge.")
    ] = "",
    retire: Annotated[
        str, typer.Option(help="Id of a leaking pair to keep; its exam questions retire.")
    ] = "",
    role: Annotated[str, typer.Option(help="Role of who decides, never a name.")] = "",
    reason: Annotated[str, typer.Option(help="Why; kept for the auditor.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Find pairs that give exam questions away; exit 1 when there is one.

    A leak is settled in one of two ways, and recorded: the pair goes into quarantine, or the exam
    questions retire.
    """
    from jauap.evaluation.settle import Decision, find_leaks, settle

    workspace = open_workspace()
    ids = assistant_ids or list(workspace.ids())
    if quarantine or retire:
        if bool(quarantine) == bool(retire) or len(ids) != 1 or not (role and reason):
            raise JauapError(
                "a leak is settled one way, for one assistant, with role and reason",
                where="jauap evaluate leak",
                remedy="name the assistant, --quarantine or --retire, --role and --reason",
            )
        done = settle(
            workspace,
            ids[0],
            quarantine or retire,
            Decision.QUARANTINE if quarantine else Decision.RETIRE,
            role=role,
            reason=reason,
            at=datetime.now(UTC),
        )
        if as_json:
            print_json(done.model_dump(mode="json", by_alias=True))
        else:
            console().print(f"{done.decision}: pair {done.pair_id}, cases {', '.join(done.cases)}")
        return
    reports = {each: find_leaks(workspace, each) for each in ids}
    rows = [
        {
            "assistant": assistant_id,
            "pair": report.pair,
            "kind": finding.kind.value,
            "case": finding.case,
            "strength": finding.strength,
            "leak": finding in report.findings,
        }
        for assistant_id, found in reports.items()
        for report in found
        for finding in (*report.findings, *report.notices)
    ]
    leaks = sum(report.is_leak for found in reports.values() for report in found)
    if as_json:
        print_json({"leaks": leaks, "findings": rows})
    else:
        out = console()
        for row in rows:
            word = "leak" if row["leak"] else "look"
            out.print(
                f"{word}  {row['assistant']}  {row['pair']}  {row['kind']}  {row['case']}",
                markup=False,
                highlight=False,
            )
        out.print(f"{leaks} leaking pairs in {', '.join(ids)}", highlight=False)
    raise typer.Exit(1 if leaks else 0)
