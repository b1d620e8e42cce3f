"""May this text be used as a source? Author's opt-out, permission, and marks of AI texts.

The strictest statement wins. A denial of training or of use as input refuses the text, terms wait
for a person; without a word only the body's own texts and official acts pass. A written
permission goes before every statement of its author, and is said; a mark that a machine wrote the
text it does not lift.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from jauap.assistant import Declared, Text
from jauap.ingestion.parse.parsed import Parsed
from jauap.ingestion.report import Reason, Status, reason
from jauap.ingestion.signals.ai_marks import find_ai_mark, has_signed_text
from jauap.ingestion.signals.signal import Says, Signal, strictest
from jauap.ingestion.signals.stated import read_stated
from jauap.ingestion.sources import RIGHTS_SUFFIX, SourceFile
from jauap.knowledge import SourceKind
from jauap.workspace import read_yaml

IsOurs = Callable[[str], bool]
"""Tells whether a text is one of this service's own answers."""


class FileRights(Declared):
    """<file>.rights.yaml beside a document: what its author allows, as a clerk noted it."""

    schema_version: Literal[1] = Field(alias="schema")
    opt_out: bool = False
    """True when the author does not want AI systems to use the text."""
    licence: Text | None = None
    permission: Text | None = None
    """Written permission, by its number and date; it overrides an opt-out."""
    noted_on: date | None = None
    noted_from: Text | None = None
    """Where the author says so: a page, a letter, robots.txt."""


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """Whether a text may be used; without a status it may."""

    status: Status | None = None
    reason: Reason | None = None
    warnings: tuple[Reason, ...] = field(default_factory=tuple)
    signals: tuple[Signal, ...] = ()
    """Everything the ruling rests on."""


def never_ours(_text: str) -> bool:
    """Know no answers of our own."""
    return False


def rule_on_declaration(file: SourceFile) -> Ruling:
    """Judge a file by what people and its site declared about it, before it is opened.

    Raises:
        WorkspaceInvalid: the file's .rights.yaml cannot be read.
    """
    note, signals = _note(file), file.visit.signals if file.visit else ()
    permission = permission_of(file)
    if permission is not None:
        has_opt_out = note is not None and note.opt_out
        warnings = (reason("permitted", permission),) if has_opt_out else ()
        return _absence(file) or Ruling(warnings=warnings, signals=signals)
    if note is not None and note.opt_out:
        refusal = reason("opted_out", note.noted_from or "")
        return Ruling(status=Status.REFUSED, reason=refusal, signals=signals)
    ruling = _ruling(signals)
    if ruling.status is not None:
        return ruling
    is_silent = not any(signal.says is Says.ALLOW for signal in signals)
    if file.source.kind is SourceKind.THIRD_PARTY and is_silent and not file.is_address:
        licence = file.source.licence or (note.licence if note else None) or ""
        waiting = reason("needs_permission", licence)
        return Ruling(status=Status.HELD, reason=waiting, signals=signals)
    return _absence(file) or ruling


def rule_on_content(
    file: SourceFile, parsed: Parsed, *, now: datetime, is_ours: IsOurs = never_ours
) -> Ruling:
    """Judge a file by what it says itself, together with what its site says."""
    visit = file.visit
    signals = visit.signals if visit else ()
    at = visit.at if visit is not None and visit.at is not None and file.is_address else now
    signals += read_stated(parsed.signals, where=file.declared_path, at=at)
    ruling = _ruling(signals)
    mark = (visit.ai_header if visit else "") or find_ai_mark(parsed, is_ours)
    if mark:
        return Ruling(status=Status.REFUSED, reason=reason("ai_labelled", mark), signals=signals)
    permission = permission_of(file)
    if permission is not None:
        if ruling.status is None:
            return Ruling(signals=signals)
        return Ruling(warnings=(reason("permitted", permission),), signals=signals)
    if ruling.status is not None:
        return ruling
    if has_signed_text(parsed.signals):
        return replace(ruling, status=Status.HELD, reason=reason("signed_text"))
    if file.source.kind is SourceKind.THIRD_PARTY:
        return _third_party(file, ruling)
    return ruling


def permission_of(file: SourceFile) -> str | None:
    """Give the written permission to use a file, by its number and date."""
    note = _note(file)
    return file.source.permission or (note.permission if note else None)


def _ruling(signals: tuple[Signal, ...]) -> Ruling:
    """Refuse on a denial, hold on terms."""
    decisive = strictest(signals)
    if decisive is not None and decisive.says is Says.DENY:
        refusal = reason("opted_out", decisive.quote())
        return Ruling(status=Status.REFUSED, reason=refusal, signals=signals)
    if decisive is not None and decisive.says is Says.LICENCE:
        terms = reason("licence_terms", decisive.quote())
        return Ruling(status=Status.HELD, reason=terms, signals=signals)
    return Ruling(signals=signals)


def _third_party(file: SourceFile, ruling: Ruling) -> Ruling:
    decisive = strictest(ruling.signals)
    if decisive is not None and decisive.says is Says.ALLOW:
        return replace(ruling, warnings=(reason("allowed_by_author", decisive.quote()),))
    waiting = reason("needs_permission", file.source.licence or "")
    return replace(ruling, status=Status.HELD, reason=waiting)


def _absence(file: SourceFile) -> Ruling | None:
    """Refuse what could not be fetched."""
    visit = file.visit
    if not file.is_address or (visit is not None and visit.path is not None):
        return None
    why = visit.reason if visit is not None else None
    return Ruling(
        status=Status.REFUSED,
        reason=why or reason("host_failed", file.declared_path),
        signals=visit.signals if visit else (),
    )


def _note(file: SourceFile) -> FileRights | None:
    if file.is_address:
        return None
    path = file.path.with_name(file.path.name + RIGHTS_SUFFIX)
    return read_yaml(path, FileRights) if path.is_file() else None
