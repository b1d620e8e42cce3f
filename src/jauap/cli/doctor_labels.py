"""Can this deployment sign, prove and keep its word about labels?"""

from collections.abc import Iterator

from jauap.cli.doctor import Check, State
from jauap.settings import Settings


def label_checks(settings: Settings) -> Iterator[Check]:
    """Look at the keys, the root's signature, the log and its time stamps."""
    from jauap.deployment import open_authority, open_deployment, utc_now

    with open_deployment(settings) as opened:
        public = opened.keys.public()
        active = public.keys[0]
        yield Check("signing key", State.OK, f"{active.kid} signs, {len(public.keys)} published")
        if not opened.keys.is_own and not active.kid.startswith(f"{utc_now():%Y-%m}-"):
            yield Check(
                "key of this month",
                State.MISSING,
                f"{active.kid} is of another month; a running service changes it by itself",
                "run `jauap label keys rotate`",
            )
        yield _root_check(settings)
        authority = open_authority(settings)
        waiting = len(opened.log.unstamped())
        closed = opened.log.roots(most=1)
        day = f"closed up to {closed[0].day}" if closed else "no day closed yet"
        yield Check("log", State.OK, day)
        if authority is None:
            yield Check(
                "time stamps",
                State.MISSING,
                "no authority is set, so only the ministry's own clock dates the log",
                "set JAUAP_TIMESTAMP_URL and JAUAP_TIMESTAMP_ROOTS",
            )
        else:
            yield Check(
                "time stamps",
                State.BROKEN if waiting > 2 else State.OK,
                f"{waiting} days wait for a stamp of {authority.url}",
                "run `jauap label log close` and read what it says" if waiting > 2 else "",
            )


def _root_check(settings: Settings) -> Check:
    from jauap.deployment import open_keys, read_signed_keys
    from jauap.labelling.history import read_history

    signed = read_history(read_signed_keys(settings))
    if signed is None:
        return Check(
            "root of the keys",
            State.MISSING,
            "no root vouches for the list of keys",
            "see docs/keys.md: `jauap label keys root`, then `sign-history`",
        )
    lacking = signed.lacks(open_keys(settings).public())
    if lacking:
        return Check(
            "root of the keys",
            State.MISSING,
            f"fingerprint {signed.fingerprint}; not yet signed: {', '.join(lacking)}",
            "run `jauap label keys sign-history` with the root key",
        )
    return Check("root of the keys", State.OK, f"fingerprint {signed.fingerprint}")
