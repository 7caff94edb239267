from bisect import bisect_left
from dataclasses import replace

import pytest

from bots.assignment import by_basic, by_tag
from chatserver.core.facts import LeftOut, Look
from chatserver.core.people import Place, Staff
from chatserver.core.products import Pool, Rule, Tag
from chatserver.core.responsible import drawn
from chatserver.core.rights import granted
from tests.model.book import Book, kinds
from tests.model.street import (
    ADA,
    ANN,
    AS_CID,
    BASIC,
    BOB,
    DESK,
    DOT,
    EVE,
    FLAT_1,
    FLAT_2,
    HOUSE_1,
    HOUSE_2,
    QUARTER,
    REPAIRS,
    WATER,
    Street,
    as_staff,
    employee,
)


def tag(*rules: Rule) -> Tag:
    return Tag("tag_t", "T", rules=rules)


def looks(street: Street, topic: Tag, place: Place | None = FLAT_1) -> tuple[Look, ...]:
    return by_tag(topic, street.facts(AS_CID), place=place)


def ways(found: tuple[Look, ...]) -> list[tuple[str, int | None, bool]]:
    return [(look.source, look.rule, look.matched) for look in found]


# --- the order ----------------------------------------------------------------------------------


def test_the_first_rule_that_holds_the_place_chooses() -> None:
    topic = tag(
        Rule(Pool(REPAIRS), frozenset({HOUSE_2})),
        Rule(Pool(DESK), frozenset({QUARTER})),
        Rule(Pool(REPAIRS), frozenset({HOUSE_1})),
    )
    found = looks(Street(), topic)
    assert ways(found) == [("rule", 0, False), ("rule", 1, True)]
    assert found[-1].candidates == ((ANN.id, "Ann"), (BOB.id, "Bob"))


@pytest.mark.parametrize("place", [FLAT_1, FLAT_2, None])
def test_a_rule_without_objects_is_for_every_place(place: Place | None) -> None:
    assert ways(looks(Street(), tag(Rule(Pool(DESK))), place)) == [("rule", 0, True)]


def test_a_rule_with_objects_is_for_no_chat_without_a_place() -> None:
    found = looks(Street(), tag(Rule(Pool(REPAIRS), frozenset({QUARTER}))), None)
    assert ways(found) == [("rule", 0, False), ("basic", None, True)]


def test_with_nobody_left_in_the_first_match_the_basic_settings_choose_not_the_next_rule() -> None:
    topic = tag(Rule(Pool(REPAIRS, (EVE.id,))), Rule(Pool(REPAIRS, (DOT.id,))))
    found = looks(Street(), topic)
    assert ways(found) == [("rule", 0, True), ("basic", None, True)]
    assert found[0].left_out == (LeftOut(EVE.id, "Eve", "no_permission"),)


def test_a_list_whose_people_are_all_gone_is_nobody_and_not_the_whole_department() -> None:
    street = Street()
    street.change(DOT, department=DESK)
    street.staff["st_new"] = employee("new", REPAIRS)
    found = looks(street, tag(Rule(Pool(REPAIRS, (DOT.id, "st_unknown")))))
    assert found[0].candidates == ()
    assert [one.why for one in found[0].left_out] == ["moved", "inactive"]


def test_a_department_that_is_gone_has_nobody() -> None:
    assert looks(Street(), tag(Rule(Pool("dep_gone"))))[0].candidates == ()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"active": False}, "inactive"),
        ({"department": REPAIRS}, "moved"),
        ({"department": None}, "moved"),
        ({"permissions": granted(["chats.view"])}, "no_permission"),
        ({"permissions": granted(["subscriptions.send"])}, "no_permission"),
        ({"objects": frozenset({HOUSE_2})}, "no_access"),
        ({"objects": frozenset()}, "no_access"),
        ({"objects": frozenset({HOUSE_1})}, None),
        ({"objects": frozenset({QUARTER})}, None),
        ({"objects": frozenset({FLAT_1.id})}, None),
    ],
)
def test_only_who_is_active_permitted_and_has_access_can_be_chosen(
    values: dict[str, object], why: str | None
) -> None:
    street = Street()
    street.change(ANN, **values)
    street.set_basic(ANN)
    [look] = by_basic(street.facts(AS_CID), place=FLAT_1)
    assert [one.why for one in look.left_out] == ([] if why is None else [why])
    assert len(look.candidates) == (why is None)


def test_a_subscription_asks_for_its_own_permission() -> None:
    street = Street(product=replace(Street().product, kind="subscription"))
    street.change(BOB, permissions=granted(["subscriptions.send"]))
    [look] = by_basic(street.facts(AS_CID), place=FLAT_1)
    assert look.candidates == ((BOB.id, "Bob"),)


def test_nobody_anywhere_waits_in_the_department_of_the_basic_settings() -> None:
    book = Book()
    for one in (ANN, BOB, DOT):
        book.street.change(one, active=False)
    book.enter()
    decision = book.pick()
    assert (book.chat.department, book.chat.staff, book.chat.cause) == (DESK, None, "default")
    assert (decision.explanations[0].draw, decision.explanations[0].chosen) == (None, None)


def test_without_basic_settings_a_chat_waits_in_the_department_of_its_rule() -> None:
    book = Book()
    book.street.set_basic(department=None)
    book.street.change(DOT, active=False)
    book.enter()
    book.pick()
    assert (book.chat.department, book.chat.waits) == (REPAIRS, True)


def test_the_explanation_tells_the_topic_the_looks_and_the_draw() -> None:
    book = Book()
    book.street.set_bot(tags=(replace(WATER, rules=(Rule(Pool(REPAIRS, (EVE.id,))),)),))
    book.enter()
    book.street.draw = 0.75
    decision = book.pick()
    why = decision.explanations[0]
    assert (why.cause, why.tag, why.tag_text, why.place) == (
        "default", WATER.id, "Water", FLAT_1.id,
    )  # fmt: skip
    assert (why.draw, why.chosen, why.chosen_name) == (0.75, BOB.id, "Bob")
    assert ways(why.looks) == [("rule", 0, True), ("basic", None, True)]


# --- the draw -----------------------------------------------------------------------------------

DRAWS = 2**53  # how many numbers random() has in [0, 1)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 10, 49, 100])
def test_every_candidate_has_the_same_share_of_the_draw(count: int) -> None:
    people = [(f"st_{number:03}", "") for number in range(count)]
    place = {person: number for number, person in enumerate(people)}

    def chosen(step: int) -> int:
        return place[drawn(people, step / DRAWS)]

    starts = [bisect_left(range(DRAWS), number, key=chosen) for number in range(count)]
    shares = [end - start for start, end in zip(starts, [*starts[1:], DRAWS], strict=True)]
    # Equal but for the rounding of the last bits: a few numbers of 9,007,199,254,740,992.
    assert max(shares) - min(shares) <= 64


def test_the_order_in_which_people_are_named_does_not_move_the_draw() -> None:
    street = Street()
    street.set_basic(ANN, BOB)
    one_way = by_basic(street.facts(AS_CID), place=FLAT_1)
    street.set_basic(BOB, ANN)
    assert by_basic(street.facts(AS_CID), place=FLAT_1) == one_way


def test_somebody_named_twice_is_not_drawn_twice_as_often() -> None:
    street = Street()
    street.set_basic(ANN, ANN, BOB)
    [look] = by_basic(street.facts(AS_CID), place=FLAT_1)
    assert len(look.candidates) == 2


# --- handing out --------------------------------------------------------------------------------


def waiting() -> Book:
    """A chat that waits at the desk, because nobody is there."""
    book = Book()
    for one in (ANN, BOB):
        book.street.change(one, active=False)
    book.enter()
    book.say()
    assert book.chat.waits
    return book


def back(book: Book, staff: Staff) -> None:
    book.street.change(staff, active=True)


def test_a_waiting_chat_is_handed_out_as_soon_as_somebody_is_there() -> None:
    book = waiting()
    assert kinds(book.hand_out()) == ""
    back(book, BOB)
    decision = book.hand_out()
    assert kinds(decision) == "assigned"
    assert decision.entries[0].by.kind == "system"
    assert decision.explanations[0].cause == "queue"
    assert (book.chat.staff, book.chat.assignment) == (BOB.id, 2)
    assert kinds(book.hand_out()) == ""


def test_a_waiting_topic_is_handed_out_by_its_rule() -> None:
    book = Book()
    for one in (ANN, BOB, DOT):
        book.street.change(one, active=False)
    book.enter()
    book.pick()
    back(book, DOT)
    book.hand_out()
    assert (book.chat.staff, book.chat.department) == (DOT.id, REPAIRS)


def test_a_waiting_topic_that_was_deleted_is_handed_out_by_the_basic_settings() -> None:
    book = Book()
    for one in (ANN, BOB, DOT):
        book.street.change(one, active=False)
    book.enter()
    book.pick()
    book.street.set_bot(tags=())
    back(book, DOT)
    assert kinds(book.hand_out()) == ""
    back(book, ANN)
    book.hand_out()
    assert book.chat.staff == ANN.id


def test_a_chat_that_a_person_put_into_a_department_is_handed_out_there() -> None:
    book = waiting()
    book.street.change(DOT, active=False)
    book.give(as_staff(ADA), REPAIRS)
    back(book, ANN)
    assert kinds(book.hand_out()) == ""
    back(book, DOT)
    book.hand_out()
    assert book.chat.staff == DOT.id


def test_being_handed_out_and_taken_back_does_not_undo_what_a_person_chose() -> None:
    book = waiting()
    book.give(as_staff(ADA), REPAIRS)
    assert book.chat.staff == DOT.id
    back(book, ANN)
    book.street.change(DOT, active=False)
    book.hand_out()
    assert book.chat.waits
    assert book.chat.department == REPAIRS
    back(book, DOT)
    book.hand_out()
    assert book.chat.staff == DOT.id


@pytest.mark.parametrize(
    "values",
    [
        {"active": False},
        {"department": REPAIRS},
        {"permissions": granted(["chats.view"])},
        {"objects": frozenset({HOUSE_2})},
    ],
)
def test_a_chat_is_taken_from_whoever_is_no_longer_eligible(values: dict[str, object]) -> None:
    book = Book()
    book.enter()
    book.say()
    assert book.chat.staff == ANN.id
    assert kinds(book.hand_out()) == ""
    book.street.change(ANN, **values)
    decision = book.hand_out()
    assert kinds(decision) == "assigned"
    assert decision.explanations[0].cause == "returned"
    assert decision.explanations[0].looks[0].left_out[0].staff == ANN.id
    assert book.chat.staff == BOB.id


def test_a_chat_taken_back_waits_where_nobody_is_left() -> None:
    book = Book()
    book.enter()
    book.say()
    book.street.change(ANN, active=False)
    book.street.change(BOB, active=False)
    book.hand_out()
    assert (book.chat.staff, book.chat.department, book.chat.waits) == (None, DESK, True)
    assert kinds(book.hand_out()) == ""


def test_an_administrator_without_a_department_keeps_the_chat_that_they_took() -> None:
    book = Book()
    book.enter()
    book.say(as_staff(ADA))
    assert (book.chat.staff, book.chat.department) == (ADA.id, None)
    assert kinds(book.hand_out()) == ""


def test_closed_chats_and_those_with_the_bot_are_left_alone() -> None:
    book = Book()
    book.enter()
    book.say()
    book.end(as_staff(ANN))
    book.street.change(ANN, active=False)
    assert kinds(book.hand_out()) == ""
    book.say()
    assert (book.chat.state.value, book.chat.staff) == ("bot", ANN.id)
    assert kinds(book.hand_out()) == ""


def test_the_settings_that_hold_now_choose() -> None:
    book = waiting()
    book.street.product = replace(book.street.product, basic=replace(BASIC, pool=Pool(REPAIRS)))
    book.hand_out()
    assert book.chat.staff == DOT.id
