"""Is an author's no obeyed, by every carrier, at once and on record? Tests 39, 40 and 41."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
import yaml
from qdrant_double import KEY, serve_double
from web_site import Site, serve_site

from jauap.answer import Answer, Outcome
from jauap.assistant import Language, Trilingual
from jauap.cli.new import write_assistant
from jauap.ingestion.parse.parsed import Parsed
from jauap.ingestion.report import DocumentEntry, IngestOutcome, IngestReport, Status
from jauap.ingestion.rights import Ruling, rule_on_content, rule_on_declaration
from jauap.ingestion.signals.headers import read_headers
from jauap.ingestion.signals.robots import read_robots
from jauap.ingestion.signals.signal import Signal
from jauap.ingestion.signals.tdmrep import read_tdmrep
from jauap.ingestion.sources import SourceFile
from jauap.ingestion.web.visit import Visit
from jauap.knowledge import Source, SourceKind
from jauap.runtime import Runtime, build_runtime
from jauap.settings import Settings
from jauap.storage.audit import Action, Audit
from jauap.storage.records import record_of
from jauap.storage.signals import SignalRecords

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TEXT = "Жайылымда бір басқа 3 гектар беріледі."
QUESTION = "Жайылымда бір басқа неше гектар беріледі?"
PERMISSION = "№ 7, 03.11.2026"


def page(extra: str = "", text: str = TEXT) -> str:
    return (
        f"<!doctype html><html lang='kk'><head>{extra}<title>Жайылым</title></head>"
        f"<body><h1>Жайылым</h1><p>{text}</p></body></html>"
    )


@dataclass
class Ministry:
    """A workspace of one assistant whose documents come from a site."""

    root: Path
    site: Site
    settings: Settings
    sources: list[dict[str, object]] = field(default_factory=list)

    def declare(self, source_id: str, where: str, **more: object) -> None:
        self.sources = [one for one in self.sources if one["id"] != source_id]
        title = {"kk": source_id, "ru": source_id, "en": source_id}
        self.sources.append(
            {"id": source_id, "kind": "own_text", "files": {"kk": where}, "title": title}
            | {"topic": "t", **more}
        )

    def put(self, source_id: str, extra: str = "", **headers: str) -> None:
        """Put a page on the site and declare it; every page has a text of its own."""
        text = TEXT.replace("3", str(len(self.sources) + 3))
        headers = {"Content_Type": "text/html", **headers}
        self.site.put(f"/{source_id}", page(extra, text), headers=headers)
        self.declare(source_id, f"{self.site.url}/{source_id}")

    def write(self, name: str, content: str | bytes) -> str:
        path = self.root / "ingestion" / "land_use" / "documents" / "kk" / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return f"documents/kk/{name}"

    def open(self) -> Runtime:
        path = self.root / "ingestion" / "land_use" / "sources.yaml"
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
        own = declared["sources"][:1]
        declared["sources"] = [*own, *self.sources]
        path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
        return build_runtime(self.settings)

    def ingest(self, *, recheck: bool = False, withdraw: bool = False) -> IngestReport:
        with self.open() as runtime:
            return runtime.ingest("land_use", recheck=recheck, withdraw=withdraw)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as served:
        yield served


@pytest.fixture
def ministry(tmp_path: Path, site: Site) -> Ministry:
    """A ministry with the embedded engine."""
    write_assistant("land_use", tmp_path, as_json=False)
    settings = Settings(workspace=tmp_path, data_dir=tmp_path / "d", private_hosts="127.0.0.1")
    return Ministry(root=tmp_path, site=site, settings=settings)


@pytest.fixture(params=["embedded", "server"])
def office(request: pytest.FixtureRequest, ministry: Ministry) -> Iterator[Ministry]:
    """A ministry with each of the two engines."""
    if request.param == "embedded":
        yield ministry
        return
    with serve_double() as double:
        update = {"index": "server", "qdrant_url": double.url, "qdrant_api_key": KEY}
        ministry.settings = Settings.model_validate({**ministry.settings.model_dump(), **update})
        yield ministry


def verdicts(report: IngestReport) -> dict[str, str]:
    return {
        entry.source_id: entry.reason.code if entry.reason else entry.status.value
        for entry in report.documents
        if entry.source_id != "opening-hours"
    }


def entry_of(report: IngestReport, source_id: str) -> DocumentEntry:
    return next(entry for entry in report.documents if entry.source_id == source_id)


def held_texts(runtime: Runtime, document_id: str) -> list[str]:
    return [passage.text for passage in runtime.passages_of("land_use", document_id)]


def test_39_every_carrier_of_a_denial_is_obeyed(ministry: Ministry) -> None:
    """Auditor 39: a fixture for each signal, through a real site."""
    rsl = '</l.xml>; rel="license"; type="application/rsl+xml"'
    ministry.put("plain")
    ministry.put("closed")
    ministry.put("group-usage")
    ministry.put("group-usage-open")
    ministry.put("signal-path")
    ministry.put("tdm-file")
    ministry.put("usage-header", Content_Usage="train-ai=n")
    ministry.put("input-header", Content_Usage="train-ai=y, ai-use=n")
    ministry.put("duplicate-last-yes", Content_Usage="train-ai=n, train-ai=y")
    ministry.put("duplicate-last-no", Content_Usage="train-ai=y, train-ai=n")
    ministry.put("upper-case", Content_Usage="Train-AI=n")
    ministry.put("boolean", Content_Usage="train-ai")
    ministry.put("unknown-token", Content_Usage="train-ai=never")
    ministry.put("robots-tag", X_Robots_Tag="noindex, noai")
    ministry.put("tdm-header", TDM_Reservation="1")
    ministry.put("tdm-header-zero", TDM_Reservation="0")
    ministry.put("meta-noai", '<meta name="robots" content="noai, noimageai">')
    ministry.put("meta-tdm", '<meta name="tdm-reservation" content="1">')
    ministry.put("meta-usage", '<meta name="ai-usage" content="none">')
    ministry.put("meta-aipref", '<meta name="Content-Usage" content="ai-use=n">')
    ministry.put("meta-upper", '<meta name="content-usage" content="AI-Use=n">')
    ministry.put("rsl-header", Link=rsl)
    ministry.put("rsl-link", '<link rel="license" type="application/rsl+xml" href="/l.xml">')
    ministry.put("rsl-script", '<script type="application/rsl+xml"><rsl></rsl></script>')
    ministry.put("licence-link", '<link rel="license" href="https://creativecommons.org/">')
    ministry.site.put(
        "/robots.txt",
        "User-agent: *\nContent-Usage: / train-ai=y\n\n"
        "User-agent: OtherBot\nDisallow: /\n\n"
        "User-agent: jauap\nDisallow: /c\nAllow: /closedx\n"
        "Content-Usage: /group- train-ai=n\nContent-Usage: /group-usage-open ai-use=y\n"
        "Content-Signal: /signal- search=yes, ai-train=no\n",
    )
    ministry.site.put(
        "/.well-known/tdmrep.json",
        json.dumps([{"location": "/tdm-file$", "tdm-reservation": 1}]),
    )
    report = ministry.ingest()
    assert verdicts(report) == {
        "plain": "indexed",
        "closed": "opted_out",
        "group-usage": "opted_out",
        "group-usage-open": "indexed",
        "signal-path": "opted_out",
        "tdm-file": "opted_out",
        "usage-header": "opted_out",
        "input-header": "opted_out",
        "duplicate-last-yes": "indexed",
        "duplicate-last-no": "opted_out",
        "upper-case": "indexed",
        "boolean": "indexed",
        "unknown-token": "indexed",
        "robots-tag": "opted_out",
        "tdm-header": "opted_out",
        "tdm-header-zero": "indexed",
        "meta-noai": "opted_out",
        "meta-tdm": "opted_out",
        "meta-usage": "opted_out",
        "meta-aipref": "opted_out",
        "meta-upper": "indexed",
        "rsl-header": "licence_terms",
        "rsl-link": "licence_terms",
        "rsl-script": "licence_terms",
        "licence-link": "licence_terms",
    }
    statuses = {entry.source_id: entry.status for entry in report.documents}
    assert (statuses["closed"], statuses["rsl-link"]) == (Status.REFUSED, Status.HELD)
    assert "/closed" not in ministry.site.asked


def test_39_licence_line_of_robots_holds_the_whole_site(ministry: Ministry) -> None:
    """Auditor 39: RSL's License line binds whatever group it stands in."""
    ministry.put("plain")
    ministry.site.put("/robots.txt", f"User-agent: x\nLicense: {ministry.site.url}/l.xml\n")
    assert verdicts(ministry.ingest()) == {"plain": "licence_terms"}


_WEB = "https://kitap.kz/oqu/1"
_CARRIERS: dict[str, tuple[Signal, ...]] = {
    "robots says yes": read_robots(
        b"User-agent: *\nContent-Signal: ai-input=yes", _WEB, where="robots.txt", at=NOW
    ),
    "robots says no": read_robots(
        b"User-agent: *\nContent-Usage: / train-ai=n", _WEB, where="robots.txt", at=NOW
    ),
    "robots has terms": read_robots(
        b"License: https://kitap.kz/l.xml", _WEB, where="robots.txt", at=NOW
    ),
    "header says yes": read_headers([("Content-Usage", "ai-use=y")], where=_WEB, at=NOW),
    "header says no": read_headers([("X-Robots-Tag", "noai")], where=_WEB, at=NOW),
    "header has terms": read_headers([("Link", "</cc>; rel=license")], where=_WEB, at=NOW),
    "header is unreadable": read_headers([("Content-Usage", "AI=n")], where=_WEB, at=NOW),
    "mining is free": read_tdmrep(
        b'[{"location": "/", "tdm-reservation": 0}]', _WEB, where="tdmrep.json", at=NOW
    ),
    "mining is reserved": read_tdmrep(
        b'[{"location": "/oqu", "tdm-reservation": 1}]', _WEB, where="tdmrep.json", at=NOW
    ),
}


def third_party(
    signals: Sequence[Signal],
    *,
    kind: SourceKind = SourceKind.THIRD_PARTY,
    permission: str | None = None,
) -> SourceFile:
    source = Source(
        id="oqu",
        kind=kind,
        files={Language.KK: _WEB},
        title=Trilingual(kk="Кітап", ru="Книга", en="Book"),
        topic="t",
        permission=permission,
    )
    visit = Visit(path=Path("/kept/copy.txt"), signals=tuple(signals), at=NOW)
    return SourceFile(
        source=source, language=Language.KK, path=Path(_WEB), declared_path=_WEB, visit=visit
    )


def judged(file: SourceFile, *metadata: str) -> Ruling:
    declared = rule_on_declaration(file)
    if declared.status is not None:
        return declared
    return rule_on_content(file, Parsed(text=TEXT, blocks=(), signals=metadata), now=NOW)


@pytest.mark.parametrize(("one", "other"), list(permutations(_CARRIERS, 2)))
def test_39_of_two_statements_the_stricter_wins_in_either_order(one: str, other: str) -> None:
    """Auditor 39: every conflict of two carriers, for a third party's text."""
    ruling = judged(third_party([*_CARRIERS[one], *_CARRIERS[other]]))
    words = f"{one}, {other}"
    expected: tuple[Status | None, str]
    if "says no" in words or "reserved" in words:
        expected = (Status.REFUSED, "opted_out")
    elif "terms" in words:
        expected = (Status.HELD, "licence_terms")
    elif "says yes" in words:
        expected = (None, "allowed_by_author")
    else:
        expected = (Status.HELD, "needs_permission")
    decisive = ruling.reason or ruling.warnings[0]
    assert (ruling.status, decisive.code) == expected
    assert len(ruling.signals) == 2


@pytest.mark.parametrize("carrier", _CARRIERS)
def test_39_page_conflicts_with_its_site(carrier: str) -> None:
    """Auditor 39: a page's own no goes before every yes of its site."""
    refused = judged(third_party(_CARRIERS[carrier]), "robots: noai")
    assert refused.status in (Status.REFUSED, Status.HELD)
    if "terms" not in carrier:
        assert refused.status is Status.REFUSED


@pytest.mark.parametrize("carrier", _CARRIERS)
def test_39_written_permission_goes_before_every_statement_and_is_said(carrier: str) -> None:
    """Auditor 39: a permission overrides and is recorded."""
    ruling = judged(third_party(_CARRIERS[carrier], permission=PERMISSION))
    is_against = "says no" in carrier or "terms" in carrier or "reserved" in carrier
    assert ruling.status is None
    assert [(w.code, w.detail) for w in ruling.warnings] == (
        [("permitted", PERMISSION)] if is_against else []
    )
    assert ruling.signals == _CARRIERS[carrier]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (SourceKind.OWN_TEXT, None),
        (SourceKind.OFFICIAL_ACT, None),
        (SourceKind.THIRD_PARTY, Status.HELD),
    ],
)
@pytest.mark.parametrize("carrier", ["", "mining is free", "header is unreadable"])
def test_39_without_a_word_only_own_texts_and_acts_pass(
    kind: SourceKind, status: Status | None, carrier: str
) -> None:
    """Auditor 39: unknown is not yes."""
    assert judged(third_party(_CARRIERS.get(carrier, ()), kind=kind)).status is status


def test_39_file_of_the_workspace_is_judged_by_its_page_on_demand(ministry: Ministry) -> None:
    """Auditor 39: --recheck asks the page, and its answer is not forgotten afterwards."""
    ministry.site.put("/kitap", page('<meta name="tdm-reservation" content="1">'))
    ministry.declare("kitap", ministry.write("kitap.md", TEXT), url=f"{ministry.site.url}/kitap")
    assert verdicts(ministry.ingest()) == {"kitap": "indexed"}
    assert ministry.site.asked == []
    assert verdicts(ministry.ingest(recheck=True)) == {"kitap": "opted_out"}
    assert "/kitap" in ministry.site.asked
    assert verdicts(ministry.ingest()) == {"kitap": "opted_out"}
    ministry.site.put("/kitap", page())
    assert verdicts(ministry.ingest(recheck=True)) == {"kitap": "indexed"}


@pytest.mark.parametrize("way", ["robots", "tdmrep", "header", "meta", "licence"])
def test_40_denial_after_ingestion_takes_the_points_out_in_the_same_run(
    office: Ministry, way: str
) -> None:
    """Auditor 40: the text is gone from both engines, the answers are named, all is on record."""
    office.put("jaiylym")
    office.site.put("/jaiylym", page(), Content_Type="text/html")
    with office.open() as runtime:
        first = runtime.ingest("land_use")
        assert verdicts(first) == {"jaiylym": "indexed"}
        assert len(held_texts(runtime, "jaiylym.kk")) == 1
        labelled = asyncio.run(runtime.respond("land_use", QUESTION))
        assert "3 гектар" in labelled.text
    if way == "robots":
        office.site.put("/robots.txt", "User-agent: *\nContent-Usage: / train-ai=n\n")
    elif way == "tdmrep":
        rules = [{"location": "/", "tdm-reservation": 1}]
        office.site.put("/.well-known/tdmrep.json", json.dumps(rules))
    elif way == "header":
        office.site.put("/jaiylym", page(), Content_Usage="ai-use=n")
    elif way == "meta":
        office.site.put("/jaiylym", page('<meta name="robots" content="noai">'))
    else:
        office.site.put("/robots.txt", "License: https://kitap.kz/l.xml\n")
    code = "licence_terms" if way == "licence" else "opted_out"
    with office.open() as runtime:
        second = runtime.ingest("land_use")
        assert second.outcome is IngestOutcome.SWITCHED
        assert verdicts(second) == {"jaiylym": code}
        assert second.counts.deleted >= 1
        assert held_texts(runtime, "jaiylym.kk") == []
        assert "3 гектар" not in asyncio.run(runtime.respond("land_use", QUESTION)).text
        [objection] = second.objections
        assert (objection.document_id, objection.reason.code) == ("jaiylym.kk", code)
        assert (objection.codes, objection.is_withdrawn) == ((labelled.code,), False)
        assert any(labelled.code in line for line in second.remarks(Language.KK))
        [line] = [e for e in Audit(runtime.store).entries() if e.action is Action.SOURCE_REFUSED]
        assert (line.subject, line.by) == ("jaiylym.kk", "ingest")
        assert line.reason.startswith(f"{code}: ")
        look = SignalRecords(runtime.store).last("land_use", "jaiylym.kk")
        assert look is not None
        assert {signal.says for signal in look.signals} == {
            "licence" if way == "licence" else "deny"
        }
        assert all(signal.raw for signal in look.signals)
        assert SignalRecords(runtime.store).check_chain().is_whole


def test_40_answers_are_taken_back_when_asked_and_a_later_run_finds_what_one_missed(
    office: Ministry,
) -> None:
    """Auditor 40: --withdraw takes back, with the reason; nothing is taken back twice."""
    office.put("jaiylym")
    office.site.put("/jaiylym", page(), Content_Type="text/html")
    with office.open() as runtime:
        runtime.ingest("land_use")
        labelled = asyncio.run(runtime.respond("land_use", QUESTION))
    office.site.put("/jaiylym", page(), TDM_Reservation="1")
    named = office.ingest()
    with office.open() as runtime:
        taken = runtime.ingest("land_use", withdraw=True)
        record = runtime.records.find(labelled.code)
        assert record is not None
        assert record.withdrawal is not None
        assert (record.withdrawal.reason, record.withdrawal.by) == (
            "jaiylym.kk: opted_out",
            "ingest",
        )
        actions = [entry.action for entry in Audit(runtime.store).entries()]
        assert actions.count(Action.ANSWERS_WITHDRAWN) == 1
        assert actions.count(Action.SOURCE_REFUSED) == 1
    assert [objection.is_withdrawn for objection in named.objections] == [False]
    assert [objection.is_withdrawn for objection in taken.objections] == [True]
    assert office.ingest(withdraw=True).objections == ()


def test_40_answers_of_another_assistant_with_the_same_document_id_stand(
    ministry: Ministry,
) -> None:
    """Auditor 40: ids of documents are unique within one assistant only."""
    write_assistant("forest_use", ministry.root, as_json=False)
    with ministry.open() as runtime:
        runtime.ingest("land_use")
        runtime.ingest("forest_use")
        words = "Қабылдау уақыты қандай?"
        own = asyncio.run(runtime.respond("land_use", words))
        other = asyncio.run(runtime.respond("forest_use", words))
    note = "schema: 1\nopt_out: true\nnoted_from: 5-қараша хаты\n"
    ministry.write("opening-hours.md.rights.yaml", note)
    report = ministry.ingest(withdraw=True)
    assert own.answer.citations[0].document_id == "opening-hours.kk"
    assert [objection.codes for objection in report.objections] == [(own.code,)]
    with ministry.open() as runtime:
        found = runtime.records.find(other.code)
        assert found is not None
        assert found.withdrawal is None


def test_40_lifted_denial_brings_the_text_back(ministry: Ministry) -> None:
    """Auditor 40: what the site says today counts, and each look is on record."""
    ministry.put("jaiylym")
    ministry.site.put("/robots.txt", "User-agent: *\nDisallow: /\n")
    assert verdicts(ministry.ingest()) == {"jaiylym": "opted_out"}
    ministry.site.put("/robots.txt", "User-agent: *\nAllow: /\n")
    assert verdicts(ministry.ingest()) == {"jaiylym": "indexed"}
    with ministry.open() as runtime:
        look = SignalRecords(runtime.store).last("land_use", "jaiylym.kk")
        assert look is not None
        assert look.signals == ()


def test_40_failing_site_does_not_bring_a_refused_text_back(ministry: Ministry) -> None:
    """Auditor 40: a denial outlives the failure of the host that spoke it."""
    ministry.put("jaiylym", TDM_Reservation="1")
    assert verdicts(ministry.ingest()) == {"jaiylym": "opted_out"}
    ministry.site.put("/robots.txt", status=503)
    report = ministry.ingest()
    assert verdicts(report) == {"jaiylym": "opted_out"}
    assert [w.code for w in entry_of(report, "jaiylym").warnings] == ["kept_copy"]


def test_40_third_partys_author_waits_in_the_queue_until_told(ministry: Ministry) -> None:
    """R31: each third party's document in use has an entry with author, contact and since when."""
    ministry.put("kitap")
    ministry.put("jai", Content_Usage="ai-use=y")
    for one in ministry.sources:
        one["kind"] = "third_party"
    ministry.sources[0] |= {"author": "А. Үлгі", "contact": "a@ulgi.kz", "permission": PERMISSION}
    first, second = ministry.ingest(), ministry.ingest()
    entries = {entry.document_id: entry for entry in first.authors_to_notify}
    assert set(entries) == {"kitap.kk", "jai.kk"}
    kitap = entries["kitap.kk"]
    assert (kitap.author, kitap.contact, kitap.permission) == ("А. Үлгі", "a@ulgi.kz", PERMISSION)
    assert kitap.in_use_since is not None
    assert {e.document_id: e.in_use_since for e in second.authors_to_notify} == {
        e.document_id: e.in_use_since for e in first.authors_to_notify
    }
    remarks = "\n".join(first.remarks(Language.RU))
    assert "уведомите автора" in remarks
    assert "Автор стороннего текста не указан" in remarks


def wrapper(payload: bytes) -> str:
    """Write bytes as C2PA's text wrapper does: variation selectors after U+FEFF."""
    data = b"C2PATXT\x00\x01" + len(payload).to_bytes(4, "big") + payload
    return "\ufeff" + "".join(
        chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in data
    )


def test_41_document_that_a_machine_wrote_is_refused_as_a_source(ministry: Ministry) -> None:
    """Auditor 41: our notices, codes and markup, and the labels of others."""
    ai = b"jumb...http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    ld = '<script type="application/ld+json">{"digitalSourceType": "%s"}</script>'
    trained = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    files = {
        "notice-kk": f"[Жасанды интеллект жауабы]\n\n{TEXT} а",
        "notice-ru": f"{TEXT} б\n\nОтвет создан с использованием искусственного интеллекта. "
        "Проверить: https://ai.example.gov.kz/v/7F3K9QXM2TCA",
        "code": f"{TEXT} в Тексеру: ai.example.gov.kz/v/7F3K9QXM2TCA",
        "front-matter": f"---\nai-disclosure: ai-generated\n---\n\n{TEXT} г",
        "aigc": f'---\nAIGC: {{"Label": "1", "ContentProducer": "x"}}\n---\n\n{TEXT} ғ',
        "aigc-text": f'{TEXT} д {{"AIGC": {{"Label": "2", "ProduceID": "x"}}}}',
        "wrapped": f"{TEXT} е{wrapper(ai)}",
        "person-signed": f"{TEXT} ж{wrapper(b'jumb digitalCreation')}",
        "selectors": f"{TEXT} з ☎\ufe0f 1414",
    }
    for name, text in files.items():
        ministry.declare(name, ministry.write(f"{name}.md", text))
    ministry.put("markup", '<meta name="ai-disclosure" content="mixed">')
    ministry.put("our-article", "<meta name='x'><article data-ai-label='7F3K9QXM2TCA'>")
    ministry.put("json-ld", ld % trained)
    photo = '<script type="application/ld+json">{"@graph": [{"@type": "ImageObject", '
    ministry.put("json-ld-photo", f'{photo}"digitalSourceType": "{trained}"}}]}}</script>')
    ministry.put(
        "json-ld-human", ld % "https://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"
    )
    ministry.put("meta-aigc", "<meta name='AIGC' content='{\"Label\":\"1\"}'>")
    ministry.put("header", AI_Disclosure='mode=ai-originated, provider="x"')
    ministry.put("header-bare", AI_Disclosure="machine-generated")
    ministry.put("header-none", AI_Disclosure="mode=none")
    ministry.put("our-header", AI_Label='id="7F3K9QXM2TCA", v=1, level=ai-generated')
    report = ministry.ingest()
    assert verdicts(report) == {
        "notice-kk": "ai_labelled",
        "notice-ru": "ai_labelled",
        "code": "ai_labelled",
        "front-matter": "ai_labelled",
        "aigc": "ai_labelled",
        "aigc-text": "ai_labelled",
        "wrapped": "ai_labelled",
        "person-signed": "signed_text",
        "selectors": "indexed",
        "markup": "ai_labelled",
        "our-article": "ai_labelled",
        "json-ld": "ai_labelled",
        "json-ld-photo": "indexed",
        "json-ld-human": "indexed",
        "meta-aigc": "ai_labelled",
        "header": "ai_labelled",
        "header-bare": "ai_labelled",
        "header-none": "indexed",
        "our-header": "ai_labelled",
    }


def test_41_permission_does_not_turn_a_machines_text_into_a_source() -> None:
    """Auditor 41: what a machine wrote stays refused, whoever permits it."""
    file = third_party((), permission=PERMISSION)
    marked = Parsed(text=TEXT, blocks=(), signals=("ai-disclosure: ai-generated",))
    assert rule_on_content(file, marked, now=NOW).status is Status.REFUSED


def test_41_own_answer_whose_label_was_cut_off_is_known_again() -> None:
    """Auditor 41: the fingerprint log is asked about every text that may be used."""
    asked: list[str] = []

    def is_ours(text: str) -> bool:
        asked.append(text)
        return "гектар" in text

    file = third_party((), kind=SourceKind.OWN_TEXT)
    ours = rule_on_content(file, Parsed(text=TEXT, blocks=()), now=NOW, is_ours=is_ours)
    other = Parsed(text="Қой көктемде жайылады.", blocks=())
    assert ours.reason is not None
    assert (ours.reason.code, ours.reason.detail) == ("ai_labelled", "fingerprint")
    assert rule_on_content(file, other, now=NOW, is_ours=is_ours).status is None
    assert asked == [TEXT, "Қой көктемде жайылады."]


def test_41_answer_of_this_service_is_refused_even_without_its_label(ministry: Ministry) -> None:
    """Auditor 41: an answer pasted into a document is found in the register of fingerprints."""
    body = (
        "Көктемде жайылымға мал шығару үшін алдымен ауыл әкіміне өтініш беріңіз, содан кейін "
        "ветеринар малыңызды тексереді де, жол картасын алып, келесі айда айдап шыға аласыз. "
        "Егер малыңыз жүз бастан көп болса, қосымша келісімшарт жасасу керек болады."
    )
    with ministry.open() as runtime:
        runtime.ingest("land_use")
        assistant = runtime.workspace.assistant("land_use")
        made = Answer(
            assistant_id="land_use",
            language=Language.KK,
            outcome=Outcome.ANSWERED_GENERATED,
            text=body,
            composed_by="model",
        )
        labelled = runtime.labeller.label(made, assistant=assistant)
        runtime.records.save(record_of(labelled), body=body)
    ministry.declare("pasted", ministry.write("pasted.md", f"# Жадынама\n\n{body}\n"))
    ministry.declare("own", ministry.write("own.md", f"# Жадынама\n\n{TEXT}\n"))
    report = ministry.ingest()
    assert verdicts(report) == {"pasted": "ai_labelled", "own": "indexed"}
    why = entry_of(report, "pasted").reason
    assert why is not None
    assert why.detail == "fingerprint"


def test_39_recheck_that_reaches_nobody_is_said(ministry: Ministry) -> None:
    """Auditor 39: what could not be asked is not taken for a yes in silence."""
    ministry.site.put("/robots.txt", status=503)
    ministry.declare("kitap", ministry.write("kitap.md", TEXT), url=f"{ministry.site.url}/kitap")
    report = ministry.ingest(recheck=True)
    assert verdicts(report) == {"kitap": "indexed"}
    assert [w.code for w in entry_of(report, "kitap").warnings] == ["recheck_failed"]


def test_40_command_line_says_and_does_all_of_it(ministry: Ministry) -> None:
    """Auditor 40, R31: `jauap ingest --json` names authors, objections and statements."""
    ministry.put("kitap", Content_Usage="ai-use=y")
    ministry.sources[0] |= {"kind": "third_party", "author": "А. Үлгі", "contact": "a@ulgi.kz"}
    ministry.put("jaiylym", TDM_Reservation="1")
    with ministry.open():
        pass
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("JAUAP_")},
        "JAUAP_WORKSPACE": str(ministry.root),
        "JAUAP_DATA_DIR": str(ministry.settings.data_dir),
        "JAUAP_PRIVATE_HOSTS": "127.0.0.1",
    }
    command = [sys.executable, "-m", "jauap", "ingest", "land_use"]
    done = subprocess.run(
        [*command, "--json", "--recheck", "--withdraw"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    [report] = json.loads(done.stdout)["reports"]
    [author] = report["authors_to_notify"]
    assert (author["author"], author["contact"]) == ("А. Үлгі", "a@ulgi.kz")
    assert author["in_use_since"]
    assert report["objections"] == []
    [refused] = [one for one in report["documents"] if one["source_id"] == "jaiylym"]
    assert refused["reason"]["code"] == "opted_out"
    [signal] = refused["signals"]
    assert (signal["kind"], signal["says"]) == ("tdm-reservation", "deny")
