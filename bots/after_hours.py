"""What is a client told whose department does not work now? (decision 0124)"""

from datetime import datetime, timedelta, tzinfo

from bots.texts import Texts, texts_in
from chatserver.core.chat import Chat
from chatserver.core.facts import Facts
from chatserver.core.hours import Closed, Hours, closed_at


def said_after_hours(department: str | None, facts: Facts) -> str | None:
    """Return what a client is told whose chat is given to a department now; None: it works."""
    hours = facts.hours.get(department or "")
    closed = None if hours is None else closed_at(hours, facts.now)
    return None if hours is None or closed is None else _said(hours, closed, facts)


def said_meanwhile(chat: Chat, facts: Facts) -> str | None:
    """Return what a client is told who writes on in a dialog: once while they are closed.

    Whoever wrote since they closed, the client or somebody who works late, has been there since.
    """
    hours = facts.hours.get(chat.department or "")
    closed = None if hours is None else closed_at(hours, facts.now)
    if hours is None or closed is None or closed.since is None or chat.updated_at >= closed.since:
        return None
    return _said(hours, closed, facts)


def _said(hours: Hours, closed: Closed, facts: Facts) -> str:
    words = texts_in(facts.locale)
    opens = _opens(facts.now, closed.until, hours.zone, words)
    return (hours.words or words.closed).replace("{opens}", opens)


def _opens(now: int, until: int | None, zone: tzinfo, words: Texts) -> str:
    if until is None:
        return words.some_day
    here, there = (datetime.fromtimestamp(one / 1000, zone) for one in (now, until))
    today, opening = here.date(), there.date()
    if opening == today:
        day = words.today
    elif opening == today + timedelta(days=1):
        day = words.tomorrow
    else:
        day = words.days[opening.weekday()].format(date=f"{opening:%d.%m}")
    return words.at.format(day=day, time=f"{there:%H:%M}")
