"""How does the root vouch for the list of keys, on the server or far away from it?"""

from pathlib import Path

from jauap.errors import SettingsInvalid


def sign_list(
    root: Path, jwks: Path | None, out: Path | None, *, reason: str, by: str
) -> tuple[str, Path]:
    """Sign a list of keys; give the root's fingerprint and where the signed list is.

    Raises:
        SettingsInvalid: the deployment is touched and nobody is named as responsible.
        LabelUnavailable: the root or the list cannot be read.
    """
    from jauap.deployment import open_deployment, open_keys, signed_keys_path, utc_now
    from jauap.labelling.history import read_history, read_public_keys, sign_history
    from jauap.labelling.keys import replace_file
    from jauap.settings import load_settings
    from jauap.storage.audit import Action

    settings = load_settings()
    if out is None and not by:
        raise SettingsInvalid(
            "whoever changes what the service publishes must be named",
            where="--by",
            remedy="give the role of the official, or write elsewhere with --out",
        )
    public = read_public_keys(jwks) if jwks else open_keys(settings).public()
    signed = sign_history(root, public, utc_now())
    found = read_history(signed)
    fingerprint = found.fingerprint if found else ""
    written = out or signed_keys_path(settings)
    if out is None:
        with open_deployment(settings) as opened:
            opened.audit.add(Action.HISTORY_SIGNED, fingerprint, by=by, reason=reason, at=utc_now())
    replace_file(written, f"{signed}\n")
    return fingerprint, written
