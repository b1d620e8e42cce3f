"""How are changed and quoted texts found again when there is no database and no index?"""

from collections.abc import Mapping

from jauap.assistant import Language
from jauap.labelling.claims import Claims
from jauap.labelling.fingerprint import fingerprints
from jauap.labelling.known import SourcePlace, squeezed, without_list_marks
from jauap.labelling.markdown import plain_text
from jauap.labelling.similarity import Match
from jauap.testing.samples import sample_passages

_SECRET = b"for tests only"


class FakeSimilar:
    """Compares fingerprints with those of all bodies in memory; nothing is subtracted."""

    def __init__(self, bodies: Mapping[str, str]) -> None:
        """Take the Markdown of each answer by its code; the mapping may grow."""
        self._bodies = bodies

    def match(self, text: str) -> tuple[Match, ...]:
        """Give the answers that share fingerprints with a text, best first."""
        found = (self._match(text, code) for code in self._bodies)
        hit = (match for match in found if match.hits)
        return tuple(sorted(hit, key=lambda match: match.hits, reverse=True))

    def compare(self, text: str, claims: Claims) -> Match | None:
        """Compare a text with one answer."""
        return self._match(text, claims.id) if claims.id in self._bodies else None

    def _match(self, text: str, code: str) -> Match:
        asked = fingerprints(text, _SECRET)
        said = fingerprints(plain_text(self._bodies[code]), _SECRET)
        hits = len(asked & said)
        return Match(
            code=code,
            hits=hits,
            containment=hits / max(1, len(asked)),
            coverage=hits / max(1, len(said)),
        )


def find_in_samples(text: str, assistant_id: str = "public_services") -> SourcePlace | None:
    """Find a text of more than thirty letters in the sample documents, letter for letter."""
    wanted = squeezed(text)
    for passage in (one for language in Language for one in sample_passages(language)):
        if len(wanted) > 30 and wanted in squeezed(without_list_marks(passage.text)):
            return SourcePlace(
                assistant_id=assistant_id,
                document_id=passage.document_id,
                start=passage.start,
                title=passage.title,
                language=passage.language,
            )
    return None
