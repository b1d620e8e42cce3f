"""How does the team see its curve without waiting? Drawn beside the service, kept as a file."""

import threading
from collections.abc import Callable
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from jauap.assistant import Declared, Text
from jauap.errors import JauapError
from jauap.evaluation.picture import draw_svg
from jauap.evaluation.rehearse import CurveReport
from jauap.retrieval.folder import replace_file

Draw = Callable[[str], CurveReport]
"""Replays an assistant's pairs against its exam; takes minutes when there are many."""


class DrawnCurve(Declared):
    """One assistant's curve as it was drawn last."""

    drawn_at: AwareDatetime
    of: Text
    """Digest of what was in the index."""
    report: CurveReport

    def picture(self, title: str) -> str:
        """Draw it as one SVG."""
        return draw_svg(self.report.curve, title=title)


class Curves:
    """Keeps the last curve of each assistant and draws a new one in a thread of its own."""

    def __init__(self, folder: Path, draw: Draw, *, now: Callable[[], AwareDatetime]) -> None:
        self._folder = folder
        self._draw = draw
        self._now = now
        self._running = threading.Lock()

    def latest(self, assistant_id: str) -> DrawnCurve | None:
        """Give the curve that was drawn last; None when there is none, or of an older version."""
        try:
            text = self._path(assistant_id).read_text(encoding="utf-8")
            return DrawnCurve.model_validate_json(text)
        except (OSError, ValidationError):
            return None

    def draw(self, assistant_id: str, of: str) -> DrawnCurve:
        """Draw the curve now and keep it.

        Raises:
            JauapError: no exam question can be placed in the index.
        """
        drawn = DrawnCurve(drawn_at=self._now(), of=of, report=self._draw(assistant_id))
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._path(assistant_id), drawn.model_dump_json())
        return drawn

    def refresh(self, assistant_id: str, of: str) -> threading.Thread | None:
        """Begin to draw when the index has changed; one curve at a time, nobody waits for it."""
        held = self.latest(assistant_id)
        if (held is not None and held.of == of) or not self._running.acquire(blocking=False):
            return None

        def run() -> None:
            try:
                self.draw(assistant_id, of)
            except JauapError:
                # Without an exam that rests on the index there is no curve, which is no failure.
                return
            finally:
                self._running.release()

        thread = threading.Thread(target=run, name="jauap-curve", daemon=True)
        thread.start()
        return thread

    def _path(self, assistant_id: str) -> Path:
        return self._folder / f"{assistant_id}.json"
