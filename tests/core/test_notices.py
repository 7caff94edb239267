from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.access import may_see
from chatserver.core.chat import Chat, State
from chatserver.core.notices import (
    SWITCHES,
    Around,
    Channel,
    Notice,
    Occasion,
    Told,
    channels,
    collapse_key,
    notices,
    undisturbed,
)
from chatserver.core.people import Side, Staff
from tests.model.street import (
    ADA,
    ANN,
    BOB,
    CID,
    DESK,
    DOT,
    EVE,
    EVERYBODY,
    FLAT_1,
    FLAT_2,
    NOON,
    REPAIRS,
)

TOLD = Told()
NAMES = {one.id: one for one in EVERYBODY}


def chat(**values: object) -> Chat:
    plain = Chat(
        id="chat_1",
        number=1,
        org="org_pine",
        client=CID.id,
        product="prd_app",
        place=FLAT_1.id,
        platform=None,
        created_at=NOON,
        updated_at=NOON,
        state=State.STAFF,
        dialog=1,
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def around(*staff: Staff, **values: object) -> Around:
    everybody = {**NAMES, **{one.id: one for one in staff}}
    plain = Around(product_kind="miniapp", place=FLAT_1, staff=everybody)
    return replace(plain, **values)  # type: ignore[arg-type]


def told_of(occasion: Occasion, *people: Staff) -> frozenset[Notice]:
    return frozenset(Notice(Side.STAFF, one.id, occasion) for one in people)


ASKED = chat(n_client=1, department=DESK)


def test_whoever_was_made_responsible_is_told() -> None:
    given_to_ann = chat(assignment=1, department=DESK, staff=ANN.id)
    assert notices(given_to_ann, TOLD, around()) == told_of(Occasion.ASSIGNED, ANN)
    assert notices(given_to_ann, TOLD, around(assigned_by=BOB.id)) == told_of(
        Occasion.ASSIGNED, ANN
    )


def test_whoever_took_the_chat_themselves_is_not() -> None:
    taken = chat(assignment=1, department=DESK, staff=ANN.id)
    assert not notices(taken, TOLD, around(assigned_by=ANN.id))


def test_only_the_last_of_several_responsibles_is_told() -> None:
    passed_on = chat(assignment=3, department=REPAIRS, staff=DOT.id)
    assert notices(passed_on, Told(assignment=1), around()) == told_of(Occasion.ASSIGNED, DOT)


def test_a_new_message_is_told_to_the_responsible_alone() -> None:
    asked = replace(ASKED, assignment=1, staff=ANN.id)
    assert notices(asked, Told(assignment=1), around()) == told_of(Occasion.MESSAGE, ANN)


def test_without_a_responsible_the_department_is_told() -> None:
    assert notices(ASKED, TOLD, around()) == told_of(Occasion.MESSAGE, ANN, BOB)


def test_without_a_department_everybody_who_may_see_is_told() -> None:
    nobodys = replace(ASKED, department=None)
    assert notices(nobodys, TOLD, around()) == told_of(Occasion.MESSAGE, ANN, BOB, DOT, EVE, ADA)


@pytest.mark.parametrize(
    ("staff", "place"),
    [
        (replace(BOB, active=False), FLAT_1),
        (replace(BOB, permissions=frozenset()), FLAT_1),
        (BOB, FLAT_2),
        (BOB, None),
    ],
)
@pytest.mark.parametrize("responsible", [True, False])
def test_nobody_is_told_of_what_they_may_not_see(
    staff: Staff, place: object, responsible: bool
) -> None:
    asked = replace(ASKED, assignment=1, staff=staff.id if responsible else None)
    found = notices(asked, TOLD, around(staff, place=place))
    assert BOB.id not in {one.person for one in found}


@pytest.mark.parametrize(("read", "dead", "is_told"), [(0, 0, True), (0, 1, False), (1, 0, False)])
def test_what_was_read_or_deleted_is_not_told(read: int, dead: int, is_told: bool) -> None:
    for_staff = replace(ASKED, staff=ANN.id, staff_read_n=read, staff_dead=dead)
    assert bool(notices(for_staff, TOLD, around())) is is_told
    for_client = chat(n_staff=1, client_read_n=read, client_dead=dead)
    assert bool(notices(for_client, TOLD, around())) is is_told


@pytest.mark.parametrize(
    ("state", "is_told"), [(State.BOT, 0), (State.STAFF, 1), (State.CLOSED, 0)]
)
def test_the_staff_is_told_only_while_it_has_the_word(state: State, is_told: int) -> None:
    asked = replace(ASKED, state=state, staff=ANN.id, assignment=1)
    assert len(notices(asked, Told(assignment=1), around())) == is_told
    assert len(notices(replace(asked, n_client=0), TOLD, around())) == is_told


@pytest.mark.parametrize("state", list(State))
def test_a_client_is_told_of_what_the_staff_wrote(state: State) -> None:
    answered = chat(n_staff=2, client_read_n=1, state=state)
    told = frozenset({Notice(Side.CLIENT, CID.id, Occasion.MESSAGE)})
    assert notices(answered, Told(n_staff=1), around()) == told
    assert not notices(answered, Told(n_staff=2), around())


def test_the_four_switches_are_two_events_by_two_channels() -> None:
    assert set(SWITCHES) == {"assigned_push", "assigned_mail", "message_push", "message_mail"}
    assert set(SWITCHES.values()) == set(product(Occasion, Channel))


@given(st.sets(st.sampled_from(sorted(SWITCHES))))
def test_each_switch_opens_its_own_channel_and_no_other(on: set[str]) -> None:
    switches = {name: name in on for name in SWITCHES}
    for occasion in Occasion:
        for channel in Channel:
            open_ = channel in channels(switches, occasion)
            assert open_ is (f"{occasion}_{channel}" in on)


def test_a_switch_that_nobody_set_is_off() -> None:
    assert not channels({}, Occasion.MESSAGE)


def test_a_device_that_shows_the_chat_needs_no_notice() -> None:
    notice = Notice(Side.STAFF, ANN.id, Occasion.MESSAGE)
    assert undisturbed(notice, "chat_1", {(ANN.id, "chat_1")})
    assert not undisturbed(notice, "chat_1", {(ANN.id, "chat_2"), (BOB.id, "chat_1")})


def test_a_key_is_one_for_each_chat_person_and_occasion() -> None:
    keys = {
        collapse_key(chat_id, Notice(side, person, occasion))
        for chat_id in ("chat_1", "chat_2")
        for side, person in ((Side.STAFF, ANN.id), (Side.CLIENT, CID.id))
        for occasion in Occasion
    }
    assert len(keys) == 8


def test_what_was_said_to_the_bot_is_told_once_somebody_has_the_chat() -> None:
    asked = replace(ASKED, state=State.BOT)
    told = TOLD.after(asked)
    handed_out = replace(asked, state=State.STAFF, assignment=1, staff=ANN.id)
    assert notices(handed_out, told, around()) == told_of(Occasion.ASSIGNED, ANN) | told_of(
        Occasion.MESSAGE, ANN
    )


CHATS = st.builds(
    chat,
    state=st.sampled_from(State),
    assignment=st.integers(0, 3),
    department=st.sampled_from([None, DESK, REPAIRS]),
    staff=st.sampled_from([None, *NAMES, "st_gone"]),
    n_client=st.integers(0, 4),
    n_staff=st.integers(0, 4),
    staff_read_n=st.integers(0, 4),
    client_read_n=st.integers(0, 4),
)
TOLDS = st.builds(Told, st.integers(0, 3), st.integers(0, 4), st.integers(0, 4))
AROUNDS = st.builds(
    around,
    st.builds(replace, st.just(BOB), active=st.booleans()),
    place=st.sampled_from([None, FLAT_1, FLAT_2]),
    product_kind=st.sampled_from(["miniapp", "subscription"]),
    assigned_by=st.sampled_from([None, *NAMES]),
)


@given(CHATS, TOLDS, AROUNDS)
def test_whatever_happens_only_those_who_may_see_it_are_told(
    chat: Chat, told: Told, around: Around
) -> None:
    for notice in notices(chat, told, around):
        if notice.side is Side.CLIENT:
            assert notice.person == chat.client
            continue
        staff = around.staff[notice.person]
        assert may_see(staff, product_kind=around.product_kind, place=around.place)
        assert chat.staff in (None, notice.person)


@given(CHATS, TOLDS, AROUNDS)
def test_what_was_told_of_is_not_told_again(chat: Chat, told: Told, around: Around) -> None:
    assert not notices(chat, told.after(chat), around)
    assert notices(chat, told, around) <= notices(chat, TOLD, around)
