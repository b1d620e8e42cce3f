"""What does a check of the log tell an auditor?"""

from pathlib import Path
from typing import TypedDict

from jauap.settings import Settings, load_settings
from jauap.storage.log_check import LogCheck, StampChecker, check_log


class TroubleFields(TypedDict):
    """One trouble as JSON has it."""

    part: str
    number: int
    what: str


class LogReport(TypedDict):
    """The finding as JSON has it, and as lines for people."""

    whole: bool
    checked: dict[str, int]
    unstamped: int
    stamps_checked: bool
    troubles: list[TroubleFields]
    lines: list[str]


def report_of(jwks: Path | None) -> LogReport:
    """Check the deployment's log, with the keys of `jwks` when it is given.

    Raises:
        StoreUnavailable: the database cannot be read.
        LabelUnavailable: the keys cannot be read.
    """
    from jauap.deployment import open_deployment
    from jauap.labelling.history import read_public_keys

    settings = load_settings()
    with open_deployment(settings) as opened:
        keys = read_public_keys(jwks) if jwks else opened.keys.public()
        found = check_log(opened.store, keys, check_stamp=_stamp_checker(settings))
    return LogReport(
        whole=found.is_whole,
        checked=dict(found.checked),
        unstamped=found.unstamped,
        stamps_checked=found.stamps_checked,
        troubles=[
            TroubleFields(part=one.part, number=one.number, what=one.what) for one in found.troubles
        ],
        lines=_lines(found),
    )


def _lines(found: LogCheck) -> list[str]:
    counts = ", ".join(f"{count} {name}" for name, count in found.checked.items())
    lines = [f"followed: {counts}"]
    lines += [f"BROKEN {one.part} {one.number}: {one.what}" for one in found.troubles]
    if found.unstamped:
        lines.append(f"{found.unstamped} roots have no time stamp")
    if found.checked["stamps"] and not found.stamps_checked:
        lines.append("stamps were not checked: set JAUAP_TIMESTAMP_URL and JAUAP_TIMESTAMP_ROOTS")
    return [*lines, "the log is whole" if found.is_whole else "the log was changed"]


def _stamp_checker(settings: Settings) -> StampChecker | None:
    from jauap.deployment import open_authority

    authority = open_authority(settings)
    if authority is None:
        return None
    from jauap.labelling.timestamp import StampFault, check_stamp

    def check(token: bytes, data: bytes) -> str:
        found = check_stamp(token, data, authority.trusted)
        return f"the stamp is {found.value}" if isinstance(found, StampFault) else ""

    return check
