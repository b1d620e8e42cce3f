"""How does an official take answers back?"""

from dataclasses import dataclass

from jauap.cli.moments import read_moment
from jauap.cli.show import console, print_json
from jauap.errors import NotFound, SettingsInvalid


@dataclass(frozen=True, kw_only=True)
class Recall:
    """What the command line was told."""

    code: str
    source: str
    assistant: str
    since: str
    reason: str
    by: str
    replaced_by: str
    is_rehearsal: bool


def take_back(recall: Recall, *, as_json: bool) -> None:
    """Take back one answer, or every answer that cited a document.

    Raises:
        SettingsInvalid: the options do not say which answers.
        NotFound: no answer has the code.
    """
    from jauap.deployment import open_deployment, utc_now
    from jauap.settings import load_settings
    from jauap.storage.withdrawals import Withdrawals

    _require_sense(recall)
    code, replacement = _read(recall.code), _read(recall.replaced_by)
    since = read_moment(recall.since, "--since") if recall.since else None
    with open_deployment(load_settings()) as opened:
        withdrawals = Withdrawals(opened.store)
        if recall.is_rehearsal and recall.source:
            codes = withdrawals.citing(recall.assistant, recall.source, since=since)
        elif recall.is_rehearsal:
            codes = (code,)
        elif recall.source:
            codes = withdrawals.withdraw_citing(
                recall.assistant,
                recall.source,
                reason=recall.reason,
                by=recall.by,
                at=utc_now(),
                since=since,
            )
        else:
            withdrawals.withdraw(
                code, reason=recall.reason, by=recall.by, at=utc_now(), replaced_by=replacement
            )
            codes = (code,)
    if as_json:
        print_json({"withdrawn": list(codes), "rehearsal": recall.is_rehearsal})
        return
    said = "would be taken back" if recall.is_rehearsal else "taken back"
    console().print(f"{len(codes)} answers {said}", markup=False, highlight=False)


def _require_sense(recall: Recall) -> None:
    what = ""
    if bool(recall.code) == bool(recall.source):
        what = "name either one CODE or a document with --source"
    elif bool(recall.source) != bool(recall.assistant):
        what = "--source and --assistant go together"
    elif recall.since and not recall.source:
        what = "--since goes with --source"
    elif recall.replaced_by and not recall.code:
        what = "--replaced-by goes with one CODE"
    if what:
        raise SettingsInvalid(what, where="withdraw", remedy="see `jauap label withdraw --help`")


def _read(code: str) -> str:
    from jauap.labelling.code import read_code

    if not code:
        return ""
    read = read_code(code)
    if read is None:
        raise NotFound(f"{code!r} is no label code", remedy="check the code on the answer")
    return read
