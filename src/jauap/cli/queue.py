"""Which commands keep the experts' queues: plan, import, order, export, status?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jauap.cli.show import console, guarded, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from jauap.annotation.imported import ImportedItem
    from jauap.evaluation.sheets.records import Read
    from jauap.settings import Settings
    from jauap.storage.audit_plans import AuditPlan
    from jauap.storage.store import Store

queue_app = typer.Typer(
    name="queue",
    help="Keep the queues of the experts' room: plan, import, order, export, status.",
    no_args_is_help=True,
)

AssistantArgument = Annotated[str, typer.Argument(help="Whose queues.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@queue_app.command("plan")
@guarded
def lay_down(
    assistant_id: AssistantArgument,
    prob: Annotated[float, typer.Option(help="Probability with which each answer is drawn.")],
    by: Annotated[str, typer.Option(help="Role of the person who lays it down, never a name.")],
    reason: Annotated[str, typer.Option(help="Why; kept for the auditor.")],
    fixed: Annotated[
        int, typer.Option(help="Look once at exactly so many answers; 0 looks at any time.")
    ] = 0,
    system: Annotated[
        str, typer.Option(help="Digest of the version; without it the present one.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Lay down how answers are drawn for the audit, and start to draw.

    A version keeps its first plan. A sequence goes on with later versions by itself.
    """
    import secrets

    from jauap.deployment import utc_now
    from jauap.errors import JauapError
    from jauap.evaluation.policy import read_policy
    from jauap.evaluation.room_logs import lay_down_plan
    from jauap.storage.audit_plans import AuditPlan, AuditPlans
    from jauap.workspace import Workspace

    if not 0 < prob <= 1:
        raise JauapError(f"{prob} is no probability", where="--prob", remedy="0 < p <= 1")
    settings = _settings()
    folder = Workspace(settings.workspace).evaluation_folder(assistant_id)
    policy = read_policy(folder).release
    wanted = AuditPlan(
        assistant_id=assistant_id,
        system=system or _system_now(settings, assistant_id),
        kind="fixed" if fixed else "sequence",
        n=fixed or None,
        target=policy.target,
        level=policy.level,
        seed=secrets.token_hex(16),
        inclusion_prob=prob,
        role=by,
        reason=reason,
        at=utc_now(),
    )
    with _store(settings) as store:
        plan = lay_down_plan(folder, AuditPlans(store), wanted)
    _show_plan(plan, is_new=plan.seed == wanted.seed, as_json=as_json)


@queue_app.command("import")
@guarded
def bring(
    assistant_id: AssistantArgument,
    sheet: Annotated[Path, typer.Argument(help="XLSX or CSV file.")],
    language: Annotated[str, typer.Option("--language", "-l", help="kk, ru or en.")] = "kk",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what is wrong, change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take questions with answers into the queues; exit 1 and no change when a row has a fault.

    Columns: question, answer, language, and if known topic, intent, code, truth, queue. A row
    with a truth is a seeded item.
    """
    from jauap.annotation.imported import imported_items
    from jauap.assistant import Language
    from jauap.deployment import utc_now
    from jauap.storage.items import Items
    from jauap.workspace import Workspace

    settings = _settings()
    Workspace(settings.workspace).assistant(assistant_id)
    read = _read(sheet)
    added: Sequence[str] = ()
    if not read.problems and not dry_run:
        at = utc_now()
        items = imported_items(assistant_id, tuple(read.records.values()), at=at)
        with _store(settings) as store:
            added = Items(store).add(items, at=at)
    faults = [(each.row, each.message(Language(language))) for each in read.problems]
    if as_json:
        told = [{"row": row, "message": message} for row, message in faults]
        print_json({"rows": len(read.records), "added": len(added), "problems": told})
    else:
        for _, message in faults:
            console().print(message, markup=False, highlight=False)
        console().print(
            f"{len(read.records)} rows, {len(added)} added, {len(faults)} faults", highlight=False
        )
    raise typer.Exit(1 if faults else 0)


@queue_app.command("order")
@guarded
def order(assistant_id: AssistantArgument, as_json: AsJson = False) -> None:
    """Order the improve queue anew: traffic, error, doubt, harm and age, as they are now."""
    from jauap.annotation.worth import reordered
    from jauap.deployment import utc_now
    from jauap.evaluation.room_intents import room_intents
    from jauap.storage.feedback import Feedback, FeedbackKind
    from jauap.storage.items import Items
    from jauap.storage.queue_counts import QueueCounts
    from jauap.workspace import Workspace

    settings = _settings()
    harm = Workspace(settings.workspace).assistant(assistant_id).risk.harm
    with _store(settings) as store:
        items, feedback = Items(store), Feedback(store)
        waiting = items.open_improve(assistant_id)
        said = feedback.of_items([each.id for each in waiting])
        wrong = {key for key, each in said.items() if each.kind is FeedbackKind.WRONG}
        states = room_intents(QueueCounts(store), assistant_id, harm=harm)
        items.reorder(
            reordered(waiting, states, said_wrong=frozenset(wrong), now=utc_now(), harm=harm)
        )
    if as_json:
        print_json({"items": len(waiting)})
    else:
        console().print(f"{len(waiting)} items ordered", highlight=False)


@queue_app.command("export")
@guarded
def export(assistant_id: AssistantArgument, as_json: AsJson = False) -> None:
    """Add plans, drawn answers and closed verdicts to the logs that the release gate reads."""
    from jauap.annotation.settle import RULES
    from jauap.evaluation.room_logs import export_audit
    from jauap.storage.audit_plans import AuditPlans
    from jauap.storage.items import Items
    from jauap.storage.verdicts import Verdicts
    from jauap.workspace import Workspace

    settings = _settings()
    folder = Workspace(settings.workspace).evaluation_folder(assistant_id)
    with _store(settings) as store:
        done = export_audit(
            folder,
            AuditPlans(store).all_of(assistant_id),
            Items(store).drawn(assistant_id),
            Verdicts(store, RULES).of_item,
        )
    if as_json:
        print_json({"plans": done.plans, "drawn": done.drawn, "verdicts": done.verdicts})
    else:
        console().print(
            f"{done.plans} plans, {done.drawn} drawn answers and {done.verdicts} verdicts added",
            highlight=False,
        )


@queue_app.command("status")
@guarded
def status(assistant_id: AssistantArgument, as_json: AsJson = False) -> None:
    """Show how far both queues are; no number is about one person."""
    from jauap.deployment import utc_now
    from jauap.evaluation.report.page import percent
    from jauap.evaluation.team import team_of
    from jauap.storage.queue_counts import QueueCounts

    with _store(_settings()) as store:
        team = team_of(QueueCounts(store), assistant_id, at=utc_now())
    if as_json:
        print_json(team.model_dump(mode="json"))
        return
    out = console()
    for queue, found in team.progress.items():
        out.print(
            f"{queue:8} {found.open} open, {found.adjudication} in adjudication, "
            f"{found.done} done, {found.verdicts} verdicts",
            highlight=False,
        )
    share = team.accuracy
    out.print(
        f"accuracy {percent(share.value)} ({percent(share.low)} - {percent(share.high)}), "
        f"n={share.n}",
        highlight=False,
    )


def _show_plan(plan: "AuditPlan", *, is_new: bool, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "system": plan.system,
                "kind": plan.kind,
                "n": plan.n,
                "inclusion_prob": plan.inclusion_prob,
                "at": plan.at.isoformat(),
                "is_new": is_new,
            }
        )
        return
    kept = "laid down" if is_new else "this version has a plan already, which holds:"
    console().print(
        f"{kept} {plan.kind} with probability {plan.inclusion_prob:g} for {plan.system[:12]}",
        highlight=False,
    )


def _read(sheet: Path) -> "Read[ImportedItem]":
    from jauap.annotation.imported import ImportedItem
    from jauap.evaluation.sheets.columns import SheetKind
    from jauap.evaluation.sheets.read import read_table
    from jauap.evaluation.sheets.records import read_records

    return read_records(read_table(sheet), SheetKind.ITEMS, ImportedItem)


def _settings() -> "Settings":
    from jauap.settings import load_settings

    return load_settings()


def _store(settings: "Settings") -> "AbstractContextManager[Store]":
    from jauap.deployment import database_url
    from jauap.storage.store import open_store

    return open_store(database_url(settings))


def _system_now(settings: "Settings", assistant_id: str) -> str:
    from jauap.evaluation.versions import read_versions
    from jauap.runtime import build_runtime

    with build_runtime(settings) as runtime:
        runtime.require_ingested(assistant_id)
        return read_versions(
            runtime.workspace,
            assistant_id,
            (),
            desk=runtime.desk(assistant_id),
            generation=runtime.index.active(assistant_id),
        ).version_digest
