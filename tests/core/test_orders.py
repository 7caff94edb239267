"""How does an order go from one state to the next?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from chatserver.core.order_forms import LONGEST_MS, SHORTEST_MS, Line, NewOrder, mistakes_of
from chatserver.core.orders import (
    ATTEMPTS,
    MAY,
    Act,
    Order,
    State,
    TooMuch,
    WrongState,
    begin,
    close,
    end_attempt,
    end_refund,
    refund,
)

DOES: Mapping[Act, Callable[[Order], Order]] = {
    Act.BEGIN: begin,
    Act.PAID: partial(end_attempt, act=Act.PAID),
    Act.FAILED: partial(end_attempt, act=Act.FAILED),
    Act.GIVEN_UP: partial(end_attempt, act=Act.GIVEN_UP),
    Act.CANCEL: partial(close, act=Act.CANCEL),
    Act.EXPIRE: partial(close, act=Act.EXPIRE),
    Act.REFUND: lambda order: refund(order, None)[0],
    Act.REFUNDED: partial(end_refund, amount=40, act=Act.REFUNDED),
    Act.NOT_REFUNDED: partial(end_refund, amount=40, act=Act.NOT_REFUNDED),
}
# Where each leads that may happen at all, of an order of 100 by which 60 went back.
LEADS = {
    (State.CREATED, Act.BEGIN): State.PENDING,
    (State.CREATED, Act.CANCEL): State.CANCELED,
    (State.CREATED, Act.EXPIRE): State.EXPIRED,
    (State.PENDING, Act.BEGIN): State.PENDING,
    (State.PENDING, Act.PAID): State.PAID,
    (State.PENDING, Act.FAILED): State.CREATED,
    (State.PENDING, Act.GIVEN_UP): State.CREATED,
    (State.PENDING, Act.CANCEL): State.PENDING,
    (State.PENDING, Act.EXPIRE): State.PENDING,
    (State.PAID, Act.REFUND): State.REFUND_PENDING,
    (State.PARTIALLY_REFUNDED, Act.REFUND): State.REFUND_PENDING,
    (State.REFUND_PENDING, Act.REFUNDED): State.REFUNDED,
    (State.REFUND_PENDING, Act.NOT_REFUNDED): State.PARTIALLY_REFUNDED,
}
PENDING = Order(State.PENDING, 100, attempts=1)
NOON = 1_767_268_800_000
NEW = NewOrder("17", "pw_1", 300, "A pass", [Line("Pass", 2, 100), Line("Wardrobe", 1, 100)])


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_every_act_in_every_state(state: State, act: Act) -> None:
    order = Order(state, 100, refunded=60 if state is not State.PAID else 0, attempts=1)

    if (state, act) not in LEADS:
        with pytest.raises(WrongState) as refused:
            DOES[act](order)
        assert refused.value.data == {"state": state, "act": act, "why": "state"}
    else:
        assert DOES[act](order).state is LEADS[state, act]
    assert (act in MAY[state]) == ((state, act) in LEADS)


@pytest.mark.parametrize(
    ("wish", "end"), [(Act.CANCEL, State.CANCELED), (Act.EXPIRE, State.EXPIRED)]
)
def test_what_is_closed_while_it_is_paid_waits_for_the_end_of_its_attempt(
    wish: Act, end: State
) -> None:
    waits = close(PENDING, wish)

    assert waits == replace(PENDING, ends_as=end)
    # What was wished first stays.
    assert close(close(waits, Act.CANCEL), Act.EXPIRE) == waits
    with pytest.raises(WrongState):
        begin(waits)
    assert end_attempt(waits, Act.FAILED).state is end
    assert end_attempt(waits, Act.GIVEN_UP).state is end
    # The money was quicker.
    assert end_attempt(waits, Act.PAID) == replace(PENDING, state=State.PAID)


def test_who_failed_too_often_has_failed_for_good() -> None:
    order = Order(State.CREATED, 100)
    for count in range(1, ATTEMPTS + 1):
        assert order.state is State.CREATED
        order = begin(begin(order))
        assert order.attempts == count
        order = end_attempt(order, Act.FAILED)

    assert order.state is State.FAILED


def test_never_more_goes_back_than_came() -> None:
    order = Order(State.PAID, 100)
    for amount, after in ((30, State.PARTIALLY_REFUNDED), (70, State.REFUNDED)):
        with pytest.raises(TooMuch):
            refund(order, order.left + 1)
        pending, going = refund(order, amount)
        assert (going, end_refund(pending, going, Act.NOT_REFUNDED)) == (amount, order)
        order = end_refund(pending, going, Act.REFUNDED)
        assert order.state is after

    assert (order.refunded, order.left) == (100, 0)
    assert refund(replace(order, state=State.PARTIALLY_REFUNDED, refunded=30), None)[1] == 70


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"amount": 299}, [("/lines", "sum_differs")]),
        (
            {"description": " ", "lines": [Line("\u200b", 1, 300)]},
            [("/description", "blank"), ("/lines/0/name", "blank")],
        ),
        ({"description": "A\tpass"}, [("/description", "malformed")]),
        ({"expires_at": NOON + SHORTEST_MS}, []),
        ({"expires_at": NOON + SHORTEST_MS - 1}, [("/expires_at", "too_early")]),
        ({"expires_at": NOON + LONGEST_MS}, []),
        ({"expires_at": NOON + LONGEST_MS + 1}, [("/expires_at", "too_late")]),
    ],
)
def test_what_is_wrong_with_a_new_order(
    changes: dict[str, object], found: list[tuple[str, str]]
) -> None:
    new = replace(NEW, **changes)  # type: ignore[arg-type]  # by name

    assert [(one.pointer, one.code) for one in mistakes_of(new, now=NOON)] == found
