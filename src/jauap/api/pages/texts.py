"""What do the pages say? Every text in three languages, from texts.yaml."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import RootModel

from jauap.assistant import Language, Trilingual
from jauap.workspace import read_yaml


class PageTexts(RootModel[dict[str, Trilingual]]):
    """All texts by key; a key without one of the languages cannot be loaded."""


class Words:
    """The texts of one language, for templates: `t("send")`, `t("person_call", phone="1414")`."""

    def __init__(self, texts: Mapping[str, Trilingual], language: Language) -> None:
        self._texts = texts
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Give the text of `key` with its {braces} filled in."""
        return self._texts[key].in_language(self.language).format_map(values)


def read_texts() -> dict[Language, Words]:
    """Read texts.yaml once, for all languages."""
    texts = read_yaml(Path(__file__).with_name("texts.yaml"), PageTexts).root
    return {language: Words(texts, language) for language in Language}
