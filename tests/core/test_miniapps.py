"""Does a mini-app move only as the table says, and is served what D2 promises?"""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.miniapps import (
    NOTHING,
    TRANSITIONS,
    Act,
    Actor,
    App,
    Goal,
    IllegalTransition,
    ReviewOpen,
    Served,
    Status,
    bereft,
    check_not_in_review,
    served,
    step,
)

OFF, R, D, T, A = Status
P, M, S = Actor
WHOLE = App(licensed=True, offered=True, built=True)
ONCE = replace(WHOLE, approved=True, release="rel_1")

# T1 to T13, written out again: from, act, who may, to.
EXPECTED: dict[tuple[Status, Act], tuple[Actor, Status | None]] = {
    (OFF, Act.SUBMIT): (P, R),
    (T, Act.SUBMIT): (P, R),
    (A, Act.SUBMIT): (P, R),
    (D, Act.SUBMIT): (P, R),
    (OFF, Act.CHANGE_OFFER): (S, R),
    (T, Act.CHANGE_OFFER): (S, R),
    (A, Act.CHANGE_OFFER): (S, R),
    (D, Act.CHANGE_OFFER): (S, R),
    (R, Act.APPROVE): (M, D),
    (R, Act.REJECT): (M, None),
    (R, Act.WITHDRAW): (P, None),
    (D, Act.PUBLISH): (P, A),
    (D, Act.CHOOSE_INACTIVE): (P, OFF),
    (D, Act.CHOOSE_TESTING): (P, T),
    (D, Act.CHOOSE_ACTIVE): (P, A),
    (OFF, Act.CHOOSE_TESTING): (P, T),
    (OFF, Act.CHOOSE_ACTIVE): (P, A),
    (T, Act.CHOOSE_INACTIVE): (P, OFF),
    (T, Act.CHOOSE_ACTIVE): (P, A),
    (A, Act.CHOOSE_INACTIVE): (P, OFF),
    (A, Act.CHOOSE_TESTING): (P, T),
    (R, Act.CHOOSE_INACTIVE): (P, R),
    (R, Act.CHOOSE_TESTING): (P, R),
    (R, Act.CHOOSE_ACTIVE): (P, R),
    **{(status, Act.CLEAR_LICENCE): (S, OFF) for status in Status},
    **{(status, Act.SUSPEND): (M, status) for status in Status},
    **{(status, Act.UNSUSPEND): (M, status) for status in Status},
}


def _standing(status: Status, act: Act) -> App:
    """A mini-app in this status to which nothing but the status can say no."""
    app = replace(ONCE, status=status, suspended=act is Act.UNSUSPEND)
    if status is R:
        return replace(app, before=A, shown=A)
    return replace(app, ready="rel_2", shown=A) if status is D else app


@pytest.mark.parametrize("status", Status)
def test_only_what_is_being_looked_at_is_locked(status: Status) -> None:
    if status is R:
        with pytest.raises(ReviewOpen):
            check_not_in_review(status)
    else:
        check_not_in_review(status)


@pytest.mark.parametrize(("status", "act", "actor"), list(product(Status, Act, Actor)))
def test_every_cell_of_the_table(status: Status, act: Act, actor: Actor) -> None:
    app = _standing(status, act)
    expected = EXPECTED.get((status, act))
    if expected is None or expected[0] is not actor:
        with pytest.raises(IllegalTransition) as refused:
            step(app, act, actor)
        assert refused.value.data["why"] == ("status" if expected is None else "actor")
    else:
        assert step(app, act, actor).status is (expected[1] or app.before)


def test_the_table_has_no_other_rows() -> None:
    assert set(TRANSITIONS) == set(EXPECTED)
    assert all(isinstance(to, Goal | Status) for _, to in TRANSITIONS.values())


@pytest.mark.parametrize(
    "app",
    [
        replace(WHOLE, licensed=False),
        replace(WHOLE, offered=False),
        replace(WHOLE, built=False),
    ],
)
def test_nothing_is_sent_that_is_not_whole(app: App) -> None:
    with pytest.raises(IllegalTransition):
        step(app, Act.SUBMIT, P)


@pytest.mark.parametrize("act", [Act.CHOOSE_TESTING, Act.CHOOSE_ACTIVE, Act.CHANGE_OFFER])
def test_before_the_first_approval_only_uploading_and_sending_exist(act: Act) -> None:
    actor = S if act is Act.CHANGE_OFFER else P
    with pytest.raises(IllegalTransition):
        step(WHOLE, act, actor)
    with pytest.raises(IllegalTransition):
        step(step(WHOLE, Act.SUBMIT, P), act, actor)


def test_a_rejection_leads_back_to_where_it_came_from() -> None:
    assert step(step(WHOLE, Act.SUBMIT, P), Act.REJECT, M).status is OFF
    for status in (OFF, T, A):
        sent = step(replace(ONCE, status=status), Act.SUBMIT, P)
        assert step(sent, Act.REJECT, M) == replace(ONCE, status=status)
    ready = replace(ONCE, status=D, shown=A, ready="rel_2")
    assert step(step(ready, Act.CHANGE_OFFER, S), Act.REJECT, M) == ready


def test_a_choice_during_a_review_changes_what_is_served_and_where_a_rejection_leads() -> None:
    sent = step(replace(ONCE, status=A), Act.SUBMIT, P)
    assert served(sent) == Served("rel_1", "rel_1")
    paused = step(sent, Act.CHOOSE_INACTIVE, P)
    assert paused.status is R
    assert served(paused) == NOTHING
    assert step(paused, Act.REJECT, M).status is OFF


def test_a_first_ready_shows_nothing_to_anybody() -> None:
    sent = step(WHOLE, Act.SUBMIT, P)
    ready = replace(step(sent, Act.APPROVE, M), ready="rel_1")
    assert served(sent) == served(ready) == NOTHING
    assert served(step(ready, Act.PUBLISH, P)) == Served("rel_1", "rel_1")
    assert served(step(ready, Act.CHOOSE_TESTING, P)) == Served(None, "rel_1")


def test_a_later_version_is_served_to_testers_in_ready_and_to_all_when_published() -> None:
    sent = step(replace(ONCE, status=A), Act.SUBMIT, P)
    ready = replace(step(sent, Act.APPROVE, M), ready="rel_2")
    assert served(ready) == Served("rel_1", "rel_2")
    assert served(step(ready, Act.PUBLISH, P)) == Served("rel_2", "rel_2")


def test_testers_keep_the_newest_approved_release_while_another_is_looked_at() -> None:
    ready = replace(ONCE, status=D, shown=A, ready="rel_2")
    again = step(ready, Act.CHANGE_OFFER, S)
    assert served(again) == Served("rel_1", "rel_2")
    assert served(step(again, Act.REJECT, M)) == Served("rel_1", "rel_2")
    # Whoever chooses meanwhile says what all get now.
    assert served(step(again, Act.CHOOSE_ACTIVE, P)) == Served("rel_1", "rel_1")


def test_going_active_serves_the_last_approved_version() -> None:
    resting = step(replace(ONCE, status=D, shown=A, ready="rel_2"), Act.CHOOSE_INACTIVE, P)
    assert served(resting) == NOTHING
    assert served(step(resting, Act.CHOOSE_ACTIVE, P)) == Served("rel_2", "rel_2")


def test_a_licence_put_back_does_not_revive_the_status() -> None:
    cleared = step(replace(ONCE, status=A), Act.CLEAR_LICENCE, S)
    with pytest.raises(IllegalTransition):
        step(cleared, Act.CHOOSE_ACTIVE, P)
    again = replace(cleared, licensed=True)
    assert served(again) == NOTHING
    assert step(again, Act.CHOOSE_ACTIVE, P).status is A


@pytest.mark.parametrize(
    ("before", "left", "after"),
    [
        # What was served falls back to another release: nothing else moves.
        (replace(ONCE, status=A), ("rel_0", None), (A, None, None)),
        (replace(ONCE, status=R, before=A, shown=A), ("rel_0", None), (R, A, A)),
        (replace(ONCE, status=D, shown=T, ready="rel_2"), ("rel_0", "rel_2"), (D, None, T)),
        # Nothing is left to be served, now, or after a rejection.
        (replace(ONCE, status=T), (None, None), (OFF, None, None)),
        (replace(ONCE, status=R, before=A, shown=A), (None, None), (R, OFF, OFF)),
        (replace(ONCE, status=R, before=D, shown=A, ready="rel_2"), (None, "rel_2"), (R, D, OFF)),
        # What was ready is so no more: the status before it holds, where anything is left of it.
        (replace(ONCE, status=D, shown=A, ready="rel_2"), ("rel_1", None), (A, None, None)),
        (replace(ONCE, status=D, shown=A, ready="rel_2"), (None, None), (OFF, None, None)),
        (replace(ONCE, status=R, before=D, shown=A, ready="rel_2"), ("rel_1", None), (R, A, A)),
        (replace(WHOLE, approved=True, status=D, ready="rel_1"), (None, None), (OFF, None, None)),
    ],
)
def test_a_status_does_not_outlive_the_releases_that_it_stands_for(
    before: App, left: tuple[str | None, str | None], after: tuple[Status, ...]
) -> None:
    release, ready = left
    now = bereft(before, release=release, ready=ready)

    assert (now.release, now.ready) == left
    assert (now.status, now.before, now.shown) == after


@given(st.lists(st.tuples(st.sampled_from(Act), st.sampled_from(Actor)), max_size=30))
def test_whatever_happens_nobody_is_served_what_was_not_approved(
    acts: list[tuple[Act, Actor]],
) -> None:
    app, number = WHOLE, 0
    approved: set[str | None] = {None}
    for act, actor in acts:
        try:
            app = step(app, act, actor)
        except IllegalTransition:
            continue
        if act is Act.APPROVE:
            number += 1
            app = replace(app, ready=f"rel_{number}")
            approved.add(app.ready)
        now = served(app)
        assert {now.everybody, now.testers} <= approved
        assert now.testers is not None or now.everybody is None
        assert now == NOTHING or (app.licensed and not app.suspended)
        assert app.status is not A or app.suspended or now.everybody is not None
        assert (app.before is not None) == (app.status is R)
