"""Which documents are fetched or asked about before they are read?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from jauap.ingestion.report import reason
from jauap.ingestion.rights import permission_of
from jauap.ingestion.sources import SourceFile, is_address
from jauap.ingestion.web.visit import Visit, Visitor


def visit_sources(
    files: Sequence[SourceFile],
    visitor: Visitor | None,
    *,
    recheck: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[SourceFile]:
    """Give each file with what came of looking at its address.

    A document with an address is fetched again if it changed. A file that names the page it was
    taken from is judged by what was last said there; with `recheck` that page is asked anew.
    """
    for number, file in enumerate(files):
        if progress is not None:
            progress("fetch", number, len(files))
        yield file if visitor is None else _visited(file, visitor, recheck=recheck)


def _visited(file: SourceFile, visitor: Visitor, *, recheck: bool) -> SourceFile:
    if file.is_address:
        is_permitted = permission_of(file) is not None
        visit = visitor.visit(file.declared_path, is_permitted=is_permitted)
        return replace(file, visit=visit, path=visit.path or file.path)
    page = file.source.url or ""
    if not is_address(page):
        return file
    return replace(file, visit=_rechecked(page, visitor) if recheck else visitor.recall(page))


def _rechecked(page: str, visitor: Visitor) -> Visit:
    visit = visitor.visit(page)
    missed = [visit.reason] if visit.reason is not None else visit.warnings
    warnings = tuple(reason("recheck_failed", each.detail) for each in missed)
    return replace(visit, reason=None, warnings=warnings)
