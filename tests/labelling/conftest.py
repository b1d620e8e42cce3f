"""What does an auditor work with? A register, and answers of every language and level."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jauap.answer import Answer
from jauap.assistant import Assistant, Language
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.storage.answers import AnswerRecords
from jauap.storage.records import record_of
from jauap.storage.store import open_store

BODIES = {
    Language.KK: "Өтінім «Qoldau» порталы арқылы **20 жұмыс күні** ішінде қаралады [1].\n\n"
    "- жеке куәлік (ЭЦҚ-мен)\n- банк шоты\n\n1-тармаққа сәйкес бас тартуға болады, егер жер "
    "учаскесінің мақсаты сай келмесе. Толығырақ: [ереже](https://adilet.zan.kz/kaz/docs/V20).",
    Language.RU: "Заявка рассматривается через «Qoldau» за **20 рабочих дней** [1].\n\n"
    "- удостоверение личности (с ЭЦП)\n- банковский счёт\n\nПо пункту 1 откажут, если "
    "назначение участка не подходит. Подробнее: [правила](https://adilet.zan.kz/rus/docs/V20).",
    Language.EN: "The application is considered within **20 working days** [1].\n\n"
    "- identity card (with digital signature)\n- bank account\n\nBy point 1 it is refused when "
    "the purpose of the plot does not fit. More: [rules](https://adilet.zan.kz/eng/docs/V20).",
}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[AnswerRecords]:
    """An empty register."""
    with open_store(f"sqlite:///{tmp_path / 'register.db'}") as store:
        yield AnswerRecords(store)


@pytest.fixture(params=Language)
def body(request: pytest.FixtureRequest) -> str:
    """A Markdown body with every shape an answer has, in each language."""
    return BODIES[request.param]


@pytest.fixture
def labelled(
    labeller: Labeller, answer: Answer, assistant: Assistant, register: AnswerRecords, body: str
) -> LabelledAnswer:
    """That body labelled and on the register."""
    language = next(language for language, text in BODIES.items() if text == body)
    made = labeller.label(replace(answer, text=body, language=language), assistant=assistant)
    register.save(record_of(made))
    return made
