"""Is a text that came back the labelled one, and how is it written in each form?"""

import asyncio
import importlib.util
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from jauap.api.problems import Refused
from jauap.api.served import Served
from jauap.errors import JauapError, SettingsInvalid
from jauap.labelling.carriers.credential import Credential, load_credential
from jauap.labelling.carriers.files import markdown_file, text_file
from jauap.labelling.carriers.messenger import message_parts
from jauap.labelling.carriers.page import page_file
from jauap.labelling.carriers.pdf import find_font, pdf_file
from jauap.labelling.carriers.sms import sms_messages
from jauap.labelling.carriers.sources import SourceLine
from jauap.labelling.code import read_code
from jauap.labelling.front_matter import aigc_object, embedded_label
from jauap.labelling.labelled import Labelled, LabelledText
from jauap.labelling.markup import json_ld
from jauap.labelling.reading import codes_in
from jauap.labelling.restore import Mismatch, restore
from jauap.retrieval.index import JsonValue

_PROBLEMS = {
    Mismatch.LABEL: "label_not_genuine",
    Mismatch.KEY_REVOKED: "label_key_revoked",
    Mismatch.NOT_FINAL: "label_not_final",
    Mismatch.TEXT: "text_differs",
    Mismatch.NOTICE: "notice_altered",
}


class ExportForm(StrEnum):
    """In which form a labelled text can be taken along."""

    TXT = "txt"
    MD = "md"
    HTML = "html"
    PDF = "pdf"
    MESSAGES = "messages"
    """Parts for Telegram or WhatsApp."""
    SMS = "sms"
    ALIASES = "aliases"
    """The label in the words of GB 45438, IPTC and schema.org."""


class Exporter:
    """Proves texts by their labels and writes them out; nothing of them is stored or logged."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def proven(self, text: str, label: str | None, code: str | None) -> LabelledText:
        """Give back a labelled text, when `text` is exactly that.

        Raises:
            Refused: it is not, the label is not genuine, or the answer was withdrawn.
        """
        jws = label or embedded_label(text) or await self._recorded(code, text)
        restored = restore(text, jws, self._served.jwks())
        if isinstance(restored, Mismatch):
            raise Refused(_PROBLEMS[restored])
        record = await asyncio.to_thread(self._served.records.find, restored.code)
        if record is not None and record.withdrawn_at is not None:
            raise Refused("answer_withdrawn")
        return restored

    async def _recorded(self, code: str | None, text: str) -> str:
        codes = [read_code(code or ""), *codes_in(text)]
        for candidate in filter(None, codes):
            record = await asyncio.to_thread(self._served.records.find, candidate)
            if record is not None:
                return record.jws
        raise Refused("label_unknown")

    async def sources(self, labelled: Labelled) -> tuple[SourceLine, ...]:
        """Name the documents a label states, as far as this service still has them."""
        return await asyncio.to_thread(self._sources, labelled)

    def _sources(self, labelled: Labelled) -> tuple[SourceLine, ...]:
        claims = labelled.claims
        if claims.asst not in self._served.desks:
            return ()
        lines: list[SourceLine] = []
        # Citations are numbered in the order of the label's sources.
        for number, source in enumerate(claims.src, start=1):
            document_id, _, start = source.id.rpartition("#")
            passages = self._served.passages_of(claims.asst, document_id)
            if passages:
                place = f"from={start}&to={int(start) + 1}#p-{start}"
                path = f"/a/{claims.asst}/d/{document_id}?lang={claims.lang}&{place}"
                url = self._served.settings.public_url + path
                first = passages[0]
                line = SourceLine(number=number, title=first.title, act=first.act, url=url)
                lines.append(line)
        return tuple(lines)

    def files(self) -> tuple[ExportForm, ...]:
        """Give the forms of download this deployment offers; PDF only when it can be made."""
        always = (ExportForm.TXT, ExportForm.MD, ExportForm.HTML)
        return (*always, ExportForm.PDF) if self._can_write_pdf else always

    @cached_property
    def _can_write_pdf(self) -> bool:
        if importlib.util.find_spec("fpdf") is None:
            return False
        try:
            self._font()
            self._credential()
        except JauapError:
            return False
        return True

    def file(
        self, labelled: Labelled, form: ExportForm, sources: Sequence[SourceLine]
    ) -> str | bytes:
        """Write a file.

        Raises:
            JauapError: this deployment cannot write that form, or not of this text.
        """
        if form is ExportForm.TXT:
            return text_file(labelled, sources=sources)
        if form is ExportForm.MD:
            return markdown_file(labelled, sources=sources)
        if form is ExportForm.HTML:
            return page_file(labelled, sources=sources)
        font, credential = self._font(), self._credential()
        return pdf_file(labelled, font=font, sources=sources, credential=credential)

    def messages(
        self, labelled: Labelled, form: ExportForm, sources: Sequence[SourceLine]
    ) -> JsonValue:
        """Give what a messenger or a text message sends, or the label under its other names."""
        if form is ExportForm.MESSAGES:
            return {"code": labelled.code, "messages": [*message_parts(labelled, sources=sources)]}
        if form is ExportForm.SMS:
            sent = sms_messages(labelled)
            return {
                "code": labelled.code,
                "messages": [one.text for one in sent],
                "segments": [one.segments for one in sent],
            }
        return {
            "code": labelled.code,
            "aliases": {
                "AIGC": {**aigc_object(labelled.jws)},
                "Iptc4xmpExt:DigitalSourceType": labelled.claims.dst.value,
                "schema.org": json_ld(labelled.claims, [source.url for source in sources]),
            },
        }

    def _font(self) -> Path:
        return find_font(self._served.settings.pdf_font)

    def _credential(self) -> Credential | None:
        settings = self._served.settings
        certificate, key = settings.c2pa_certificate, settings.c2pa_key
        if certificate and key:
            return load_credential(certificate, key)
        if certificate or key:
            raise SettingsInvalid(
                "certificate and key of PDF downloads are needed together",
                where="JAUAP_C2PA_CERTIFICATE, JAUAP_C2PA_KEY",
                remedy="set both, or neither",
            )
        return None
