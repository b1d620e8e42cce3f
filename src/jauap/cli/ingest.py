"""How does the command line read documents into the index and report on it?"""

from typing import TYPE_CHECKING

from jauap.cli.show import console, print_json
from jauap.settings import load_settings

if TYPE_CHECKING:
    from jauap.ingestion.report import IngestReport
    from jauap.runtime import Runtime


def ingest_assistants(
    ids: list[str],
    *,
    force: bool,
    as_json: bool,
    recheck: bool = False,
    withdraw: bool = False,
) -> int:
    """Ingest the named assistants, or all; exit code 1 when a document was refused."""
    from jauap.runtime import build_runtime

    reports = []
    with build_runtime(load_settings()) as runtime:
        for assistant_id in ids or runtime.workspace.ids():
            if as_json:
                report = runtime.ingest(
                    assistant_id, force=force, recheck=recheck, withdraw=withdraw
                )
            else:
                report = ingest_visibly(
                    runtime, assistant_id, force=force, recheck=recheck, withdraw=withdraw
                )
            reports.append(report)
    if as_json:
        print_json({"reports": [report.model_dump(mode="json") for report in reports]})
    return 1 if any(report.refused for report in reports) else 0


def ingest_visibly(
    runtime: "Runtime",
    assistant_id: str,
    *,
    force: bool = False,
    recheck: bool = False,
    withdraw: bool = False,
) -> "IngestReport":
    """Ingest one assistant with progress on the terminal and a summary after it."""
    out = console()
    with out.status(f"Reading the documents of {assistant_id} ..."):
        report = runtime.ingest(assistant_id, force=force, recheck=recheck, withdraw=withdraw)
    out.print(report.summary(), markup=False, highlight=False)
    for line in report.remarks():
        out.print(f"  {line}", style="yellow", markup=False, highlight=False)
    return report
