"""How does an exam change? Cases are added, changed or retired, then frozen as a new version."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jauap.errors import NotFound, WorkspaceInvalid
from jauap.evaluation.manifest import (
    MANIFEST_FILE,
    Change,
    Manifest,
    digest_items,
    find_changes,
    read_manifest,
    require_unchanged,
)
from jauap.evaluation.split import Side, Split, assign
from jauap.evaluation.suite import Case, Suite, case_line, digest_files, read_files
from jauap.retrieval.folder import replace_file

GoldenFiles = Mapping[str, Sequence[Case]]


@dataclass(frozen=True, kw_only=True)
class GoldenSet:
    """A suite as it stands in its folder, with the version that was frozen last."""

    folder: Path
    suite: Suite
    files: GoldenFiles
    manifest: Manifest | None

    @property
    def cases(self) -> tuple[Case, ...]:
        """All cases, retired ones included, in file order."""
        return tuple(case for cases in self.files.values() for case in cases)

    @property
    def live(self) -> tuple[Case, ...]:
        """The cases of the exam."""
        return tuple(case for case in self.cases if not case.is_retired)

    @property
    def items_sha256(self) -> str:
        """Digest of all cases as they stand."""
        return digest_items(digest_files(self.files))

    def changes(self) -> tuple[Change, ...]:
        """List what differs from the frozen version; everything is new before the first freeze."""
        if self.manifest is None:
            return tuple(
                Change(file=name, case=case.id, what="added")
                for name, cases in self.files.items()
                for case in cases
            )
        return find_changes(self.manifest, digest_files(self.files))


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field of one case that differs between two versions, as text."""

    case: str
    field: str
    before: str
    after: str


def load_golden(folder: Path) -> GoldenSet:
    """Read a suite and its manifest without comparing the two.

    Raises:
        WorkspaceInvalid: a file does not fit.
    """
    suite, files = read_files(folder)
    return GoldenSet(folder=folder, suite=suite, files=files, manifest=read_manifest(folder))


def verify_golden(folder: Path) -> Manifest:
    """Make sure that the cases are those of the manifest.

    Raises:
        WorkspaceInvalid: there is no manifest, or a case differs; names file, case and remedy.
    """
    golden = load_golden(folder)
    if golden.manifest is None:
        raise WorkspaceInvalid(
            "the suite was never frozen",
            where=str(folder / MANIFEST_FILE),
            remedy=f"run `jauap evaluate golden freeze {folder.name} --licence ...`",
        )
    require_unchanged(folder, golden.manifest, digest_files(golden.files))
    return golden.manifest


def freeze_golden(folder: Path, *, licence: str = "", split: Split | None = None) -> Manifest:
    """Write the canonical golden files and the manifest of the next version.

    Nothing is written when nothing has changed.

    Args:
        licence: of the questions; needed for the first version, else taken from the last.
        split: rule that puts questions into the exam; taken from the last version when not
            given, and none at first.

    Raises:
        WorkspaceInvalid: a case of the last version is gone instead of being retired, the first
            version has no licence, or the split puts a case outside the exam.
    """
    golden = load_golden(folder)
    last = golden.manifest
    manifest = Manifest(
        suite=golden.suite.assistant,
        version=last.version + 1 if last else 1,
        parent=last.digest if last else None,
        items_sha256=golden.items_sha256,
        counts=_count(golden.cases),
        licence=licence or (last.licence if last else "") or _ask_licence(folder),
        split=split or (last.split if last else None),
        files={name: dict(items) for name, items in digest_files(golden.files).items()},
    )
    _require_exam_sides(folder, golden.live, manifest.split)
    if last is not None:
        _require_ids_stay(folder, last, golden)
        same = manifest.model_copy(update={"version": last.version, "parent": last.parent})
        if same == last:
            return last
    save_cases(folder, golden.files)
    replace_file(folder / MANIFEST_FILE, manifest.text())
    return manifest


def retire_cases(folder: Path, ids: Collection[str], *, reason: str, on: date) -> GoldenSet:
    """Take cases out of the exam; they keep their place and id. Freeze afterwards.

    Raises:
        NotFound: a case is not in the suite.
        WorkspaceInvalid: a case is protected or retired already.
    """
    golden = load_golden(folder)
    known = {case.id: case for case in golden.cases}
    for each in sorted(ids):
        case = known.get(each)
        if case is None:
            raise NotFound(
                f"no case {each!r}", where=str(folder), remedy="see the golden files for the ids"
            )
        if case.is_retired or case.protected:
            state = "retired already" if case.is_retired else "protected"
            raise WorkspaceInvalid(
                f"case {each!r} is {state}",
                where=str(folder),
                remedy="leave it out of the list"
                if case.is_retired
                else "write protected: false in a version of its own first",
            )
    update = {"retired_on": on, "retire_reason": reason}
    files = {
        name: tuple(case.model_copy(update=update) if case.id in ids else case for case in cases)
        for name, cases in golden.files.items()
    }
    save_cases(folder, files)
    return load_golden(folder)


def diff_cases(before: Sequence[Case], after: Sequence[Case]) -> tuple[FieldChange, ...]:
    """Compare two versions field by field, by case id; an absent case has no fields."""
    old, new = ({case.id: _fields(case) for case in cases} for cases in (before, after))
    return tuple(
        FieldChange(case=case, field=name, before=was.get(name, ""), after=now.get(name, ""))
        for case in sorted({*old, *new})
        for was, now in [(old.get(case, {}), new.get(case, {}))]
        for name in sorted({*was, *now})
        if was.get(name) != now.get(name)
    )


def save_cases(folder: Path, files: GoldenFiles) -> None:
    """Write golden files in their canonical form; each is replaced whole."""
    for name, cases in files.items():
        replace_file(folder / name, "".join(f"{case_line(case)}\n" for case in cases))


def _fields(case: Case) -> dict[str, str]:
    fields = case.model_dump(mode="json", exclude_defaults=True)
    return {name: str(value) for name, value in fields.items() if name != "id"}


def _count(cases: Sequence[Case]) -> dict[str, int]:
    live = [case for case in cases if not case.is_retired]
    by_language = Counter(case.language.value for case in live)
    return {
        "live": len(live),
        "retired": len(cases) - len(live),
        "protected": sum(case.protected for case in live),
        "intents": len({case.intent for case in live}),
        **by_language,
    }


def _require_ids_stay(folder: Path, last: Manifest, golden: GoldenSet) -> None:
    lost = sorted(last.ids - {case.id for case in golden.cases})
    if lost:
        raise WorkspaceInvalid(
            f"case {lost[0]!r} of version {last.version} is gone"
            + (f", and {len(lost) - 1} more" if len(lost) > 1 else ""),
            where=str(folder),
            remedy=f"put it back and run `jauap evaluate golden retire {folder.name} {lost[0]} "
            "--reason ...`",
        )


def _require_exam_sides(folder: Path, live: Sequence[Case], split: Split | None) -> None:
    sides = assign(live, split) if split else {}
    for case, side in sorted(sides.items()):
        if side not in (Side.KNOWN_INTENT, Side.NEW_INTENT):
            raise WorkspaceInvalid(
                f"the split puts case {case!r} on the side {side}",
                where=str(folder),
                remedy="take it out of the golden files; only the two exam sides belong there",
            )


def _ask_licence(folder: Path) -> str:
    raise WorkspaceInvalid(
        "the first version needs the licence of its questions",
        where=str(folder / MANIFEST_FILE),
        remedy=f"run `jauap evaluate golden freeze {folder.name} --licence 'Apache-2.0'`",
    )
