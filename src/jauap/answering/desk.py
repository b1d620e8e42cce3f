"""What does one assistant answer with? Everything `ask` needs, given once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from jauap.answer import Draft, Question, Texts, Tokens, Turn
from jauap.assistant import Assistant, Language
from jauap.calibration import Calibration
from jauap.knowledge import Found, Passage
from jauap.labelling.label import Labeller


class Finder(Protocol):
    """Finds passages and pairs; `retrieval.search.Search` is one."""

    @property
    def is_remote(self) -> bool:
        """True when a search leaves the process, so it must not block an event loop."""

    def find(
        self,
        question: str,
        *,
        language: Language,
        history: Sequence[Turn] = (),
        limit: int = 10,
    ) -> Found:
        """Find passages and pairs, best first.

        Raises:
            IndexUnavailable: the index is missing, damaged or out of reach.
        """


class Composer(Protocol):
    """Writes a draft with a chat model."""

    @property
    def model(self) -> str:
        """Name of the model, for the label."""

    def prompt(self, language: Language) -> str:
        """Give the instruction the model gets; its words must never come back."""

    async def compose(self, question: Question, passages: Sequence[Passage]) -> Draft:
        """Write a draft from passages, citing by token; no check is done here.

        Raises:
            ModelUnavailable: the model failed, was too slow, or gave no usable shape.
        """


class Rewriter(Protocol):
    """Words a later turn of a conversation as a whole question."""

    @property
    def model(self) -> str:
        """Name of the model."""

    async def rewrite(self, question: Question, language: Language) -> tuple[str, Tokens | None]:
        """Word a question anew, in the language of its own words; no check is done here.

        Raises:
            ModelUnavailable: the model failed, was too slow, or gave no usable shape.
        """


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything one assistant answers with."""

    assistant: Assistant
    texts: Texts
    search: Finder
    labeller: Labeller
    composer: Composer | None = None
    """None answers with verified pairs and extracts only."""
    rewriter: Rewriter | None = None
    """None searches later turns as they were asked, with what was said before them."""
    calibration: Calibration | None = None
    """Learnt certainty and thresholds; None decides with the built-in ones."""
    act_month: str = ""
    """Month of the reconciliation act behind the index, as in 2026-05."""
    switched_off: str = ""
    """Reason why this assistant answers nothing at the moment; empty when it does."""
    timer: Callable[[], float] = time.perf_counter
    """Monotonic seconds, for the timings of an answer."""
