"""What can go wrong, named for what the caller can do about it."""


class JauapError(Exception):
    """A failure to show to a person: what happened, where, and what to do.

    Expected outcomes of a question (no source, out of scope) are values, never errors.
    """

    code: str = "error"

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}; {self.remedy}" if self.remedy else head


class WorkspaceInvalid(JauapError):
    """A file of the three folders cannot be used; `where` names the file and key."""

    code = "workspace_invalid"


class SettingsInvalid(JauapError):
    """An environment variable has a value that cannot be used."""

    code = "settings_invalid"


class NotFound(JauapError):
    """The named assistant, label or document does not exist."""

    code = "not_found"


class DocumentUnreadable(JauapError):
    """A document could not be parsed; the ingest report carries the reason."""

    code = "document_unreadable"


class IndexUnavailable(JauapError):
    """The index is missing, damaged or out of reach."""

    code = "index_unavailable"


class EmbedderUnavailable(JauapError):
    """The dense model named in the settings is not on this machine."""

    code = "embedder_unavailable"


class StoreUnavailable(JauapError):
    """The database refused or did not answer."""

    code = "store_unavailable"


class ModelUnavailable(JauapError):
    """The chat model failed, was too slow or answered in no usable shape."""

    code = "model_unavailable"


class LabelUnavailable(JauapError):
    """No label could be signed, so no text may leave."""

    code = "label_unavailable"


class Busy(JauapError):
    """Another process holds the data directory or the ingestion."""

    code = "busy"
