"""Was a label on the register before a key was stolen? Decided by its place, not its date."""

import base64
from datetime import UTC, datetime

from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select

from jauap.storage.store import Store
from jauap.storage.tables import answers


class _Named(BaseModel):
    id: str


def was_logged(store: Store, jws: str, before: int) -> bool:
    """Tell whether this very label stands before the first record later than `before`.

    `before` is in seconds since 1970. The date inside a label proves nothing here: whoever has
    the key writes it.

    Raises:
        StoreUnavailable: the register did not answer.
    """
    code = _code_in(jws)
    end = datetime.fromtimestamp(before, UTC)
    with store.read() as connection:
        mine = select(answers.c.seq).where(answers.c.code == code, answers.c.jws == jws)
        place = connection.scalar(mine)
        if place is None:
            return False
        first_later = select(func.min(answers.c.seq)).where(answers.c.created_at > end)
        later = connection.scalar(first_later)
        return later is None or int(place) < int(later)


def _code_in(jws: str) -> str:
    payload = jws.split(".")[1] if jws.count(".") == 2 else ""
    try:
        return _Named.model_validate_json(
            base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        ).id
    except (ValueError, ValidationError):
        return ""
