"""What is a pair made of: ids that a repeated request finds again, clean words, confirmed roles?"""

import hashlib
from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid5

from jauap.annotation.outcomes import Refusal, Why
from jauap.knowledge import Pair, Wording
from jauap.language.clean import strip_hidden
from jauap.language.personal import PersonalKind, mask_personal
from jauap.storage.pair_rows import HeldPair

_NAMESPACE = UUID("5c0f6f0e-52d3-5f0b-9f3e-6a61756170aa")
_NEVER_SHOWN = frozenset({PersonalKind.IIN, PersonalKind.CARD, PersonalKind.DOCUMENT})
_FREE_TEXTS = ("question", "answer", "quote")


def pair_id_of(person_id: str, key: str) -> str:
    """Derive the id of the pair that a person proposes with a key."""
    return str(uuid5(_NAMESPACE, f"pair|{person_id}|{key}"))


def pair_id_in_sheet(assistant_id: str, mark: str) -> str:
    """Derive the id of the pair that a row of a sheet stands for, the same in every import."""
    return str(uuid5(_NAMESPACE, f"sheet|{assistant_id}|{mark}"))


def step_id_of(person_id: str, key: str, pair_id: str) -> str:
    """Derive the id of the step that a person takes with a key."""
    return hashlib.sha256(f"{person_id}|{key}|{pair_id}".encode()).hexdigest()


def source_digest(cited: Mapping[str, str]) -> str:
    """Digest the chunks a pair cites; another digest means that the source has changed."""
    content = "\n".join(f"{chunk_id}|{cited[chunk_id]}" for chunk_id in sorted(cited))
    return hashlib.sha256(content.encode()).hexdigest()


def clean_wording(wording: Wording) -> Wording:
    """Take hidden characters out of what was written."""
    texts = {name: strip_hidden(str(getattr(wording, name))) for name in _FREE_TEXTS}
    return wording.model_copy(update=texts)


def fault_of(wording: Wording, *, today: date, has_quote: bool) -> Refusal | None:
    """Tell why a wording may not be used; None when nothing stands against it."""
    if wording.expires_on is not None and wording.expires_on < today:
        return Refusal(why=Why.EXPIRY_PASSED, field="expires_on")
    for name in _FREE_TEXTS:
        if _NEVER_SHOWN.intersection(mask_personal(str(getattr(wording, name))).kinds):
            return Refusal(why=Why.PERSONAL_DATA, field=name)
    if not has_quote:
        return Refusal(why=Why.QUOTE_NOT_FOUND, field="quote")
    return None


def confirmed(held: HeldPair, on: date) -> Pair:
    """Make the pair that enters the index when the waiting wording is put in force."""
    wording = held.wording
    return Pair(
        id=held.id,
        language=wording.language,
        intent=wording.intent,
        question=wording.question,
        answer=wording.answer,
        source=wording.source,
        quote=wording.quote,
        author_role=held.author_role,
        approved_by_role=held.reviewer_role or held.author_role,
        approved_on=on,
    )
