"""What authors and sites say, read carrier by carrier, and what it means together."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.ingestion.report import reason
from jauap.ingestion.signals.headers import read_headers
from jauap.ingestion.signals.manifest import manifest_lines, read_entries
from jauap.ingestion.signals.paths import covers, path_of
from jauap.ingestion.signals.robots import read_robots
from jauap.ingestion.signals.signal import Says, Signal, SignalKind, strictest
from jauap.ingestion.signals.stated import read_stated
from jauap.ingestion.signals.tdmrep import read_reservation, read_tdmrep
from jauap.ingestion.signals.usage import read_content_signal, read_usage

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PAGE = "https://kitap.kz/oqu/1"


def said(signals: tuple[Signal, ...]) -> list[tuple[str, str]]:
    return [(signal.kind.value, signal.says.value) for signal in signals]


def robots(body: str, url: str = PAGE) -> list[tuple[str, str]]:
    return said(read_robots(body.encode(), url, where="robots.txt", at=NOW))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"train-ai=n", "deny"),
        (b"ai-use=n", "deny"),
        (b"train-ai=y, ai-use=n", "deny"),
        (b"train-ai=n, ai-use=y", "deny"),
        (b"ai-use=y", "allow"),
        (b"train-ai=y", "unclear"),
        (b"search=n", "unclear"),
        (b"train-ai=n, train-ai=y, ai-use=y", "allow"),
        (b"ai-use=y, train-ai=y, train-ai=n", "deny"),
        (b"Train-AI=n", "unclear"),
        (b"train-ai=n, Search=y", "unclear"),
        (b"train-ai", "unclear"),
        (b"train-ai=?0", "unclear"),
        (b"train-ai=n, train-ai", "unclear"),
        (b'train-ai="n"', "unclear"),
        (b"train-ai=N", "unclear"),
        (b"train-ai=no", "unclear"),
        (b"train-ai=(n)", "unclear"),
        (b"train-ai=n;exceptions=?1", "deny"),
        (b"x-new=n, train-ai=n", "deny"),
        (b"x-new=n", "unclear"),
        (b"train-ai=n,", "unclear"),
        (b"  train-ai=n  ", "deny"),
        (b"", "unclear"),
        (b"\xff\xfe", "unclear"),
        ("оқу=n".encode(), "unclear"),
        (b"train-genai=n", "deny"),
        (b"ai-input=y", "allow"),
    ],
)
def test_preference_expression_is_read_as_the_draft_says(raw: bytes, says: str) -> None:
    assert read_usage(raw).value == says


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reading_of_a_preference(raw: bytes) -> None:
    assert read_usage(raw) in (Says.DENY, Says.ALLOW, Says.UNCLEAR)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("search=yes, ai-train=no", "deny"),
        ("search=yes,ai-train=no,use=reference", "deny"),
        ("ai-input=no", "deny"),
        ("ai-input=yes", "allow"),
        ("AI-Input = YES", "allow"),
        ("ai-input=yes, ai-train=no", "deny"),
        ("ai-input=yes, ai-input=no", "deny"),
        ("search=yes", "unclear"),
        ("ai-train=yes", "unclear"),
        ("", "unclear"),
    ],
)
def test_content_signal_is_read(raw: str, says: str) -> None:
    assert read_content_signal(raw).value == says


def test_our_group_is_read_instead_of_the_one_for_everybody() -> None:
    body = (
        "User-agent: *\nContent-Usage: / train-ai=n\n\n"
        "User-agent: Jauap\nAllow: /\nContent-Usage: / ai-use=y\n"
    )
    assert robots(body) == [("content-usage", "allow")]
    assert robots(body.replace("Jauap", "OtherBot")) == [("content-usage", "deny")]


def test_groups_that_name_us_twice_are_one() -> None:
    body = (
        "User-agent: jauap\nContent-Usage: /oqu/ train-ai=n\n\nUser-agent: *\nDisallow: /\n\n"
        "User-agent: x\nUser-agent: JAUAP\nContent-Usage: / ai-use=y\n"
    )
    assert robots(body) == [("content-usage", "deny")]
    assert robots(body, "https://kitap.kz/basqa") == [("content-usage", "allow")]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://kitap.kz/test", [("content-usage", "deny")]),
        ("https://kitap.kz/never/test", [("robots-disallow", "deny")]),
        ("https://kitap.kz/ai-ok/test", [("content-usage", "allow")]),
    ],
)
def test_longest_path_decides_on_use_as_it_does_on_fetching(
    url: str, expected: list[tuple[str, str]]
) -> None:
    body = (
        "User-Agent: *\nAllow: /\nDisallow: /never/\n"
        "Content-Usage: / train-ai=n\nContent-Usage: /ai-ok/ ai-use=y\n"
    )
    assert robots(body, url) == expected


def test_longer_allow_opens_what_a_shorter_disallow_closes() -> None:
    body = "User-agent: *\nDisallow: /oqu\nAllow: /oqu/1\n"
    assert robots(body) == []
    assert robots(body, "https://kitap.kz/oqu/2") == [("robots-disallow", "deny")]


def test_equal_paths_apply_separately_and_the_stricter_wins() -> None:
    body = "User-agent: *\nContent-Usage: / ai-use=y\nContent-Usage: / train-ai=n\n"
    found = read_robots(body.encode(), PAGE, where="robots.txt", at=NOW)
    decisive = strictest(found)
    assert decisive is not None
    assert (len(found), decisive.says) == (2, Says.DENY)
    assert decisive.raw == b"Content-Usage: / train-ai=n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Content-Usage: train-ai=n\n", [("content-usage", "deny")]),
        ("User-agent: *\ncontent-usage :train-ai=n # ескерту\n", [("content-usage", "deny")]),
        ("User-agent: *\nContent-Usage: / # train-ai=n\n", [("content-usage", "unclear")]),
        ("User-agent: *\nContent-Signal: search=yes,ai-train=no\n", [("content-signal", "deny")]),
        ("\ufeffUser-agent: *\nDisallow: /\n", [("robots-disallow", "deny")]),
        ("License: https://kitap.kz/rsl.xml\n", [("rsl", "licence")]),
        ("User-agent: x\nLicense: https://kitap.kz/rsl.xml\n", [("rsl", "licence")]),
        ("User-agent: GPTBot\nDisallow: /\n", []),
        ("User-agent: GPTBot\nContent-Usage: / train-ai=n\n", []),
        ("", []),
        ("<html>жоқ</html>", []),
    ],
)
def test_robots_lines_that_protego_skips_are_read(
    body: str, expected: list[tuple[str, str]]
) -> None:
    assert robots(body) == expected


@pytest.mark.parametrize(
    ("pattern", "url", "is_covered"),
    [
        ("/", "https://x.kz", True),
        ("/oqu", "https://x.kz/oqulyq", True),
        ("/oqu$", "https://x.kz/oqulyq", False),
        ("/*.pdf$", "https://x.kz/a/b.pdf", True),
        ("/*.pdf$", "https://x.kz/a/b.pdf?v=1", False),
        ("/құжат/", "https://x.kz/%D2%9B%D2%B1%D0%B6%D0%B0%D1%82/1", True),
        ("/%D2%9B%d2%b1%D0%B6%D0%B0%D1%82/", "https://x.kz/құжат/1", True),
        ("/a%2Fb", "https://x.kz/a/b", False),
        ("/%61", "https://x.kz/a", True),
        ("/Oqu", "https://x.kz/oqu", False),
        ("/*/*/*/*/*/*/*/*/*/a", "https://x.kz/" + "b/" * 60, False),
    ],
)
def test_path_pattern_matches_as_rfc_9309_says(pattern: str, url: str, is_covered: bool) -> None:
    assert covers(pattern, path_of(url)) is is_covered


def tdmrep(rules: object, url: str = PAGE) -> list[str]:
    body = json.dumps(rules).encode()
    return [signal.says.value for signal in read_tdmrep(body, url, where="t", at=NOW)]


def test_reservation_file_is_read_by_location() -> None:
    rules = [
        {"location": "/oqu/", "tdm-reservation": 1, "tdm-policy": "https://kitap.kz/p.json"},
        {"location": "/", "tdm-reservation": 0},
    ]
    assert tdmrep(rules) == ["deny"]
    assert tdmrep(rules, "https://kitap.kz/basqa") == ["unclear"]
    assert tdmrep([{"location": "/basqa", "tdm-reservation": 1}]) == []


def test_first_and_longest_location_both_count() -> None:
    rules = [{"location": "/", "tdm-reservation": 0}, {"location": "/oqu", "tdm-reservation": 1}]
    assert "deny" in tdmrep(rules)
    rules.reverse()
    assert "deny" in tdmrep(rules)
    assert "deny" in tdmrep(
        [{"location": "/", "tdm-reservation": 1}, {"location": "/oqu", "tdm-reservation": 0}]
    )


@pytest.mark.parametrize("body", [b"<html>", b"[" * 100_000, b"\xff", b""])
def test_reservation_file_that_cannot_be_read_is_unclear(body: bytes) -> None:
    [signal] = read_tdmrep(body, PAGE, where="t", at=NOW)
    assert signal.says is Says.UNCLEAR


@pytest.mark.parametrize("body", ["7", '"x"', "[[1]]", '[{"tdm-reservation": 1}]'])
def test_reservation_file_of_another_shape_says_nothing(body: str) -> None:
    assert read_tdmrep(body.encode(), PAGE, where="t", at=NOW) == ()


@pytest.mark.parametrize(("value", "says"), [("1", "deny"), ("0", "unclear"), ("2", "unclear")])
def test_reservation_value(value: str, says: str) -> None:
    assert read_reservation(value).value == says


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("Content-Usage", "train-ai=n")], [("content-usage", "deny")]),
        ([("content-usage", "train-ai=n"), ("Content-Usage", "train-ai=y, ai-use=y")],
         [("content-usage", "allow")]),
        ([("Content-Usage", "ai-use=y"), ("Content-Usage", "Bad=1")],
         [("content-usage", "unclear")]),
        ([("X-Robots-Tag", "noindex, noai")], [("robots-tag", "deny")]),
        ([("X-Robots-Tag", "googlebot: noimageai")], [("robots-tag", "deny")]),
        ([("X-Robots-Tag", "noindex")], []),
        ([("TDM-Reservation", "1"), ("tdm-policy", "https://x.kz/p")],
         [("tdm-reservation", "deny")]),
        ([("tdm-reservation", "0"), ("tdm-reservation", "1")],
         [("tdm-reservation", "unclear"), ("tdm-reservation", "deny")]),
        ([("Content-Signal", "ai-train=yes, search=yes, ai-input=yes")],
         [("content-signal", "allow")]),
        ([("Link", '<https://x.kz/l.xml>; rel="license"; type="application/rsl+xml"')],
         [("rsl", "licence")]),
        ([("Link", '</v>; rel="next", </cc>; rel="describedby license"')],
         [("licence-link", "licence")]),
        ([("Link", "</cc>; rel=license")], [("licence-link", "licence")]),
        ([("Link", '</style.css>; rel="preload"; title="license"')], []),
        ([("Content-Type", "text/html")], []),
    ],
)  # fmt: skip
def test_response_headers_are_read(
    headers: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    assert said(read_headers(headers, where=PAGE, at=NOW)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("robots: noindex, noai", [("robots-tag", "deny")]),
        ("keywords: заң, NoAI", [("robots-tag", "deny")]),
        ("tdm-reservation: 1", [("tdm-reservation", "deny")]),
        ("content-usage: train-ai=n", [("content-usage", "deny")]),
        ("content-usage: Train-AI=n", [("content-usage", "unclear")]),
        ("ai-usage: none", [("ai-usage", "deny")]),
        ("ai-usage: train-ai=n", [("ai-usage", "deny")]),
        ("ai-usage: ai-use=y", [("ai-usage", "allow")]),
        ("rsl: https://x.kz/l.xml", [("rsl", "licence")]),
        ("licence-link: https://creativecommons.org/licenses/by/4.0/",
         [("licence-link", "licence")]),
        ("plus-data-mining: http://ns.useplus.org/LDF/vocab/DMI-PROHIBITED",
         [("plus-data-mining", "deny")]),
        ("plus-data-mining: DMI-PROHIBITED-SEECONSTRAINT", [("plus-data-mining", "licence")]),
        ("plus-data-mining: DMI-ALLOWED", [("plus-data-mining", "unclear")]),
        ('c2pa-training-mining: {"cawg.ai_inference": {"use": "notAllowed"}}',
         [("c2pa-training-mining", "deny")]),
        ("title: noai", []),
        ("description: tdm-reservation: 1", []),
    ],
)  # fmt: skip
def test_metadata_lines_are_read(line: str, expected: list[tuple[str, str]]) -> None:
    assert said(read_stated([line], where="a.html", at=NOW)) == expected


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"cawg.ai_inference": {"use": "notAllowed"}}, "deny"),
        ({"c2pa.ai_training": {"use": "notAllowed"}, "c2pa.ai_inference": {"use": "allowed"}},
         "deny"),
        ({"cawg.data_mining": {"use": "constrained"}}, "licence"),
        ({"cawg.ai_inference": {"use": "allowed"}}, "allow"),
        ({"cawg.ai_training": {"use": "allowed"}}, "unclear"),
        ({"x.fine_tuning": {"use": "notAllowed"}}, "unclear"),
        ({"cawg.ai_inference": "notAllowed"}, "unclear"),
        ({}, "unclear"),
    ],
)  # fmt: skip
def test_training_mining_entries_are_read(entries: dict[str, object], says: str) -> None:
    assert read_entries(json.dumps(entries)).value == says
    assert read_entries("жоқ") is Says.UNCLEAR


def test_origin_counts_for_the_active_manifest_only_and_reservations_for_all() -> None:
    ai = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    made = {"label": "c2pa.actions.v2", "data": {"actions": [{"digitalSourceType": ai}]}}
    denied = {"label": "cawg.training-mining", "data": {"entries": {"cawg.ai_inference": {}}}}
    store = {
        "active_manifest": "a",
        "manifests": {"a": {"assertions": []}, "b": {"assertions": [made, denied]}},
    }
    assert manifest_lines(json.dumps(store)) == ('c2pa-training-mining: {"cawg.ai_inference": {}}',)
    store["active_manifest"] = "b"
    assert manifest_lines(json.dumps(store))[0] == f"digital-source-type: {ai}"
    for broken in ("", "[]", "{}", '{"manifests": 7}', '{"manifests": {"a": 7}}'):
        assert manifest_lines(broken) == ()


@given(st.lists(st.sampled_from(list(Says)), max_size=6))
def test_one_denial_decides_and_one_licence_stops_every_permission(meanings: list[Says]) -> None:
    signals = [
        Signal(kind=SignalKind.AI_USAGE, where="w", raw=b"", at=NOW, says=says) for says in meanings
    ]
    decisive = strictest(signals)
    assert (decisive is None) == (not meanings)
    if decisive is not None:
        assert (Says.DENY in meanings) == (decisive.says is Says.DENY)
        if decisive.says is Says.ALLOW:
            assert not {Says.DENY, Says.LICENCE} & set(meanings)


def test_words_of_a_site_cannot_steer_the_terminal_that_shows_them() -> None:
    body = b"User-agent: *\nContent-Usage: / train-ai=n;x=\x1b[2J\x9b\n"
    [signal] = read_robots(body, PAGE, where="https://kitap.kz/\x1b]0;x\x07", at=NOW)
    assert signal.quote().isprintable()
    assert reason("host_failed", "https://kitap.kz/\x1b[31m").detail.isprintable()
    assert b"\x1b" in signal.raw
