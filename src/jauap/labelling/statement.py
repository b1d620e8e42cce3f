"""Did this key sign these very bytes? Opens a signed statement that is no label."""

from pydantic import BaseModel, ConfigDict, ValidationError

from jauap.labelling.keys import ALGORITHM, PublicKey

_LONGEST = 4_000_000


class _Header(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    alg: str
    kid: str
    typ: str


def signer_of(jws_text: str) -> str:
    """Give the id of the key a statement names; empty when it cannot be read. Nothing is proven."""
    header = _header(jws_text)
    return header.kid if header else ""


def open_statement(jws_text: str, kind: str, key: PublicKey) -> bytes | None:
    """Give the payload that `key` signed under the header `typ` of `kind`; None otherwise."""
    from joserfc import jws
    from joserfc.errors import JoseError
    from joserfc.jwk import OKPKey

    header = _header(jws_text)
    if header is None or (header.alg, header.typ) != (ALGORITHM, kind):
        return None
    try:
        public = OKPKey.import_key({"kty": key.kty, "crv": key.crv, "x": key.x})
        return jws.deserialize_compact(jws_text.strip(), public, algorithms=[ALGORITHM]).payload
    except (ValueError, JoseError):
        return None


def _header(jws_text: str) -> _Header | None:
    from joserfc import jws
    from joserfc.errors import JoseError

    if len(jws_text) > _LONGEST:
        return None
    try:
        unchecked = jws.extract_compact(jws_text.strip().encode("ascii"))
        return _Header.model_validate(unchecked.headers())
    except (ValueError, JoseError, ValidationError):
        return None
