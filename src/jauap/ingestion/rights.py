"""May this text be used as a source? Author's opt-out, permission, and marks of AI texts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import Field

from jauap.assistant import Declared, Text
from jauap.ingestion.parse.parsed import Parsed
from jauap.ingestion.report import Reason, Status, reason
from jauap.ingestion.sources import RIGHTS_SUFFIX, SourceFile
from jauap.knowledge import SourceKind
from jauap.labelling.notice import separate_notices
from jauap.workspace import read_yaml

_AUTOMATED = {"Автоматты хабарлама.", "Автоматическое сообщение.", "Automated message."}
_VERIFY_URL = re.compile(r"\b[\w.-]+(?::\d+)?/v/[0-9A-HJKMNP-TV-Z]{12}\b")
_NO_AI = re.compile(r"\b(?:noai|noimageai)\b", re.IGNORECASE)
_USAGE_DENIED = re.compile(r"\b(?:train-ai|ai-input|ai)\s*=\s*n\b", re.IGNORECASE)
_TALKS_OF_ROBOTS = ("robots", "googlebot", "keywords", "comments", "subject")


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


def rule_on_declaration(file: SourceFile) -> Ruling:
    """Judge a file by what people declared about it, before it is opened.

    Raises:
        WorkspaceInvalid: the file's .rights.yaml cannot be read.
    """
    note = _note(file)
    has_permission = _permission(file, note) is not None
    if note is not None and note.opt_out and not has_permission:
        return Ruling(status=Status.REFUSED, reason=reason("opted_out", note.noted_from or ""))
    if file.source.kind is SourceKind.THIRD_PARTY and not has_permission:
        licence = file.source.licence or (note.licence if note else None) or ""
        return Ruling(status=Status.HELD, reason=reason("needs_permission", licence))
    if note is not None and note.opt_out:
        return Ruling(warnings=(reason("permitted", _permission(file, note) or ""),))
    return Ruling()


def rule_on_content(file: SourceFile, parsed: Parsed) -> Ruling:
    """Judge a file by what it says itself; a written permission overrides an opt-out only."""
    if mark := _ai_mark(parsed):
        return Ruling(status=Status.REFUSED, reason=reason("ai_labelled", mark))
    signal = _opt_out(parsed.signals)
    if not signal:
        return Ruling()
    permission = _permission(file, _note(file))
    if permission is None:
        return Ruling(status=Status.REFUSED, reason=reason("opted_out", signal))
    return Ruling(warnings=(reason("permitted", permission),))


def _note(file: SourceFile) -> FileRights | None:
    path = file.path.with_name(file.path.name + RIGHTS_SUFFIX)
    return read_yaml(path, FileRights) if path.is_file() else None


def _permission(file: SourceFile, note: FileRights | None) -> str | None:
    return file.source.permission or (note.permission if note else None)


def _opt_out(signals: Sequence[str]) -> str:
    """Find the author's objection among a file's signals; the strictest one wins."""
    for signal in signals:
        name, _, value = signal.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if name in _TALKS_OF_ROBOTS and _NO_AI.search(value):
            return signal[:120]
        if name == "tdm-reservation" and value == "1":
            return signal
        if name == "content-usage" and _USAGE_DENIED.search(value):
            return signal
    return ""


def _ai_mark(parsed: Parsed) -> str:
    """Find a label, a notice or an attribute that says a machine wrote the text."""
    for signal in parsed.signals:
        name, _, value = signal.partition(":")
        if name.strip().lower() == "ai-disclosure" and value.strip().lower() not in ("", "none"):
            return signal
        if name.strip().lower() == "ai-label":
            return signal[:120]
    if match := _VERIFY_URL.search(parsed.text):
        return match.group()
    _, notices = separate_notices(" ".join(parsed.text.split()))
    return next((notice[:120] for notice in notices if notice not in _AUTOMATED), "")
