"""Which columns does a sheet have, and how does a cell become a field?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from jauap.assistant import Language, Level, Trilingual
from jauap.evaluation.sheets.facts import Fact, read_facts
from jauap.evaluation.suite import CaseKind
from jauap.storage.item_rows import Queue
from jauap.verdict import Seat, Verdict

Value = str | bool | list[Fact]
"""What a cell becomes."""


class SheetKind(StrEnum):
    """What a sheet's rows are."""

    CASES = "cases"
    PAIRS = "pairs"
    PROPOSALS = "proposals"
    """Wordings of pairs that other people have yet to confirm."""
    VERDICTS = "verdicts"
    ITEMS = "items"
    """Questions with answers for the experts' room."""


class Shape(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    DATE = "date"
    YES_NO = "yes_no"
    FACTS = "facts"
    SHOWN = "shown"
    """For people only, ignored when read."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: the field it fills and what its heading says in three languages."""

    name: str
    heading: Trilingual
    shape: Shape = Shape.TEXT
    is_needed: bool = False
    """True when every row must fill it."""
    values: type[Enum] | None = None
    """The only values allowed."""

    @property
    def allowed(self) -> tuple[str, ...]:
        """The allowed values, empty when any text is."""
        return tuple(str(each.value) for each in self.values) if self.values else ()

    def is_called(self, heading: str) -> bool:
        """Tell whether a heading means this column, by its field or in any language."""
        texts = (self.name, self.heading.kk, self.heading.ru, self.heading.en)
        return heading.strip().casefold() in {text.casefold() for text in texts}


def columns_of(kind: SheetKind) -> Sequence[Column]:
    """Give the columns of a sheet, in order."""
    return _COLUMNS[kind]


def heading_of(kind: SheetKind, name: str) -> Trilingual | None:
    """Give what the heading of a column says; None when the sheet has no such column."""
    return next((each.heading for each in _COLUMNS[kind] if each.name == name), None)


def read_cell(column: Column, text: str) -> Value | None:
    """Read a filled cell as its field's value; None when the text cannot be it."""
    match column.shape:
        case Shape.DATE:
            return _read_date(text)
        case Shape.YES_NO:
            return _YES_NO.get(text.casefold())
        case Shape.FACTS:
            return read_facts(text)
        case _:
            if not column.values:
                return text
            known = {each.casefold(): each for each in column.allowed}
            return known.get(text.casefold())


_YES_NO = {
    **dict.fromkeys(("true", "yes", "1", "иә", "ия", "да"), True),
    **dict.fromkeys(("false", "no", "0", "жоқ", "нет"), False),
}
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


def _read_date(text: str) -> str | None:
    if found := _DAY_FIRST.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        return datetime.strptime(text, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day
    except ValueError:
        return None


def _column(
    name: str,
    kk: str,
    ru: str,
    en: str,
    shape: Shape = Shape.TEXT,
    *,
    needed: bool = False,
    values: type[Enum] | None = None,
) -> Column:
    heading = Trilingual(kk=kk, ru=ru, en=en)
    return Column(name=name, heading=heading, shape=shape, is_needed=needed, values=values)


_COLUMNS: Mapping[SheetKind, Sequence[Column]] = {
    SheetKind.CASES: (
        _column("id", "id", "id", "id", needed=True),
        _column("intent", "Мақсат", "Намерение", "Intent", needed=True),
        _column("cluster", "Ұқсас сұрақтар тобы", "Группа похожих вопросов", "Cluster"),
        _column("author", "Құрастырушы", "Составитель", "Author"),
        _column("language", "Тіл", "Язык", "Language", needed=True, values=Language),
        _column("question", "Сұрақ", "Вопрос", "Question", needed=True),
        _column("kind", "Түрі", "Вид", "Kind", needed=True, values=CaseKind),
        _column("topic", "Тақырып", "Тема", "Topic", needed=True),
        _column("harm", "Зиян", "Вред", "Harm", values=Level),
        _column("source", "Дереккөз", "Источник", "Source"),
        _column("quote", "Дәйексөз", "Цитата", "Quote"),
        _column("reference", "Дұрыс жауап", "Верный ответ", "Right answer"),
        _column("key_facts", "Негізгі деректер", "Ключевые факты", "Key facts", Shape.FACTS),
        _column("protected", "Қорғалған", "Защищён", "Protected", Shape.YES_NO),
    ),
    SheetKind.PAIRS: (
        _column("id", "id", "id", "id", needed=True),
        _column("language", "Тіл", "Язык", "Language", needed=True, values=Language),
        _column("intent", "Мақсат", "Намерение", "Intent", needed=True),
        _column("question", "Сұрақ", "Вопрос", "Question", needed=True),
        _column("answer", "Жауап", "Ответ", "Answer", needed=True),
        _column("source", "Дереккөз", "Источник", "Source", needed=True),
        _column("quote", "Дәйексөз", "Цитата", "Quote", needed=True),
        _column("author_role", "Автордың рөлі", "Роль автора", "Author's role", needed=True),
        _column(
            "approved_by_role",
            "Бекітушінің рөлі",
            "Роль утвердившего",
            "Approver's role",
            needed=True,
        ),
        _column(
            "approved_on",
            "Бекітілген күн",
            "Дата утверждения",
            "Approved on",
            Shape.DATE,
            needed=True,
        ),
        _column("sample", "Үлгі", "Образец", "Sample", Shape.YES_NO),
    ),
    SheetKind.PROPOSALS: (
        _column("id", "id", "id", "id"),
        _column("version", "Нұсқа", "Версия", "Version"),
        _column("state", "Күйі", "Состояние", "State", Shape.SHOWN),
        _column("language", "Тіл", "Язык", "Language", needed=True, values=Language),
        _column("intent", "Мақсат", "Намерение", "Intent", needed=True),
        _column("question", "Сұрақ", "Вопрос", "Question", needed=True),
        _column("answer", "Жауап", "Ответ", "Answer", needed=True),
        _column("source", "Дереккөз", "Источник", "Source", needed=True),
        _column("quote", "Дәйексөз", "Цитата", "Quote", needed=True),
        _column("expires_on", "Соңғы күні", "Действует до", "Valid until", Shape.DATE),
    ),
    SheetKind.VERDICTS: (
        _column("item", "Жауап id", "id ответа", "Answer id", needed=True),
        _column("run", "Сынақ", "Прогон", "Run", needed=True),
        _column("question", "Сұрақ", "Вопрос", "Question", Shape.SHOWN),
        _column("answer", "Жауап", "Ответ", "Answer", Shape.SHOWN),
        _column("seat", "Орын", "Место", "Seat", needed=True, values=Seat),
        _column("expert", "Сарапшы", "Эксперт", "Expert", needed=True),
        _column("role", "Рөлі", "Роль", "Role", needed=True),
        _column("verdict", "Баға", "Оценка", "Verdict", needed=True, values=Verdict),
        _column("cause", "Қате себебі", "Причина ошибки", "Cause"),
        _column("reason", "Негіздеме", "Обоснование", "Reason", needed=True),
    ),
    SheetKind.ITEMS: (
        _column("question", "Сұрақ", "Вопрос", "Question", needed=True),
        _column("answer", "Жауап", "Ответ", "Answer", needed=True),
        _column("language", "Тіл", "Язык", "Language", needed=True, values=Language),
        _column("topic", "Тақырып", "Тема", "Topic"),
        _column("intent", "Мақсат", "Намерение", "Intent"),
        _column("code", "Жауап коды", "Код ответа", "Code"),
        _column("truth", "Белгілі баға", "Известная оценка", "Known verdict", values=Verdict),
        _column("queue", "Кезек", "Очередь", "Queue", values=Queue),
    ),
}
