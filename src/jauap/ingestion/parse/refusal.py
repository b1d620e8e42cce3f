"""Why can a file not be read?"""

from enum import StrEnum

from jauap.errors import DocumentUnreadable


class Fault(StrEnum):
    """What is wrong with a file; the report turns each into a sentence with a remedy."""

    EXECUTABLE = "executable"
    MACROS = "macros"
    POLYGLOT = "polyglot"
    UNKNOWN_TYPE = "unknown_type"
    OLD_OFFICE = "old_office"
    PASSWORD = "password"  # noqa: S105 - the name of a fault
    DAMAGED = "damaged"
    BOMB = "bomb"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    MEMORY = "memory"
    TIME = "time"
    CRASHED = "crashed"
    NO_TEXT_LAYER = "no_text_layer"
    EMPTY = "empty"
    ENCODING = "encoding"
    UNREACHABLE = "unreachable"


class Refused(DocumentUnreadable):
    """A file is refused; `fault` says why, `detail` adds a figure or a name."""

    def __init__(self, fault: Fault, detail: str = "", *, where: str = "") -> None:
        self.fault = fault
        self.detail = detail
        what = fault.value.replace("_", " ")
        super().__init__(f"{what} ({detail})" if detail else what, where=where)
