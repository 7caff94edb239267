from dataclasses import replace

import pytest

from chatserver.core.access import may_answer, may_see
from chatserver.core.people import Place, Staff
from chatserver.core.rights import granted
from tests.model.street import ANN, BOB, EVE, FLAT_1, FLAT_2, QUARTER, employee


@pytest.mark.parametrize(
    ("staff", "place", "reached"),
    [
        (ANN, FLAT_1, True),
        (ANN, None, True),
        (BOB, FLAT_1, True),
        (BOB, FLAT_2, False),
        (BOB, None, False),
        (employee("one", None, FLAT_2.id), FLAT_2, True),
        (employee("all", None, QUARTER), FLAT_2, True),
        (replace(ANN, objects=frozenset()), FLAT_1, False),
    ],
)
@pytest.mark.parametrize(
    ("kind", "right", "sees", "answers"),
    [
        ("miniapp", "chats.view", True, False),
        ("miniapp", "chats.send", True, True),
        ("miniapp", "subscriptions.send", False, False),
        ("subscription", "subscriptions.view", True, False),
        ("subscription", "subscriptions.send", True, True),
        ("subscription", "chats.send", False, False),
        ("miniapp", "staff.edit", False, False),
    ],
)
@pytest.mark.parametrize("active", [True, False])
def test_it_takes_the_right_the_place_and_being_active(
    staff: Staff,
    place: Place | None,
    reached: bool,
    kind: str,
    right: str,
    sees: bool,
    answers: bool,
    active: bool,
) -> None:
    staff = replace(staff, active=active, permissions=granted([right]))
    assert may_see(staff, product_kind=kind, place=place) == (active and reached and sees)
    assert may_answer(staff, product_kind=kind, place=place) == (active and reached and answers)


def test_looking_is_not_answering() -> None:
    assert may_see(EVE, product_kind="miniapp", place=FLAT_1)
    assert not may_answer(EVE, product_kind="miniapp", place=FLAT_1)


def test_a_chat_without_a_place_is_for_those_with_the_whole_organisation() -> None:
    assert may_see(ANN, product_kind="miniapp", place=None)
    assert not may_see(BOB, product_kind="miniapp", place=None)
