"""How is a room for pairs opened over real documents, a real index and a real exam?"""

import json
import shutil
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from jauap.annotation.outcomes import Conflict, Refusal
from jauap.annotation.pairs import Pairs
from jauap.annotation.wishes import Actor
from jauap.assistant import Language
from jauap.evaluation.golden import freeze_golden
from jauap.evaluation.learn import refit
from jauap.evaluation.split import Shares, Split
from jauap.ingestion.ingest import ingest
from jauap.ingestion.report import IngestReport
from jauap.knowledge import Found, Wording
from jauap.pairing.knowledge import RoomKnowledge
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.learned import LearnedFile, learned_path
from jauap.retrieval.search import Search
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.judged import JudgedQuestions
from jauap.storage.pair_rows import HeldPair
from jauap.storage.store import open_store
from jauap.workspace import Workspace

REPOSITORY = Path(__file__).parents[2]
ID = "public_services"
AUTHOR = Actor(person_id="p-author", role="annotator")
REVIEWER = Actor(person_id="p-reviewer", role="reviewer")
LEAD = Actor(person_id="p-lead", role="lead")
WEDDING = ("marriage-registration", "divorce-registration", "birth-registration")
"""Three sources whose documents are read in a second."""


def copy_workspace(
    root: Path, sources: Collection[str] = (), *, known_intents: bool = True
) -> Workspace:
    """Copy the shipped assistant, or what of it rests on some sources.

    Args:
        known_intents: let pairs have the intents of exam questions, as long as they do not give
            one away; the shipped exam closes all of its intents.
    """
    for part in ("assistants", "ingestion", "evaluation"):
        shutil.copytree(REPOSITORY / part / ID, root / part / ID)
    if sources:
        _keep(root, sources)
    shares = Shares(new_intent=0, vault=0, known_intent=0.9999, audit=0)
    freeze_golden(
        root / "evaluation" / ID,
        licence="CC0-1.0",
        split=Split(seed="room", shares=shares) if known_intents else None,
    )
    return Workspace(root)


class RoomOnDisk:
    """A room whose parts are all real."""

    def __init__(self, root: Path, workspace: Workspace) -> None:
        self.root, self.workspace = root, workspace
        self.assistant = workspace.assistant(ID)
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self.store = open_store(f"sqlite:///{root / 'jauap.sqlite'}")
        self.index = EdgeIndex(root / "index")
        self.held = HeldPairs(self.store)
        self.knowledge = RoomKnowledge(
            workspace=workspace,
            index=self.index,
            held=self.held,
            judged=JudgedQuestions(self.store),
            learn=self.learn,
            now=self.clock,
        )
        self.pairs = Pairs(
            self.held, self.knowledge, now=self.clock, today=lambda: self.clock().date()
        )

    def clock(self) -> datetime:
        """Give a moment later than the one before."""
        self.now += timedelta(seconds=1)
        return self.now

    def learn(self, assistant_id: str) -> None:
        """Fit what the pairs teach."""
        path = learned_path(self.root, assistant_id)
        refit(self.index, assistant_id, path, weights=self.assistant.search)

    def ingest(self) -> IngestReport:
        """Read the documents, with the pairs that are in force."""
        report = ingest(
            self.assistant,
            self.workspace,
            self.index,
            now=self.clock,
            read_scans=False,
            pairs=self.knowledge.pairs(ID),
        )
        self.learn(ID)
        return report

    def find(self, question: str, language: Language = Language.KK) -> Found:
        """Ask the search that citizens' questions go through."""
        return Search(
            self.index,
            ID,
            weights=self.assistant.search,
            languages=self.assistant.languages,
            learned=LearnedFile(learned_path(self.root, ID)),
        ).find(question, language=language)

    def checked(self, wording: Wording) -> HeldPair:
        """Propose, review and check a pair, each by somebody else."""
        key = wording.question
        pair = held(self.pairs.propose(AUTHOR, ID, wording, key=key))
        held(self.pairs.review(REVIEWER, pair.id, 1, accept=True, reason="дұрыс", key=key))
        return held(self.pairs.check(LEAD, pair.id, 2, key=key))

    def activated(self, wording: Wording) -> HeldPair:
        """Take a pair all the way into the index."""
        pair = self.checked(wording)
        return held(self.pairs.activate(LEAD, pair.id, 3, reason="қажет", key=f"a{pair.id}"))

    def close(self) -> None:
        """Let go of everything."""
        self.knowledge.close()
        self.index.close()
        self.store.close()


def held(result: HeldPair | Conflict | Refusal) -> HeldPair:
    """Insist that a step was taken."""
    assert isinstance(result, HeldPair), result
    return result


def _keep(root: Path, sources: Collection[str]) -> None:
    declared = root / "ingestion" / ID / "sources.yaml"
    content = yaml.safe_load(declared.read_text(encoding="utf-8"))
    content["sources"] = [each for each in content["sources"] if each["id"] in sources]
    declared.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    evaluation = root / "evaluation" / ID
    (evaluation / "manifest.json").unlink()
    for path in (*evaluation.glob("golden.*.jsonl"), root / "ingestion" / ID / "pairs.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if json.loads(line).get("source") in sources]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
