"""Which rule answers which command, from which side?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bots import by_hand, dialog
from bots.assignment import hand_out, pass_on
from chatserver.core import commands as c
from chatserver.core import dialogs, messages, notes, rating
from chatserver.core.chat import Chat
from chatserver.core.facts import NOTHING, Decision, Facts
from chatserver.core.people import Side
from chatserver.core.refusals import Forbidden
from chatserver.core.workload import holder

# A rule takes its own kind of command; the table's key says which.
Rule = Callable[[Chat, Any, Facts], Decision]

# What is not here is a request of the other side. None is the server itself.
RULES: Mapping[tuple[type[c.Command], Side | None], Rule] = MappingProxyType(
    {
        (c.Open, Side.CLIENT): dialog.open_chat,
        (c.Send, Side.CLIENT): dialog.client_sends,
        (c.Send, Side.STAFF): messages.staff_sends,
        (c.Reply, Side.CLIENT): dialog.client_sends,
        (c.Reply, Side.STAFF): messages.staff_sends,
        (c.EditMessage, Side.CLIENT): messages.edit,
        (c.EditMessage, Side.STAFF): messages.edit,
        (c.DeleteMessage, Side.CLIENT): messages.delete,
        (c.DeleteMessage, Side.STAFF): messages.delete,
        (c.Read, Side.CLIENT): messages.read,
        (c.Read, Side.STAFF): messages.read,
        (c.PickTag, Side.CLIENT): dialog.pick_tag,
        (c.NewDialog, Side.CLIENT): dialog.new_dialog,
        (c.CloseDialog, Side.STAFF): dialogs.close,
        (c.CloseUnrated, Side.STAFF): dialogs.close,
        (c.Rate, Side.CLIENT): rating.rate,
        (c.Assign, Side.STAFF): by_hand.assign,
        (c.SetComment, Side.STAFF): dialogs.comment,
        (c.WriteNote, Side.STAFF): notes.write,
        (c.DeleteNote, Side.STAFF): notes.delete,
        (c.Manage, Side.STAFF): by_hand.manage,
        (c.Expire, None): dialog.expire,
        (c.HandOut, None): hand_out,
        (c.PassOn, None): pass_on,
    }
)

# They leave a chat with whom it is.
_LEAVE_IT = frozenset(
    {
        c.Read,
        c.EditMessage,
        c.DeleteMessage,
        c.Rate,
        c.SetComment,
        c.WriteNote,
        c.DeleteNote,
    }
)

# What depends on whether the prompt still stands; nothing else looks at the timer.
_PUNCTUAL = frozenset(
    {
        c.Open,
        c.Send,
        c.Reply,
        c.PickTag,
        c.NewDialog,
        c.CloseDialog,
        c.CloseUnrated,
        c.Assign,
        c.Manage,
    }
)


def decide(chat: Chat, command: c.Command, facts: Facts) -> Decision:
    """Return what the command does to the chat; raises Refused when the rules say no."""
    rule = RULES.get((type(command), facts.asker.side))
    if rule is None:
        raise Forbidden
    if _finds_it_fallen(chat, command, facts):
        return _after_the_deadline(chat, command, facts, rule)
    return rule(chat, command, facts)


def may_assign(chat: Chat, command: c.Command) -> bool:
    """Whether the command may give the chat to somebody. A no is certain, a yes is not."""
    if type(command) in _LEAVE_IT:
        return False
    # Who was kept from an earlier dialog (no `cause` yet) may be passed over.
    kept = holder(chat) is not None and chat.cause is not None
    return not (kept and isinstance(command, c.Send))


def fallen(chat: Chat, command: c.Command, facts: Facts) -> Decision:
    """Return what the timer does before this command is heard.

    `decide` has it in what it returns. It happens too where the command is refused for it: whoever
    is told that the dialog has ended finds it ended.
    """
    if not _finds_it_fallen(chat, command, facts):
        return NOTHING
    return dialog.lapsed(chat, facts)[1]


def _finds_it_fallen(chat: Chat, command: c.Command, facts: Facts) -> bool:
    due = chat.expires_at is not None and chat.expires_at <= facts.now
    return due and type(command) in _PUNCTUAL


def _after_the_deadline(chat: Chat, command: c.Command, facts: Facts, rule: Rule) -> Decision:
    chat, effect = dialog.lapsed(chat, facts)
    decision = rule(chat, command, facts)
    return replace(
        decision,
        entries=effect.entries + decision.entries,
        keyed=len(effect.entries) + decision.keyed,
        explanations=effect.explanations + decision.explanations,
    )
