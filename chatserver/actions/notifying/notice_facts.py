"""What do both know who write notices and who tell them: their topics, keys and switches?"""

import json
from collections.abc import Mapping

from chatserver.core.chat import Chat
from chatserver.core.notices import Around, Channel, Notice, channels
from chatserver.core.people import Side
from chatserver.ledger.directory import Directory
from chatserver.storage import notices as stored
from chatserver.storage.statement import Steps, ask

PUSH = "notice.push"
MAIL = "notice.mail"

Switches = Mapping[str, bool]


def assigners(chats: list[str]) -> Steps[Mapping[str, str]]:
    """Steps that return which employee gave these chats to their responsibles, by chat."""
    if not chats:
        return {}
    return dict((yield from ask(stored.ASSIGNED_BY, chats)))  # type: ignore[arg-type]  # pairs


def around(directory: Directory, chat: Chat, assigned_by: str | None) -> Around:
    """Return what the rules want to know around a chat."""
    return Around(
        product_kind=directory.products[chat.product].kind,
        place=directory.places.get(chat.place) if chat.place is not None else None,
        staff=directory.staff,
        assigned_by=assigned_by,
    )


def mail_key(staff: str) -> str:
    """Return under which key the mails to an employee become one."""
    return f"mail:{staff}"


def wants(notice: Notice, channel: Channel, switches: Mapping[str, Switches]) -> bool:
    """Whether somebody is told this way: clients by push always, employees as their role says."""
    if notice.side is Side.CLIENT:
        return channel is Channel.PUSH
    return channel in channels(switches.get(notice.person, {}), notice.occasion)


def switches_of(document: object) -> Switches:
    """Return a role's switches as the database handed them over."""
    found: Switches = json.loads(document) if isinstance(document, str) else document  # type: ignore[assignment]
    return found
