"""An assistant that is switched off stays off for every process, with its reason."""

from datetime import UTC, datetime

from jauap.storage.store import Store
from jauap.storage.switches import Switches

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_assistant_is_on_until_somebody_switches_it_off(store: Store) -> None:
    assert Switches(store).reason_off("agriculture") == ""


def test_switched_off_assistant_tells_the_reason(store: Store) -> None:
    switches = Switches(store)
    switches.turn_off("agriculture", reason="Бұйрық өзгерді", by="жетекші", at=NOW)
    assert switches.reason_off("agriculture") == "Бұйрық өзгерді"
    assert switches.reason_off("public_services") == ""


def test_last_switch_decides(store: Store) -> None:
    switches = Switches(store)
    switches.turn_off("agriculture", reason="қате", by="жетекші", at=NOW)
    switches.turn_on("agriculture", reason="түзетілді", by="жетекші", at=NOW)
    assert switches.reason_off("agriculture") == ""
    switches.turn_off("agriculture", reason="тағы қате", by="жетекші", at=NOW)
    assert switches.reason_off("agriculture") == "тағы қате"
