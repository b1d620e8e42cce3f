"""Who works in the experts' room, and what may each of them do there?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jauap.assistant import Language

EVERY_ASSISTANT = "*"
"""Stands for all assistants of the deployment where a role is given."""


class Role(StrEnum):
    """What a person may do for one assistant; roles do not contain each other."""

    ANNOTATOR = "annotator"
    """Judges answers blind and proposes pairs."""
    REVIEWER = "reviewer"
    """Adjudicates, and confirms pairs that others proposed."""
    LEAD = "lead"
    """Sees team and progress, draws audits, activates pairs."""
    EDITOR = "editor"
    """Edits pairs and imports them, for the ministry."""
    AUDITOR = "auditor"
    """Reads everything and its history; changes nothing."""
    ADMINISTRATOR = "administrator"
    """Manages people and roles; sees no question and no answer."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One member of staff."""

    id: str
    """Pseudonym: all that leaves the room."""
    login: str
    name: str
    language: Language
    centre: str = ""
    """The public-service centre; two verdicts on one item come from different ones if possible."""
    is_active: bool = True
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    """Roles by assistant id; `EVERY_ASSISTANT` counts for each."""

    def roles_for(self, assistant_id: str) -> frozenset[Role]:
        """Give the roles for one assistant; an inactive person has none."""
        if not self.is_active:
            return frozenset()
        everywhere = self.roles.get(EVERY_ASSISTANT, frozenset())
        return everywhere | self.roles.get(assistant_id, frozenset())

    def may(self, assistant_id: str, *wanted: Role) -> bool:
        """Tell whether the person has one of the wanted roles for an assistant."""
        return not self.roles_for(assistant_id).isdisjoint(wanted)
