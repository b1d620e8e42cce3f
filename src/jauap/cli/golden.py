"""Which commands keep the exam: compare, freeze, retire, verify?"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jauap.cli.show import console, guarded, print_json

if TYPE_CHECKING:
    from jauap.workspace import Workspace

golden_app = typer.Typer(
    name="golden",
    help="Keep the golden cases: what changed, freeze a version, retire a case, verify.",
    no_args_is_help=True,
)

AssistantArgument = Annotated[str, typer.Argument(help="Whose suite.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@golden_app.command("diff")
@guarded
def show_changes(
    assistant_id: AssistantArgument,
    before: Annotated[
        Path | None,
        typer.Option(help="Folder with another version, compared field by field."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what differs from the frozen version; exit 1 when something does."""
    from jauap.evaluation.golden import diff_cases, load_golden

    golden = load_golden(open_workspace().evaluation_folder(assistant_id))
    rows: list[dict[str, object]]
    if before is None:
        rows = [{"file": e.file, "case": e.case, "what": e.what} for e in golden.changes()]
    else:
        rows = [
            {"case": e.case, "field": e.field, "before": e.before, "after": e.after}
            for e in diff_cases(load_golden(before).cases, golden.cases)
        ]
    if as_json:
        print_json({"changes": rows})
    else:
        out = console()
        for row in rows:
            line = "  ".join(str(value) for value in row.values())
            out.print(line, markup=False, highlight=False)
        if not rows:
            out.print("nothing has changed")
    raise typer.Exit(1 if rows else 0)


@golden_app.command("freeze")
@guarded
def freeze(
    assistant_id: AssistantArgument,
    licence: Annotated[
        str, typer.Option(help="Licence of the questions; the first version needs it.")
    ] = "",
    seed: Annotated[
        str, typer.Option(help="Seed of the split the cases come from; none closes every intent.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Write the cases in canonical form and the manifest of the next version."""
    from jauap.evaluation.golden import freeze_golden
    from jauap.evaluation.split import Split

    manifest = freeze_golden(
        open_workspace().evaluation_folder(assistant_id),
        licence=licence,
        split=Split(seed=seed) if seed else None,
    )
    if as_json:
        print_json({"version": manifest.version, "digest": manifest.digest, **manifest.counts})
        return
    counts = ", ".join(f"{count} {name}" for name, count in manifest.counts.items())
    console().print(f"version {manifest.version}, {manifest.digest[:12]}: {counts}")


@golden_app.command("retire")
@guarded
def retire(
    assistant_id: AssistantArgument,
    cases: Annotated[list[str], typer.Argument(help="Ids of the cases.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the case for the auditor.")],
    as_json: AsJson = False,
) -> None:
    """Take cases out of the exam for good and freeze the next version."""
    from jauap.evaluation.golden import freeze_golden, retire_cases

    folder = open_workspace().evaluation_folder(assistant_id)
    retire_cases(folder, cases, reason=reason, on=datetime.now(UTC).date())
    manifest = freeze_golden(folder)
    if as_json:
        print_json({"version": manifest.version, "digest": manifest.digest, **manifest.counts})
        return
    console().print(
        f"version {manifest.version}: {manifest.counts['live']} cases, "
        f"{manifest.counts['retired']} retired"
    )


@golden_app.command("verify")
@guarded
def verify(
    assistant_ids: Annotated[
        list[str] | None, typer.Argument(help="Whose suites; all when none is named.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make sure the cases are those that were frozen; exit 2 names the file that is not."""
    from jauap.evaluation.golden import verify_golden

    workspace = open_workspace()
    manifests = {
        each: verify_golden(workspace.evaluation_folder(each))
        for each in assistant_ids or workspace.ids()
    }
    if as_json:
        print_json(
            {each: {"version": m.version, "digest": m.digest} for each, m in manifests.items()}
        )
        return
    for each, manifest in manifests.items():
        console().print(
            f"{each}: version {manifest.version}, {manifest.counts['live']} cases, as frozen"
        )


@golden_app.command("seal")
@guarded
def seal(
    assistant_id: AssistantArgument,
    cases: Annotated[Path, typer.Argument(help="JSON Lines of cases; delete it afterwards.")],
    key: Annotated[
        Path, typer.Option(help="File with the key; made when absent. Keep it elsewhere.")
    ],
    as_json: AsJson = False,
) -> None:
    """Seal cases into the suite's vault; only a certificate opens it, and that is recorded."""
    from jauap.evaluation.suite import Case
    from jauap.evaluation.vault import make_key, save_vault, seal_cases
    from jauap.workspace import read_jsonl

    folder = open_workspace().evaluation_folder(assistant_id)
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(make_key(), encoding="ascii")
    vault = seal_cases(tuple(read_jsonl(cases, Case)), key.read_text(encoding="ascii"))
    save_vault(folder, vault)
    if as_json:
        print_json({"cases": vault.cases, "cases_sha256": vault.cases_sha256})
        return
    console().print(f"{vault.cases} cases sealed, {vault.cases_sha256[:12]}")


def open_workspace() -> "Workspace":
    """Open the workspace of the settings."""
    from jauap.settings import load_settings
    from jauap.workspace import Workspace

    return Workspace(load_settings().workspace)
