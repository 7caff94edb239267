"""Who may see a chat, and who may answer in it? The one predicate of D15 and requirement 35."""

from chatserver.core.facts import Facts
from chatserver.core.people import Place, Staff
from chatserver.core.refusals import Forbidden
from chatserver.core.rights import Permission

_VIEW = {"miniapp": Permission.CHATS_VIEW, "subscription": Permission.SUBSCRIPTIONS_VIEW}
_SEND = {"miniapp": Permission.CHATS_SEND, "subscription": Permission.SUBSCRIPTIONS_SEND}
_VIEWS = frozenset(_VIEW.values())

Sight = tuple[bool, frozenset[Permission], frozenset[str] | None]


def view_permission(product_kind: str) -> Permission:
    """Return the permission that shows chats of such products."""
    return _VIEW[product_kind]


def send_permission(product_kind: str) -> Permission:
    """Return the permission that writes into chats of such products."""
    return _SEND[product_kind]


def reaches(staff: Staff, place: Place | None) -> bool:
    """Whether the employee has access to the place; without one: to the whole organisation."""
    if staff.objects is None:
        return True
    return place is not None and not staff.objects.isdisjoint(place.ancestors)


def sight(staff: Staff) -> Sight:
    """Return what decides which chats an employee may see: who have the same see the same."""
    return staff.active, staff.permissions & _VIEWS, staff.objects


def may_see(staff: Staff, *, product_kind: str, place: Place | None) -> bool:
    """Whether the employee may know that this chat exists."""
    return staff.active and _VIEW[product_kind] in staff.permissions and reaches(staff, place)


def may_answer(staff: Staff, *, product_kind: str, place: Place | None) -> bool:
    """Whether the employee may write into this chat."""
    return staff.active and _SEND[product_kind] in staff.permissions and reaches(staff, place)


def writer(facts: Facts) -> Staff:
    """Return the employee who asks, who must have the permission to write in this chat.

    That they may see it has been settled before any rule is asked. Refuses: Forbidden.
    """
    staff = facts.asker.staff
    if staff is None:
        raise Forbidden
    check_permitted(staff, product_kind=facts.product.kind)
    return staff


def check_permitted(staff: Staff, *, product_kind: str) -> None:
    """Refuse who lacks the permission to write in chats of such products: Forbidden."""
    needed = _SEND[product_kind]
    if needed not in staff.permissions:
        raise Forbidden(permission=needed.value)
