"""How does what a commit did travel to the other nodes, so that they need not read it?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any, get_type_hints

import msgspec
from msgspec import Raw

from chatserver.bus.hints import Carried
from chatserver.core.chat import Chat
from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Change, Commit, Logged

# A chat goes as the list of its fields, which takes half as long as one with their names. Another
# version of the server, whose chats have other fields, cannot read it, and asks the database.
_FIELDS = tuple(field.name for field in fields(Chat))
_TYPES = get_type_hints(Chat)
_Values: Any = tuple[tuple(_TYPES[name] for name in _FIELDS)]  # type: ignore[misc]
_Events = tuple[tuple[int, str, Raw], ...]

_values = attrgetter(*_FIELDS)
_write = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(tuple[tuple[_Values, _Events], ...]).decode


def carried(commit: Commit) -> Iterator[tuple[str, Carried]]:
    """Return what the commit did, organisation by organisation."""
    by_org: defaultdict[str, list[Change]] = defaultdict(list)
    for change in commit.changes:
        by_org[change.chat.org].append(change)
    for org, (before, after) in commit.revs.items():
        mine = by_org[org]
        changes = [
            (_values(one.chat), [(e.seq, e.kind, Raw(e.frame)) for e in one.events]) for one in mine
        ]
        yield org, Carried(before, after, mine[0].directory.acl, Raw(_write(changes)))


def unpacked(commit: Carried, directory: Directory) -> list[Change] | None:
    """Return what a commit of another node did, or None where that cannot be told from it.

    That is: the organisation's rights are older here, or somebody or some place is not known yet.
    """
    if directory.acl < commit.acl:
        return None
    try:
        read = _read(commit.changes)
    except (msgspec.MsgspecError, RecursionError):
        return None
    changes = []
    for values, events in read:
        chat = Chat(*values)
        if chat.client not in directory.clients:
            return None
        if chat.place is not None and chat.place not in directory.places:
            return None
        logged = tuple(Logged(seq, kind, bytes(frame)) for seq, kind, frame in events)
        changes.append(Change(None, chat, logged, directory))
    return changes
