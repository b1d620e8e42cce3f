"""How does the command line ask a gate, and check a certificate?"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jauap.cli.show import console, guarded, print_json
from jauap.errors import JauapError

if TYPE_CHECKING:
    from jauap.evaluation.certificate import Certificate
    from jauap.evaluation.gate import Gatekeeper
    from jauap.labelling.keyring import KeyRing
    from jauap.labelling.keys import PublicKeys
    from jauap.settings import Settings


@guarded
def gate(
    assistant_id: Annotated[str, typer.Argument(help="Whose version.")],
    policy: Annotated[
        str, typer.Option(help="regression against the baseline, or release by the audit.")
    ] = "regression",
    run: Annotated[
        str, typer.Option(help="Id of a finished run; without it the suite is run now.")
    ] = "",
    system: Annotated[
        str, typer.Option(help="Digest of the audited version; without it the present one.")
    ] = "",
    new_baseline: Annotated[
        bool, typer.Option("--new-baseline", help="Accept the run: write baseline.json anew.")
    ] = False,
    verify: Annotated[
        Path | None, typer.Option(help="Check this certificate instead of judging.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of text.")
    ] = False,
) -> None:
    """Decide whether a version may replace another or be released; exit 0 pass, 1 fail, 2 unknown.

    Writes a certificate that can be checked and recomputed later.
    """
    from jauap.settings import load_settings

    settings = load_settings()
    keeper = _keeper(settings, assistant_id)
    if verify is not None:
        raise typer.Exit(_verify(keeper, verify, settings, as_json=as_json))
    if policy not in ("regression", "release"):
        raise JauapError(f"there is no policy {policy!r}", remedy="regression or release")
    if new_baseline:
        _accept(keeper, run or _run_now(settings, assistant_id), as_json=as_json)
        return
    certificate = _judge(keeper, settings, policy=policy, run=run, system=system)
    path = _keep(keeper, certificate)
    if as_json:
        print_json({**certificate.model_dump(mode="json", by_alias=True), "file": str(path)})
    else:
        _show(certificate, path)
    raise typer.Exit(certificate.outcome.exit_code)


def _keeper(settings: "Settings", assistant_id: str) -> "Gatekeeper":
    from jauap.evaluation.gate import Gatekeeper
    from jauap.evaluation.run_folder import RunFolder
    from jauap.workspace import Workspace

    return Gatekeeper(
        assistant=assistant_id,
        folder=Workspace(settings.workspace).evaluation_folder(assistant_id),
        runs=RunFolder.under(settings.data_dir, assistant_id),
    )


def _judge(
    keeper: "Gatekeeper", settings: "Settings", *, policy: str, run: str, system: str
) -> "Certificate":
    from jauap.deployment import utc_now
    from jauap.evaluation.gate import known_heads
    from jauap.labelling.sign import Signer

    if policy == "regression":
        gated = keeper.regression(run or _run_now(settings, keeper.assistant))
    else:
        heads = known_heads(_certificates(keeper), keeper.assistant)
        gated = keeper.release(system or _system_now(settings, keeper.assistant), heads=heads)
    signer = Signer(_ring(settings)) if _has_keys(settings) else None
    return gated.certify(keeper.assistant, at=utc_now(), signer=signer)


def _keep(keeper: "Gatekeeper", certificate: "Certificate") -> Path:
    from jauap.evaluation.gate import keep_certificate

    return keep_certificate(_certificates(keeper), certificate)


def _certificates(keeper: "Gatekeeper") -> Path:
    return keeper.runs.root / "certificates"


def _verify(keeper: "Gatekeeper", path: Path, settings: "Settings", *, as_json: bool) -> int:
    problems = keeper.verify(path, _public(settings))
    if as_json:
        print_json({"holds": not problems, "problems": [each.model_dump() for each in problems]})
    elif problems:
        for each in problems:
            console().print(f"{each.code}: {each.detail}", markup=False, highlight=False)
    else:
        console().print("the certificate holds: same inputs, same decision")
    unknown = {"missing_input", "no_keys", "unsigned", "unreadable"}
    if not problems:
        return 0
    return 2 if all(each.code in unknown for each in problems) else 1


def _accept(keeper: "Gatekeeper", run_id: str, *, as_json: bool) -> None:
    from jauap.evaluation.baseline import BASELINE_FILE, baseline_of, write_baseline
    from jauap.evaluation.run_folder import read_run

    run = read_run(keeper.runs.of_run(run_id))
    digest = write_baseline(keeper.folder / BASELINE_FILE, baseline_of(run))
    if as_json:
        print_json({"run": run_id, "baseline": digest})
        return
    console().print(f"wrote {keeper.folder / BASELINE_FILE} from run {run_id}", markup=False)
    console().print(f'now set regression.baseline in policy.yaml to "{digest}"', highlight=False)


def _run_now(settings: "Settings", assistant_id: str) -> str:
    from jauap.cli.suite_run import ask_suite
    from jauap.evaluation.run_folder import RunFolder
    from jauap.runtime import build_runtime

    with build_runtime(settings) as runtime:
        runtime.require_ingested(assistant_id)
        folder = RunFolder.under(settings.data_dir, assistant_id)
        return asyncio.run(ask_suite(runtime, runtime.desk(assistant_id), folder)).id


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


def _ring(settings: "Settings") -> "KeyRing":
    from jauap.deployment import open_keys

    return open_keys(settings)


def _has_keys(settings: "Settings") -> bool:
    """Tell whether the deployment has a key; a gate makes none."""
    return settings.signing_key is not None or any((settings.data_dir / "keys").glob("*.pem"))


def _public(settings: "Settings") -> "PublicKeys | None":
    return _ring(settings).public() if _has_keys(settings) else None


def _show(certificate: "Certificate", path: Path) -> None:
    out = console()
    colour = {"passed": "green", "failed": "red"}.get(certificate.outcome, "yellow")
    out.print(f"[bold {colour}]{certificate.outcome.replace('_', ' ')}[/] {certificate.gate}")
    for reason in certificate.reasons:
        out.print(f"  {reason.code}: {reason.detail}", markup=False, highlight=False)
    for name, value in certificate.figures.items():
        shown = f"{value:.4f}" if isinstance(value, float) else str(value)
        out.print(f"  {name:18} {shown}", markup=False, highlight=False)
    out.print(f"certificate: {path}", markup=False, highlight=False)
