"""Of which events does an organisation's developer hear, and what does each tell?

Thin on purpose: ids, states and times, never a name, a phone or a text. Who hears of something
reads the rest at `/public/v1`, with the rights of a key.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chatserver.core.refusals import Forbidden
from chatserver.core.rights import Permission

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event: when it happens, what whoever asks for it must be allowed to see, and an
    example of its data.
    """

    says: str
    needs: frozenset[Permission]
    example: Data


_NOTHING: frozenset[Permission] = frozenset()
_APPS = frozenset({Permission.MINIAPPS_VIEW})
_CLIENTS = frozenset({Permission.CLIENTS_VIEW})
_WIDGETS = frozenset({Permission.WIDGETS_EDIT})
_ORDERS = frozenset({Permission.ORDERS_VIEW})
_CHATS = frozenset({Permission.CHATS_VIEW, Permission.SUBSCRIPTIONS_VIEW})

_APP: Data = {"mini_app": "app_05yhrc2v"}
_LICENCE: Data = {"licence": "lic_05yhr9k0", "name": "dmapp6"}
_BUILD: Data = {**_APP, "build": "bld_05yht3m1"}
_CONSENT: Data = {**_APP, "client": "cl_05yhq7e4", "offer": "off_05yhsa90"}
_GRANTED: Data = {**_CONSENT, "scopes": ["profile.name"], "notifications": True}
_PUSH: Data = {**_APP, "client": "cl_05yhq7e4", "notification": "psh_05yi0c4d"}
_WIDGET: Data = {"widget": "wid_05yhv8p2"}
_CHAT: Data = {
    "chat": "chat_05yhw1d5",
    "number": 1204,
    "product": "app_05yhrc2v",
    "client": "cl_05yhq7e4",
    "seq": 17,
    "at": "2026-11-27T09:30:00.000Z",
}
_ORDER: Data = {
    **_APP,
    "order": "ord_05yi1g6h",
    "external_id": "17",
    "env": "live",
    "state": "paid",
    "amount": 150000,
    "currency": "RUB",
    "refunded": 0,
}
_CLIENT: Data = {"client": "cl_05yhq7e4"}
_WEBHOOK: Data = {"webhook": "whk_05yhz6r3"}

PING, DISABLED, CLOSED = "ping", "endpoint.disabled", "org.closed"

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "mini_app.created": Kind("A mini-app was registered.", _APPS, _APP),
        "mini_app.updated": Kind("Its card, payee or chat switch changed.", _APPS, _APP),
        "mini_app.status_changed": Kind(
            "Its status changed, or its suspension.",
            _APPS,
            {**_APP, "status": "active", "before": "ready", "suspended": False},
        ),
        "mini_app.suspended": Kind("The platform took it from everybody.", _APPS, _APP),
        "licence.granted": Kind("The organisation got a licence.", _APPS, _LICENCE),
        "licence.attached": Kind(
            "A licence serves a mini-app from now on.", _APPS, {**_APP, "licence": "lic_05yhr9k0"}
        ),
        "licence.cleared": Kind("A mini-app has no licence any more.", _APPS, _APP),
        "licence.revoked": Kind("The platform took a licence back.", _APPS, _LICENCE),
        "build.uploaded": Kind("An archive came and is kept.", _APPS, _BUILD),
        "build.validated": Kind("It passed its checks and can be sent.", _APPS, _BUILD),
        "build.invalid": Kind(
            "An archive was refused and is not kept.", _APPS, {**_APP, "findings": ["no_index"]}
        ),
        "build.revoked": Kind("The platform revoked a build: it is not served.", _APPS, _BUILD),
        "review.submitted": Kind("Something was sent for review.", _APPS, _APP),
        "review.approved": Kind("A review ended with a yes.", _APPS, _APP),
        "review.rejected": Kind("A review ended with a no.", _APPS, _APP),
        "review.deferred": Kind("A review takes longer.", _APPS, _APP),
        "review.withdrawn": Kind("What was sent was taken back.", _APPS, _APP),
        "version.published": Kind(
            "A release is served from now on.", _APPS, {**_APP, "release": "rel_05yhxk72"}
        ),
        "version.rolled_back": Kind(
            "An earlier release is served again.",
            _APPS,
            {**_APP, "release": "rel_05yhu0a1", "before": "rel_05yhxk72"},
        ),
        "offer.changed": Kind("The offer that waits was put, replaced or deleted.", _APPS, _APP),
        "consent.accepted": Kind("A client accepted the offer.", _CLIENTS, _GRANTED),
        "consent.changed": Kind("A client changed what is optional.", _CLIENTS, _GRANTED),
        "consent.declined": Kind("A client declined the offer.", _CLIENTS, _CONSENT),
        "consent.revoked": Kind("A client took the consent back.", _CLIENTS, _CONSENT),
        "notification.failed": Kind(
            "A mini-app's push reached none of a client's devices; `reason` says why.",
            _CLIENTS,
            {**_PUSH, "reason": "no_device"},
        ),
        "notification.opened": Kind("A client opened a mini-app's push.", _CLIENTS, _PUSH),
        "widget.published": Kind("A widget is shown.", _WIDGETS, _WIDGET),
        "widget.hidden": Kind("A widget is shown no more.", _WIDGETS, _WIDGET),
        "order.created": Kind("An order was made.", _ORDERS, {**_ORDER, "state": "created"}),
        "order.paid": Kind("An order was paid.", _ORDERS, _ORDER),
        "order.failed": Kind(
            "An attempt to pay failed; while `state` is `created` there may be another.",
            _ORDERS,
            {**_ORDER, "state": "created"},
        ),
        "order.canceled": Kind("An order was cancelled.", _ORDERS, {**_ORDER, "state": "canceled"}),
        "order.expired": Kind(
            "Nobody paid an order in time.", _ORDERS, {**_ORDER, "state": "expired"}
        ),
        "order.refunded": Kind(
            "Money went back; `refunded` is all that did so far.",
            _ORDERS,
            {**_ORDER, "state": "refunded", "refunded": 150000},
        ),
        "chat.opened": Kind(
            "A dialog began.", _CHATS, {**_CHAT, "dialog": 3, "place": "obj_05yhp2c8"}
        ),
        "chat.message.created": Kind(
            "A client or an employee wrote; `by` says which.", _CHATS, {**_CHAT, "by": "client"}
        ),
        "chat.message.edited": Kind(
            "A message was edited; `message` is its `seq`.", _CHATS, {**_CHAT, "message": 15}
        ),
        "chat.message.deleted": Kind(
            "A message was deleted; `message` is its `seq`.", _CHATS, {**_CHAT, "message": 15}
        ),
        "chat.assigned": Kind(
            "A chat got a department and somebody responsible; without `staff` it waits.",
            _CHATS,
            {**_CHAT, "department": "dep_05yhn4b6", "staff": "st_05yhn9t0", "cause": "rule"},
        ),
        "chat.closed": Kind("A dialog ended.", _CHATS, {**_CHAT, "dialog": 3, "reason": "solved"}),
        "chat.rated": Kind(
            "A client rated a dialog that had ended; the last one counts.",
            _CHATS,
            {**_CHAT, "dialog": 3, "score": 5},
        ),
        "client.created": Kind("A client was added.", _CLIENTS, _CLIENT),
        "client.updated": Kind("A client's card changed.", _CLIENTS, _CLIENT),
        "client.deleted": Kind("A client was erased: delete what you keep.", _CLIENTS, _CLIENT),
        DISABLED: Kind(
            "The server switched another of your endpoints off.",
            _NOTHING,
            {**_WEBHOOK, "reason": "failing"},
        ),
        CLOSED: Kind(
            "The organisation was closed; nothing follows.", _NOTHING, {"org": "org_05yhk0f7"}
        ),
    }
)
# Sent when somebody asks for it, to the one endpoint; nobody chooses it.
PING_KIND = Kind("Somebody wanted to see whether it arrives.", _NOTHING, _WEBHOOK)


def check_may_hear(kinds: Iterable[str] | None, by: Collection[Permission]) -> None:
    """Refuse what whoever asks may not see: Forbidden. None: all kinds."""
    wanted = KINDS if kinds is None else [one for one in kinds if one in KINDS]
    needed = {right for one in wanted for right in KINDS[one].needs}
    lacking = sorted(needed.difference(by))
    if lacking:
        raise Forbidden(permission=lacking[0])


def may_see(by: Collection[Permission]) -> frozenset[str]:
    """Return the kinds of which somebody with these permissions may read."""
    return frozenset({PING, *(name for name, kind in KINDS.items() if kind.needs <= set(by))})


def wants(kinds: Collection[str] | None, kind: str) -> bool:
    """Return whether an endpoint that chose these kinds hears of one."""
    return kinds is None or kind in kinds
