"""What does the bot add where an employee passes a chat on? (decision 0124)"""

from dataclasses import replace

from bots.after_hours import said_after_hours
from bots.dialog import added
from chatserver.core import dialogs
from chatserver.core.chat import Chat
from chatserver.core.commands import Assign, Manage
from chatserver.core.events import Assigned
from chatserver.core.facts import Decision, Facts


def assign(chat: Chat, command: Assign, facts: Facts) -> Decision:
    """Put the chat where the employee wants it."""
    return _told(chat, dialogs.assign(chat, command, facts), facts)


def manage(chat: Chat, command: Manage, facts: Facts) -> Decision:
    """Put the chat where the employee wants it, and write the comment."""
    return _told(chat, dialogs.manage(chat, command, facts), facts)


def _told(chat: Chat, decision: Decision, facts: Facts) -> Decision:
    """Have a client who asked hear that another department than before does not work now.

    Whoever takes the chat themselves is there.
    """
    given = (one.event for one in decision.entries if isinstance(one.event, Assigned))
    to = next(given, None)
    department = None if to is None or to.department is None else to.department.id
    if department in (None, chat.department) or not chat.acted or _takes(to, facts):
        return decision
    said = said_after_hours(department, facts)
    return replace(decision, entries=(*decision.entries, *added(said, facts)))


def _takes(to: Assigned | None, facts: Facts) -> bool:
    staff, asker = None if to is None else to.staff, facts.asker.staff
    return staff is not None and asker is not None and staff.id == asker.id
