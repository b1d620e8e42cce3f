"""How are answers drawn for the audit? One plan for each version, laid down before its answers."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Literal

from sqlalchemy import Connection, RowMapping, select

from jauap.storage.insert_once import insert_once
from jauap.storage.queue_tables import audit_plans
from jauap.storage.records import storable
from jauap.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class AuditPlan:
    """How the answers of one version are drawn."""

    assistant_id: str
    system: str
    """Digest of the version."""
    kind: Literal["sequence", "fixed"]
    n: int | None
    """Answers of a fixed plan."""
    target: float
    level: float
    seed: str
    inclusion_prob: float
    role: str
    """Role of the person who laid it down, never a name."""
    reason: str
    at: datetime


class AuditPlans:
    """Keeps plans; a second plan for one version is never taken."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def lay_down(self, plan: AuditPlan) -> AuditPlan:
        """Keep a plan; give the one that holds, which is an earlier one if there was any."""
        with self._store.write() as connection:
            return _lay_down(connection, plan)

    def find(self, assistant_id: str, system: str) -> AuditPlan | None:
        """Give the plan of a version."""
        with self._store.read() as connection:
            return _find(connection, assistant_id, system)

    def all_of(self, assistant_id: str) -> tuple[AuditPlan, ...]:
        """Give every plan of an assistant, oldest first."""
        wanted = (
            select(audit_plans)
            .where(audit_plans.c.assistant_id == assistant_id)
            .order_by(audit_plans.c.at, audit_plans.c.system)
        )
        with self._store.read() as connection:
            return tuple(_plan_of(row) for row in connection.execute(wanted).mappings())

    def carry_on(self, assistant_id: str, system: str, *, at: datetime) -> AuditPlan | None:
        """Give the plan of a version; a new version goes on with the last sequence's probability.

        A fixed plan is about one version only and is never carried on. The new seed follows from
        the old one and the version, so nobody chooses it.
        """
        found = self.find(assistant_id, system)
        before = self.all_of(assistant_id)
        if found is not None or not before or before[-1].kind == "fixed":
            return found
        last = before[-1]
        return self.lay_down(
            replace(
                last,
                system=system,
                seed=sha256(f"{last.seed}\n{system}".encode()).hexdigest()[:32],
                reason=f"carries on the plan of {last.system[:12]}: {last.reason}"[:500],
                at=at,
            )
        )


def _lay_down(connection: Connection, plan: AuditPlan) -> AuditPlan:
    row = {
        "assistant_id": plan.assistant_id,
        "system": plan.system,
        "kind": plan.kind,
        "n": plan.n,
        "target": plan.target,
        "level": plan.level,
        "seed": storable(plan.seed),
        "inclusion_prob": plan.inclusion_prob,
        "role": storable(plan.role),
        "reason": storable(plan.reason),
        "at": plan.at,
    }
    insert_once(connection, audit_plans, row)
    return _find(connection, plan.assistant_id, plan.system) or plan


def _find(connection: Connection, assistant_id: str, system: str) -> AuditPlan | None:
    wanted = select(audit_plans).where(
        audit_plans.c.assistant_id == assistant_id, audit_plans.c.system == system
    )
    row = connection.execute(wanted).mappings().first()
    return _plan_of(row) if row else None


def _plan_of(row: RowMapping) -> AuditPlan:
    return AuditPlan(
        assistant_id=row["assistant_id"],
        system=row["system"],
        kind=row["kind"],
        n=row["n"],
        target=row["target"],
        level=row["level"],
        seed=row["seed"],
        inclusion_prob=row["inclusion_prob"],
        role=row["role"],
        reason=row["reason"],
        at=row["at"],
    )
