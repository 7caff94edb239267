from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.settings import (
    Known,
    check_basic,
    check_bot,
    complete_basic,
    complete_bot,
    read_basic,
    read_bot,
)
from bots.texts import TEXTS
from chatserver.core.products import LEAST_BUSY, Basic, Bot, Pool, Rule, Tag
from tests.model.street import ANN, BOB, DEPARTMENTS, DESK, DOT, EVERYBODY, HOUSE_1, REPAIRS

STAFF = {one.id: one for one in EVERYBODY}
KNOWN = Known(DEPARTMENTS, STAFF, {HOUSE_1})

RULE = {"objects": [HOUSE_1], "department": REPAIRS, "staff": [DOT.id]}
WATER = {"id": "tag_water", "text": "Water", "autoreply": "Looking.", "rules": [RULE]}
GOOD: Mapping[str, Any] = {
    "on": True,
    "greeter": ANN.id,
    "greeting": "Hello!",
    "prompt": "What is it about?",
    "tags": [WATER],
    "solved": "Glad to help.",
    "no_answer": "Write again.",
    "restart_minutes": 10,
}
STORED = replace(KNOWN, stored=GOOD)
BASIC: Mapping[str, Any] = {
    "title": "Hi", "text": "Write", "department": DESK, "staff": [BOB.id],
    "choice": "least_busy", "skip_away": True, "answer_minutes": 30, "ask_rating": True,
}  # fmt: skip


def found(document: object, known: Known = STORED) -> list[tuple[str, str]]:
    return [(mistake.pointer, mistake.code) for mistake in check_bot(document, known)]


def with_tags(*tags: object) -> dict[str, Any]:
    return {**GOOD, "tags": list(tags)}


def with_rule(**values: object) -> dict[str, Any]:
    return with_tags({**WATER, "rules": [{**RULE, **values}]})


def test_a_good_bot_has_no_mistakes_and_is_read_whole() -> None:
    assert found(GOOD) == []
    rule = Rule(Pool(REPAIRS, (DOT.id,)), frozenset({HOUSE_1}))
    assert read_bot(GOOD) == Bot(
        on=True,
        greeter=ANN.id,
        greeting="Hello!",
        prompt="What is it about?",
        tags=(Tag("tag_water", "Water", "Looking.", (rule,)),),
        solved="Glad to help.",
        no_answer="Write again.",
        restart_minutes=10,
    )


def test_what_is_stored_is_served_again_unchanged() -> None:
    assert complete_bot(GOOD) == GOOD
    assert complete_basic(BASIC) == BASIC


def test_basic_settings_are_read_whole_and_leave_all_to_chance_where_they_say_nothing() -> None:
    assert read_basic(BASIC) == Basic(
        "Hi", "Write", Pool(DESK, (BOB.id,)), LEAST_BUSY, True, 30, True
    )
    assert complete_basic({})["choice"] == "random"
    assert complete_basic({})["skip_away"] is False
    assert complete_basic({})["answer_minutes"] is None
    assert complete_basic({})["ask_rating"] is False


def test_a_topic_and_a_heading_stand_on_one_line_and_what_the_bot_says_may_have_more() -> None:
    topics = [{**WATER, "text": " Leaks\r\n  and water "}]
    assert read_bot({**GOOD, "tags": topics}).tags[0].text == "Leaks and water"
    assert read_basic({**BASIC, "title": "Good\nday"}).title == "Good day"
    assert read_basic({**BASIC, "text": "Good\nday"}).text == "Good\nday"


def test_an_empty_document_is_a_bot_that_is_off() -> None:
    assert found({}) == []
    assert not read_bot({}).on
    assert complete_bot({})["restart_minutes"] == 10


@pytest.mark.parametrize(
    ("document", "mistake"),
    [
        ({**GOOD, "tags": []}, ("/tags", "bot_without_tags")),
        ({**GOOD, "restart_minutes": None}, ("/restart_minutes", "required")),
        ({**GOOD, "restart_minutes": 0}, ("/restart_minutes", "out_of_range")),
        ({**GOOD, "restart_minutes": 10_081}, ("/restart_minutes", "out_of_range")),
        ({**GOOD, "restart_minutes": True}, ("/restart_minutes", "type")),
        ({**GOOD, "restart_minutes": "10"}, ("/restart_minutes", "type")),
        ({**GOOD, "on": "yes"}, ("/on", "type")),
        ({**GOOD, "greeter": "st_nobody"}, ("/greeter", "unknown_staff")),
        ({**GOOD, "greeter": 7}, ("/greeter", "type")),
        ({**GOOD, "greeting": "x" * 256}, ("/greeting", "too_long")),
        ({**GOOD, "prompt": "x" * 256}, ("/prompt", "too_long")),
        ({**GOOD, "solved": "x" * 256}, ("/solved", "too_long")),
        ({**GOOD, "no_answer": "a\0"}, ("/no_answer", "characters")),
        ({**GOOD, "no_answer": "a\ud800"}, ("/no_answer", "characters")),
        ({**GOOD, "solved": 5}, ("/solved", "type")),
        ({**GOOD, "a/b~c": 5}, ("/a~1b~0c", "unknown_field")),
        ({**GOOD, "tags": "Water"}, ("/tags", "type")),
        (with_tags({**WATER, "text": "x" * 31}), ("/tags/0/text", "too_long")),
        (with_tags({**WATER, "text": " \u200b "}), ("/tags/0/text", "required")),
        (with_tags({**WATER, "autoreply": "x" * 256}), ("/tags/0/autoreply", "too_long")),
        (with_tags({**WATER, "colour": "red"}), ("/tags/0/colour", "unknown_field")),
        (with_tags(WATER, {"text": " WATER"}), ("/tags/1/text", "duplicate")),
        (with_tags({"text": "Счёт"}, {"text": "Сче\u0308т"}), ("/tags/1/text", "duplicate")),
        (with_tags({"text": "No  water"}, {"text": "no water"}), ("/tags/1/text", "duplicate")),
        (with_tags(WATER, {**WATER, "text": "Fire"}), ("/tags/1/id", "duplicate")),
        (with_tags({**WATER, "id": "tag_mine"}), ("/tags/0/id", "unknown_tag")),
        (with_tags(*({"text": f"T{n}"} for n in range(11))), ("/tags", "too_many")),
        (with_tags({**WATER, "rules": [RULE] * 101}), ("/tags/0/rules", "too_many")),
        (with_rule(department=None), ("/tags/0/rules/0/department", "required")),
        (
            with_rule(department="dep_x", staff=[]),
            ("/tags/0/rules/0/department", "unknown_department"),
        ),
        (with_rule(staff=[DOT.id, "st_x"]), ("/tags/0/rules/0/staff/1", "unknown_staff")),
        (with_rule(staff=[7, ANN.id]), ("/tags/0/rules/0/staff/1", "not_in_department")),
        (with_rule(staff=[DOT.id, DOT.id]), ("/tags/0/rules/0/staff/1", "duplicate")),
        (with_rule(objects=[HOUSE_1, "obj_x"]), ("/tags/0/rules/0/objects/1", "unknown_object")),
        (with_rule(when="now"), ("/tags/0/rules/0/when", "unknown_field")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(document: object, mistake: tuple[str, str]) -> None:
    assert mistake in found(document)


def test_every_mistake_is_told_at_once() -> None:
    document = {"on": True, "greeter": "st_x", "greeting": "x" * 256, "tags": []}
    assert found(document) == [
        ("/greeting", "too_long"),
        ("/tags", "bot_without_tags"),
        ("/restart_minutes", "required"),
        ("/greeter", "unknown_staff"),
    ]


@pytest.mark.parametrize("text", ["x" * 30, "я" * 30, "🙂" * 30, "  " + "x" * 30 + "  "])
def test_a_tag_has_up_to_thirty_characters(text: str) -> None:
    assert found(with_tags({"text": text})) == []


def test_ten_tags_are_not_too_many() -> None:
    assert found(with_tags(*({"text": f"T{n}"} for n in range(10)))) == []


def test_a_new_tag_takes_the_next_new_id_and_an_old_one_keeps_its_own() -> None:
    document = with_tags({"text": "Fire"}, WATER, {"text": "Air", "id": None})
    stored = complete_bot(document, new_ids=["tag_1", "tag_2", "tag_3"])
    tags = read_bot(stored).tags
    assert [(tag.id, tag.text) for tag in tags] == [
        ("tag_1", "Fire"),
        ("tag_water", "Water"),
        ("tag_2", "Air"),
    ]


def test_whom_the_stored_document_names_may_stay_though_they_left() -> None:
    for change in ({"department": DESK}, {"active": False}):
        left = {**STAFF, DOT.id: replace(DOT, **change)}
        assert found(GOOD, replace(STORED, staff=left)) == []
        [(_, code)] = found(
            with_tags({"text": "New", "rules": [RULE]}), Known(DEPARTMENTS, left, {HOUSE_1})
        )
        assert code == ("inactive" if "active" in change else "not_in_department")


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_where_nobody_wrote_a_text_the_built_in_one_is_said(locale: str) -> None:
    bot, words = read_bot({"greeting": " \u200b"}, locale=locale), TEXTS[locale]
    assert bot.closing("solved") == words.solved
    assert bot.closing("no_answer") == words.no_answer
    assert (bot.greeting, bot.prompt) == (words.greeting, words.prompt)
    assert read_basic({}, locale=locale) == Basic("", words.basic, Pool(None))


def test_the_built_in_texts_fit_the_fields() -> None:
    for words in TEXTS.values():
        assert len(words.basic) <= 100
        assert all(
            len(text) <= 255
            for text in (words.greeting, words.prompt, words.solved, words.no_answer)
        )


@pytest.mark.parametrize(
    ("document", "mistakes"),
    [
        (BASIC, []),
        ({**BASIC, "title": "x" * 30, "text": "x" * 100, "staff": []}, []),
        ({**BASIC, "title": "x" * 31}, [("/title", "too_long")]),
        ({**BASIC, "text": "x" * 101}, [("/text", "too_long")]),
        ({**BASIC, "staff": [DOT.id]}, [("/staff/0", "not_in_department")]),
        ({}, [("/department", "required")]),
        ({**BASIC, "bot": True}, [("/bot", "unknown_field")]),
        ({**BASIC, "choice": "first"}, [("/choice", "out_of_range")]),
        ({**BASIC, "choice": 1}, [("/choice", "type")]),
        ({**BASIC, "choice": None, "skip_away": None}, []),
        ({**BASIC, "skip_away": "yes"}, [("/skip_away", "type")]),
        ({**BASIC, "answer_minutes": None}, []),
        ({**BASIC, "answer_minutes": 0}, [("/answer_minutes", "out_of_range")]),
        ({**BASIC, "answer_minutes": 10_081}, [("/answer_minutes", "out_of_range")]),
        ({**BASIC, "answer_minutes": "soon"}, [("/answer_minutes", "type")]),
        ({**BASIC, "ask_rating": 1}, [("/ask_rating", "type")]),
    ],
)
def test_basic_settings_need_a_department_and_people_of_it(
    document: object, mistakes: list[tuple[str, str]]
) -> None:
    assert [(one.pointer, one.code) for one in check_basic(document, KNOWN)] == mistakes


FIELDS = st.sampled_from([*GOOD, *WATER, *RULE, *BASIC, "", "/"]) | st.text(max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=15,
)


@pytest.mark.slow
@given(JSON, st.sampled_from([check_basic, check_bot]))
def test_any_document_is_checked_without_a_fault(document: object, check: Any) -> None:
    mistakes = check(document, KNOWN)
    if not mistakes:
        assert isinstance(document, dict)
        ids = [f"tag_{n}" for n in range(10)]
        stored = complete_bot(document, new_ids=ids) if check is check_bot else document
        if check is check_bot:
            assert check_bot(stored, replace(KNOWN, stored=stored)) == ()
