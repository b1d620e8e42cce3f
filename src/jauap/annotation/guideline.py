"""By what rule do experts judge? A text beside every task, whose version goes with each verdict."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jauap.assistant import Trilingual
from jauap.workspace import read_yaml

GUIDELINE_FILE = "guideline.yaml"
_BUILT_IN = Path(__file__).with_name(GUIDELINE_FILE)


@dataclass(frozen=True, kw_only=True)
class Guideline:
    """The rule in three languages."""

    version: str
    """Digest of the texts: another wording is another version."""
    text: Trilingual


def read_guideline(evaluation_folder: Path) -> Guideline:
    """Read evaluation/<id>/guideline.yaml; without that file the built-in guideline holds.

    Raises:
        WorkspaceInvalid: a language is missing or a key is unknown.
    """
    own = evaluation_folder / GUIDELINE_FILE
    text = read_yaml(own if own.exists() else _BUILT_IN, Trilingual)
    joined = "\n".join((text.kk, text.ru, text.en))
    return Guideline(version=sha256(joined.encode()).hexdigest()[:12], text=text)
