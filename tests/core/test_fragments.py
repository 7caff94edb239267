"""By which words is a message looked for, and what shows that it was found?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.fragments import WIDTH, WORDS_MAX, fragment, marked, stem, words_of

PIPE = "Добрый день! В подвале снова протекла труба, вода уже у лифта."


def shown(text: str, typed: str) -> str:
    return "".join(
        f"[{part.text}]" if part.hit else part.text for part in fragment(text, words_of(typed))
    )


@pytest.mark.parametrize("typed", ["труба", "ТРУБУ", "трубы", "трубой", "труб"])
def test_a_word_is_found_in_its_other_forms(typed: str) -> None:
    assert "[труба]" in shown(PIPE, typed)


def test_a_fragment_begins_before_the_first_hit_and_marks_each() -> None:
    said = "Пишу во второй раз. " + PIPE
    assert shown(said, "вода труба") == (
        "…. Добрый день! В подвале снова протекла [труба], [вода] уже у лифта."
    )


def test_yo_and_case_do_not_matter() -> None:
    assert shown("Счётчик сломан", "СЧЕТЧИК") == "[Счётчик] сломан"


def test_short_words_are_looked_for_as_they_are() -> None:
    assert shown("кв 12 и кв 123", "12") == "кв [12] и кв 123"


def test_what_was_typed_is_words_and_nothing_else() -> None:
    assert words_of('"труба" OR (вода*) NEAR/2 a:b') == (
        "труба", "or", "вода", "near", "2", "a", "b",
    )  # fmt: skip
    assert words_of(" - … ") == ()


@given(st.text(max_size=300), st.text(max_size=60))
def test_a_fragment_is_a_piece_of_the_text_and_never_long(text: str, typed: str) -> None:
    words = words_of(typed)
    assert len(words) <= WORDS_MAX
    parts = fragment(text, words)
    plain = "".join(part.text for part in parts)
    assert len(plain) <= WIDTH + 2
    assert plain.strip("…") in text or text.strip("…") in plain


@given(st.text(max_size=60), st.text(min_size=1, max_size=20))
def test_a_marked_text_is_the_text(text: str, needle: str) -> None:
    assert "".join(part.text for part in marked(text, needle)) == text


@pytest.mark.parametrize(
    "forms",
    [
        ("подвал", "подвале", "подвалы", "подвалами"),
        ("счетчик", "счетчика", "счетчики"),
        ("парковка", "парковки", "парковкой", "парковку"),
        ("лифты", "лифтов", "лифтах"),
        ("lifts", "lift"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=20))
def test_a_stem_is_a_beginning_and_keeps_three_letters(word: str) -> None:
    assert word.startswith(stem(word))
    assert len(stem(word)) >= min(3, len(word))
