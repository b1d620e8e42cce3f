"""Which HTTP headers tell a machine that an AI system answered? RFC 9651 syntax."""

from urllib.parse import urlsplit

from jauap.labelling.claims import Claims
from jauap.labelling.levels import LabelLevel

EXPOSED = "AI-Disclosure, AI-Label, Link"
"""Value of Access-Control-Expose-Headers, so that a script of another origin can read them."""


def label_headers(claims: Claims) -> dict[str, str]:
    """Give the headers of a labelled response; every response with a text carries them."""
    return {
        "AI-Disclosure": _disclosure(claims),
        "AI-Label": f'id="{claims.id}", v={claims.v}, level={claims.lvl}',
        "Link": f'</v1/labels/{claims.id}>; rel="describedby"',
        "Content-Usage": "train-ai=n",
        "Access-Control-Expose-Headers": EXPOSED,
    }


def pending_headers(issuer: str, assistant_id: str) -> dict[str, str]:
    """Give the headers of a stream whose answer is still being made; its label comes inside.

    Nothing is known of the text yet, so it is announced as a machine's.
    """
    return {
        "AI-Disclosure": _dictionary("ai-originated", issuer, assistant_id),
        "Content-Usage": "train-ai=n",
        "Access-Control-Expose-Headers": EXPOSED,
    }


def _disclosure(claims: Claims) -> str:
    """Write draft-abaris-aicdh's dictionary.

    People wrote the words of a text of level none, yet a machine chose them: `ai-modified` is
    the least its vocabulary can say without claiming that no AI took part.
    """
    written = claims.lvl is not LabelLevel.NONE
    mode = "ai-originated" if written else "ai-modified"
    return _dictionary(mode, claims.iss, claims.asst)


def _dictionary(mode: str, issuer: str, assistant_id: str) -> str:
    return f'mode={mode}, provider="{_host(issuer)}", model="{assistant_id}"'


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").encode("idna").decode("ascii")
