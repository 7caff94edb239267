"""What may an employee do, and which right brings which other? (D14)"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    """One access of a role."""

    MINIAPPS_VIEW = "miniapps.view"
    MINIAPPS_EDIT = "miniapps.edit"
    CHATS_VIEW = "chats.view"
    CHATS_SEND = "chats.send"
    SUBSCRIPTIONS_VIEW = "subscriptions.view"
    SUBSCRIPTIONS_SEND = "subscriptions.send"
    CLIENTS_VIEW = "clients.view"
    CLIENTS_EDIT = "clients.edit"
    ORDERS_VIEW = "orders.view"
    ORDERS_REFUND = "orders.refund"
    WIDGETS_EDIT = "widgets.edit"
    DIRECTORY_EDIT = "directory.edit"
    STAFF_EDIT = "staff.edit"
    INTEGRATION_EDIT = "integration.edit"
    REPORTS_VIEW = "reports.view"
    AUDIT_VIEW = "audit.view"
    PLATFORM_ORGS = "platform.orgs"
    PLATFORM_LICENCES = "platform.licences"
    PLATFORM_MODERATION = "platform.moderation"
    PLATFORM_SUPPORT = "platform.support"
    PLATFORM_STAFF = "platform.staff"


# The right one brings the left one: D14's "<".
BRINGS: Mapping[Permission, Permission] = MappingProxyType(
    {
        Permission.MINIAPPS_EDIT: Permission.MINIAPPS_VIEW,
        Permission.CHATS_SEND: Permission.CHATS_VIEW,
        Permission.SUBSCRIPTIONS_SEND: Permission.SUBSCRIPTIONS_VIEW,
        Permission.CLIENTS_EDIT: Permission.CLIENTS_VIEW,
        Permission.ORDERS_REFUND: Permission.ORDERS_VIEW,
    }
)

PLATFORM = frozenset(p for p in Permission if p.startswith("platform."))
ORGANISATION = frozenset(Permission) - PLATFORM


def granted(permissions: Iterable[str]) -> frozenset[Permission]:
    """Return the permissions of a role together with those that they bring."""
    own = {Permission(name) for name in permissions}
    return frozenset(own | {BRINGS[p] for p in own if p in BRINGS})
