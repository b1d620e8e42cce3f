"""What does the label of this answer state? Its claims, each from the answer's own proof."""

import base64
import hashlib
import re

from jauap.answer import Answer, Citation
from jauap.labelling.canonical import body_hashes, text_hash
from jauap.labelling.claims import DataClaim, HashClaim, HumanClaim, QuoteClaim, SourceClaim
from jauap.labelling.levels import (
    AUTOMATED,
    EDITED,
    FROM_DATA,
    GENERATED,
    STAFF_WRITTEN,
    TRANSLATED,
    Grade,
    HumanState,
)

_HEX = re.compile(r"(?:[0-9a-f]{2}){8,}")


def human_claim(answer: Answer, decided: Grade) -> HumanClaim:
    """State what staff did to the text, as far as its grade found it proven."""
    staff = answer.staff
    if staff is None or decided in (GENERATED, AUTOMATED, FROM_DATA):
        return HumanClaim(state=HumanState.NONE)
    if decided == TRANSLATED:
        return HumanClaim(state=HumanState.NONE, base=staff.base_hash)
    return HumanClaim(
        state=decided.human,
        role=staff.author_role if decided == STAFF_WRITTEN else staff.approved_by_role,
        org=staff.organisation,
        date=staff.approved_on,
        base=staff.base_hash if decided == EDITED else None,
    )


def data_claim(answer: Answer, decided: Grade) -> DataClaim | None:
    """State the query behind a text that code rendered from data."""
    if answer.queried is None or decided != FROM_DATA:
        return None
    return DataClaim(query=answer.queried.query, date=answer.queried.as_of)


def quote_claims(answer: Answer) -> tuple[QuoteClaim, ...] | None:
    """Find the quotations in a body that still are what was cut out of their passages."""
    spans: list[QuoteClaim] = []
    for citation in answer.citations:
        start = answer.text.find(citation.quote) if citation.quote else -1
        # A sample's words are our own: nobody vouches that people wrote them.
        if start < 0 or citation.sample:
            continue
        end = start + len(citation.quote)
        said = text_hash(answer.text[start:end])
        if said == citation.quote_hash:
            place = f"{citation.document_id}#{citation.start}"
            spans.append(QuoteClaim(start=start, end=end, id=place, h=said))
    return tuple(spans) or None


def hash_claim(text: str) -> HashClaim:
    """Hash a body as Markdown and as a reader copies it."""
    hashes = body_hashes(text)
    return HashClaim(raw=hashes.raw, plain=hashes.plain)


def source_claim(citation: Citation, act_month: str) -> SourceClaim:
    """State a passage the text rests on; `act_month` is `YYYY-MM` or empty."""
    digest = citation.digest
    if not _HEX.fullmatch(digest):
        digest = hashlib.sha256((digest or citation.quote).encode()).hexdigest()
    short = base64.urlsafe_b64encode(bytes.fromhex(digest)[:8]).rstrip(b"=").decode()
    return SourceClaim(id=f"{citation.document_id}#{citation.start}", h=short, act=act_month)
