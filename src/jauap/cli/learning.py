"""How does the command line draw the learning curve and say where the next pairs go?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jauap.cli.show import console, guarded, print_json

if TYPE_CHECKING:
    from jauap.evaluation.rehearse import CurveReport


@guarded
def curve(
    assistant_id: Annotated[str, typer.Argument(help="Whose pairs are replayed.")],
    orders: Annotated[int, typer.Option(min=3, help="Permutations of the pairs.")] = 5,
    seed: Annotated[int, typer.Option(help="Of the permutations.")] = 0,
    svg: Annotated[Path | None, typer.Option(help="Write the picture here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Replay the pairs against the exam: how right after how many, and what did they break?

    Prints a Markdown table. The JSON is what `jauap evaluate report --curve` draws.
    """
    from jauap.evaluation.picture import draw_svg
    from jauap.evaluation.rehearse import rehearse_curve
    from jauap.runtime import build_runtime
    from jauap.settings import load_settings

    with build_runtime(load_settings()) as runtime:
        runtime.require_ingested(assistant_id)
        report = rehearse_curve(
            runtime.index, runtime.workspace, assistant_id, orders=orders, seed=seed
        )
    if svg is not None:
        svg.write_text(draw_svg(report.curve, title=assistant_id), encoding="utf-8")
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        for line in _table(report):
            console().print(line, markup=False, highlight=False)


@guarded
def next_table(
    assistant_id: Annotated[str, typer.Argument(help="Whose intents are ordered.")],
    count: Annotated[int, typer.Option(min=1, help="Pairs to place.")] = 10,
    seed: Annotated[int, typer.Option(help="Of the fifth that is drawn by lot.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Say for which intents the next pairs should be written, and what they are worth."""
    from jauap.evaluation.rehearse import rehearse_next
    from jauap.runtime import build_runtime
    from jauap.settings import load_settings

    with build_runtime(load_settings()) as runtime:
        runtime.require_ingested(assistant_id)
        rows = rehearse_next(runtime.index, runtime.workspace, assistant_id, count=count, seed=seed)
    if as_json:
        print_json({"assistant": assistant_id, "next": [row.model_dump() for row in rows]})
        return
    out = console()
    out.print("| intent | write | has | errors at most | gain per ten | why |")
    out.print("|---|---|---|---|---|---|")
    for row in rows:
        why = "lot" if row.is_random else "no pair yet" if row.pairs == 0 else "priority"
        out.print(
            f"| {row.intent} | {row.how_many} | {row.pairs} | {row.error:.1%} | "
            f"{row.gain_per_ten:+.2%} | {why} |",
            markup=False,
            highlight=False,
        )


def _table(report: "CurveReport") -> list[str]:
    lines = [
        "| pairs | right | interval | n | fixed | broken | intents without pairs |",
        "|---|---|---|---|---|---|---|",
    ]
    for step in report.curve:
        bare = step.without_pairs
        told = f"{step.without_pairs_before or 0:.1%} -> {bare.value:.1%}" if bare else "-"
        lines.append(
            f"| {step.pairs} | {step.accuracy:.1%} | {step.low:.1%} to {step.high:.1%} | "
            f"{step.n} | {step.fixed} | {step.broken} | {told} |"
        )
    if report.forecast is not None:
        found = report.forecast
        need = f"{found.pairs} pairs ({found.low} to {found.high})" if found.pairs else "no figure"
        lines.append(f"\n{found.target:.0%} right: {need}; {found.verdict}.")
    return lines
