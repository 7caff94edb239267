from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.texts import has_visible, one_line, storable


@pytest.mark.parametrize(
    "text",
    ["a", " .", "Я", "汉", "🙂", "👨‍👩‍👧", "\u200b!", "\u00adx", "\u2800a", "\U0001fadf", "  \n7"],
)
def test_a_text_with_something_to_see_is_visible(text: str) -> None:
    assert has_visible(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\t\r\n",
        "\u00a0\u2003\u3000",
        "\u200b\u200c\u200d\u2060\ufeff",
        "\u202e\u202c",
        "\u00ad",
        "\u2800\u3164\uffa0\u115f\u1160",
        "\ufe0f",
        "\u0301",
        "\u2028\u2029",
        "\U000e0001\U000e0fff\u2065\ufff0",
        "\U0001d159",
    ],
)
def test_a_text_of_blanks_is_not(text: str) -> None:
    assert not has_visible(text)


@given(st.text(), st.characters(categories=["L", "N", "P", "Sm", "Sc"]))
def test_one_visible_character_is_enough(text: str, seen: str) -> None:
    if seen in "\u115f\u1160\u3164\uffa0":
        seen = "x"
    assert has_visible(text + seen)
    assert has_visible(seen + text)


@given(st.text(st.characters(categories=["Z", "Cc", "Cf"])))
def test_no_number_of_blanks_is(text: str) -> None:
    assert {category(character)[0] for character in text} <= {"Z", "C"}
    assert not has_visible(text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_what_can_be_written_in_utf8_can_be_stored(text: str) -> None:
    assert storable(text)


@given(st.text(), st.characters(categories=["Cs"], include_characters="\0"), st.text())
def test_what_one_of_the_databases_does_not_take_cannot(before: str, bad: str, after: str) -> None:
    assert not storable(before + bad + after)


@given(st.text())
def test_a_name_is_one_line_and_loses_nothing_but_blanks(text: str) -> None:
    line = one_line(text)

    assert line.splitlines() == ([line] if line else [])
    assert line.split() == text.split()
    assert one_line(line) == line == line.strip()
