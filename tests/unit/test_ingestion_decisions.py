"""Rights, plan, citations and reasons: what an ingest decides without touching a file."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.assistant import Language, Trilingual
from jauap.ingestion.chunk import chunk_document
from jauap.ingestion.cite import cite
from jauap.ingestion.parse import Parsed, parse_text
from jauap.ingestion.parse.refusal import Fault
from jauap.ingestion.plan import plan
from jauap.ingestion.reasons import REMOVING, codes, explain
from jauap.ingestion.report import (
    ActState,
    ActStatus,
    Counts,
    DocumentEntry,
    Drift,
    IngestOutcome,
    IngestReport,
    Status,
    reason,
)
from jauap.ingestion.rights import rule_on_content
from jauap.ingestion.sources import SourceFile
from jauap.knowledge import Chunk, Document, Pair, Source, SourceKind

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def source_file(permission: str | None = None) -> SourceFile:
    title = Trilingual(kk="Мал жаю", ru="Выпас", en="Grazing")
    source = Source(
        id="grazing",
        kind=SourceKind.OWN_TEXT,
        files={Language.KK: "documents/kk/grazing.md"},
        title=title,
        topic="grazing",
        permission=permission,
    )
    path = Path("/nowhere/documents/kk/grazing.md")
    return SourceFile(
        source=source, language=Language.KK, path=path, declared_path="documents/kk/grazing.md"
    )


def said(text: str = "Мал жайылады.", *signals: str) -> Parsed:
    return Parsed(text=text, blocks=(), signals=signals)


@pytest.mark.parametrize(
    "text",
    [
        "[Жасанды интеллект жауабы]\n\nМал жайылады.",
        "Жауап жасанды интеллектіні қолдану арқылы жасалды. Тексеру: https://x.kz/v/7F3K9QXM2TCA",
        "[Ответ искусственного интеллекта]\n\nСкот пасут летом.",
        "[AI-generated answer]\n\nGraze in summer.",
        "Толығырақ: ai.example.gov.kz/v/7F3K9QXM2TCA",
    ],
)
def test_text_with_an_ai_notice_cannot_become_a_source(text: str) -> None:
    ruling = rule_on_content(source_file(permission="№ 1, 01.02.2026"), said(text), now=NOW)
    assert ruling.status is Status.REFUSED
    assert ruling.reason is not None
    assert ruling.reason.code == "ai_labelled"


@pytest.mark.parametrize("value", ["ai-generated", "ai-assisted", "mixed"])
def test_disclosure_attribute_marks_an_ai_text(value: str) -> None:
    ruling = rule_on_content(source_file(), said("Мәтін.", f"ai-disclosure: {value}"), now=NOW)
    assert ruling.reason is not None
    assert ruling.reason.code == "ai_labelled"


@pytest.mark.parametrize(
    "signal",
    [
        "robots: noindex, noai",
        "robots: noimageai",
        "tdm-reservation: 1",
        "content-usage: train-ai=n",
        "keywords: law, NoAI",
    ],
)
def test_author_opt_out_refuses_and_a_written_permission_overrides(signal: str) -> None:
    refused = rule_on_content(source_file(), said("Мәтін.", signal), now=NOW)
    allowed = rule_on_content(source_file("№ 12, 03.04.2026"), said("Мәтін.", signal), now=NOW)
    assert refused.reason is not None
    assert (refused.status, refused.reason.code) == (Status.REFUSED, "opted_out")
    assert allowed.status is None
    assert [warning.code for warning in allowed.warnings] == ["permitted"]


@pytest.mark.parametrize(
    "signal",
    ["robots: noindex", "tdm-reservation: 0", "ai-disclosure: none", "title: жасанды интеллект"],
)
def test_other_signals_do_not_refuse(signal: str) -> None:
    ruling = rule_on_content(source_file(), said("Автоматты хабарлама.", signal), now=NOW)
    assert ruling.status is None


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("12")),
    st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("12")),
    st.booleans(),
)
def test_carrying_out_the_plan_gives_what_is_wanted(
    wanted: dict[str, str], held: dict[str, str], anew: bool
) -> None:
    todo = plan(wanted, held, anew=anew)
    after = {i: held[i] for i in todo.keep} | {i: wanted[i] for i in todo.encode}
    assert after == wanted
    assert todo.delete == held.keys() - wanted.keys()
    assert not (todo.keep & todo.encode)
    assert not anew or not todo.keep


def test_equal_digests_mean_nothing_to_do() -> None:
    todo = plan({"a": "1", "b": "2"}, {"a": "1", "b": "2"})
    assert todo.is_empty
    assert todo.counts() == Counts(kept=2)


def chunks() -> tuple[Chunk, ...]:
    text = (
        "# Жаю\n\n## Мерзімі\n\nҚой  600–800 басқа\nдейін жайылады.\n\n## Орны\n\nТауда жайылады."
    )
    document = Document(
        id="grazing.kk",
        source_id="grazing",
        language=Language.KK,
        title="Мал жаю",
        text=text,
        path="grazing.md",
    )
    return chunk_document(document, parse_text(text))


def pair(quote: str, source: str = "grazing") -> Pair:
    return Pair(
        id="p1",
        language=Language.KK,
        intent="herd-size",
        question="Бір отарда қанша қой болады?",
        answer="600-800 бас.",
        source=source,
        quote=quote,
        author_role="маман",
        approved_by_role="басшы",
        approved_on=date(2026, 11, 1),
    )


def test_quote_is_found_over_line_breaks_dashes_and_case() -> None:
    first, _ = chunks()
    cited = cite([pair("қой 600-800 басқа дейін")], chunks())
    assert cited.pairs == ((pair("қой 600-800 басқа дейін"), (first.id,)),)


def test_quote_over_two_chunks_cites_both() -> None:
    first, second = chunks()
    [(_, chunk_ids)] = cite([pair("жайылады. ## Орны Тауда")], chunks()).pairs
    assert chunk_ids == (first.id, second.id)


@pytest.mark.parametrize(
    ("quote", "source", "code"),
    [
        ("қой 900 басқа дейін", "grazing", "quote_not_found"),
        ("қой", "burial", "source_not_indexed"),
    ],
)
def test_pair_whose_source_changed_is_reported_and_left_out(
    quote: str, source: str, code: str
) -> None:
    cited = cite([pair(quote, source)], chunks())
    assert cited.pairs == ()
    assert [entry.reason.code for entry in cited.left_out] == [code]


def test_every_fault_and_every_removal_has_a_sentence_in_three_languages() -> None:
    assert {fault.value for fault in Fault} | REMOVING <= codes()
    for code in codes():
        texts = explain(code)
        assert len({texts.kk, texts.ru, texts.en}) == 3


def test_report_survives_json_and_says_everything_in_the_readers_language() -> None:
    report = IngestReport(
        assistant_id="agriculture",
        started_at="2026-11-22T10:00:00+00:00",
        outcome=IngestOutcome.SWITCHED,
        generation="g2",
        documents=(
            DocumentEntry(path="documents/kk/a.md", status=Status.INDEXED, chunks=3),
            DocumentEntry(
                path="documents/kk/b.pdf",
                status=Status.REFUSED,
                reason=reason(Fault.PASSWORD),
            ),
        ),
        pairs_indexed=2,
        counts=Counts(added=5),
        drift=Drift(expected=10, found=4),
        act=ActState(month="2026-11", status=ActStatus.OVERDUE),
        timings={"total": 1.26},
    )
    assert IngestReport.model_validate_json(report.model_dump_json()) == report
    assert report.summary() == (
        "agriculture: switched; documents: 1 indexed, 1 refused; 3 chunks, 2 pairs; "
        "points: 5 added, 0 updated, 0 kept, 0 deleted; 1.3 s"
    )
    assert [entry.path for entry in report.refused] == ["documents/kk/b.pdf"]
    kazakh = report.remarks(Language.KK)
    assert kazakh[0].endswith("(4 / 10)")
    assert kazakh[1].endswith("(2026-11)")
    assert kazakh[2] == (
        "documents/kk/b.pdf: refused: Файл құпиясөзбен қорғалған; құпиясөзсіз сақтаңыз."
    )
