"""May this employee change that one so? (D14)"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from chatserver.core.people import Staff
from chatserver.core.refusals import Forbidden, Refused
from chatserver.core.rights import Permission

ADMINISTRATOR = "administrator"  # as the missing right in a refusal


class LastAdministrator(Refused):
    """Nobody would be left who may do everything."""

    code = "last_administrator"
    sentence = "An organisation keeps at least one active Administrator."


def check_change(
    before: Staff,
    after: Staff,
    *,
    by: Staff,
    ways: Mapping[str, frozenset[str]],
    other_administrators: int,
) -> None:
    """Refuse a change that its maker may not make.

    `ways` gives each object of `after` with everything above it; `other_administrators` counts
    the active ones beside this employee. Whoever is activated again is granted all that they have:
    otherwise rights could be parked with people who are gone.
    """
    if not by.active or Permission.STAFF_EDIT not in by.permissions:
        raise Forbidden(permission=Permission.STAFF_EDIT)
    if (before.administrator or after.administrator) and not by.administrator:
        raise Forbidden(permission=ADMINISTRATOR)
    _check_permissions(before, after, by)
    _check_objects(before, after, by, ways)
    if _rules(before) and not _rules(after) and other_administrators == 0:
        raise LastAdministrator


def check_grants(permissions: Collection[Permission], *, by: Collection[Permission]) -> None:
    """Refuse to grant a permission that the granter lacks."""
    lacking = frozenset(permissions) - frozenset(by)
    if lacking:
        raise Forbidden(permission=min(lacking))


def check_takes_mailbox(staff: Staff, *, by: Staff, ways: Mapping[str, frozenset[str]]) -> None:
    """Refuse somebody to change the mail address of one who may do more than they.

    A link to set a password goes there: who chooses the address can be that employee.
    """
    gone = replace(staff, active=False)
    check_change(gone, replace(staff, active=True), by=by, ways=ways, other_administrators=1)


def reachable(objects: Mapping[str, frozenset[str]], by: Staff) -> frozenset[str]:
    """Return those of the objects that an employee has access to, given each with its way up."""
    if by.objects is None:
        return frozenset(objects)
    return frozenset(one for one, way in objects.items() if not by.objects.isdisjoint(way))


def _check_permissions(before: Staff, after: Staff, by: Staff) -> None:
    had = before.permissions if before.active else frozenset()
    lacking = (after.permissions - had - by.permissions) if after.active else frozenset()
    # Who is not active gets a role too, and may be activated by somebody else later.
    lacking |= after.permissions - before.permissions - by.permissions
    check_grants(lacking, by=())


def _check_objects(
    before: Staff, after: Staff, by: Staff, ways: Mapping[str, frozenset[str]]
) -> None:
    if by.objects is None:
        return
    kept = before.active or not after.active
    if after.objects is None or before.objects is None:
        # Access to everything is neither given nor taken by somebody who lacks it.
        if before.objects is not after.objects or not kept:
            raise Forbidden(permission="objects")
        return
    given = after.objects - (before.objects if kept else frozenset())
    if given - reachable({one: ways[one] for one in given}, by):
        raise Forbidden(permission="objects")


def _rules(staff: Staff) -> bool:
    return staff.active and staff.administrator
