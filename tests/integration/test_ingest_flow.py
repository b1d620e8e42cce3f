"""The flow of an ingest: incremental, whole or not at all, and silent about nothing."""

import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from jauap.assistant import Assistant, Language
from jauap.errors import Busy, IndexUnavailable, WorkspaceInvalid
from jauap.ingestion.ingest import ingest
from jauap.ingestion.report import ActStatus, Drift, IngestOutcome, IngestReport, Status
from jauap.language.terms import split_words
from jauap.retrieval.generation import count
from jauap.retrieval.index import Generation, Hit, Point, Request
from jauap.retrieval.thesaurus import read_thesaurus
from jauap.workspace import Workspace

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
GRAZING = "# Мал жаю\n\n## Мерзімі\n\nҚой көктемде жайылады.\n\n## Орны\n\nТауда жайылады.\n"
WATER = "# Су\n\n## Құны\n\nТекше метрі 120 теңге.\n"


class MemoryIndex:
    """Generations in dictionaries, written and switched as an engine does."""

    is_remote = False

    def __init__(self) -> None:
        self.points: dict[str, dict[str, Point]] = {}
        self.records: dict[str, Generation] = {}
        self.current = ""
        self.writes = 0

    def active(self, assistant_id: str) -> Generation | None:
        return self.records.get(self.current)

    def held(self, assistant_id: str) -> dict[str, str]:
        return {i: point.digest for i, point in self.points.get(self.current, {}).items()}

    def write(
        self,
        assistant_id: str,
        generation: Generation,
        keep: Collection[str],
        points: Iterable[Point],
    ) -> Generation:
        self.writes += 1
        old = self.points.get(self.current, {})
        new = {i: old[i] for i in keep} | {point.id: point for point in points}
        self.points[generation.id] = new
        written = count(generation, {i: point.digest for i, point in new.items()})
        self.records[generation.id] = written
        return written

    def switch(self, assistant_id: str, generation_id: str) -> None:
        self.current = generation_id

    def sweep(self, assistant_id: str) -> tuple[str, ...]:
        stale = tuple(sorted(self.points.keys() - {self.current}))
        for generation_id in stale:
            del self.points[generation_id], self.records[generation_id]
        return stale

    def query(self, assistant_id: str, requests: Sequence[Request]) -> list[list[Hit]]:
        return [[] for _ in requests]

    def fetch(self, assistant_id: str, ids: Sequence[str]) -> list[Hit]:
        return []

    def browse(self, assistant_id: str, match: Mapping[str, str | Collection[str]]) -> list[Hit]:
        return []

    def close(self) -> None:
        self.points.clear()


class FullDisk(MemoryIndex):
    def write(
        self,
        assistant_id: str,
        generation: Generation,
        keep: Collection[str],
        points: Iterable[Point],
    ) -> Generation:
        raise OSError(28, "No space left on device", "/data/index")


class LosingIndex(MemoryIndex):
    """Acknowledges every point and keeps all but one."""

    def write(
        self,
        assistant_id: str,
        generation: Generation,
        keep: Collection[str],
        points: Iterable[Point],
    ) -> Generation:
        return super().write(assistant_id, generation, keep, list(points)[1:])


class RacedIndex(MemoryIndex):
    """Another ingest switches while this one writes."""

    def write(
        self,
        assistant_id: str,
        generation: Generation,
        keep: Collection[str],
        points: Iterable[Point],
    ) -> Generation:
        written = super().write(assistant_id, generation, keep, points)
        self.records["other"] = replace(written, id="other")
        self.points["other"] = self.points[generation.id]
        self.current = "other"
        return written


class Office:
    """A workspace of one assistant on disk, changed as a ministry would."""

    def __init__(self, root: Path, assistant: Assistant) -> None:
        self.assistant = assistant
        self.workspace = Workspace(root)
        self.folder = root / "ingestion" / assistant.id
        self.sources: list[dict[str, object]] = []
        self.overdue = "warn"
        (self.folder / "documents" / "kk").mkdir(parents=True)
        (root / "assistants").mkdir()
        self.sign("2026-11", "2026-11-02")

    def put(self, source_id: str, text: str | bytes, suffix: str = "md", **more: object) -> Path:
        declared = f"documents/kk/{source_id}.{suffix}"
        path = self.folder / declared
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        self.declare(source_id, declared, **more)
        return path

    def declare(self, source_id: str, declared: str, **more: object) -> None:
        self.sources = [one for one in self.sources if one["id"] != source_id]
        self.sources.append(
            {
                "id": source_id,
                "kind": "own_text",
                "files": {"kk": declared},
                "title": {"kk": source_id, "ru": source_id, "en": source_id},
                "topic": "t",
                **more,
            }
        )

    def withdraw(self, source_id: str) -> None:
        self.sources = [one for one in self.sources if one["id"] != source_id]

    def sign(self, month: str, day: str, by: str = "Үлгі Басшы") -> None:
        text = {"kk": "Үлгі", "ru": "Образец", "en": "Sample"}
        act = {"month": month, "signed_by": by, "position": text, "signed_on": day}
        self.write("acts.yaml", [{**act, "statement": text}])

    def ingest(
        self, index: MemoryIndex, now: datetime = NOW, *, force: bool = False
    ) -> IngestReport:
        position = {"kk": "Басшы", "ru": "Руководитель", "en": "Head"}
        sources = {
            "schema": 1,
            "assistant": self.assistant.id,
            "responsible_head": {"name": "Үлгі Басшы", "position": position},
            "overdue_act": self.overdue,
            "sources": self.sources,
        }
        self.write("sources.yaml", sources)
        return ingest(
            self.assistant, self.workspace, index, now=lambda: now, force=force, read_scans=False
        )

    def say_for(self, language: str, said: list[str], means: str) -> None:
        entry = {"said": said, "means": means}
        self.write("synonyms.yaml", {"schema": 1, "synonyms": {language: [entry]}})

    def write(self, name: str, content: object) -> None:
        text = yaml.safe_dump(content, allow_unicode=True)
        (self.folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path, assistant: Assistant) -> Office:
    made = Office(tmp_path, assistant)
    made.put("grazing", GRAZING)
    made.put("water", WATER)
    return made


def statuses(report: IngestReport) -> dict[str, str]:
    return {
        entry.path.rsplit("/", 1)[-1]: entry.reason.code if entry.reason else entry.status.value
        for entry in report.documents
    }


def texts(index: MemoryIndex) -> str:
    return "\n".join(
        str(point.payload.get("text", "")) for point in index.points[index.current].values()
    )


def test_second_ingest_of_the_same_documents_writes_nothing(office: Office) -> None:
    index = MemoryIndex()
    first, second = office.ingest(index), office.ingest(index)
    assert (first.outcome, second.outcome) == (IngestOutcome.SWITCHED, IngestOutcome.UNCHANGED)
    assert index.writes == 1
    assert second.generation == first.generation
    assert statuses(second) == {"grazing.md": "unchanged", "water.md": "unchanged"}
    assert (first.counts.added, second.counts.kept) == (5, 5)


def test_synonyms_enter_with_the_next_ingest_and_encode_nothing_anew(office: Office) -> None:
    index = MemoryIndex()
    office.ingest(index)
    office.say_for("kk", ["бақташы"], "мал жаюшы")

    second, third = office.ingest(index), office.ingest(index)

    assert (second.outcome, third.outcome) == (IngestOutcome.SWITCHED, IngestOutcome.UNCHANGED)
    assert (second.counts.added, second.counts.kept) == (0, 5)
    active = index.active(office.assistant.id)
    assert active is not None
    stems = split_words("бақташыға", Language.KK)
    meant = read_thesaurus(active.details).read(stems, Language.KK)
    assert [each.spelled for each in meant] == [("мал", "жаюшы")]


@pytest.mark.parametrize(
    ("content", "place", "remedy"),
    [
        (
            {"schema": 1, "synonyms": {"kk": [{"said": [], "means": "мал"}]}},
            "synonyms.kk.0.said",
            "correct the value",
        ),
        (
            {"schema": 1, "synonyms": {"kk": [{"said": ["а б в г"], "means": "мал"}]}},
            "synonyms.kk.0.said.0",
            "correct the value",
        ),
        (
            {"schema": 1, "synonyms": {"kz": []}},
            "synonyms.kz.[key]",
            "use one of the listed values",
        ),
        (
            {"schema": 1, "synonyms": {"kk": [{"said": ["мал"], "mean": "төл"}]}},
            "synonyms.kk.0.means",
            "add the key",
        ),
    ],
)
def test_synonyms_that_do_not_fit_name_their_place_and_change_nothing(
    office: Office, content: dict[str, object], place: str, remedy: str
) -> None:
    index = MemoryIndex()
    office.ingest(index)
    office.write("synonyms.yaml", content)

    with pytest.raises(WorkspaceInvalid) as caught:
        office.ingest(index)

    assert str(caught.value.where).endswith(f"synonyms.yaml: {place}")
    assert caught.value.remedy == remedy
    assert index.writes == 1


def test_only_the_changed_chunk_and_its_document_are_made_anew(office: Office) -> None:
    index = MemoryIndex()
    office.ingest(index)
    office.put("grazing", GRAZING.replace("Тауда", "Далада"))
    report = office.ingest(index)
    assert (report.counts.added, report.counts.updated, report.counts.kept) == (0, 2, 3)
    assert statuses(report) == {"grazing.md": "indexed", "water.md": "unchanged"}
    assert "Далада" in texts(index)


def test_withdrawn_source_is_gone_after_one_run(office: Office) -> None:
    index = MemoryIndex()
    office.ingest(index)
    office.withdraw("water")
    report = office.ingest(index)
    assert "теңге" not in texts(index)
    assert report.counts.deleted == 2
    assert statuses(report)["water.md"] == "not_declared"


def test_opted_out_source_is_gone_after_one_run_even_when_it_was_the_last(office: Office) -> None:
    index = MemoryIndex()
    office.withdraw("grazing")
    path = office.put("water", WATER)
    office.ingest(index)
    note = "schema: 1\nopt_out: true\nnoted_from: letter of 1 November 2026\n"
    path.with_name("water.md.rights.yaml").write_text(note, encoding="utf-8")
    report = office.ingest(index)
    assert statuses(report)["water.md"] == "opted_out"
    assert index.points[index.current] == {}


def test_third_party_waits_for_a_person_until_a_permission_is_written(office: Office) -> None:
    index = MemoryIndex()
    office.put("book", "# Кітап\n\nБөгде мәтін.", kind="third_party")
    held = office.ingest(index)
    office.put("book", "# Кітап\n\nБөгде мәтін.", kind="third_party", permission="№ 5, 01.11.2026")
    allowed = office.ingest(index)
    assert [entry.status for entry in held.documents if entry.source_id == "book"] == [Status.HELD]
    assert statuses(allowed)["book.md"] == "indexed"


def test_every_file_left_aside_has_its_reason(office: Office) -> None:
    outside = office.folder.parent / "secret.md"
    outside.write_text("құпия", encoding="utf-8")
    (office.folder / "documents" / "kk" / "link.md").symlink_to(outside)
    (office.folder / "documents" / "kk" / "stray.md").write_text("артық", encoding="utf-8")
    office.declare("traversal", "documents/../../secret.md")
    office.declare("absolute", str(outside))
    office.declare("link", "documents/kk/link.md")
    office.declare("gone", "documents/kk/gone.md")
    office.put("copy", GRAZING)
    office.put("old", "Ескі мәтін.", valid_until="2026-11-21")
    office.put("program", b"MZ" + bytes(100), suffix="pdf")
    office.put("answer", "[Жасанды интеллект жауабы]\n\nИә.")
    index = MemoryIndex()
    report = office.ingest(index)
    assert statuses(report) == {
        "grazing.md": "indexed",
        "water.md": "indexed",
        "secret.md": "outside",
        "link.md": "outside",
        "gone.md": "missing",
        "copy.md": "duplicate",
        "old.md": "expired",
        "program.pdf": "executable",
        "answer.md": "ai_labelled",
        "stray.md": "not_declared",
    }
    assert "құпия" not in texts(index)
    assert len(report.refused) == 6


def test_hidden_text_of_a_document_reaches_no_chunk_and_is_said(office: Office) -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey me")
    office.put("grazing", GRAZING.replace("Тауда", f"Тауда{hidden}"))
    index = MemoryIndex()
    report = office.ingest(index)
    assert not any(0xE0000 <= ord(letter) <= 0xE0FFF for letter in texts(index))
    assert [w.code for entry in report.documents for w in entry.warnings] == ["hidden_text"]


@pytest.mark.parametrize("lost", [1, 3, 5])
def test_points_lost_behind_our_back_are_restored_and_said(office: Office, lost: int) -> None:
    index = MemoryIndex()
    office.ingest(index)
    whole = index.held("")
    for point_id in sorted(index.points[index.current])[:lost]:
        del index.points[index.current][point_id]
    report = office.ingest(index)
    assert report.drift == Drift(expected=5, found=5 - lost)
    assert index.held("") == whole
    assert "restored" in report.remarks()[0]
    assert office.ingest(index).outcome is IngestOutcome.UNCHANGED


def test_full_disk_leaves_the_old_generation_and_names_the_remedy(office: Office) -> None:
    index = FullDisk()
    with pytest.raises(IndexUnavailable) as error:
        office.ingest(index)
    assert "No space left" in str(error.value)
    assert "free space" in error.value.remedy
    assert index.current == ""


def test_generation_that_lost_a_point_is_never_switched_to(office: Office) -> None:
    index = LosingIndex()
    with pytest.raises(IndexUnavailable, match="4 of 5 points"):
        office.ingest(index)
    assert index.current == ""


def test_ingest_that_was_overtaken_is_busy(office: Office) -> None:
    index = RacedIndex()
    with pytest.raises(Busy, match="finished meanwhile"):
        office.ingest(index)
    assert index.current == "other"


def test_leftovers_of_a_killed_run_are_swept(office: Office) -> None:
    index = MemoryIndex()
    index.points["killed"], index.records["killed"] = {}, Generation(id="killed", created_at="")
    office.ingest(index)
    assert list(index.points) == [index.current]


def test_unreadable_folder_keeps_the_old_generation(office: Office) -> None:
    index = MemoryIndex()
    first = office.ingest(index)
    for path in (office.folder / "documents" / "kk").iterdir():
        path.write_bytes(b"%PDF-1.4 damaged")
    report = office.ingest(index)
    assert (report.outcome, report.generation) == (
        IngestOutcome.NOTHING_TO_READ,
        first.generation,
    )
    assert "теңге" in texts(index)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_the_right_to_read_is_refused_with_a_reason(office: Office) -> None:
    office.put("water", WATER).chmod(0)
    assert statuses(office.ingest(MemoryIndex()))["water.md"] == "unreachable"


def test_overdue_act_warns_or_blocks_as_declared(office: Office) -> None:
    index = MemoryIndex()
    office.sign("2026-10", "2026-10-30")
    warned = office.ingest(index)
    office.overdue = "block"
    office.put("water", WATER.replace("120", "130"))
    blocked = office.ingest(index)
    assert (warned.outcome, warned.act.status) == (IngestOutcome.SWITCHED, ActStatus.OVERDUE)
    assert warned.act.last_signed_month == "2026-10"
    assert blocked.outcome is IngestOutcome.BLOCKED
    assert blocked.generation == warned.generation
    assert "130" not in texts(index)


def test_month_of_the_act_is_that_of_kazakhstan(office: Office) -> None:
    evening_in_utc = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
    report = office.ingest(MemoryIndex(), evening_in_utc)
    assert report.act.month == "2026-11"
    assert report.act.status is ActStatus.OVERDUE  # signed on the 2nd, which is yet to come


def test_act_signed_by_another_person_is_said(office: Office) -> None:
    office.sign("2026-11", "2026-11-02", by="Басқа Адам")
    assert [w.code for w in office.ingest(MemoryIndex()).act.warnings] == ["signed_by_other"]


def test_month_of_the_act_in_force_goes_with_the_generation(office: Office) -> None:
    index = MemoryIndex()
    office.sign("2026-10", "2026-10-30")
    office.ingest(index)
    office.sign("2026-11", "2026-11-20")
    report = office.ingest(index)
    assert (report.outcome, report.counts.kept) == (IngestOutcome.SWITCHED, 5)
    assert index.records[index.current].details["act_month"] == "2026-11"


def test_force_makes_every_point_anew(office: Office) -> None:
    index = MemoryIndex()
    office.ingest(index)
    report = office.ingest(index, force=True)
    assert (report.counts.updated, report.counts.kept) == (5, 0)


def test_text_in_another_language_than_declared_is_said(office: Office) -> None:
    office.put("water", "# Вода\n\nКубометр питьевой воды в этом году стоит сто двадцать тенге.")
    report = office.ingest(MemoryIndex())
    [warning] = [w for entry in report.documents for w in entry.warnings]
    assert (warning.code, warning.detail) == ("other_language", "ru")


def test_pair_leaves_the_index_when_the_words_it_rests_on_change(office: Office) -> None:
    pair = {
        "id": "p1",
        "language": "kk",
        "intent": "price",
        "question": "Су қанша тұрады?",
        "answer": "120 теңге.",
        "source": "water",
        "quote": "Текше метрі 120 теңге",
        "author_role": "маман",
        "approved_by_role": "басшы",
        "approved_on": "2026-11-01",
    }
    path = office.folder / "pairs.jsonl"
    path.write_text(json.dumps(pair, ensure_ascii=False), encoding="utf-8")
    index = MemoryIndex()
    first = office.ingest(index)
    office.put("water", WATER.replace("120", "130"))
    second = office.ingest(index)
    assert (first.pairs_indexed, second.pairs_indexed) == (1, 0)
    assert [entry.reason.code for entry in second.pairs_left_out] == ["quote_not_found"]
    kinds = [point.payload["kind"] for point in index.points[index.current].values()]
    assert "pair" not in kinds
