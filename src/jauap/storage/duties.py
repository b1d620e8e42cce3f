"""What does a service that runs for months look after? Keys, the public log, old questions."""

from collections.abc import Callable
from datetime import datetime, timedelta

from jauap.errors import JauapError
from jauap.labelling.keyring import KeyRing
from jauap.labelling.timestamp import Authority, StampFault
from jauap.storage.answers import AnswerRecords
from jauap.storage.audit import Action, Audit
from jauap.storage.roots import PublicLog
from jauap.storage.upkeep import Duty

UPKEEP = "upkeep"
"""Who did it, in the audit log, when the service did it by itself."""


class StampMissing(JauapError):
    """No time stamp could be had; the root waits and is tried again."""

    code = "stamp_missing"


def duties(
    *,
    keys: KeyRing,
    log: PublicLog,
    records: AnswerRecords,
    audit: Audit,
    authority: Authority | None,
    question_days: int,
    now: Callable[[], datetime],
) -> tuple[Duty, ...]:
    """Give everything that upkeep does; `question_days` is how long questions are kept."""

    def change_key() -> None:
        keys.rotate_when_due(
            lambda kid: audit.add(Action.KEY_MADE, kid, by=UPKEEP, reason="a new month", at=now())
        )

    def close_days() -> None:
        log.close_days(now())

    def purge_questions() -> None:
        records.purge_questions(now() - timedelta(days=question_days))

    made = [
        Duty(name="key", action=change_key, seconds=30),
        Duty(name="log", action=close_days, seconds=60),
        Duty(name="questions", action=purge_questions, seconds=3600),
    ]
    if authority is not None:
        stamping = Stamping(log, authority)
        made.append(Duty(name="stamp", action=stamping.stamp, seconds=60, retry_seconds=600))
    return tuple(made)


class Stamping:
    """Gets time stamps for the roots that have none."""

    def __init__(self, log: PublicLog, authority: Authority) -> None:
        self._log = log
        self._authority = authority

    def stamp(self) -> None:
        """Stamp every root that waits, oldest first, until the authority fails.

        Raises:
            StampMissing: the authority gave none; what it gave before is kept.
        """
        for root in self._log.unstamped():
            stamp = self._authority.stamp(root.jws.encode("ascii"))
            if isinstance(stamp, StampFault):
                raise StampMissing(
                    f"no time stamp for the root of {root.day} ({stamp.value})",
                    where=self._authority.url,
                    remedy="nothing is lost: it is tried again every ten minutes",
                )
            self._log.add_stamp(root.number, stamp.token, stamp.at)
