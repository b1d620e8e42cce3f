"""Which files may an assistant read, and which does it leave aside?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from jauap.assistant import Language
from jauap.ingestion.report import DocumentEntry, Status, reason
from jauap.ingestion.web.visit import Visit
from jauap.knowledge import Source, Sources

RIGHTS_SUFFIX = ".rights.yaml"
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One language's file of a source, found and inside the folder."""

    source: Source
    language: Language
    path: Path
    """Resolved; no link leads out of the folder. Of no meaning until an address was visited."""
    declared_path: str
    """As sources.yaml has it: a path or an address."""
    visit: Visit | None = None
    """What came of looking at its address, or at the page it was taken from."""

    @property
    def is_address(self) -> bool:
        """True when the document is fetched from the web."""
        return is_address(self.declared_path)

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
        path = Path(declared) if is_address(declared) else _inside(root, declared)
        code = "outside" if path is None else _objection(source, language, languages, today)
        if code is None and path is not None and not (is_address(declared) or path.is_file()):
            code = "missing"
        if code is None and path is not None and path in seen:
            code = "duplicate"
        if code is not None or path is None:
            left_out.append(_entry(source, language, declared, code or "outside"))
            continue
        seen[path] = declared
        files.append(
            SourceFile(source=source, language=language, path=path, declared_path=declared)
        )
    named = {
        PurePosixPath(declared).as_posix()
        for _, _, declared in _declared(sources)
        if not is_address(declared)
    }
    left_out += _undeclared(root, named)
    return SourceFiles(files=tuple(files), left_out=tuple(left_out))


def is_address(declared: str) -> bool:
    """Tell an address of the web from a path."""
    return bool(_ADDRESS.match(declared))


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
    source: Source, language: Language, languages: Sequence[Language], today: date
) -> str | None:
    if language not in languages:
        return "language_not_spoken"
    return "expired" if source.valid_until is not None and source.valid_until < today else None


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
