"""Are the libraries of measuring on this machine?"""

from collections.abc import Iterator
from contextlib import contextmanager

from jauap.errors import JauapError


@contextmanager
def evaluation_extra() -> Iterator[None]:
    """Wrap the lazy imports of a function that measures.

    Raises:
        JauapError: a library of the extra is not installed; the remedy installs it.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise JauapError(
            f"the library {error.name} is not installed",
            remedy='run `pip install "jauap[evaluation]"`',
        ) from error
