"""What has to be done for the pairs again and again while a service runs?"""

from collections.abc import Callable, Sequence

from jauap.annotation.pairs import Pairs
from jauap.annotation.wishes import PairKnowledge
from jauap.storage.upkeep import Duty


def pair_duties(
    pairs: Pairs, knowledge: PairKnowledge, assistants: Callable[[], Sequence[str]]
) -> tuple[Duty, ...]:
    """Expire what is due or rests on a changed source, and bring the index to what is in force.

    Args:
        assistants: ids of those that have an index by now.
    """

    def keep() -> None:
        for assistant_id in assistants():
            pairs.expire_due(assistant_id)
            pairs.expire_changed(assistant_id)
            # Also mends what a crash between a step and the index left undone.
            knowledge.serve(assistant_id)

    return (Duty(name="pairs", action=keep, seconds=60),)
