"""Who may change whom?"""

from dataclasses import replace

import pytest

from chatserver.core.people import Staff
from chatserver.core.refusals import Forbidden, Refused
from chatserver.core.rights import ORGANISATION, Permission
from chatserver.core.staffing import LastAdministrator, check_change, reachable

WAYS = {
    "quarter": frozenset({"quarter"}),
    "house": frozenset({"quarter", "house"}),
    "other": frozenset({"other"}),
}
SENDS = frozenset({Permission.CHATS_VIEW, Permission.CHATS_SEND})
ANN = Staff("st_ann", "Ann", "org_a", True, None, ORGANISATION, None, administrator=True)
# Bob looks after one quarter's staff; dot answers there.
BOB = Staff("st_bob", "Bob", "org_a", True, None, SENDS | {Permission.STAFF_EDIT}, frozenset())
BOB = replace(BOB, objects=frozenset({"quarter"}))
DOT = Staff("st_dot", "Dot", "org_a", True, None, SENDS, frozenset({"house"}))


def change(before: Staff, after: Staff, *, by: Staff, others: int = 1) -> None:
    check_change(before, after, by=by, ways=WAYS, other_administrators=others)


def refusal(before: Staff, after: Staff, *, by: Staff, others: int = 1) -> Refused:
    with pytest.raises(Refused) as refused:
        change(before, after, by=by, others=others)
    return refused.value


def missing(before: Staff, after: Staff, *, by: Staff) -> object:
    refused = refusal(before, after, by=by)
    assert isinstance(refused, Forbidden)
    return refused.data["permission"]


def test_staff_are_changed_with_that_permission_alone() -> None:
    away = replace(DOT, active=False)

    change(DOT, away, by=BOB)
    assert missing(DOT, away, by=DOT) == "staff.edit"
    assert missing(DOT, away, by=replace(BOB, active=False)) == "staff.edit"


def test_nobody_grants_a_permission_that_they_lack() -> None:
    risen = replace(DOT, permissions=SENDS | {Permission.AUDIT_VIEW})

    assert missing(DOT, risen, by=BOB) == "audit.view"
    change(DOT, risen, by=ANN)
    change(risen, DOT, by=BOB)


def test_rights_cannot_be_parked_with_somebody_who_is_away() -> None:
    away = replace(DOT, active=False)
    risen = replace(away, permissions=SENDS | {Permission.AUDIT_VIEW})

    assert missing(away, risen, by=BOB) == "audit.view"
    assert missing(risen, replace(risen, active=True), by=BOB) == "audit.view"


def test_nobody_grants_an_object_that_they_lack() -> None:
    assert missing(DOT, replace(DOT, objects=frozenset({"other"})), by=BOB) == "objects"
    assert missing(DOT, replace(DOT, objects=None), by=BOB) == "objects"
    change(DOT, replace(DOT, objects=frozenset({"house", "quarter"})), by=BOB)
    change(DOT, replace(DOT, objects=None), by=ANN)


def test_access_to_everything_is_not_taken_by_somebody_who_lacks_it() -> None:
    everywhere = replace(DOT, objects=None)

    assert missing(everywhere, DOT, by=BOB) == "objects"
    change(everywhere, replace(everywhere, department="dep_a"), by=BOB)


def test_whoever_comes_back_is_granted_their_objects_anew() -> None:
    away = replace(DOT, active=False, objects=frozenset({"other"}))

    assert missing(away, replace(away, active=True), by=BOB) == "objects"
    change(away, replace(away, department="dep_a"), by=BOB)
    everywhere = replace(away, objects=None)
    assert missing(everywhere, replace(everywhere, active=True), by=BOB) == "objects"


@pytest.mark.parametrize("after", [replace(DOT, administrator=True), replace(DOT, active=False)])
def test_only_an_administrator_makes_or_changes_one(after: Staff) -> None:
    before = DOT if after.administrator else replace(DOT, administrator=True)

    assert missing(before, after, by=BOB) == "administrator"
    change(before, after, by=ANN)


@pytest.mark.parametrize("after", [replace(ANN, active=False), replace(ANN, administrator=False)])
def test_the_last_administrator_stays(after: Staff) -> None:
    assert isinstance(refusal(ANN, after, by=ANN, others=0), LastAdministrator)
    change(ANN, after, by=ANN, others=1)


def test_the_last_administrator_may_move_to_another_department() -> None:
    change(ANN, replace(ANN, department="dep_a"), by=ANN, others=0)


def test_an_object_is_reached_from_above() -> None:
    assert reachable(WAYS, BOB) == {"quarter", "house"}
    assert reachable(WAYS, ANN) == set(WAYS)
