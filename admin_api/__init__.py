"""What can staff ask for over HTTP? (`/api/v1`: parse, call, shape; nothing is decided here)"""

from collections.abc import Sequence
from functools import cache

from starlette.routing import BaseRoute

from admin_api import (
    analytics,
    api_keys,
    audit,
    canned_replies,
    catalogue,
    chat_exports,
    chat_list,
    chat_settings,
    chats,
    clients,
    departments,
    files,
    imports,
    launches,
    legal_entities,
    licences,
    links,
    miniapps,
    moderation,
    notices,
    objects,
    orders,
    org_settings,
    organisation,
    orgs,
    personal_data,
    placement,
    platform_staff,
    preferences,
    push,
    reports,
    roles,
    sessions,
    subscriptions,
    superapps,
    totp,
    uploads,
    webhooks,
    widgets,
)
from admin_api.desk import Desk
from chatserver.http.door import Door, built
from chatserver.identity import Identity
from chatserver.ledger.ledger import Ledger
from chatserver.world import World


@cache
def _routes() -> Sequence[BaseRoute]:
    parts = (
        sessions,
        push,
        orgs,
        links,
        totp,
        preferences,
        notices,
        superapps,
        legal_entities,
        platform_staff,
        roles,
        audit,
        reports,
        api_keys,
        webhooks,
        org_settings,
        organisation,
        objects,
        departments,
        imports,
        catalogue,
        subscriptions,
        personal_data,
        clients,
        licences,
        miniapps,
        analytics,
        orders,
        placement,
        moderation,
        launches,
        widgets,
        chat_settings,
        chat_exports,  # before a chat of that name
        chat_list,
        chats,
        uploads,
        files,
        canned_replies,
    )
    return built(*(part.routes for part in parts))


def door(world: World, ledger: Ledger, identity: Identity) -> Door:
    """Return the staff's door over this world."""
    return Door(_routes(), "desk", Desk(world, ledger, identity))
