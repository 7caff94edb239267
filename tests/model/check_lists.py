"""Do the employees' lists, and who is responsible, agree with what a plain loop finds?"""

from collections.abc import Mapping

from chatserver.core.inbox import Counts, Filter
from chatserver.ledger.directory import Directories
from chatserver.storage import inbox
from chatserver.storage.database import Database
from tests.model.dump import Dump, Row
from tests.model.estate import ORG, Estate

TABS = ("all", "new", "mine", "waiting")


async def check_list(
    db: Database, directories: Directories, dump: Dump, estate: Estate, *, who: str, tab: str
) -> None:
    """I8: an employee's counts, and a page, are a recount of the chats that they may see."""
    directory = await directories.fetch(ORG)
    assert directory is not None
    viewer = directory.staff[who]
    tabs = tabs_of(who, dump, estate)
    new, own, waiting = (len(tabs[each]) for each in TABS[1:])
    assert await inbox.counts(db, viewer) == Counts(new, own, waiting)
    page = await inbox.page(db, viewer, Filter(tab=tab), after=None, limit=200)
    expected = sorted(tabs[tab], key=lambda chat: (chat["updated_at"], chat["id"]))[::-1]
    assert [chat.id for chat in page.chats] == [chat["id"] for chat in expected]


def tabs_of(who: str, dump: Dump, estate: Estate) -> Mapping[str, list[Row]]:
    """Return the chats of each of an employee's tabs, found by looking at every chat."""
    mine = [
        chat
        for chat in dump.chats.values()
        if estate.may("view", who, chat) and _spoken(dump.events[chat["id"]])
    ]
    return {
        "all": mine,
        "new": [chat for chat in mine if _unread(chat, dump.events[chat["id"]])],
        "mine": [chat for chat in mine if chat["staff"] == who and chat["state"] != "closed"],
        "waiting": [chat for chat in mine if _waits(chat)],
    }


def check_in_line(dump: Dump, estate: Estate) -> None:
    """After handing out, nobody keeps what they may not have, and nothing waits in vain."""
    for chat in dump.chats.values():
        if chat["state"] != "staff" or chat["cause"] is None:
            continue
        if chat["staff"] is not None:
            assert estate.eligible(chat["staff"], chat, chat["department"])
        elif chat["acted"]:
            assert not estate.takers(chat)


def _spoken(events: list[Row]) -> bool:
    return any(e["by_kind"] == "client" and e["kind"] in ("message", "tag") for e in events)


def _unread(chat: Row, events: list[Row]) -> bool:
    return any(
        event["by_kind"] == "client"
        and event["kind"] in ("message", "tag")
        and not event["deleted"]
        and event["seq"] > chat["staff_read"]
        for event in events
    )


def _waits(chat: Row) -> bool:
    return bool(chat["state"] == "staff" and chat["staff"] is None and chat["acted"])
