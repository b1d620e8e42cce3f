"""How is a report read? As one HTML page that needs nothing else, as Markdown, as JSON."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import RootModel

from jauap.assistant import Language, Trilingual
from jauap.evaluation.judge_calibration import LEAST_LABELS
from jauap.evaluation.report.build import JudgeNumber, Report
from jauap.evaluation.report.figures import FEW, Figure, Slice, by_name
from jauap.evaluation.report.plots import CURVE_HEIGHT, WIDTH, Bars, plot_curve, plot_slices
from jauap.workspace import read_yaml

NAMES: Mapping[Language, str] = {
    Language.KK: "Қазақша",
    Language.RU: "Русский",
    Language.EN: "English",
}


class ReportTexts(RootModel[dict[str, Trilingual]]):
    """All texts of the report by key."""


class Words:
    """The texts of one language: `t("few", limit=20)`."""

    def __init__(self, texts: Mapping[str, Trilingual], language: Language) -> None:
        self._texts = texts
        self._language = language

    def __call__(self, key: str, **values: object) -> str:
        """Give the text of `key` with its {braces} filled in."""
        return self._texts[key].in_language(self._language).format_map(values)

    def check(self, name: str) -> str:
        """Name a check; the measures of retrieval keep their international names."""
        key = f"check_{name.replace('@', '')}"
        return self(key) if key in self._texts else name


def write_report(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write report.json and, in each language, report.<language>.html and .md into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"report.json": as_json(report)}
    for language in Language:
        texts[f"report.{language}.html"] = as_html(report, language)
        texts[f"report.{language}.md"] = as_markdown(report, language)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / name for name in texts)


def as_json(report: Report) -> str:
    """Write a report as JSON with sorted keys."""
    fields = report.model_dump(mode="json")
    return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def as_html(report: Report, language: Language) -> str:
    """Write a report as one page: no script, no address to fetch, plots drawn in place."""
    return _render("report.html", report, language)


def as_markdown(report: Report, language: Language) -> str:
    """Write a report as Markdown."""
    return _render("report.md", report, language)


def percent(share: float | None) -> str:
    """Write a share as a percentage with one decimal; a dash when there is none."""
    return "—" if share is None else f"{100 * share:.1f} %"


def span(figure: Figure | JudgeNumber) -> str:
    """Write an interval in percent; a dash when there is none."""
    if figure.low is None or figure.high is None:
        return "—"
    return f"{100 * figure.low:.1f}–{100 * figure.high:.1f} %"


def points(difference: float) -> str:
    """Write a difference of two shares in points of a hundred, with its sign."""
    return f"{100 * difference:+.1f}"


def cell(text: str) -> str:
    """Make a text safe for one line or cell of Markdown."""
    line = " ".join(text.split())
    for sign in "\\`*_[]<>|#":
        line = line.replace(sign, f"\\{sign}")
    return line


def quoted(text: str) -> str:
    """Quote a text of several lines in Markdown, its own markup switched off."""
    return "\n".join(f"> {cell(line)}".rstrip() for line in text.splitlines())


@cache
def _texts() -> Mapping[str, Trilingual]:
    return read_yaml(Path(__file__).with_name("texts.yaml"), ReportTexts).root


def _render(template: str, report: Report, language: Language) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=template.endswith(".md"),
        keep_trailing_newline=True,
    )
    words = Words(_texts(), language)
    return environment.get_template(template).render(
        r=report,
        t=words,
        check_name=words.check,
        language=language,
        languages=tuple(Language),
        names=NAMES,
        accuracy=by_name(report.figures.headline)["accuracy"],
        plots=_plots(report, words),
        curve=plot_curve(report.curve),
        width=WIDTH,
        curve_height=CURVE_HEIGHT,
        few=FEW,
        least_labels=LEAST_LABELS,
        percent=percent,
        span=span,
        points=points,
        cell=cell,
        quoted=quoted,
    )


def _plots(report: Report, words: Words) -> tuple[tuple[str, Bars], ...]:
    figures = report.figures
    cuts = {
        "by_language": figures.by_language,
        "by_pairs": figures.by_pairs,
        "by_topic": figures.by_topic,
    }
    return tuple(
        (key, plot_slices(slices, [_label(each, words) for each in slices]))
        for key, slices in cuts.items()
    )


def _label(part: Slice, words: Words) -> str:
    if part.language is not None:
        return words(f"language_{part.language}")
    if part.has_pairs is not None:
        return words("with_pairs" if part.has_pairs else "without_pairs")
    return part.topic
