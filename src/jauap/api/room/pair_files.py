"""How do whole files of pairs come in and go out?"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, UploadFile
from fastapi.responses import Response

from jauap.api.documented import JSON, XLSX, AssistantPath, problems
from jauap.api.room.guard import RoomGuard, key_of
from jauap.api.room.pair_desk import CARRIERS, EDITORS, PairDesk, PairRoom
from jauap.api.room.pair_schemas import PairsImportReply
from jauap.api.schemas import LanguageCode
from jauap.assistant import Language
from jauap.pairing.rows import Rows, read_sheet, write_pairs
from jauap.pairing.tools import read_json, to_argilla, to_label_studio

_ENDINGS = {
    "xlsx": ("xlsx", XLSX),
    "csv": ("csv", "text/csv; charset=utf-8"),
    "label_studio": ("label-studio.json", JSON),
    "argilla": ("argilla.json", JSON),
}


def pair_files_router(room: PairRoom, guard: RoomGuard) -> APIRouter:
    """Make the router of imports and exports of pairs."""
    router = APIRouter(prefix="/v1/room", tags=["room"])
    desk = PairDesk(room, guard)

    @router.post(
        "/{assistant}/pairs/import",
        summary="Bring a file of pairs",
        response_model=None,
        responses={
            200: {"model": PairsImportReply, "description": "What it changes, or has changed"},
            422: {"model": PairsImportReply, "description": "A row is wrong: nothing was taken"},
            **problems(400, 401, 403, 404, 413, 429, 503),
        },
    )
    async def bring(
        request: Request,
        assistant: AssistantPath,
        file: UploadFile,
        dry_run: Annotated[bool, Query()] = True,
    ) -> Response:
        """Propose every row of an XLSX, CSV, Label Studio or Argilla file, or none of them.

        A dry run only tells what would change and what is wrong.
        """
        person = await desk.member(request, assistant, *EDITORS)
        data, name = await file.read(), (file.filename or "-")[:200]
        key = key_of(request)
        return await guard.once(
            request,
            person,
            lambda: desk.bring(person, assistant, _read(data), name=name, key=key, dry_run=dry_run),
        )

    @router.get(
        "/{assistant}/pairs/export",
        summary="Take the pairs along",
        response_model=None,
        responses={
            200: {
                "description": "The file; pseudonyms only",
                "content": {media.split(";")[0]: {} for _, media in _ENDINGS.values()},
            },
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def export(
        request: Request,
        assistant: AssistantPath,
        format: Literal["xlsx", "csv", "label_studio", "argilla"] = "xlsx",  # noqa: A002
        language: LanguageCode = "kk",
    ) -> Response:
        """Write every pair with the version it stands at, so that edits can come back."""
        guard.require(request, assistant, *CARRIERS)
        pairs = room.held.all_of(assistant)
        ending, media = _ENDINGS[format]
        if format == "label_studio":
            content = to_label_studio(pairs)
        elif format == "argilla":
            content = to_argilla(pairs)
        else:
            content = write_pairs(pairs, Language(language), is_csv=format == "csv")
        name = f"{assistant}-pairs.{ending}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        return Response(content, media_type=media, headers=headers)

    return router


def _read(data: bytes) -> Rows:
    """Read a file by what it begins with, whatever its name says."""
    begins = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return read_json(data) if begins in (b"[", b"{") else read_sheet(data)
