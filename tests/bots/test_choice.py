"""Who of those that can get a chat does, where the settings do not leave it to chance? (125)"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.assignment import by_basic
from chatserver.core.facts import LeftOut, Look
from chatserver.core.people import Staff
from chatserver.core.workload import Workload
from tests.model.book import Book
from tests.model.street import (
    ADA,
    ANN,
    AS_CID,
    BOB,
    DESK,
    DOT,
    FLAT_1,
    REPAIRS,
    Street,
    as_staff,
    employee,
)

CREW = tuple(employee(f"n{number}") for number in range(6))
NAMES = [one.id for one in CREW]


def crew(*, away: set[str], held: dict[str, int], choice: str, skip_away: bool) -> Look:
    street = Street(staff={one.id: one for one in CREW})
    street.workload = Workload(away, held)
    street.prefer(choice, skip_away=skip_away)
    [look] = by_basic(street.facts(AS_CID), place=FLAT_1)
    return look


def chosen(look: Look) -> set[str]:
    return {id_ for id_, _ in look.candidates}


@pytest.mark.slow
@given(
    st.sets(st.sampled_from(NAMES)),
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3)),
    st.sampled_from(["random", "least_busy"]),
    st.booleans(),
)
def test_somebody_is_always_left_and_everybody_is_told_of(
    away: set[str], held: dict[str, int], choice: str, skip_away: bool
) -> None:
    look = crew(away=away, held=held, choice=choice, skip_away=skip_away)
    kept = chosen(look)
    why = {one.staff: one.why for one in look.left_out}
    here = set(NAMES) - away if skip_away and away != set(NAMES) else set(NAMES)

    assert kept
    assert kept | why.keys() == set(NAMES)
    assert {one for one, reason in why.items() if reason == "away"} == set(NAMES) - here
    if choice == "random":
        assert kept == here
    else:
        fewest = min(held.get(one, 0) for one in here)
        assert kept == {one for one in here if held.get(one, 0) == fewest}
    assert list(why) == sorted(why)


def test_without_the_settings_nobody_is_passed_over() -> None:
    look = crew(away={NAMES[0]}, held={NAMES[1]: 9}, choice="random", skip_away=False)
    assert (chosen(look), look.left_out) == (set(NAMES), ())


def test_a_rule_of_a_tag_prefers_the_same_people() -> None:
    book = Book()
    other = employee("other", REPAIRS)
    book.street.staff[other.id] = other
    book.street.prefer("least_busy")
    book.street.workload = Workload(held={DOT.id: 1})
    book.enter()
    decision = book.pick()
    assert book.chat.staff == other.id
    [look] = decision.explanations[0].looks
    assert LeftOut(DOT.id, "Dot", "busier") in look.left_out


def test_a_chat_that_a_person_put_into_a_department_goes_to_who_is_there() -> None:
    book = Book()
    book.street.prefer(skip_away=True)
    book.street.workload = Workload(away={ANN.id})
    book.enter()
    book.say()
    book.give(as_staff(ADA), DESK)
    assert book.chat.staff == BOB.id


@pytest.mark.parametrize("named", [ANN, BOB])
def test_whom_a_person_names_gets_the_chat_whatever_they_do(named: Staff) -> None:
    book = Book()
    book.street.prefer("least_busy", skip_away=True)
    book.street.workload = Workload(away={named.id}, held={named.id: 7})
    book.enter()
    book.say()
    book.give(as_staff(ADA), DESK, named.id)
    assert book.chat.staff == named.id


def known_to_ann() -> Book:
    """A chat without a bot whose last dialog was Ann's."""
    book = Book()
    book.street.set_bot(on=False)
    book.enter()
    book.say()
    book.give(as_staff(ADA), DESK, ANN.id)
    book.end(as_staff(ANN))
    return book


def test_the_last_responsible_is_passed_over_for_one_who_is_there() -> None:
    book = known_to_ann()
    book.street.prefer(skip_away=True)
    book.street.workload = Workload(away={ANN.id})
    decision = book.say()
    assert book.chat.staff == BOB.id
    assert decision.explanations[0].looks[0].left_out == (LeftOut(ANN.id, "Ann", "away"),)


@pytest.mark.parametrize(
    ("skip_away", "away"), [(False, {ANN.id}), (True, set()), (True, {ANN.id, BOB.id})]
)
def test_the_last_responsible_is_kept_where_nobody_is_better(
    skip_away: bool, away: set[str]
) -> None:
    book = known_to_ann()
    book.street.prefer("least_busy", skip_away=skip_away)
    book.street.workload = Workload(away=away, held={ANN.id: 3})
    book.say()
    assert book.chat.staff == ANN.id
