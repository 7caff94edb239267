"""What may an organisation's own systems do? (docs/admin-api.md, "Your own systems")"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from chatserver.core.refusals import Forbidden
from chatserver.core.rights import Permission


class Scope(StrEnum):
    """One thing that a key exports, or brings."""

    CLIENTS = "export.clients"
    CHATS = "export.chats"
    MINIAPPS = "export.miniapps"
    ORDERS = "export.orders"
    BUILDS = "upload.builds"


# Of these the maker of a key has at least one; all that they have of them go into the key.
NEEDS: Mapping[Scope, tuple[Permission, ...]] = MappingProxyType(
    {
        Scope.CLIENTS: (Permission.CLIENTS_VIEW,),
        Scope.CHATS: (Permission.CHATS_VIEW, Permission.SUBSCRIPTIONS_VIEW),
        Scope.MINIAPPS: (Permission.MINIAPPS_VIEW,),
        Scope.ORDERS: (Permission.ORDERS_VIEW,),
        Scope.BUILDS: (Permission.MINIAPPS_EDIT,),
    }
)


def rights_of_key(scopes: Iterable[Scope], *, by: Collection[Permission]) -> frozenset[Permission]:
    """Return what a key with these scopes may do, never more than its maker; refuses: Forbidden."""
    rights: set[Permission] = set()
    for scope in scopes:
        own = [one for one in NEEDS[scope] if one in by]
        if not own:
            raise Forbidden(permission=NEEDS[scope][0])
        rights.update(own)
    return frozenset(rights)
