"""What happened in the experts' room this week? One page in three languages, without a script."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from jauap.assistant import Language, Trilingual
from jauap.evaluation.report.figures import FEW
from jauap.evaluation.report.page import ReportTexts, Words, percent
from jauap.evaluation.team import Team
from jauap.workspace import read_yaml

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class _Section:
    language: str
    t: Words


def digest_page(
    team: Callable[[str, datetime | None], Team], assistant_id: str, *, now: datetime
) -> str:
    """Write the last seven days beside everything so far; Kazakh comes first.

    Args:
        team: measures an assistant's team; with a moment, on answers since then.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    templates = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("digest.html").render(
        sections=[_Section(language=each.value, t=Words(_texts(), each)) for each in Language],
        week=team(assistant_id, now - WEEK),
        all=team(assistant_id, None),
        percent=percent,
        few=FEW,
    )


@cache
def _texts() -> Mapping[str, Trilingual]:
    return read_yaml(Path(__file__).with_name("digest.yaml"), ReportTexts).root
