"""What works on this machine, what is missing, and how to get it?"""

import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from jauap.assistant import Language, SearchWeights
from jauap.cli.show import console, print_json
from jauap.errors import JauapError
from jauap.settings import Settings, load_settings
from jauap.workspace import Workspace


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    MISSING = "missing"
    """Optional and not there."""
    BROKEN = "broken"


@dataclass(frozen=True)
class Check:
    """One line of the doctor's report."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def examine(*, as_json: bool) -> int:
    """Run every check; exit code 1 when something is broken."""
    settings = load_settings()
    checks = [check for checker in _CHECKERS for check in _guarded(checker, settings)]
    if as_json:
        print_json({"checks": [asdict(check) for check in checks]})
    else:
        _print(checks)
    return 1 if any(check.state is State.BROKEN for check in checks) else 0


def _guarded(checker: Callable[[Settings], Iterator[Check]], settings: Settings) -> Iterator[Check]:
    try:
        yield from checker(settings)
    except JauapError as error:
        yield Check(
            checker.__name__.strip("_").replace("_", " "),
            State.BROKEN,
            f"{error.where}: {error.what}" if error.where else error.what,
            error.remedy,
        )


def _python(settings: Settings) -> Iterator[Check]:
    yield Check("python", State.OK, sys.version.split()[0])


def _workspace(settings: Settings) -> Iterator[Check]:
    workspace = Workspace(settings.workspace)
    for assistant_id in workspace.ids():
        assistant = workspace.assistant(assistant_id)
        workspace.texts(assistant_id)
        sources = workspace.sources(assistant_id)
        pairs = workspace.pairs(assistant_id)
        model = assistant.model.name if assistant.model else "none"
        yield Check(
            f"assistant {assistant_id}",
            State.OK,
            f"{len(sources.sources)} sources, {len(pairs)} pairs, "
            f"risk class {assistant.risk.risk_class}, model {model}",
        )


def _data_folder(settings: Settings) -> Iterator[Check]:
    folder = settings.data_dir
    existing = next(each for each in (folder, *folder.resolve().parents) if each.exists())
    if not os.access(existing, os.W_OK):
        yield Check(
            "data folder",
            State.BROKEN,
            f"no permission to write {existing}",
            "set JAUAP_DATA_DIR to a folder you may write to",
        )
        return
    free = shutil.disk_usage(existing).free // 2**20
    state = State.OK if free >= 500 else State.BROKEN
    yield Check(
        "data folder",
        state,
        f"{folder.resolve()}, {free} MiB free",
        "" if state is State.OK else "free some disk; 500 MiB is a sensible least",
    )


def _search_in_each_language(settings: Settings) -> Iterator[Check]:
    from jauap.cli.selftest import find_sample

    with tempfile.TemporaryDirectory() as folder:
        for language in Language:
            found = find_sample(Path(folder) / language, language, SearchWeights())
            yield Check(
                f"search in {language}",
                State.OK if found else State.BROKEN,
                "the right passage comes first" if found else "the right passage is not first",
                "" if found else "reinstall the pinned requirements with `make setup`",
            )


def _extras(settings: Settings) -> Iterator[Check]:
    extras = {
        "c2pa": ("fpdf", "PDF downloads, signed when a certificate is set"),
        "chat": ("langchain_openai", "chat models write answers"),
        "fastembed": ("fastembed", "dense search beside the lexical one"),
        "ocr": ("pytesseract", "scanned documents"),
        "postgres": ("psycopg", "PostgreSQL instead of SQLite"),
        "timestamp": ("rfc3161_client", "time stamps on the log of labels"),
    }
    for extra, (module, purpose) in extras.items():
        present = importlib.util.find_spec(module) is not None
        yield Check(
            f"extra {extra}",
            State.OK if present else State.MISSING,
            purpose,
            "" if present else f"pip install 'jauap[{extra}]'",
        )
    if importlib.util.find_spec("pytesseract") and not shutil.which("tesseract"):
        yield Check(
            "tesseract",
            State.MISSING,
            "the program behind the extra ocr",
            "apt-get install tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus",
        )


def _models(settings: Settings) -> Iterator[Check]:
    from jauap.models import open_embedder, open_reranker

    embedder = open_embedder(settings)
    if embedder is not None:
        yield Check("embedding model", State.OK, f"{embedder.name}, vectors of {embedder.size}")
        workspace = Workspace(settings.workspace)
        idle = [each for each in workspace.ids() if not workspace.assistant(each).search.dense]
        for assistant_id in idle:
            yield Check(
                f"embedding model for {assistant_id}",
                State.MISSING,
                "not asked, its weight search.dense is 0",
                f"run `jauap tune {assistant_id} --write`; 0 stays when the model does not help",
            )
    reranker = open_reranker(settings)
    if reranker is not None:
        yield Check("reranker", State.OK, reranker.name)


def _index(settings: Settings) -> Iterator[Check]:
    from jauap.runtime import build_runtime

    with build_runtime(settings) as runtime:
        for assistant_id in runtime.desks:
            active = runtime.index.active(assistant_id)
            if active is None:
                yield Check(
                    f"index of {assistant_id}",
                    State.MISSING,
                    "nothing ingested yet",
                    f"run `jauap ingest {assistant_id}`",
                )
            else:
                yield Check(
                    f"index of {assistant_id}",
                    State.OK,
                    f"{active.points} points, written {active.created_at}",
                )


def _calibrations(settings: Settings) -> Iterator[Check]:
    from jauap.deployment import utc_now
    from jauap.evaluation.versions import calibration_flaw

    workspace = Workspace(settings.workspace)
    for assistant_id in workspace.ids():
        calibration = workspace.calibration(assistant_id)
        if calibration is None:
            continue
        assistant, texts = workspace.assistant(assistant_id), workspace.texts(assistant_id)
        flaw = calibration_flaw(
            calibration, assistant, texts, workspace.synonyms(assistant_id), utc_now().date()
        )
        yield Check(
            f"calibration of {assistant_id}",
            State.MISSING if flaw else State.OK,
            f"not used, the built-in thresholds decide: {flaw}"
            if flaw
            else f"fitted on {calibration.fitted_on}, valid until {calibration.valid_until}",
            f"run `jauap evaluate threshold {assistant_id}`" if flaw else "",
        )


def _labels(settings: Settings) -> Iterator[Check]:
    from jauap.cli.doctor_labels import label_checks

    yield from label_checks(settings)


_CHECKERS = (
    _python,
    _workspace,
    _data_folder,
    _search_in_each_language,
    _extras,
    _models,
    _index,
    _calibrations,
    _labels,
)


def _print(checks: list[Check]) -> None:
    out = console()
    marks = {
        State.OK: "[green]ok     [/]",
        State.MISSING: "[yellow]missing[/]",
        State.BROKEN: "[bold red]broken [/]",
    }
    for check in checks:
        out.print(marks[check.state], end=" ")
        out.print(f"{check.name}: {check.detail}", markup=False, highlight=False)
        if check.remedy:
            out.print(f"          -> {check.remedy}", markup=False, highlight=False)
