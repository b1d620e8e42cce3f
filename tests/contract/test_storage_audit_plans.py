"""Is every version drawn by one plan that was laid down before? Both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from room_factories import ASSISTANT, MONDAY

from jauap.storage.audit_plans import AuditPlan, AuditPlans
from jauap.storage.store import Store

PLAN = AuditPlan(
    assistant_id=ASSISTANT,
    system="v1",
    kind="sequence",
    n=None,
    target=0.95,
    level=0.95,
    seed="қараша",
    inclusion_prob=0.05,
    role="lead",
    reason="айлық тексеру",
    at=MONDAY,
)


def test_the_first_plan_of_a_version_holds(store: Store) -> None:
    plans = AuditPlans(store)
    assert plans.find(ASSISTANT, "v1") is None
    assert plans.lay_down(PLAN) == PLAN
    assert plans.lay_down(replace(PLAN, seed="ыңғайлы", inclusion_prob=1.0)) == PLAN
    assert plans.all_of(ASSISTANT) == (PLAN,)


def test_a_new_version_goes_on_with_a_seed_nobody_chose(store: Store) -> None:
    plans = AuditPlans(store)
    assert plans.carry_on(ASSISTANT, "v2", at=MONDAY) is None
    plans.lay_down(PLAN)
    later = MONDAY + timedelta(days=1)
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: plans.carry_on(ASSISTANT, "v2", at=later), range(8)))
    (carried,) = made
    assert carried is not None
    assert (carried.inclusion_prob, carried.at, carried.role) == (0.05, later, "lead")
    assert carried.seed == "a283b7b1b94c11f4bb2b349e42647d2f"
    assert plans.carry_on(ASSISTANT, "v1", at=later) == PLAN


def test_a_fixed_plan_is_about_one_version_only(store: Store) -> None:
    plans = AuditPlans(store)
    plans.lay_down(replace(PLAN, kind="fixed", n=120))
    assert plans.carry_on(ASSISTANT, "v2", at=MONDAY) is None
