"""Which commands look after the keys that sign labels?"""

from pathlib import Path
from typing import Annotated

import typer

from jauap.cli.show import console, guarded, print_json

keys_app = typer.Typer(
    name="keys",
    help="List, change, revoke and export the keys that sign labels.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Why = Annotated[str, typer.Option("--reason", help="Why; kept in the audit log.")]
By = Annotated[str, typer.Option("--by", help="Role of the official, never a name.")]


@keys_app.command("list")
@guarded
def list_keys(as_json: AsJson = False) -> None:
    """Show every key this deployment ever used, the active one first."""
    from jauap.deployment import open_keys, read_signed_keys
    from jauap.labelling.history import read_history
    from jauap.settings import load_settings

    settings = load_settings()
    public = open_keys(settings).public()
    signed = read_history(read_signed_keys(settings))
    unsigned = signed.lacks(public) if signed else tuple(key.kid for key in public.keys)
    if as_json:
        keys = [
            key.model_dump(exclude_none=True) | {"signed_by_root": key.kid not in unsigned}
            for key in public.keys
        ]
        print_json({"keys": keys, "root": signed.fingerprint if signed else ""})
        return
    out = console()
    for key in public.keys:
        life = [key.status, *_moments(key.nbf, key.exp, key.revoked_after)]
        if key.kid in unsigned:
            life.append("not signed by the root")
        out.print(f"{key.kid}  {', '.join(life)}", markup=False, highlight=False)
    if signed:
        out.print(f"root {signed.fingerprint}", markup=False, highlight=False)


@keys_app.command()
@guarded
def rotate(reason: Why, by: By, as_json: AsJson = False) -> None:
    """Let a new key sign from now on; running services take it up at once."""
    from jauap.deployment import open_deployment, utc_now
    from jauap.settings import load_settings
    from jauap.storage.audit import Action

    with open_deployment(load_settings()) as opened:
        kid = opened.keys.rotate(
            lambda made: opened.audit.add(Action.KEY_MADE, made, by=by, reason=reason, at=utc_now())
        )
    if as_json:
        print_json({"kid": kid})
    else:
        console().print(f"{kid} signs from now on; have the root sign the list of keys")


@keys_app.command()
@guarded
def revoke(
    kid: Annotated[str, typer.Argument(help="Which key, as `list` names it.")],
    after: Annotated[
        str,
        typer.Option(
            "--after", help="Last moment the key was safe, as 2026-11-22T09:30 (time of Astana)."
        ),
    ],
    reason: Why,
    by: By,
    as_json: AsJson = False,
) -> None:
    """Void what a key signed after a moment; the active key is replaced at once."""
    from jauap.cli.moments import read_moment
    from jauap.deployment import open_deployment, utc_now
    from jauap.settings import load_settings
    from jauap.storage.audit import Action

    moment = read_moment(after, "--after")
    with open_deployment(load_settings()) as opened:
        opened.keys.revoke(
            kid,
            moment,
            lambda revoked: opened.audit.add(
                Action.KEY_REVOKED,
                revoked,
                by=by,
                reason=f"{reason} (after {moment.isoformat()})",
                at=utc_now(),
            ),
        )
        active = opened.keys.current().kid
    if as_json:
        print_json({"revoked": kid, "revoked_after": moment.isoformat(), "active": active})
    else:
        console().print(f"{kid} is revoked, {active} signs; have the root sign the list of keys")


@keys_app.command()
@guarded
def export(
    file: Annotated[str, typer.Argument(help="File for the public keys; - prints them.")],
    as_json: AsJson = False,
) -> None:
    """Write the public keys, to be signed by the root or used for checking offline."""
    from jauap.deployment import open_keys
    from jauap.labelling.history import exported
    from jauap.settings import load_settings

    public = open_keys(load_settings()).public()
    if file == "-":
        typer.echo(exported(public), nl=False)
        return
    Path(file).write_text(exported(public), encoding="utf-8")
    if as_json:
        print_json({"file": file, "keys": len(public.keys)})
    else:
        console().print(f"{len(public.keys)} public keys written to {file}")


@keys_app.command()
@guarded
def root(
    file: Annotated[Path, typer.Argument(help="New file, on a medium kept apart from servers.")],
    as_json: AsJson = False,
) -> None:
    """Make the root key, on a machine without network; print its fingerprint."""
    from jauap.labelling.history import make_root

    fingerprint = make_root(file)
    if as_json:
        print_json({"file": str(file), "fingerprint": fingerprint})
    else:
        console().print(f"fingerprint {fingerprint}", markup=False, highlight=False)
        console().print("print it where citizens and auditors find it; keep the file offline")


@keys_app.command("sign-history")
@guarded
def sign_history(
    root_file: Annotated[Path, typer.Option("--root", help="The root key.")],
    jwks: Annotated[
        Path | None, typer.Option(help="Exported keys; the deployment's own when not given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write; the deployment's place when not given.")
    ] = None,
    reason: Why = "the list of keys changed",
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Sign the list of public keys with the root; with --jwks and --out, fully offline."""
    from jauap.cli.signing import sign_list

    fingerprint, written = sign_list(root_file, jwks, out, reason=reason, by=by)
    if as_json:
        print_json({"file": str(written), "fingerprint": fingerprint})
    else:
        console().print(f"signed by {fingerprint}", markup=False, highlight=False)
        console().print(f"written to {written}", markup=False, highlight=False)


def _moments(nbf: int | None, exp: int | None, revoked_after: int | None) -> list[str]:
    from datetime import UTC, datetime

    named = (("from", nbf), ("until", exp), ("void after", revoked_after))
    return [f"{name} {datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}Z" for name, at in named if at]
