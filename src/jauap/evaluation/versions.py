"""Which version answered? Digests of everything that decides an answer or its score."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import jauap
from jauap.answer import Texts
from jauap.answering.desk import Desk
from jauap.assistant import Assistant, Declared, Text
from jauap.calibration import Calibration
from jauap.evaluation.records import to_line
from jauap.evaluation.suite import Case
from jauap.knowledge import Pair, Synonyms
from jauap.retrieval.index import Generation
from jauap.workspace import Workspace


class Versions(Declared):
    """What one frozen version of an assistant is made of, each part by its digest."""

    assistant: Text
    suite_digest: str
    pairs_digest: str
    index_digest: str
    """Fingerprint of every point of the index; equal indexes have equal ones."""
    index_generation: str
    config_digest: str
    """Digest of assistant.yaml, texts.yaml and synonyms.yaml as read."""
    prompts_digest: str
    calibration_digest: str = ""
    """Digest of the learnt thresholds in use; empty when the built-in ones decide."""
    model: str = ""
    code_version: str
    seed: int = 0

    @property
    def version_digest(self) -> str:
        """Digest of all but the suite and the index's name: equal ones answer alike."""
        fields = self.model_dump(mode="json", exclude={"suite_digest", "index_generation"})
        return digest_of([json.dumps(fields, sort_keys=True)])

    @property
    def run_id(self) -> str:
        """Name of the run of this version over this suite; the same on every machine."""
        return digest_of([self.version_digest, self.suite_digest])[:16]


def read_versions(
    workspace: Workspace,
    assistant_id: str,
    cases: Sequence[Case],
    *,
    desk: Desk,
    generation: Generation | None,
    seed: int = 0,
) -> Versions:
    """Digest everything the next answers and scores depend on."""
    assistant = workspace.assistant(assistant_id)
    prompts = [workspace.prompt(assistant_id, language) for language in assistant.languages]
    composer = desk.composer
    return Versions(
        assistant=assistant_id,
        suite_digest=digest_of(map(to_line, cases)),
        pairs_digest=digest_of(map(to_line, workspace.pairs(assistant_id))),
        index_digest=generation.fingerprint if generation else "",
        index_generation=generation.id if generation else "",
        config_digest=config_digest_of(
            assistant, workspace.texts(assistant_id), workspace.synonyms(assistant_id)
        ),
        prompts_digest=digest_of(prompts),
        calibration_digest=digest_of([to_line(desk.calibration)]) if desk.calibration else "",
        model=composer.model if composer else "",
        code_version=code_version(),
        seed=seed,
    )


def config_digest_of(assistant: Assistant, texts: Texts, synonyms: Synonyms) -> str:
    """Digest assistant.yaml, texts.yaml and, where there is one, synonyms.yaml as read."""
    declared = [assistant, texts, *([synonyms] if synonyms.synonyms else [])]
    return digest_of(map(to_line, declared))


def calibration_flaw(
    calibration: Calibration,
    assistant: Assistant,
    texts: Texts,
    synonyms: Synonyms,
    today: date,
) -> str:
    """Say why learnt thresholds are about another version than this; empty when they fit."""
    digest = config_digest_of(assistant, texts, synonyms)
    return calibration.flaw(config_digest=digest, release=jauap.__version__, today=today)


def fresh_calibration(
    workspace: Workspace, assistant: Assistant, texts: Texts, today: date
) -> Calibration | None:
    """Give an assistant's learnt thresholds; None when there are none or they do not fit.

    `jauap doctor` says why they do not.
    """
    calibration = workspace.calibration(assistant.id)
    if calibration is None:
        return None
    flaw = calibration_flaw(calibration, assistant, texts, workspace.synonyms(assistant.id), today)
    return None if flaw else calibration


def case_digest(case: Case) -> str:
    """Digest one case as it stands in the suite."""
    return digest_of([to_line(case)])


def digest_of(lines: Iterable[str]) -> str:
    """Hex SHA-256 over lines, each closed by a line feed."""
    whole = hashlib.sha256()
    for line in lines:
        whole.update(line.encode())
        whole.update(b"\n")
    return whole.hexdigest()


@cache
def code_version() -> str:
    """Name the release and a digest of the package's own files, as in `0.1.0+3f9c0a1b2c4d`."""
    root = Path(jauap.__file__).parent
    files = sorted(
        path for path in root.rglob("*") if path.is_file() and path.suffix in (".py", ".yaml")
    )
    digest = digest_of(
        f"{path.relative_to(root).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in files
    )
    return f"{jauap.__version__}+{digest[:12]}"


def pairs_by_id(pairs: Iterable[Pair]) -> Mapping[str, Pair]:
    """Give pairs by their id."""
    return {pair.id: pair for pair in pairs}
