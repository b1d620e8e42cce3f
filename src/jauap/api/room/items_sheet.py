"""How do staff bring questions in a sheet, and where do they get an empty one?"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, UploadFile
from fastapi.responses import Response
from pydantic import Field

from jauap.annotation.imported import ImportedItem, imported_items
from jauap.api.documented import XLSX, AssistantPath, problem_body, problems
from jauap.api.problems import PROBLEMS
from jauap.api.room.guard import Answered, RoomGuard
from jauap.api.room.sheet_faults import SheetFaultOut, fault_fields
from jauap.api.room.team import TeamRoom
from jauap.api.schemas import ErrorOut, LanguageCode, Outgoing
from jauap.assistant import Language
from jauap.evaluation.sheets.columns import SheetKind
from jauap.evaluation.sheets.problems import Fault, Problem
from jauap.evaluation.sheets.read import read_content
from jauap.evaluation.sheets.records import Read, read_records
from jauap.evaluation.sheets.write import sheet_content
from jauap.person import Role
from jauap.retrieval.index import JsonValue
from jauap.storage.items import item_id_of

MOST_ROWS = 5_000
"""Questions one sheet may bring."""
_BRINGERS = (Role.LEAD, Role.EDITOR)


class ItemsImportReply(Outgoing):
    """What a sheet of questions would add, or has added."""

    error: ErrorOut | None = None
    """When it should have been taken and could not."""
    rows: int = 0
    new: int = 0
    known: int = 0
    """Rows that are in a queue already."""
    faults: list[SheetFaultOut] = Field(default_factory=list)


def items_sheet_router(room: TeamRoom, guard: RoomGuard) -> APIRouter:
    """Make the router of sheets of questions."""
    router = APIRouter(prefix="/v1/room", tags=["room"])

    @router.get(
        "/{assistant}/items/sheet",
        summary="An empty sheet for questions",
        response_model=None,
        responses={
            200: {"description": "Headings and lists of values", "content": {XLSX: {}}},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def empty(
        request: Request, assistant: AssistantPath, language: LanguageCode = "kk"
    ) -> Response:
        """Give an XLSX file with the columns that questions may have, and no row."""
        guard.require(request, assistant, *_BRINGERS)
        content = sheet_content(SheetKind.ITEMS, (), Language(language))
        headers = {"Content-Disposition": 'attachment; filename="questions.xlsx"'}
        return Response(content, media_type=XLSX, headers=headers)

    @router.post(
        "/{assistant}/items/sheet",
        summary="Bring a sheet of questions",
        response_model=None,
        responses={
            200: {"model": ItemsImportReply, "description": "What it adds, or has added"},
            422: {"model": ItemsImportReply, "description": "A row is wrong: nothing was taken"},
            **problems(400, 401, 403, 404, 413, 429, 503),
        },
    )
    async def bring(
        request: Request,
        assistant: AssistantPath,
        file: UploadFile,
        dry_run: Annotated[bool, Query()] = True,
    ) -> Response:
        """Take every question of an XLSX or CSV file with its answer into the queues, or none.

        Rows with a known verdict, which only a lead may bring, become seeded items.
        """
        person = await asyncio.to_thread(guard.require, request, assistant, *_BRINGERS)
        data = await file.read()
        may_seed = person.may(assistant, Role.LEAD)
        return await guard.once(
            request, person, lambda: _bring(assistant, data, may_seed=may_seed, dry_run=dry_run)
        )

    def _bring(assistant_id: str, data: bytes, *, may_seed: bool, dry_run: bool) -> Answered:
        read = _read(data, may_seed=may_seed)
        faulty = {each.row for each in read.problems if each.row > 1}
        rows = len(read.records) + len(faulty - read.records.keys())
        if read.problems:
            told: dict[str, JsonValue] = {
                "rows": rows,
                "faults": [fault_fields(each, SheetKind.ITEMS) for each in read.problems],
            }
            if dry_run:
                return 200, told
            return 422, {**problem_body(PROBLEMS["items_faulty"]), **told}
        at = room.now()
        new = imported_items(assistant_id, tuple(read.records.values()), at=at)
        ids = {item_id_of(assistant_id, each.queue, each.code) for each in new}
        if dry_run:
            added = len(ids - room.tasks.items.held(ids))
        else:
            added = len(room.tasks.items.add(new, at=at))
        return 200, {"rows": rows, "new": added, "known": rows - added, "faults": []}

    return router


def _read(data: bytes, *, may_seed: bool) -> Read[ImportedItem]:
    table = read_content(data)
    if len(table.rows) > MOST_ROWS + 1:
        return Read(records={}, problems=(Problem(fault=Fault.TOO_LARGE, detail=f"> {MOST_ROWS}"),))
    read = read_records(table, SheetKind.ITEMS, ImportedItem)
    if not read.records and not read.problems:
        return Read(records={}, problems=(Problem(fault=Fault.NO_ROWS),))
    if may_seed:
        return read
    seeds = [
        Problem(fault=Fault.NOT_YOURS, row=row, column="truth")
        for row, record in read.records.items()
        if record.truth is not None
    ]
    problems = sorted((*read.problems, *seeds), key=lambda each: (each.row, each.column))
    return Read(records=read.records, problems=tuple(problems))
