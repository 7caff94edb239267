"""How does what happens in chats come to be told to whom it concerns?

The ledger is not asked: an organisation's chats that changed since it was last looked through are
found by their `rev`, and what follows from them goes into the outbox in the transaction that
remembers how far was looked (docs/decisions/0089). A crash at any point repeats the look, never
loses one; two nodes that look at once are told apart by the row's lock.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chatserver.actions.each_org import for_each
from chatserver.actions.notifying.notice_facts import (
    MAIL,
    PUSH,
    Switches,
    around,
    assigners,
    mail_key,
    switches_of,
    wants,
)
from chatserver.core.chat import Chat
from chatserver.core.notices import (
    Channel,
    Notice,
    Occasion,
    Told,
    collapse_key,
    notices,
)
from chatserver.core.people import Side
from chatserver.ledger.directory import Directories, Directory, fill
from chatserver.storage import notices as stored
from chatserver.storage import orgs
from chatserver.storage.chats import COLUMNS, chat_of
from chatserver.storage.statement import Row, Steps, ask
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Stirred:
    """A chat that changed, how far it was told of, and who is to be told of it."""

    chat: Chat
    told: Told
    notices: frozenset[Notice]


@dataclass(slots=True)
class Waiting:
    """What is to be written: new rows of the outbox, and new bodies of those that wait there."""

    new: dict[str, tuple[str, dict[str, Any], int]] = field(default_factory=dict)
    there: Mapping[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)


async def notice(world: World, directories: Directories) -> None:
    """Look through every organisation whose chats have changed, and write what is to be told.

    Where nobody has a device and nobody is told by mail there is nothing to look for.
    """
    stirred, skipped = [], []
    for org, rev, has_devices, tells_by_mail in await world.db.ask(stored.BEHIND):
        if has_devices or (tells_by_mail and world.mailer.on):
            stirred.append(org)
        else:
            skipped.append([org, rev])
    if skipped:
        # All at once: each commit is a wait for the disk.
        await world.db.write(ask(stored.SKIP, skipped))

    async def look(org: str) -> None:
        while await world.db.write(_look_through(world, directories, org)):
            pass

    await for_each(stirred, look)


def _look_through(world: World, directories: Directories, org: str) -> Steps[bool]:
    """Steps that take one page on; True: there is more."""
    yield from ask(stored.BEGIN, [[org, 0]])
    held = yield from ask(stored.HOLD, org)
    if not held:
        return False  # another node is at it
    [(_, rev, acl, _)] = yield from ask(orgs.REVISIONS, [org])
    directory = yield from directories.current(org, acl=acl)
    if directory.closed_at is not None:
        yield from ask(stored.MOVE, [[org, rev]])
        return False
    limit = world.settings.ledger.batch
    rows = yield from ask(stored.CHANGED, org, held[0][0], limit)
    chats, more = [_chat(row) for row in rows], len(rows) == limit
    stirred = yield from _stirred(directory, chats)
    yield from _write(world, org, stirred)
    yield from ask(stored.MOVE, [[org, chats[-1][0].rev if more else rev]])
    return more


def _chat(row: Row) -> tuple[Chat, Told]:
    return chat_of(row[: len(COLUMNS)]), Told(*row[len(COLUMNS) :])


def _stirred(directory: Directory, chats: Sequence[tuple[Chat, Told]]) -> Steps[list[Stirred]]:
    """Steps that let the rules say who is to be told of each of these chats."""
    places = {chat.place for chat, _ in chats if chat.place is not None}
    yield from fill(directory, places=places)
    assigned = [chat.id for chat, told in chats if chat.staff and chat.assignment > told.assignment]
    by = yield from assigners(assigned)
    return [
        Stirred(chat, told, notices(chat, told, around(directory, chat, by.get(chat.id))))
        for chat, told in chats
    ]


def _write(world: World, org: str, stirred: Sequence[Stirred]) -> Steps[None]:
    told = [
        [one.chat.id, after.assignment, after.n_client, after.n_staff]
        for one in stirred
        for after in [one.told.after(one.chat)]
        if after != one.told and (one.notices or after.assignment != one.told.assignment)
    ]
    if not told:
        return
    people = sorted({notice.person for one in stirred for notice in one.notices})
    waiting = yield from _gather(world, stirred, people)
    now = world.now()
    rows = [
        [world.new_id("out"), org, topic, _text(body), key, now, now + after_ms, 0]
        for key, (topic, body, after_ms) in waiting.new.items()
    ]
    if rows:
        yield from ask(stored.WRITE, rows)
    if waiting.changed:
        changes = [[id_, _text(body)] for id_, body in waiting.changed.items()]
        yield from ask(stored.REWRITE, changes)
    yield from ask(stored.SET_TOLD, told)


def _gather(world: World, stirred: Sequence[Stirred], people: list[str]) -> Steps[Waiting]:
    """Steps that find by which ways these people are told, and what of it waits already."""
    if not people:
        return Waiting()
    switches: dict[str, Switches] = {
        staff: switches_of(document)
        for staff, _, document in (yield from ask(stored.SWITCHES, people))
    }
    devices: dict[str, list[str]] = {}
    for owner, device, platform in (yield from ask(stored.DEVICES, people)):
        if platform in world.pushers.platforms:
            devices.setdefault(owner, []).append(device)
    pushes = dict(_pushes(stirred, switches, devices))
    mails = list(_mails(stirred, switches)) if world.mailer.on else []
    keys = [*pushes, *{mail_key(staff) for staff, _, _ in mails}]
    if not keys:
        return Waiting()
    there = {
        key: (id_, json.loads(body)) for key, id_, body in (yield from ask(stored.WAITING, keys))
    }
    waiting = Waiting(there=there)
    for key, body in pushes.items():
        # One that waits was written for older words, and speaks of all since.
        if key not in there:
            waiting.new[key] = (PUSH, body, world.settings.notices.push_delay_ms)
    for staff, chat, told in mails:
        _add_to_mail(waiting, staff, chat, told, world.settings.notices.mail_delay_s * 1000)
    return waiting


def _pushes(
    stirred: Iterable[Stirred],
    switches: Mapping[str, Switches],
    devices: Mapping[str, Sequence[str]],
) -> Iterable[tuple[str, dict[str, Any]]]:
    for one in stirred:
        for notice in _one_a_person(one.notices, switches):
            for device in devices.get(notice.person, ()):
                body = {
                    "chat": one.chat.id,
                    "person": notice.person,
                    "side": notice.side,
                    "occasion": notice.occasion,
                    "device": device,
                    "told": _plain(one.told),
                }
                yield f"{collapse_key(one.chat.id, notice)}:{device}", body


def _one_a_person(found: Iterable[Notice], switches: Mapping[str, Switches]) -> Iterable[Notice]:
    """Return one push for each person: being made responsible says what was written, too."""
    chosen: dict[str, Notice] = {}
    for notice in found:
        if wants(notice, Channel.PUSH, switches) and (
            notice.person not in chosen or notice.occasion is Occasion.ASSIGNED
        ):
            chosen[notice.person] = notice
    return chosen.values()


def _mails(
    stirred: Iterable[Stirred], switches: Mapping[str, Switches]
) -> Iterable[tuple[str, str, Told]]:
    for one in stirred:
        people = {
            notice.person
            for notice in one.notices
            if notice.side is Side.STAFF and wants(notice, Channel.MAIL, switches)
        }
        for person in sorted(people):
            yield person, one.chat.id, one.told


def _add_to_mail(waiting: Waiting, staff: str, chat: str, told: Told, after_ms: int) -> None:
    key = mail_key(staff)
    if key in waiting.there:
        id_, body = waiting.there[key]
        if chat not in body["chats"]:
            body["chats"][chat] = _plain(told)
            waiting.changed[id_] = body
        return
    _, body, _ = waiting.new.setdefault(key, (MAIL, {"staff": staff, "chats": {}}, after_ms))
    body["chats"].setdefault(chat, _plain(told))


def _plain(told: Told) -> list[int]:
    return [told.assignment, told.n_client, told.n_staff]


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)
