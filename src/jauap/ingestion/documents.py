"""How do found files become documents and chunks, or lines that say why not?"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from jauap.ingestion.chunk import chunk_document
from jauap.ingestion.parse.parsed import Parsed
from jauap.ingestion.parse.reader import Reader
from jauap.ingestion.parse.refusal import Fault, Refused
from jauap.ingestion.report import DocumentEntry, Reason, SignalEntry, Status, reason
from jauap.ingestion.rights import (
    IsOurs,
    Ruling,
    never_ours,
    rule_on_content,
    rule_on_declaration,
)
from jauap.ingestion.signals.signal import Signal
from jauap.ingestion.signals.stated import read_stated
from jauap.ingestion.sources import SourceFile
from jauap.knowledge import Act, Chunk, Document
from jauap.language.detect import detect

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, how much is done, and how much there is."""

_SAMPLE = 2000


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """One file after reading: its line in the report, and its chunks when it may be indexed."""

    entry: DocumentEntry
    chunks: tuple[Chunk, ...] = ()
    signals: tuple[Signal, ...] = ()
    """What its author and its site say about use by AI systems."""


def read_documents(
    files: Sequence[SourceFile],
    reader: Reader,
    progress: Progress | None = None,
    *,
    now: datetime,
    is_ours: IsOurs = never_ours,
) -> Iterator[ReadFile]:
    """Judge, parse and chunk file by file; a bad one costs only itself."""
    seen: dict[tuple[str, str], str] = {}
    for number, file in enumerate(files):
        if progress is not None:
            progress("read", number, len(files))
        yield _read(_with_page(file, reader), reader, seen, now, is_ours)
    if progress is not None:
        progress("read", len(files), len(files))


def _with_page(file: SourceFile, reader: Reader) -> SourceFile:
    """Add what the page a file was taken from says in its own metadata."""
    visit = file.visit
    if file.is_address or visit is None or visit.path is None or visit.at is None:
        return file
    with suppress(Refused, OSError):
        page = reader.read(visit.path)
        stated = read_stated(page.signals, where=file.source.url or "", at=visit.at)
        return replace(file, visit=replace(visit, signals=(*visit.signals, *stated)))
    return file


def _read(
    file: SourceFile,
    reader: Reader,
    seen: dict[tuple[str, str], str],
    now: datetime,
    is_ours: IsOurs,
) -> ReadFile:
    declared = rule_on_declaration(file)
    if declared.status is not None:
        return _left_out(file, declared)
    try:
        parsed = reader.read(file.path)
    except Refused as refused:
        fault = reason(refused.fault, refused.detail)
        return _left_out(file, replace(declared, status=Status.REFUSED, reason=fault))
    except OSError as error:
        fault = reason(Fault.UNREACHABLE, error.strerror or "")
        return _left_out(file, replace(declared, status=Status.REFUSED, reason=fault))
    stated = rule_on_content(file, parsed, now=now, is_ours=is_ours)
    if stated.status is not None:
        return _left_out(file, stated)
    twin = seen.setdefault(
        (file.language, sha256(parsed.text.encode()).hexdigest()), file.document_id
    )
    if twin != file.document_id:
        same = reason("duplicate", twin)
        return _left_out(file, replace(stated, status=Status.SKIPPED, reason=same))
    chunks = chunk_document(make_document(file, parsed), parsed)
    warnings = dict.fromkeys(
        (*declared.warnings, *stated.warnings, *_arrival(file), *_remarks(file, parsed))
    )
    ruling = replace(stated, status=Status.INDEXED, warnings=tuple(warnings))
    entry = _entry(file, ruling).model_copy(update={"chunks": len(chunks)})
    return ReadFile(entry=entry, chunks=chunks, signals=stated.signals)


def _left_out(file: SourceFile, ruling: Ruling) -> ReadFile:
    ruling = replace(ruling, warnings=(*ruling.warnings, *_arrival(file)))
    return ReadFile(entry=_entry(file, ruling), signals=ruling.signals)


def _arrival(file: SourceFile) -> tuple[Reason, ...]:
    return file.visit.warnings if file.visit is not None else ()


def make_document(file: SourceFile, parsed: Parsed) -> Document:
    """Join what the file says with what sources.yaml declares about it."""
    source = file.source
    act = source.act
    document = Document(
        id=file.document_id,
        source_id=source.id,
        language=file.language,
        title=source.title.in_language(file.language),
        text=parsed.text,
        path=file.declared_path,
        url=source.url
        or (act.url if act else None)
        or (file.declared_path if file.is_address else ""),
        topic=source.topic,
        act=_act_line(act, file) if act else "",
        act_date=act.date.isoformat() if act else "",
        valid_until=source.valid_until.isoformat() if source.valid_until else "",
        sample=source.sample,
    )
    return replace(document, digest=_digest(document))


def _act_line(act: Act, file: SourceFile) -> str:
    title = act.title.in_language(file.language)
    return f"{title}, № {act.number}, {act.date:%d.%m.%Y}: {act.points}"


def _digest(document: Document) -> str:
    values = [
        document.id, document.title, document.text, document.path, document.url, document.topic,
        document.act, document.act_date, document.valid_until, document.sample,
    ]  # fmt: skip
    return sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def _remarks(file: SourceFile, parsed: Parsed) -> Iterator[Reason]:
    yield from (reason(remark) for remark in parsed.remarks)
    found = detect(parsed.text[:_SAMPLE], fallback=file.language)
    if found.certain and found.language is not file.language:
        yield reason("other_language", found.language)


def _entry(file: SourceFile, ruling: Ruling) -> DocumentEntry:
    return DocumentEntry(
        path=file.declared_path,
        status=ruling.status or Status.INDEXED,
        source_id=file.source.id,
        language=file.language,
        document_id=file.document_id,
        reason=ruling.reason,
        warnings=ruling.warnings,
        signals=tuple(
            SignalEntry(
                kind=signal.kind,
                where=signal.where,
                says=signal.says,
                at=signal.at,
                words=signal.quote(),
            )
            for signal in ruling.signals
        ),
    )
