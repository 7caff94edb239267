"""Which changes in an organisation may the platform's staff look at? (D14)

Those of its card, staff, legal entities, licences, mini-apps, builds, offers and reviews; never
what tells of clients, chats or comments.
"""

from chatserver.core.miniapps import Act

PLATFORM_SEES: frozenset[str] = frozenset(
    {
        "account.add",
        "account.end",
        "build.revoke",
        "build.upload",
        "entity.add",
        "entity.change",
        "entity.remove",
        "licence.grant",
        "licence.revoke",
        *(f"miniapp.{act}" for act in Act),
        "miniapp.change",
        "miniapp.chat_switch",
        "miniapp.defer",
        "miniapp.payment",
        "miniapp.push_limits",
        "miniapp.register",
        "miniapp.roll_back",
        "offer.delete",
        "offer.put",
        "org.change",
        "org.close",
        "org.create",
        "org.erase",
        "org.reopen",
        "org.settings",
        "role.add",
        "role.change",
        "role.remove",
        "staff.add",
        "staff.change",
        "staff.invite",
    }
)
