"""Which commands measure how right an assistant is?"""

import typer

from jauap.cli.exam import judge_app, report, run, selftest
from jauap.cli.gate import gate
from jauap.cli.golden import golden_app
from jauap.cli.leak import leak
from jauap.cli.learning import curve, next_table
from jauap.cli.proof import agree, compare, plan, threshold
from jauap.cli.sheets import export_sheet, import_sheet

evaluate_app = typer.Typer(
    name="evaluate",
    help="Measure how right an assistant is, and decide whether it may be released.",
    no_args_is_help=True,
)
evaluate_app.command("run")(run)
evaluate_app.command("report")(report)
evaluate_app.command("selftest")(selftest)
evaluate_app.add_typer(judge_app)
evaluate_app.add_typer(golden_app)
evaluate_app.command("leak")(leak)
evaluate_app.command("import")(import_sheet)
evaluate_app.command("export")(export_sheet)
evaluate_app.command("curve")(curve)
evaluate_app.command("next")(next_table)
evaluate_app.command("gate")(gate)
evaluate_app.command("plan")(plan)
evaluate_app.command("compare")(compare)
evaluate_app.command("agree")(agree)
evaluate_app.command("threshold")(threshold)
