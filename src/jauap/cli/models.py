"""Which models of the hub are here, and how does one come into use?"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from jauap.assistant import Language
from jauap.cli.show import console, guarded, print_json
from jauap.errors import NotFound

if TYPE_CHECKING:
    from jauap.retrieval.hub import HubModel
    from jauap.retrieval.model_folder import Held
    from jauap.settings import Settings

models_app = typer.Typer(
    name="models",
    help="Optional models of the hub: what there is, fetching, and taking into use.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
Name = Annotated[str, typer.Argument(help="Name from `jauap models list`, as in bge-m3.")]

_TRIALS = {
    Language.KK: (
        "Баланың тууын қайда тіркейді?",
        "Баланың туғанын азаматтық хал актілерін тіркеу бөлімінде немесе онлайн тіркейді.",
    ),
    Language.RU: (
        "Где регистрируют рождение ребёнка?",
        "Рождение ребёнка регистрируют в отделе актов гражданского состояния или онлайн.",
    ),
    Language.EN: (
        "Where is the birth of a child registered?",
        "The birth of a child is registered at the civil registry office or online.",
    ),
}
_ELSEWHERE = {
    Language.KK: "Жайылымды пайдалану жоспарын ауыл әкімі жыл сайын бекітеді.",
    Language.RU: "План пользования пастбищами аким села утверждает каждый год.",
    Language.EN: "The head of the village approves the pasture plan every year.",
}


@models_app.command("list")
@guarded
def list_models(as_json: AsJson = False) -> None:
    """List the known models: here or not, size, licence, what they are good for."""
    from jauap.models import models_folder
    from jauap.retrieval.hub import HUB_MODELS
    from jauap.retrieval.model_folder import folder_of, look_at
    from jauap.settings import load_settings

    folder = models_folder(load_settings())
    rows = [(model, look_at(folder_of(folder, model), model)) for model in HUB_MODELS]
    if as_json:
        print_json({"folder": str(folder), "models": [_row(model, held) for model, held in rows]})
        return
    out = console()
    for model, held in rows:
        size = f"{held.bytes // 2**20} of {model.megabytes} MB"
        out.print(model.short_name, style="bold", end="  ", markup=False, highlight=False)
        out.print(
            f"{held.presence}, {size}, {model.kind}, {model.licence}", markup=False, highlight=False
        )
        for language, said in model.good_for.items():
            out.print(f"    {language}: {said}", markup=False, highlight=False)
    out.print(f"Folder: {folder}", markup=False, highlight=False)


@models_app.command()
@guarded
def fetch(model: Name, as_json: AsJson = False) -> None:
    """Fetch a model into the folder of models; a broken fetch goes on where it stopped."""
    from jauap.models import models_folder
    from jauap.retrieval.fetching import fetch_model
    from jauap.settings import load_settings

    settings = load_settings()
    wanted = _known(model)
    shown = _Progress()
    try:
        folder = fetch_model(
            wanted, models_folder(settings), hub=settings.model_hub, progress=shown.tell
        )
    finally:
        shown.end()
    if as_json:
        print_json({"model": wanted.name, "folder": str(folder)})
        return
    console().print(f"{wanted.name} is in {folder}", markup=False, highlight=False)
    console().print(f"  -> jauap models use {wanted.short_name}", markup=False, highlight=False)


@models_app.command()
@guarded
def use(model: Name, as_json: AsJson = False) -> None:
    """Verify that a model reads kk, ru and en, and print the settings that switch it on."""
    from jauap.retrieval.hub import ModelKind
    from jauap.settings import load_settings

    settings = load_settings()
    wanted = _known(model)
    if wanted.kind is ModelKind.RERANKER:
        trials = _try_reranker(wanted, settings)
        lines = [f"JAUAP_RERANKER_MODEL={wanted.name}"]
    else:
        trials = _try_embedder(wanted, settings)
        lines = [f"JAUAP_EMBEDDING_MODEL={wanted.name}"]
    if settings.models_dir is not None:
        lines.append(f"JAUAP_MODELS_DIR={settings.models_dir.resolve()}")
    elif settings.embedding_dir is not None and wanted.kind is ModelKind.EMBEDDING:
        lines.append(f"JAUAP_EMBEDDING_DIR={settings.embedding_dir.resolve()}")
    if as_json:
        print_json({"model": wanted.name, "trials": trials, "settings": lines})
        return
    out = console()
    for language, trial in trials.items():
        verdict = "tells" if trial["right"] > trial["wrong"] else "does NOT tell"
        out.print(
            f"{language}: {verdict} the right passage (right {trial['right']:.3f}, "
            f"wrong {trial['wrong']:.3f}, {trial['milliseconds']:.0f} ms)",
            markup=False,
            highlight=False,
        )
    for line in lines:
        out.print(line, markup=False, highlight=False)
    if wanted.kind is ModelKind.EMBEDDING:
        out.print("Then: jauap ingest <id>, and jauap tune <id> --write: until its weight", end=" ")
        out.print("`search.dense` is fitted the search does not ask it.")


def _known(name: str) -> "HubModel":
    from jauap.retrieval.hub import HUB_MODELS, find_model

    found = find_model(name)
    if found is None:
        known = ", ".join(each.short_name for each in HUB_MODELS)
        raise NotFound(f"no model {name!r}", remedy=f"known: {known}")
    return found


def _try_embedder(model: "HubModel", settings: "Settings") -> dict[str, dict[str, float]]:
    from jauap.errors import EmbedderUnavailable
    from jauap.models import open_embedder

    chosen = settings.model_copy(update={"embedding_model": model.name, "embedding_cache_mb": 0})
    embedder = open_embedder(chosen)
    if embedder is None or embedder.size != model.size:
        raise EmbedderUnavailable(
            f"its vectors have length {embedder.size if embedder else 0}, not {model.size}",
            where=model.name,
            remedy=f"these are another model's files; run `jauap models fetch {model.short_name}` "
            "into an empty folder",
        )
    trials: dict[str, dict[str, float]] = {}
    for language, (question, passage) in _TRIALS.items():
        began = time.perf_counter()
        asked = embedder.query(question)
        right, wrong = embedder.passages([passage, _ELSEWHERE[language]])
        seconds = time.perf_counter() - began
        trials[language.value] = {
            "right": _product(asked, right),
            "wrong": _product(asked, wrong),
            "milliseconds": seconds * 1000 / 3,
        }
    return trials


def _try_reranker(model: "HubModel", settings: "Settings") -> dict[str, dict[str, float]]:
    from jauap.errors import EmbedderUnavailable
    from jauap.models import open_reranker

    reranker = open_reranker(settings.model_copy(update={"reranker_model": model.name}))
    if reranker is None:
        raise EmbedderUnavailable("no reranker was loaded", where=model.name)
    trials: dict[str, dict[str, float]] = {}
    for language, (question, passage) in _TRIALS.items():
        began = time.perf_counter()
        right, wrong = reranker.scores(question, [passage, _ELSEWHERE[language]])
        seconds = time.perf_counter() - began
        trials[language.value] = {
            "right": right,
            "wrong": wrong,
            "milliseconds": seconds * 1000 / 2,
        }
    return trials


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _row(model: "HubModel", held: "Held") -> dict[str, object]:
    return {
        "name": model.name,
        "kind": model.kind.value,
        "presence": held.presence.value,
        "missing": list(held.missing),
        "bytes": held.bytes,
        "megabytes": model.megabytes,
        "revision": held.revision,
        "licence": model.licence,
        "good_for": {language.value: said for language, said in model.good_for.items()},
    }


class _Progress:
    """Shows on standard error how far each file is."""

    def __init__(self) -> None:
        self._file = ""
        self._percent = -1

    def tell(self, name: str, done: int, total: int) -> None:
        """Print when one per cent more of a file is here."""
        percent = done * 100 // total if total else 0
        if (name, percent) == (self._file, self._percent):
            return
        start = "\r" if name == self._file else "\n" if self._file else ""
        self._file, self._percent = name, percent
        told = f"{name}: {done // 2**20} of {total // 2**20} MB, {percent} %"
        typer.echo(f"{start}{told}", nl=False, err=True)

    def end(self) -> None:
        """Leave the line."""
        if self._file:
            typer.echo("", err=True)
