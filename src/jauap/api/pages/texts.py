"""What do the pages say? Every text in three languages, from the YAML files beside this module."""

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

    def all(self) -> dict[str, str]:
        """Give every text with its {braces} empty, for the pages' scripts."""
        return {key: text.in_language(self.language) for key, text in self._texts.items()}


def read_texts(name: str = "texts.yaml") -> dict[Language, Words]:
    """Read one file of texts, for all languages."""
    texts = read_yaml(Path(__file__).with_name(name), PageTexts).root
    return {language: Words(texts, language) for language in Language}
