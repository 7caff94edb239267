"""To whom may a mini-app push something, and how often?"""

from itertools import product

import pytest

from chatserver.core.pushes import DAY_MS, Answer, Limits, Recipient, answer, stands

NOON = 1_767_268_800_000
LIMITS = Limits(every_ms=30_000, per_day=10)


@pytest.mark.parametrize(
    ("opens", "permits", "exempt", "lately"), list(product(*[(False, True)] * 3, (0, 9, 10)))
)
def test_only_who_may_open_it_and_wants_pushes_and_had_few_gets_one(
    opens: bool, permits: bool, exempt: bool, lately: int
) -> None:
    recipient = Recipient(opens, permits, exempt, lately, NOON - DAY_MS // 2 if lately else None)

    said = answer(recipient, LIMITS, now=NOON)

    assert (said is Answer.ACCEPTED) == (opens and permits and (exempt or lately < 10))
    assert stands(recipient) == (opens and permits)
    if not opens:
        assert said is Answer.INACTIVE
    elif not permits:
        assert said is Answer.NOT_PERMITTED


@pytest.mark.parametrize(
    ("passed_ms", "said"), [(29_999, Answer.RATE_LIMITED), (30_000, Answer.ACCEPTED)]
)
def test_between_two_pushes_lies_a_pause(passed_ms: int, said: Answer) -> None:
    recipient = Recipient(opens=True, permits=True, lately=1, last_at=NOON - passed_ms)
    assert answer(recipient, LIMITS, now=NOON) is said


def test_where_none_are_allowed_there_is_none_and_nobody_is_not_found() -> None:
    first = Recipient(opens=True, permits=True)
    assert answer(first, Limits(0, 0), now=NOON) is Answer.RATE_LIMITED
    assert answer(None, LIMITS, now=NOON) is Answer.NOT_FOUND
