"""How do verdicts leave the room as a table? Under pseudonyms, and nothing in it runs."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields

from jauap.evaluation.sheets.cells import escape, neutralise
from jauap.storage.queue_counts import Closed

_COLUMNS = tuple(each.name for each in fields(Closed))


def verdicts_csv(lines: Sequence[Closed]) -> bytes:
    """Write verdicts as CSV in UTF-8 with a mark, as spreadsheets read it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for line in lines:
        row = asdict(line) | {"at": line.at.isoformat()}
        writer.writerow([escape(neutralise(str(row[name]))) for name in _COLUMNS])
    return out.getvalue().encode("utf-8-sig")
