"""Are weights written into assistant.yaml without a change to anything else?"""

from pathlib import Path

import pytest
import yaml

from jauap.declaration import search_block, with_search, write_search
from jauap.errors import WorkspaceInvalid

HEAD = """\
# Жарияланым: сандар — толтырғыш.
schema: 1
id: land_use   # атауы
"""


def test_a_block_is_added_where_there_is_none() -> None:
    assert with_search(HEAD, {"title": 0.6}) == HEAD + "search:\n  title: 0.6\n"
    assert with_search(HEAD.rstrip(), {"title": 0.6}) == HEAD + "search:\n  title: 0.6\n"


def test_values_change_and_comments_and_other_keys_stay() -> None:
    text = (
        HEAD
        + "search:\n    # өлшенген\n    title: 0.2   # атау\n    pairs: 0.7\n\n"
        + "thresholds:\n  answer: 0.5\n"
    )
    assert with_search(text, {"title": 0.6, "dense": 0.0}) == HEAD + (
        "search:\n    # өлшенген\n    title: 0.6   # атау\n    pairs: 0.7\n    dense: 0\n\n"
        "thresholds:\n  answer: 0.5\n"
    )


def test_an_empty_block_is_filled() -> None:
    assert with_search(HEAD + "search:  # әзірге бос\n", {"title": 0.6}) == (
        HEAD + "search:  # әзірге бос\n  title: 0.6\n"
    )


def test_line_ends_of_another_system_stay() -> None:
    text = "schema: 1\r\nsearch:\r\n  title: 0.2\r\n"
    assert with_search(text, {"title": 0.6, "named": 0.3}) == (
        "schema: 1\r\nsearch:\r\n  title: 0.6\r\n  named: 0.3\r\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "search: {title: 0.2}\n",
        HEAD + 'note: |\n  search:\nsearch:\n  "title": 0.2\n',
        HEAD + "search:\n  title: &one 0.2\nthresholds:\n  answer: *one\n",
        HEAD + 'search:\n  "title": 0.2\n  pairs: 0.7\n',
        HEAD + '"search":\n  title: 0.2\n',
        HEAD + "search:\n  title: 0.2\nsearch:\n  title: 0.3\n",
        HEAD + "search:\n  title: 0.2\n  title: 0.3\n",
        "- a list\n",
        "schema: [1\n",
        HEAD + "---\nschema: 2\n",
    ],
)
def test_what_cannot_be_edited_safely_is_left_alone(text: str, tmp_path: Path) -> None:
    path = tmp_path / "assistant.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceInvalid, match="nothing was written") as caught:
        write_search(path, {"title": 0.6})
    assert caught.value.remedy.endswith("search:\n  title: 0.6")
    assert path.read_text(encoding="utf-8") == text


def test_every_shipped_declaration_can_be_edited() -> None:
    for path in (Path(__file__).parents[2] / "assistants").glob("*/assistant.yaml"):
        text = path.read_text(encoding="utf-8")
        edited = with_search(text, {"title": 0.6})
        assert edited is not None
        before, after = yaml.safe_load(text), yaml.safe_load(edited)
        assert after.pop("search") == {**before.pop("search", {}), "title": 0.6}
        assert after == before
        comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
        assert all(line in edited.splitlines() for line in comments)


def test_the_block_to_paste_is_yaml() -> None:
    assert yaml.safe_load(search_block({"dense": 0.15, "pairs": 1.0})) == {
        "search": {"dense": 0.15, "pairs": 1}
    }
