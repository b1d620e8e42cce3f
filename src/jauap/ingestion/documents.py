"""How do found files become documents and chunks, or lines that say why not?"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from jauap.ingestion.chunk import chunk_document
from jauap.ingestion.parse.parsed import Parsed
from jauap.ingestion.parse.reader import Reader
from jauap.ingestion.parse.refusal import Fault, Refused
from jauap.ingestion.report import DocumentEntry, Reason, Status, reason
from jauap.ingestion.rights import Ruling, rule_on_content, rule_on_declaration
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


def read_documents(
    files: Sequence[SourceFile], reader: Reader, progress: Progress | None = None
) -> Iterator[ReadFile]:
    """Judge, parse and chunk file by file; a bad one costs only itself."""
    seen: dict[tuple[str, str], str] = {}
    for number, file in enumerate(files):
        if progress is not None:
            progress("read", number, len(files))
        yield _read(file, reader, seen)
    if progress is not None:
        progress("read", len(files), len(files))


def _read(file: SourceFile, reader: Reader, seen: dict[tuple[str, str], str]) -> ReadFile:
    declared = rule_on_declaration(file)
    if declared.status is not None:
        return ReadFile(entry=_entry(file, declared))
    try:
        parsed = reader.read(file.path)
    except Refused as refused:
        fault = Ruling(status=Status.REFUSED, reason=reason(refused.fault, refused.detail))
        return ReadFile(entry=_entry(file, fault))
    except OSError as error:
        detail = error.strerror or ""
        fault = Ruling(status=Status.REFUSED, reason=reason(Fault.UNREACHABLE, detail))
        return ReadFile(entry=_entry(file, fault))
    stated = rule_on_content(file, parsed)
    if stated.status is not None:
        return ReadFile(entry=_entry(file, stated))
    twin = seen.setdefault(
        (file.language, sha256(parsed.text.encode()).hexdigest()), file.document_id
    )
    if twin != file.document_id:
        same = Ruling(status=Status.SKIPPED, reason=reason("duplicate", twin))
        return ReadFile(entry=_entry(file, same))
    chunks = chunk_document(make_document(file, parsed), parsed)
    warnings = (*declared.warnings, *stated.warnings, *_remarks(file, parsed))
    entry = _entry(file, Ruling(status=Status.INDEXED, warnings=warnings))
    return ReadFile(entry=entry.model_copy(update={"chunks": len(chunks)}), chunks=chunks)


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
        url=source.url or (act.url if act else None) or "",
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
    )
