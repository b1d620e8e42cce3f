"""What does each call of the chat model take: time, tokens, money? No word of it is kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from jauap.answer import Draft, ModelUse, Purpose, Question, Tokens
from jauap.answering.desk import Composer
from jauap.assistant import ChatModel, Language, Price
from jauap.errors import ModelUnavailable
from jauap.knowledge import Passage


class Metered:
    """A composer that notes what its one draft took."""

    def __init__(
        self, composer: Composer, declared: ChatModel | None, timer: Callable[[], float]
    ) -> None:
        """Meter `composer`; prices are those of `declared`."""
        self._composer = composer
        self._price = declared.price if declared else None
        self._timer = timer
        self._use: ModelUse | None = None

    @property
    def model(self) -> str:
        """Name of the model, for the label."""
        return self._composer.model

    def prompt(self, language: Language) -> str:
        """Give the instruction the model gets."""
        return self._composer.prompt(language)

    async def compose(self, question: Question, passages: Sequence[Passage]) -> Draft:
        """Write a draft, and note what it took even when nothing came of it.

        Raises:
            ModelUnavailable: the model failed.
        """
        start = self._timer()
        tokens: Tokens | None = None
        fault = ""
        try:
            draft = await self._composer.compose(question, passages)
            tokens = draft.tokens
        except ModelUnavailable as error:
            fault = model_fault(error)
            raise
        finally:
            self._use = use_of(
                Purpose.DRAFT,
                self.model,
                seconds=self._timer() - start,
                tokens=tokens,
                price=self._price,
                fault=fault,
            )
        return draft

    def uses(self, fault: str) -> tuple[ModelUse, ...]:
        """Give the call, if there was one; `fault` is why its draft was not shown."""
        if self._use is None:
            return ()
        return (replace(self._use, fault=self._use.fault or fault),)


def use_of(
    purpose: Purpose,
    model: str,
    *,
    seconds: float,
    tokens: Tokens | None,
    price: Price | None,
    fault: str,
) -> ModelUse:
    """Put together what one call took."""
    cost = None
    if tokens is not None and price is not None:
        read, written = tokens.read * price.read_per_1000, tokens.written * price.written_per_1000
        cost = round((read + written) / 1000, 6)
    return ModelUse(
        purpose=purpose,
        model=model,
        milliseconds=round(seconds * 1000, 3),
        tokens=tokens,
        cost=cost,
        currency=price.currency if price else "",
        fault=fault,
    )


def model_fault(error: ModelUnavailable) -> str:
    """Name how a model failed, as in model_deadline."""
    return f"model_{error.what.partition(':')[0]}"
