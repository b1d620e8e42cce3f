"""How do the parts meet? The only place where real clients are made."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from jauap import __version__
from jauap.answering.desk import Desk, Finder
from jauap.assistant import Assistant
from jauap.deployment import (
    Clock,
    database_url,
    open_authority,
    open_index,
    open_keys,
    open_visitor,
    read_signed_keys,
    utc_now,
)
from jauap.errors import IndexUnavailable
from jauap.evaluation.versions import fresh_calibration
from jauap.knowledge import Passage
from jauap.labelling.known import SourcePlace
from jauap.labelling.label import Labeller
from jauap.labelling.sign import Jwks, Signer
from jauap.models import open_composer, open_embedder, open_reranker, open_rewriter
from jauap.recognition import (
    Recognition,
    erase_old_records,
    open_recognition,
    recognition_duties,
)
from jauap.responding import Responder
from jauap.retrieval.learned import LearnedFile, learned_path
from jauap.retrieval.reading import read_passage
from jauap.retrieval.search import Search
from jauap.settings import Settings
from jauap.storage.answers import AnswerRecords
from jauap.storage.audit import Audit
from jauap.storage.duties import duties
from jauap.storage.fingerprints import Fingerprints
from jauap.storage.ingests import IngestReports
from jauap.storage.roots import PublicLog
from jauap.storage.store import Store, open_store
from jauap.storage.switches import Switches
from jauap.storage.upkeep import Upkeep
from jauap.storage.withdrawals import Withdrawals
from jauap.workspace import Workspace

if TYPE_CHECKING:
    from jauap.experts_room import ExpertsRoom
    from jauap.ingestion.report import IngestReport
    from jauap.retrieval.embedding import Embedder
    from jauap.retrieval.learned import Learned
    from jauap.retrieval.reranking import Reranker


@dataclass(kw_only=True)
class Runtime(Responder):
    """One process's open parts; a context manager that closes them."""

    settings: Settings
    workspace: Workspace
    store: Store
    ingests: IngestReports
    signer: Signer
    log: PublicLog
    withdrawals: Withdrawals
    recognition: Recognition
    upkeep: Upkeep
    embedder: "Embedder | None"
    reranker: "Reranker | None"
    now: Clock
    room: "ExpertsRoom | None" = None
    """Open in the service only: what a command line asks is no citizen's question."""

    @property
    def similar(self) -> Fingerprints:
        """Finds changed and cut texts of answers."""
        return self.recognition.fingerprints

    def find_source(self, text: str) -> SourcePlace | None:
        """Find the official document of which a text is a part, letter for letter."""
        return self.recognition.officials.find(text)

    def jwks(self) -> Jwks:
        """Give the public keys that check this deployment's labels."""
        return self.signer.jwks()

    def signed_keys(self) -> str:
        """Give the public keys as the offline root last signed them; empty when it never did."""
        return read_signed_keys(self.settings)

    def open_room(self) -> "ExpertsRoom":
        """Open the experts' room; from now on answers reach its queues."""
        from jauap.experts_room import open_room, room_duties

        if self.room is None:
            self.room = open_room(
                self.settings,
                self.workspace,
                self.store,
                self.index,
                self.desks,
                self.records,
                learn=self.learn,
                now=self.now,
            )
            self.hand_on = self.room.collector.take
            self.upkeep.add(room_duties(self.room, self.store, self.index, self.settings))
        return self.room

    def ingest(
        self,
        assistant_id: str,
        *,
        force: bool = False,
        recheck: bool = False,
        withdraw: bool = False,
    ) -> "IngestReport":
        """Read one assistant's documents into the index and store the report.

        With `recheck`, pages that files were taken from are asked whether their authors still
        agree; with `withdraw`, answers that cited a refused document are taken back.
        """
        from jauap.ingestion.ingest import ingest
        from jauap.ingestion.settle import Consequences
        from jauap.pairing.export_log import pairs_in_force
        from jauap.storage.held_pairs import HeldPairs

        consequences = Consequences(
            assistant_id=assistant_id, store=self.store, records=self.records, at=self.now()
        )
        report = ingest(
            self.workspace.assistant(assistant_id),
            self.workspace,
            self.index,
            embedder=self.embedder,
            now=self.now,
            force=force,
            visitor=open_visitor(self.settings, self.now),
            recheck=recheck,
            is_ours=self.recognition.fingerprints.is_ours,
            keep_signals=consequences.keep_signals,
            pairs=pairs_in_force(self.workspace, HeldPairs(self.store), assistant_id),
        )
        report = consequences.settle(report, withdraw=withdraw)
        self.learn(assistant_id)
        self.ingests.save(assistant_id, report.model_dump_json(), at=self.now())
        self.desks[assistant_id] = _build_desk(self.workspace.assistant(assistant_id), self)
        return report

    def learn(self, assistant_id: str) -> "Learned | None":
        """Fit what the pairs teach; nothing is done when they and the documents are the same."""
        from jauap.evaluation.learn import refit

        assistant = self.workspace.assistant(assistant_id)
        path = learned_path(self.settings.data_dir, assistant_id)
        return refit(self.index, assistant_id, path, weights=assistant.search)

    def open_search(self, assistant: Assistant) -> Search:
        """Make the search of one assistant, without a reranker."""
        return Search(
            self.index,
            assistant.id,
            weights=assistant.search,
            languages=assistant.languages,
            embedder=self.embedder,
            learned=LearnedFile(learned_path(self.settings.data_dir, assistant.id)),
        )

    def require_ingested(self, assistant_id: str) -> None:
        """Refuse to go on before the first ingest.

        Raises:
            IndexUnavailable: the assistant has no index yet.
        """
        self.desk(assistant_id)
        if self.index.active(assistant_id) is None:
            raise IndexUnavailable(
                f"assistant {assistant_id!r} has read no documents yet",
                remedy=f"run `jauap ingest {assistant_id}`",
            )

    def passages_of(self, assistant_id: str, document_id: str) -> tuple[Passage, ...]:
        """Give one document's passages in reading order; empty when it is not in the index."""
        self.desk(assistant_id)
        hits = self.index.browse(assistant_id, {"kind": "chunk", "document_id": document_id})
        return tuple(
            sorted((read_passage(hit, 0.0) for hit in hits), key=lambda found: found.start)
        )

    def close(self) -> None:
        """Write what waits and let go of files and connections."""
        self.upkeep.stop()
        self.store.close()
        self.index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def build_runtime(settings: Settings, *, now: Clock = utc_now) -> Runtime:
    """Open everything the settings name.

    Raises:
        JauapError: a part cannot be opened; the message names the remedy.
    """
    workspace = Workspace(settings.workspace)
    assistants = [workspace.assistant(each) for each in workspace.ids()]
    embedder, reranker = open_embedder(settings), open_reranker(settings)
    with ExitStack() as opened:
        index = open_index(settings)
        opened.callback(index.close)
        store = open_store(database_url(settings))
        opened.callback(store.close)
        recognition = open_recognition(settings, store, index)
        records = AnswerRecords(store, recognition.fingerprints)
        keys = open_keys(settings, now)
        signer = Signer(keys)
        desks: dict[str, Desk] = {}
        log = PublicLog(store, signer, settings.public_url)
        runtime = Runtime(
            settings=settings,
            workspace=workspace,
            index=index,
            store=store,
            records=records,
            ingests=IngestReports(store),
            switches=Switches(store),
            signer=signer,
            labeller=Labeller(signer, settings.public_url, __version__, now),
            log=log,
            withdrawals=Withdrawals(store),
            recognition=recognition,
            upkeep=Upkeep(
                duties(
                    keys=keys,
                    log=log,
                    records=records,
                    audit=Audit(store),
                    authority=open_authority(settings),
                    question_days=settings.question_retention_days,
                    now=now,
                )
                + recognition_duties(recognition, desks, settings, store, now)
            ),
            desks=desks,
            embedder=embedder,
            reranker=reranker,
            now=now,
        )
        kept_from = now() - timedelta(days=settings.question_retention_days)
        records.purge_questions(kept_from)
        erase_old_records(settings, store, now())
        for assistant in assistants:
            runtime.labeller.rehearse(assistant)
            runtime.desks[assistant.id] = _build_desk(assistant, runtime)
        opened.pop_all()
        return runtime


def _build_finder(assistant: Assistant, runtime: Runtime) -> Finder:
    search = runtime.open_search(assistant)
    if runtime.reranker is None:
        return search
    from jauap.retrieval.reranking import RerankedSearch

    return RerankedSearch(search, runtime.reranker)


def _build_desk(assistant: Assistant, runtime: Runtime) -> Desk:
    workspace = runtime.workspace
    prompts = {each: workspace.prompt(assistant.id, each) for each in assistant.languages}
    active = runtime.index.active(assistant.id)
    texts = workspace.texts(assistant.id)
    runtime.recognition.officials.refresh(assistant, texts)
    return Desk(
        assistant=assistant,
        texts=texts,
        search=_build_finder(assistant, runtime),
        labeller=runtime.labeller,
        composer=open_composer(assistant, prompts),
        rewriter=open_rewriter(assistant),
        calibration=fresh_calibration(workspace, assistant, texts, runtime.now().date()),
        act_month=active.details.get("act_month", "") if active else "",
    )
