"""What do staff, and those who look after them, send and read?"""

from typing import Annotated, Literal

from pydantic import Field
from pydantic import JsonValue as AnyJson

from jauap.annotation.inviting import Invited
from jauap.api.schemas import (
    ErrorOut,
    ErrorReply,
    Incoming,
    LanguageCode,
    Outgoing,
    TrilingualOut,
)
from jauap.person import EVERY_ASSISTANT, Person
from jauap.retrieval.index import JsonValue
from jauap.storage.people import Account

RoleName = Literal["annotator", "reviewer", "lead", "editor", "auditor", "administrator"]
Secret = Annotated[str, Field(min_length=1, max_length=1024)]
Login = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
Centre = Annotated[str, Field(max_length=120)]
RoomAssistant = Annotated[str, Field(pattern=r"^(\*|[a-z][a-z0-9_]{1,39})$")]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class SignInRequest(Incoming):
    """Login and password."""

    login: Annotated[str, Field(min_length=1, max_length=254)]
    password: Secret


class InvitationRequest(Incoming):
    """The password of one's own choice."""

    password: Secret


class PasswordRequest(Incoming):
    """The password that was, and the one that is to be."""

    current: Secret
    new: Secret


class NewPersonRequest(Incoming):
    """Somebody to be added and invited."""

    login: Login
    """An e-mail address where people sign in through an identity provider."""
    name: Name
    language: LanguageCode
    centre: Centre = ""
    roles: Annotated[dict[RoomAssistant, list[RoleName]], Field(max_length=100)] = Field(
        default_factory=dict
    )
    """Roles by assistant; `*` stands for all of them."""


class ChangeRequest(Incoming):
    """What is to be changed about a person; absent fields stay."""

    version: Version
    name: Name | None = None
    language: LanguageCode | None = None
    centre: Centre | None = None
    is_active: bool | None = None


class RolesRequest(Incoming):
    """All roles of a person for one assistant."""

    version: Version
    assistant: RoomAssistant
    roles: Annotated[list[RoleName], Field(max_length=6)]


class SelfOut(Outgoing):
    """The person who is signed in."""

    id: str
    name: str
    language: LanguageCode
    centre: str


class SessionReply(Outgoing):
    """An open session."""

    person: SelfOut
    roles: dict[str, list[RoleName]]
    form_token: str
    """To be sent as X-Form-Token with every write."""


class InvitedReply(Outgoing):
    """Whom an invitation is for."""

    login: str
    name: str
    language: LanguageCode


class PersonOut(Outgoing):
    """One of the staff; login and name are empty for those who may know pseudonyms only."""

    id: str
    login: str
    name: str
    language: LanguageCode
    centre: str
    is_active: bool
    has_password: bool
    has_provider: bool
    """True when an account of the identity provider is bound."""
    roles: dict[str, list[RoleName]]
    version: int


class PeopleReply(Outgoing):
    """The staff of an assistant."""

    people: list[PersonOut]


class InvitationOut(Outgoing):
    """A person and the link with which that person sets a password; shown once."""

    id: str
    login: str
    name: str
    invitation: str
    expires_at: str


class ConflictReply(ErrorReply):
    """An edit of an older version, or one that would break a rule."""

    current: dict[str, AnyJson] | None = None
    """What stands there now, when somebody else was faster."""


class RowFaultOut(Outgoing):
    """What is wrong with one cell, row, or the whole file."""

    row: int
    """As the spreadsheet counts; 0 is the whole file."""
    column: str
    what: TrilingualOut


class ImportReply(Outgoing):
    """What a sheet holds, and what was done with it."""

    error: ErrorOut | None = None
    """When it should have been applied and could not."""
    rows: int = 0
    new: int = 0
    """People added; none in a dry run."""
    faults: list[RowFaultOut] = Field(default_factory=list)
    people: list[InvitationOut] = Field(default_factory=list)


def person_fields(account: Account, *, named: bool, seen_by: Person) -> dict[str, JsonValue]:
    """Spell a person, without `named` by the pseudonym only.

    Roles for assistants at which the reader has none are left out.
    """
    person = account.person
    seen = {
        assistant_id: given
        for assistant_id, given in sorted(person.roles.items())
        if assistant_id == EVERY_ASSISTANT or seen_by.roles_for(assistant_id)
    }
    return {
        "id": person.id,
        "login": person.login if named else "",
        "name": person.name if named else "",
        "language": person.language.value,
        "centre": person.centre,
        "is_active": person.is_active,
        "has_password": bool(account.password),
        "has_provider": bool(account.subject),
        "roles": {
            assistant_id: [role.value for role in sorted(given)]
            for assistant_id, given in seen.items()
        },
        "version": account.version,
    }


def invitation_fields(invited: Invited) -> dict[str, JsonValue]:
    """Spell an invitation with its link."""
    return {
        "id": invited.person.id,
        "login": invited.person.login,
        "name": invited.person.name,
        "invitation": invited.link,
        "expires_at": invited.expires_at.isoformat(),
    }
