"""What would a Qdrant server answer, and what would it refuse? A small one over real HTTP.

Bodies are read with the client library's own strict models and answered by its in-memory engine.
What that engine lets pass and the server does not (unknown names, wrong sizes, doubled indices) is
refused here. It proves our calls and their wire format, not a server's behaviour under load.
"""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from uuid import UUID

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from qdrant_client import QdrantClient, models

KEY = "double-key"


class QdrantDouble:
    """Collections in memory behind the routes of the REST interface that jauap uses."""

    def __init__(self) -> None:
        self.engine = QdrantClient(":memory:")
        self.indexed: set[tuple[str, str]] = set()
        self.url = ""
        self.app = _routes(self)

    def resolve(self, name: str) -> str:
        """Give the collection behind a name or alias, or refuse with 404."""
        aliases = {each.alias_name: each.collection_name for each in self.aliases()}
        name = aliases.get(name, name)
        if not self.engine.collection_exists(name):
            raise HTTPException(404, f"Not found: Collection `{name}` doesn't exist!")
        return name

    def delete(self, name: str, ids: Sequence[str]) -> None:
        """Delete points without any client knowing."""
        self.engine.delete(name, list(ids))

    def aliases(self) -> list[models.AliasDescription]:
        """Give all aliases."""
        return self.engine.get_aliases().aliases

    def sizes(self, name: str) -> dict[str, int | None]:
        """Give the size of each dense vector of a collection, None for a sparse one."""
        params = self.engine.get_collection(name).config.params
        dense = params.vectors if isinstance(params.vectors, dict) else {}
        return {
            **{key: vector.size for key, vector in dense.items()},
            **dict.fromkeys(params.sparse_vectors or {}, None),
        }

    def check_vector(self, name: str, using: str, vector: object) -> None:
        """Refuse a vector the collection has no place for."""
        if isinstance(vector, models.NearestQuery):
            vector = vector.nearest
        sizes = self.sizes(name)
        if using not in sizes:
            raise HTTPException(400, f"Wrong input: Not existing vector name error: {using}")
        size = sizes[using]
        if isinstance(vector, models.SparseVector):
            if size is not None:
                raise HTTPException(400, f"Wrong input: {using} is not a sparse vector")
            if len(set(vector.indices)) != len(vector.indices):
                raise HTTPException(422, "Validation error: indices must be unique")
            if len(vector.indices) != len(vector.values):
                raise HTTPException(422, "Validation error: indices and values differ in length")
        elif not isinstance(vector, list) or size is None or len(vector) != size:
            raise HTTPException(400, f"Wrong input: Vector dimension error: expected dim: {size}")


@contextmanager
def serve_double() -> Iterator[QdrantDouble]:
    """Run a double on a free port of this machine."""
    double = QdrantDouble()
    listener = socket.create_server(("127.0.0.1", 0))
    double.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(double.app, log_level="critical", lifespan="off"))
    # The socket already listens, so a client that comes early waits in its queue.
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        double.engine.close()


def _routes(double: QdrantDouble) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.add_exception_handler(HTTPException, _refuse)
    app.add_exception_handler(ValidationError, _refuse_shape)

    @app.middleware("http")
    async def check_key(request: Request, call_next):  # type: ignore[no-untyped-def]
        if request.headers.get("api-key") != KEY:
            return JSONResponse({"status": {"error": "Must provide an API key"}}, 401)
        return await call_next(request)

    _collection_routes(app, double)
    _point_routes(app, double)
    return app


def _collection_routes(app: FastAPI, double: QdrantDouble) -> None:
    engine = double.engine

    @app.get("/collections")
    async def names() -> JSONResponse:
        return _ok(engine.get_collections())

    @app.get("/collections/{name}")
    async def read(name: str) -> JSONResponse:
        return _ok(engine.get_collection(double.resolve(name)))

    @app.get("/collections/{name}/exists")
    async def exists(name: str) -> JSONResponse:
        return _ok({"exists": engine.collection_exists(name)})

    @app.put("/collections/{name}")
    async def create(name: str, request: Request) -> JSONResponse:
        body = models.CreateCollection.model_validate_json(await request.body())
        if engine.collection_exists(name):
            raise HTTPException(409, f"Wrong input: Collection `{name}` already exists!")
        made = engine.create_collection(
            name,
            vectors_config=body.vectors or {},
            sparse_vectors_config=body.sparse_vectors,
            metadata=body.metadata,
        )
        return _ok(made)

    @app.patch("/collections/{name}")
    async def update(name: str, request: Request) -> JSONResponse:
        body = models.UpdateCollection.model_validate_json(await request.body())
        return _ok(engine.update_collection(double.resolve(name), metadata=body.metadata))

    @app.delete("/collections/{name}")
    async def delete(name: str) -> JSONResponse:
        return _ok(engine.delete_collection(name))

    @app.put("/collections/{name}/index")
    async def index(name: str, request: Request) -> JSONResponse:
        body = models.CreateFieldIndex.model_validate_json(await request.body())
        double.indexed.add((double.resolve(name), body.field_name))
        return _ok({"operation_id": 0, "status": "completed"})

    @app.get("/aliases")
    async def aliases() -> JSONResponse:
        return _ok({"aliases": [each.model_dump() for each in double.aliases()]})

    @app.post("/collections/aliases")
    async def change_aliases(request: Request) -> JSONResponse:
        body = models.ChangeAliasesOperation.model_validate_json(await request.body())
        for action in body.actions:
            if isinstance(action, models.CreateAliasOperation):
                double.resolve(action.create_alias.collection_name)
        return _ok(engine.update_collection_aliases(change_aliases_operations=body.actions))


def _point_routes(app: FastAPI, double: QdrantDouble) -> None:
    engine = double.engine

    @app.put("/collections/{name}/points")
    async def upsert(name: str, request: Request) -> JSONResponse:
        body = models.PointsList.model_validate_json(await request.body())
        name = double.resolve(name)
        if body.update_filter or body.update_mode or body.shard_key:
            raise HTTPException(400, "Wrong input: this double has no conditional writes")
        for point in body.points:
            if isinstance(point.id, str):
                UUID(point.id)
            if not isinstance(point.vector, dict):
                raise HTTPException(400, "Wrong input: Not existing vector name error: ")
            for using, vector in point.vector.items():
                double.check_vector(name, using, vector)
        return _ok(engine.upsert(name, body.points))

    @app.post("/collections/{name}/points")
    async def retrieve(name: str, request: Request) -> JSONResponse:
        body = models.PointRequest.model_validate_json(await request.body())
        return _ok(
            engine.retrieve(
                double.resolve(name),
                body.ids,
                with_payload=body.with_payload is not False,
                with_vectors=body.with_vector or False,
            )
        )

    @app.post("/collections/{name}/points/scroll")
    async def scroll(name: str, request: Request) -> JSONResponse:
        body = models.ScrollRequest.model_validate_json(await request.body())
        records, after = engine.scroll(
            double.resolve(name),
            scroll_filter=body.filter,
            limit=body.limit or 10,
            offset=body.offset,
            with_payload=True if body.with_payload is None else body.with_payload,
        )
        points = [record.model_dump(mode="json") for record in records]
        return _ok({"points": points, "next_page_offset": after})

    @app.post("/collections/{name}/points/query/batch")
    async def query(name: str, request: Request) -> JSONResponse:
        body = models.QueryRequestBatch.model_validate_json(await request.body())
        name = double.resolve(name)
        for search in body.searches:
            if search.limit is not None and search.limit < 1:
                raise HTTPException(422, "Validation error: limit must be 1 or larger")
            double.check_vector(name, search.using or "", search.query)
        answers = engine.query_batch_points(name, body.searches)
        return _ok([answer.model_dump(mode="json") for answer in answers])


def _ok(result: object) -> JSONResponse:
    if isinstance(result, BaseModel):
        result = result.model_dump(mode="json")
    if isinstance(result, list):
        result = [
            each.model_dump(mode="json") if isinstance(each, BaseModel) else each for each in result
        ]
    return JSONResponse({"result": result, "status": "ok", "time": 0.0})


async def _refuse(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse({"status": {"error": error.detail}, "time": 0.0}, error.status_code)


async def _refuse_shape(_request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"status": {"error": f"Format error in JSON body: {error}"}}, 400)
