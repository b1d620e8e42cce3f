"""What was asked? The question cleaned, its language found, personal data masked."""

from collections.abc import Sequence
from dataclasses import dataclass

from jauap.answer import Question, Turn
from jauap.answering.messages import MAX_CHARACTERS
from jauap.assistant import Assistant, Language
from jauap.labelling.lookalikes import strip_lookalikes
from jauap.language.clean import clean
from jauap.language.detect import detect
from jauap.language.layout import retyped
from jauap.language.personal import mask_personal

_MOST_TURNS = 10
_WORTH_CLEANING = 4 * MAX_CHARACTERS
_TELLING_WORDS = 4


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A question as the flow works with it."""

    question: Question
    """`question.language` is the language to answer in."""
    asked_in: Language
    """Language of the question's own words, in which it is searched."""
    writes_latin: bool = False
    """Whether it is surely Kazakh typed in Latin letters."""
    neighbour: str = ""
    """Code of the language it looks to be in, when that is none of ours and enough is said."""


def understand(
    text: str, assistant: Assistant, history: Sequence[Turn], language: Language | None
) -> Understood:
    """Read what a citizen typed; `language` is the answer's when the caller wants a certain one.

    A language the assistant does not speak becomes its default one.
    """
    # A megabyte need not be cleaned to see that it is too long to be read.
    cleaned = clean(text if len(text) <= _WORTH_CLEANING else _shortened(text))
    meant = retyped(cleaned.text)
    detection = detect(meant, fallback=language or _spoken_before(history, assistant))
    masked = mask_personal(meant)
    asked_in = _spoken(detection.language, assistant)
    question = Question(
        text=masked.text,
        language=_spoken(language, assistant) if language else asked_in,
        history=tuple(_earlier(turn) for turn in history[-_MOST_TURNS:]),
        language_is_certain=detection.certain,
        had_hidden_characters=cleaned.had_hidden,
        was_retyped=meant != cleaned.text,
        masked=masked.kinds,
    )
    # Fewer words may be Kazakh without its letters as well.
    is_telling = detection.neighbour is not None and len(meant.split()) >= _TELLING_WORDS
    return Understood(
        question=question,
        asked_in=asked_in,
        writes_latin=(
            detection.language is Language.KK and detection.script == "latin" and detection.certain
        ),
        neighbour=detection.neighbour or "" if is_telling else "",
    )


def _shortened(text: str) -> str:
    return " ".join(text.split())[:_WORTH_CLEANING]


def _spoken_before(history: Sequence[Turn], assistant: Assistant) -> Language:
    """Give the language of the conversation, for a turn too short to show its own."""
    spoken = assistant.default_language
    for turn in history[-_MOST_TURNS:]:
        spoken = _spoken(
            detect(retyped(turn.question[:MAX_CHARACTERS]), fallback=spoken).language, assistant
        )
    return spoken


def _spoken(language: Language, assistant: Assistant) -> Language:
    return language if language in assistant.languages else assistant.default_language


def _earlier(turn: Turn) -> Turn:
    """Take personal data out of an earlier turn, and notices out of its answer."""
    answer = strip_lookalikes(turn.answer) if turn.answer else ""
    question = mask_personal(retyped(clean(turn.question[:MAX_CHARACTERS]).text)).text
    return Turn(question=question, answer=mask_personal(answer[: 2 * MAX_CHARACTERS]).text)
