"""Has the responsible head signed this month's reconciliation act?"""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

from pydantic import RootModel, StringConstraints

from jauap.assistant import Declared, Head, Text, Trilingual
from jauap.ingestion.report import ActState, ActStatus, Reason, reason
from jauap.workspace import read_yaml

# One zone, UTC+5, since 1 March 2024; older zone tables on a machine still say UTC+6.
ALMATY = timezone(timedelta(hours=5), "Asia/Almaty")

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class ReconciliationAct(Declared):
    """One month's signed statement that the documents agree with the acts in force."""

    month: Month
    signed_by: Text
    position: Trilingual
    signed_on: date
    statement: Trilingual


class Acts(RootModel[tuple[ReconciliationAct, ...]]):
    """ingestion/<id>/acts.yaml: a list to which signed acts are added, never changed."""


def attest(folder: Path, head: Head, now: datetime) -> ActState:
    """Find the act of the month it is in Kazakhstan; an absent file means none was signed."""
    path = folder / "acts.yaml"
    acts = read_yaml(path, Acts).root if path.exists() else ()
    today = now.astimezone(ALMATY).date()
    month = f"{today:%Y-%m}"
    valid = sorted(
        (act for act in acts if act.month <= month and act.signed_on <= today),
        key=lambda act: act.month,
    )
    last = valid[-1] if valid else None
    is_signed = last is not None and last.month == month
    return ActState(
        month=month,
        status=ActStatus.SIGNED if is_signed else ActStatus.OVERDUE,
        last_signed_month=last.month if last else "",
        signed_by=last.signed_by if last else "",
        position=last.position if last else None,
        signed_on=last.signed_on.isoformat() if last else "",
        warnings=_warnings(last, head),
    )


def _warnings(act: ReconciliationAct | None, head: Head) -> tuple[Reason, ...]:
    if act is None or act.signed_by == head.name:
        return ()
    return (reason("signed_by_other", act.signed_by),)
