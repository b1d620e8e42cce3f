"""How are thresholds learnt? Ask the suite with nothing held back, judge, fit, write."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jauap.evaluation.calibrate import Calibrated
    from jauap.evaluation.records import Run
    from jauap.runtime import Runtime


def learn_thresholds(
    assistant_id: str, *, error: float, confidence: float
) -> "tuple[Calibrated, Path | None]":
    """Learn thresholds and write them; no path when nothing can be promised."""
    from jauap.evaluation.calibrate import calibrate, judged_answers, write_calibration
    from jauap.runtime import build_runtime
    from jauap.settings import load_settings

    with build_runtime(load_settings()) as runtime:
        runtime.require_ingested(assistant_id)
        run = asyncio.run(_ask_all(runtime, assistant_id))
        made = calibrate(
            judged_answers(run),
            run,
            today=runtime.now().date(),
            error=error,
            confidence=confidence,
        )
        if not made.promises:
            return made, None
        folder = runtime.workspace.evaluation_folder(assistant_id)
        return made, write_calibration(folder, made.calibration)


async def _ask_all(runtime: "Runtime", assistant_id: str) -> "Run":
    """Run the suite at a desk that answers whatever is found."""
    from jauap.assistant import Thresholds
    from jauap.cli.suite_run import ask_suite
    from jauap.evaluation.run_folder import RunFolder

    desk = runtime.desk(assistant_id)
    bold = desk.assistant.model_copy(update={"thresholds": Thresholds(answer=0.0, ask_back=0.0)})
    # A folder of its own: these are not the answers a citizen gets.
    runs = RunFolder.under(runtime.settings.data_dir, assistant_id)
    folder = RunFolder(runs.root / "nothing_held_back")
    return await ask_suite(runtime, replace(desk, assistant=bold, calibration=None), folder)
