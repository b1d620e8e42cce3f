"""How does the command line give staff a sheet, and take it back?"""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from jauap.cli.golden import open_workspace
from jauap.cli.show import console, guarded, print_json
from jauap.errors import JauapError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jauap.assistant import Language
    from jauap.evaluation.sheets.apply import Imported
    from jauap.evaluation.sheets.problems import Problem

Choice = TypeVar("Choice", bound=StrEnum)

WhatOption = Annotated[str, typer.Option("--what", help="cases, pairs or verdicts.")]
LanguageOption = Annotated[str, typer.Option("--language", "-l", help="kk, ru or en.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


class What(StrEnum):
    """What of the workspace's files a sheet can hold."""

    CASES = "cases"
    PAIRS = "pairs"
    VERDICTS = "verdicts"


@guarded
def import_sheet(
    assistant_id: Annotated[str, typer.Argument(help="Whose suite.")],
    sheet: Annotated[Path, typer.Argument(help="XLSX or CSV file.")],
    what: WhatOption = "cases",
    language: LanguageOption = "kk",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what would change, change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take cases, pairs or verdicts from a sheet; exit 1 and no change when a row has a fault."""
    from jauap.assistant import Language
    from jauap.evaluation.sheets.apply import import_cases, import_pairs, import_verdicts

    workspace, now = open_workspace(), datetime.now(UTC)
    match _chosen(what, What, "--what"):
        case What.CASES:
            done = import_cases(workspace, assistant_id, sheet, dry_run=dry_run)
        case What.PAIRS:
            done = import_pairs(workspace, assistant_id, sheet, now=now, dry_run=dry_run)
        case What.VERDICTS:
            done = import_verdicts(workspace, assistant_id, sheet, now=now, dry_run=dry_run)
    spoken = _chosen(language, Language, "--language")
    _report(done, spoken, as_json=as_json)
    raise typer.Exit(0 if done.is_clean else 1)


@guarded
def export_sheet(
    assistant_id: Annotated[str, typer.Argument(help="Whose suite.")],
    sheet: Annotated[Path, typer.Argument(help="File to write: .xlsx or .csv.")],
    what: WhatOption = "cases",
    language: LanguageOption = "kk",
    run: Annotated[
        Path | None, typer.Option(help="Folder of the run to judge; the latest when not given.")
    ] = None,
    seat: Annotated[str, typer.Option(help="Verdicts: first, second or adjudicator.")] = "first",
    expert: Annotated[str, typer.Option(help="Verdicts: the expert's pseudonym.")] = "",
    role: Annotated[str, typer.Option(help="Verdicts: the expert's role.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write cases, pairs, or the answers of a run to judge, as a sheet for staff."""
    from jauap.assistant import Language
    from jauap.evaluation.golden import load_golden
    from jauap.evaluation.sheets.blind import rows_to_judge
    from jauap.evaluation.sheets.columns import SheetKind
    from jauap.evaluation.sheets.write import rows_of, write_sheet
    from jauap.verdict import Seat

    workspace, kind = open_workspace(), _chosen(what, What, "--what")
    rows: Sequence[Mapping[str, str]]
    match kind:
        case What.CASES:
            rows = rows_of(load_golden(workspace.evaluation_folder(assistant_id)).live)
        case What.PAIRS:
            rows = rows_of(workspace.pairs(assistant_id))
        case What.VERDICTS:
            from jauap.evaluation.run_folder import read_run

            judged = read_run(run or _latest_run(assistant_id))
            chosen = _chosen(seat, Seat, "--seat")
            rows = rows_to_judge(judged, seat=chosen, expert=expert, role=role)
    write_sheet(sheet, SheetKind(kind), rows, _chosen(language, Language, "--language"))
    if as_json:
        print_json({"file": str(sheet), "rows": len(rows)})
    else:
        console().print(f"{len(rows)} rows in {sheet}", highlight=False)


def _latest_run(assistant_id: str) -> Path:
    from jauap.evaluation.run_folder import RunFolder
    from jauap.settings import load_settings

    return RunFolder.under(load_settings().data_dir, assistant_id).latest()


def _chosen(value: str, choices: type[Choice], option: str) -> Choice:
    try:
        return choices(value)
    except ValueError as error:
        raise JauapError(
            f"{value!r} is no choice here",
            where=option,
            remedy=f"use one of {', '.join(each.value for each in choices)}",
        ) from error


def _report(done: "Imported", language: "Language", *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "applied": done.is_clean,
                "rows": done.rows,
                "added": list(done.added),
                "changed": list(done.changed),
                "unchanged": done.unchanged,
                "problems": [_plain(each, language) for each in done.problems],
                "notices": [_plain(each, language) for each in done.notices],
            }
        )
        return
    out = console()
    for problem in (*done.notices, *done.problems):
        out.print(problem.message(language), markup=False, highlight=False)
    out.print(
        f"{done.rows} rows: {len(done.added)} new, {len(done.changed)} changed, "
        f"{done.unchanged} as before"
        + ("" if done.is_clean else f"; {len(done.problems)} faults, nothing was changed"),
        highlight=False,
    )


def _plain(problem: "Problem", language: "Language") -> dict[str, object]:
    return {
        "row": problem.row,
        "column": problem.column,
        "fault": problem.fault.value,
        "message": problem.message(language),
    }
