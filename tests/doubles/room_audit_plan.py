"""How is every answer of a real service drawn for the audit?"""

from datetime import timedelta

from jauap.evaluation.versions import read_versions
from jauap.experts_room import ExpertsRoom
from jauap.runtime import Runtime
from jauap.storage.audit_plans import AuditPlan


def draw_every_answer(runtime: Runtime, room: ExpertsRoom, assistant_id: str) -> None:
    """Lay down a plan that draws each answer to a citizen for the audit."""
    versions = read_versions(
        runtime.workspace,
        assistant_id,
        (),
        desk=runtime.desk(assistant_id),
        generation=runtime.index.active(assistant_id),
    )
    room.plans.lay_down(
        AuditPlan(
            assistant_id=assistant_id,
            system=versions.version_digest,
            kind="sequence",
            n=None,
            target=0.95,
            level=0.95,
            seed="тұқым",
            inclusion_prob=1.0,
            role="lead",
            reason="Алғашқы аудит",
            # Labels tell whole seconds.
            at=runtime.now() - timedelta(seconds=5),
        )
    )
