"""Which files may an assistant read, and which does it leave aside?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from jauap.assistant import Language
from jauap.ingestion.report import DocumentEntry, Status, reason
from jauap.knowledge import Source, Sources

RIGHTS_SUFFIX = ".rights.yaml"


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One language's file of a source, found and inside the folder."""

    source: Source
    language: Language
    path: Path
    """Resolved; no link leads out of the folder."""
    declared_path: str

    @property
    def document_id(self) -> str:
        """Id of the document the file becomes."""
        return f"{self.source.id}.{self.language}"


@dataclass(frozen=True, kw_only=True)
class SourceFiles:
    """What there is to read, and a line for everything else."""

    files: tuple[SourceFile, ...]
    left_out: tuple[DocumentEntry, ...]


def find_files(
    folder: Path, sources: Sources, languages: Sequence[Language], today: date
) -> SourceFiles:
    """Look up every declared file under ingestion/<id>/ and every undeclared one beside them."""
    root = folder.resolve()
    files: list[SourceFile] = []
    left_out: list[DocumentEntry] = []
    seen: dict[Path, str] = {}
    for source, language, declared in _declared(sources):
        path = _inside(root, declared)
        code = _objection(source, language, languages, path, today)
        if code is None and path is not None and path in seen:
            code = "duplicate"
        if code is not None or path is None:
            left_out.append(_entry(source, language, declared, code or "outside"))
            continue
        seen[path] = declared
        files.append(
            SourceFile(source=source, language=language, path=path, declared_path=declared)
        )
    named = {PurePosixPath(declared).as_posix() for _, _, declared in _declared(sources)}
    left_out += _undeclared(root, named)
    return SourceFiles(files=tuple(files), left_out=tuple(left_out))


def _declared(sources: Sources) -> Iterator[tuple[Source, Language, str]]:
    for source in sources.sources:
        for language, declared in source.files.items():
            yield source, language, declared


def _inside(root: Path, declared: str) -> Path | None:
    """Resolve a declared path; None when it leads out of the folder, by dots or by a link."""
    pure = PurePosixPath(declared)
    if pure.is_absolute() or ".." in pure.parts or "\x00" in declared or "\\" in declared:
        return None
    try:
        path = (root / pure).resolve()
    except (OSError, RuntimeError):
        return None
    return path if path.is_relative_to(root) else None


def _objection(
    source: Source,
    language: Language,
    languages: Sequence[Language],
    path: Path | None,
    today: date,
) -> str | None:
    if path is None:
        return "outside"
    if language not in languages:
        return "language_not_spoken"
    if source.valid_until is not None and source.valid_until < today:
        return "expired"
    return None if path.is_file() else "missing"


def _entry(source: Source, language: Language, declared: str, code: str) -> DocumentEntry:
    refused = code in ("outside", "missing")
    return DocumentEntry(
        path=declared,
        status=Status.REFUSED if refused else Status.SKIPPED,
        source_id=source.id,
        language=language,
        document_id=f"{source.id}.{language}",
        reason=reason(code),
    )


def _undeclared(root: Path, named: set[str]) -> Iterator[DocumentEntry]:
    for path in sorted((root / "documents").rglob("*")):
        is_clutter = path.name.startswith((".", "~$")) or path.name.endswith(RIGHTS_SUFFIX)
        declared = path.relative_to(root).as_posix()
        if not (path.is_dir() or is_clutter or declared in named):
            yield DocumentEntry(path=declared, status=Status.SKIPPED, reason=reason("not_declared"))
