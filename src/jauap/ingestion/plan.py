"""What has to change so that the index holds what it should?"""

from collections.abc import Mapping
from dataclasses import dataclass

from jauap.ingestion.report import Counts


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Point ids by what happens to them."""

    add: frozenset[str]
    update: frozenset[str]
    keep: frozenset[str]
    delete: frozenset[str]

    @property
    def encode(self) -> frozenset[str]:
        """Points that have to be made."""
        return self.add | self.update

    @property
    def is_empty(self) -> bool:
        """True when the index already holds exactly what it should."""
        return not (self.add or self.update or self.delete)

    def counts(self) -> Counts:
        """Count the points of each kind."""
        return Counts(
            added=len(self.add),
            updated=len(self.update),
            kept=len(self.keep),
            deleted=len(self.delete),
        )


def plan(wanted: Mapping[str, str], held: Mapping[str, str], *, anew: bool = False) -> Plan:
    """Compare point id -> digest of what is wanted with what the index really holds.

    With `anew` nothing is kept: every wanted point is made again.
    """
    same = frozenset(i for i, digest in wanted.items() if not anew and held.get(i) == digest)
    return Plan(
        add=frozenset(wanted.keys() - held.keys()),
        update=frozenset(wanted.keys() & held.keys()) - same,
        keep=same,
        delete=frozenset(held.keys() - wanted.keys()),
    )
