"""Which commands plan an audit, compare runs, measure agreement and learn thresholds?"""

from typing import TYPE_CHECKING, Annotated

import typer

from jauap.cli.show import console, guarded, print_json

if TYPE_CHECKING:
    from jauap.evaluation.statistics.selective import Coverage

AssistantArgument = Annotated[str, typer.Argument(help="Which assistant.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]

_TRUE = (0.96, 0.97, 0.98, 0.99)


@guarded
def plan(
    target: Annotated[float, typer.Option(min=0.5, max=0.999, help="Accuracy to prove.")] = 0.95,
    power: Annotated[float, typer.Option(min=0.5, max=0.99, help="Wanted chance to pass.")] = 0.8,
    cases: Annotated[int, typer.Option(min=2, help="Cases two runs will share.")] = 500,
    discordance: Annotated[
        float, typer.Option(min=0.001, max=1.0, help="Share of cases two runs differ in.")
    ] = 0.08,
    as_json: AsJson = False,
) -> None:
    """Say how many answers must be audited, how many must be right, and what would be noticed."""
    from jauap.evaluation.statistics.power import (
        answers_needed,
        cases_needed,
        detectable_effect,
        fixed_plan,
    )

    plans = [fixed_plan(n, target=target) for n in (200, 400, 600, 1000)]
    needed = {true: answers_needed(true, target=target, power=power) for true in _TRUE}
    effect = detectable_effect(cases, discordance)
    for_two_points = cases_needed(0.02, discordance)
    if as_json:
        print_json(
            {
                "target": target,
                "plans": [{"n": each.n, "least_correct": each.least_correct} for each in plans],
                "answers_needed": {str(true): n for true, n in needed.items()},
                "cases": cases,
                "detectable_effect": effect,
                "cases_for_two_points": for_two_points,
            }
        )
        return
    out = console()
    out.print(f"To prove {target:.1%}, all answers drawn at random and judged by two experts:")
    for each in plans:
        out.print(f"  of {each.n} answers at least {each.least_correct} correct")
    out.print(f"Answers needed to pass with a chance of {power:.0%}:")
    for true, n in needed.items():
        out.print(f"  when {true:.0%} are truly right: {n or 'more than 6000'}")
    out.print(
        f"Two runs over {cases} cases: a difference of {effect:.1%} is noticed four times in five; "
        f"two points need {for_two_points} cases"
    )


@guarded
def compare(
    assistant_id: AssistantArgument,
    before: Annotated[str, typer.Argument(help="Id of the earlier run.")],
    after: Annotated[str, typer.Argument(help="Id of the later run.")],
    as_json: AsJson = False,
) -> None:
    """Compare two runs over the same suite: difference, interval, fixed and broken questions."""
    from jauap.evaluation.run_folder import RunFolder, read_run
    from jauap.evaluation.two_runs import compare_runs
    from jauap.settings import load_settings

    runs = RunFolder.under(load_settings().data_dir, assistant_id)
    made = compare_runs(read_run(runs.of_run(before)), read_run(runs.of_run(after)))
    found = made.comparison
    if as_json:
        print_json(
            {
                "difference": found.difference,
                "low": found.low,
                "high": found.high,
                "p": found.p,
                "method": found.method,
                "n": found.n,
                "n_unscored": made.n_unscored,
                "least_detectable": found.least_detectable,
                "fixed": made.fixed,
                "broken": made.broken,
            }
        )
        return
    out = console()
    out.print(
        f"{found.difference:+.1%}, between {found.low:+.1%} and {found.high:+.1%}, "
        f"p {found.p:.3f}, n {found.n}, unscored {made.n_unscored}"
    )
    out.print(f"a difference under {found.least_detectable:.1%} would go unnoticed")
    for name, ids in (("fixed", made.fixed), ("broken", made.broken)):
        out.print(f"{name} {len(ids)}: {' '.join(ids)}", markup=False, highlight=False)


@guarded
def agree(assistant_id: AssistantArgument, as_json: AsJson = False) -> None:
    """Measure how the two blind experts agree; exit 1 when too little for a release."""
    from jauap.evaluation.experts import agreement_of, judged_twice
    from jauap.evaluation.policy import read_policy
    from jauap.settings import load_settings
    from jauap.workspace import Workspace

    folder = Workspace(load_settings().workspace).evaluation_folder(assistant_id)
    pairs = judged_twice(folder)
    found = agreement_of(pairs)
    policy = read_policy(folder).release
    is_enough = found.alpha >= policy.least_alpha or found.ac1 >= policy.least_ac1
    if as_json:
        print_json(
            {
                "n": found.n,
                "raw": found.raw,
                "alpha": [found.alpha_low, found.alpha, found.alpha_high],
                "ac1": [found.ac1_low, found.ac1, found.ac1_high],
                "is_enough": is_enough,
            }
        )
    else:
        out = console()
        out.print(f"{found.n} answers judged by two experts, same verdict on {found.raw:.1%}")
        out.print(
            f"alpha {found.alpha:.2f} [{found.alpha_low:.2f}, {found.alpha_high:.2f}], "
            f"AC1 {found.ac1:.2f} [{found.ac1_low:.2f}, {found.ac1_high:.2f}]",
            markup=False,
        )
        if not is_enough:
            out.print("too little for a release: make the guideline clearer, then judge anew")
    raise typer.Exit(0 if is_enough else 1)


@guarded
def threshold(
    assistant_id: AssistantArgument,
    error: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="Share of wrong answers promised at most.")
    ] = 0.05,
    confidence: Annotated[
        float, typer.Option(min=0.5, max=0.999, help="Chance that the promise holds.")
    ] = 0.9,
    as_json: AsJson = False,
) -> None:
    """Learn from when on an assistant may answer; exit 1 when too little is judged to promise it.

    Asks the whole suite with nothing held back, so that every answer can be judged.
    """
    from jauap.cli.thresholds import learn_thresholds

    made, path = learn_thresholds(assistant_id, error=error, confidence=confidence)
    languages = {
        language.value: each.model_dump() for language, each in made.calibration.thresholds.items()
    }
    if as_json:
        curve = [
            {"threshold": each.threshold, "coverage": each.coverage, "error": each.error}
            for each in made.curve
        ]
        print_json({"languages": languages, "curve": curve, "file": str(path) if path else None})
        raise typer.Exit(0 if path else 1)
    for language, each in made.calibration.thresholds.items():
        told = (
            f"answer from {each.answer:.3f}, {each.coverage:.0%} answered, {each.wrong} of "
            f"{each.answered} wrong"
            if each.answer is not None
            else "no threshold keeps the promise with so few answers; the declared one stays"
        )
        console().print(f"{language}: {each.n} judged answers; {told}", highlight=False)
    _show_curve(made.curve)
    console().print(f"wrote {path}" if path else "nothing was written", highlight=False)
    raise typer.Exit(0 if path else 1)


def _show_curve(curve: "tuple[Coverage, ...]") -> None:
    for each in curve:
        wrong = "-" if each.error is None else f"{each.error:.1%}"
        line = f"  from {each.threshold:.2f}: {each.coverage:.0%} answered, {wrong} of them wrong"
        console().print(line, highlight=False)
