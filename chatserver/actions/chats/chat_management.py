"""How is a chat's management block (department, responsible, comment) saved? (requirement 171)"""

from collections.abc import Mapping
from typing import Any

from chatserver.actions.callers.seen_chats import Seen
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import Stale
from chatserver.core.chat import Chat
from chatserver.core.commands import Assign, Manage, SetComment
from chatserver.core.refusals import Conflict
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.world import World

Wanted = Mapping[str, Any]  # the fields to be changed, by name
Versions = tuple[int, int]  # of the assignment, and of the comment


def versions(chat: Chat) -> Versions:
    """Return what a change of the card is held against."""
    return chat.assignment, chat.comment_version


async def manage_chat(
    world: World,
    ledger: Ledger,
    seen: Seen,
    wanted: Wanted,
    *,
    by: str,
    expected: Versions | None,
) -> None:
    """Change what is named of `department`, `staff` (None: a draw) and `comment`, all or nothing.

    What is named and stands already is no change. Raises `Stale`, `Closed`, `NotEligible`,
    `Forbidden` or `Invalid`.
    """
    chat = seen.chat
    assignment, comment_version = versions(chat) if expected is None else expected
    command = Manage(
        chat.id,
        assign=_assign(world, chat, wanted, expect=assignment),
        comment=_comment(chat, wanted, expect=comment_version),
    )
    refuse_if_any(_mistakes(world, command))
    try:
        await ledger.submit(command, Person("staff", by))
    except Conflict:
        raise Stale from None


def _assign(world: World, chat: Chat, wanted: Wanted, *, expect: int) -> Assign | None:
    department = wanted.get("department", chat.department)
    # Nobody of the old department can answer for the new one.
    kept = chat.staff if department == chat.department else None
    staff = wanted.get("staff", kept)
    if (department, staff) == (chat.department, chat.staff):
        return None
    return Assign(chat.id, world.new_id("key"), department or "", expect, staff)


def _comment(chat: Chat, wanted: Wanted, *, expect: int) -> SetComment | None:
    text = wanted.get("comment", chat.comment)
    return None if text == chat.comment else SetComment(chat.id, text, expect)


def _mistakes(world: World, command: Manage) -> list[Mistake]:
    most = world.settings.chat.comment
    mistakes = []
    if command.assign is not None and not command.assign.department:
        mistakes.append(Mistake("/department", "required", "names where the chat goes"))
    if command.comment is not None and len(command.comment.text) > most:
        mistakes.append(Mistake("/comment", "too_long", f"has at most {most} characters"))
    return mistakes
