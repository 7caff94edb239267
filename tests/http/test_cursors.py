"""Where does the next page begin?"""

import pytest

from chatserver.http.cursors import cursor_after, key_of
from chatserver.http.problems import HttpProblem


def test_a_cursor_brings_its_key_back() -> None:
    assert key_of(cursor_after("Анна", "st_1"), width=2) == ("Анна", "st_1")
    assert key_of(None, width=2) is None


@pytest.mark.parametrize(
    "cursor", ["", "x", "!!!!", "AA", cursor_after("one"), "й", "/w==", "YR9+"]
)
def test_what_is_no_cursor_of_the_list_is_a_mistake(cursor: str) -> None:
    with pytest.raises(HttpProblem) as refused:
        key_of(cursor, width=2)
    assert refused.value.code == "validation"


@pytest.mark.parametrize("key", ["", '{"a":1}', "cl_1 ", "и", "x" * 401])
def test_what_is_no_id_is_no_cursor_of_a_list_by_id(key: str) -> None:
    with pytest.raises(HttpProblem) as refused:
        key_of(cursor_after(key), width=1)
    assert [one["pointer"] for one in refused.value.errors] == ["/cursor"]
    assert key_of(cursor_after("obj_1/obj_A/"), width=1) == ("obj_1/obj_A/",)
