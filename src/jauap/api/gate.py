"""May this request be served now? Names the caller and counts it against its allowance."""

from starlette.requests import Request

from jauap.api.auth import Keys
from jauap.api.limits import Allowance, Budget
from jauap.api.metrics import Metrics
from jauap.api.problems import Refused
from jauap.settings import Settings

TRUSTED_QUESTIONS = 900
READS = 180
TRUSTED_READS = 10_800


class Gate:
    """Two allowances a minute for each caller: questions, and look-ups that cost little."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._keys = Keys(settings.api_keys)
        self._metrics = metrics
        self._questions = Budget()
        self._reads = Budget()
        self._trials = Budget()
        self._limit = settings.questions_per_minute

    def admit_question(self, request: Request) -> Allowance:
        """Count one question.

        Raises:
            Refused: the key is unknown, or the allowance is used up.
        """
        return self._admit(request, self._questions, self._limit, TRUSTED_QUESTIONS)

    def admit_read(self, request: Request) -> Allowance:
        """Count one look-up of a label, a text or a document.

        Raises:
            Refused: the key is unknown, or the allowance is used up.
        """
        return self._admit(request, self._reads, READS, TRUSTED_READS)

    def admit_trial(self, person_id: str) -> Allowance:
        """Count one question of staff, who share the address of their centre with others.

        Raises:
            Refused: this person's allowance is used up.
        """
        return self._count(self._trials, person_id, self._limit)

    def _admit(self, request: Request, budget: Budget, limit: int, trusted: int) -> Allowance:
        client = self._keys.identify(request)
        return self._count(budget, client.name, trusted if client.is_trusted else limit)

    def _count(self, budget: Budget, name: str, limit: int) -> Allowance:
        allowance = budget.take(name, limit)
        if not allowance.allowed:
            self._metrics.count_limited()
            raise Refused("rate_limited", headers=allowance.headers())
        return allowance
