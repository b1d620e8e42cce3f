"""Does one expert's pair, taken through the room, answer wordings that nobody taught?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pair_workspace import ID, RoomOnDisk, copy_workspace

from jauap.assistant import Language
from jauap.evaluation.curve import Step
from jauap.evaluation.rehearse import rehearse_curve
from jauap.knowledge import Wording

HELD_OUT = "Сумкамды ұрлап кетті, ішінде жеке куәлік болды. Полициядан қандай қағаз керек?"
"""A question of the exam; no pair may hold it."""

PAIR = Wording(
    language=Language.KK,
    intent="stolen-document",
    question="Куәлігімді ұрлап кетті, полициядан не аламын?",
    answer="Полицияның өтінішті қабылдағаны туралы талон-хабарлама керек.",
    source="lost-identity-documents",
    quote="полицияның өтінішті қабылдағаны туралы талон-хабарлама",
)
SOURCES = ("lost-identity-documents", "residence-deregistration", "burial", "divorce-registration")
"""The right source, and those whose passages the held-out wording is taken for."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomOnDisk]:
    opened = RoomOnDisk(tmp_path, copy_workspace(tmp_path, SOURCES))
    opened.ingest()
    yield opened
    opened.close()


def test_pair_answers_a_held_out_wording_of_its_intent_and_the_curve_shows_it(
    room: RoomOnDisk,
) -> None:
    right = set(room.knowledge.cited(ID, PAIR))
    assert len(right) == 1
    before, drawn_before = _rank(room, right), _end_of_curve(room)
    room.activated(PAIR)
    after, drawn_after = _rank(room, right), _end_of_curve(room)
    assert (before, after) == (2, 1)
    assert (drawn_before.pairs, drawn_after.pairs) == (1, 2)
    assert _right(drawn_after) == _right(drawn_before) + 1
    assert (drawn_after.n, drawn_after.broken) == (9, 0)


def _rank(room: RoomOnDisk, right: set[str]) -> int:
    found = room.find(HELD_OUT).passages
    return next(rank for rank, each in enumerate(found, 1) if each.chunk_id in right)


def _end_of_curve(room: RoomOnDisk) -> Step:
    report = rehearse_curve(room.index, room.workspace, ID, orders=1, seed=0)
    return report.in_time[-1]


def _right(step: Step) -> int:
    return round(step.accuracy * step.n)
