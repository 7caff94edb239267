"""How does a dialog begin, and what do a client's acts and the bot's timer do to it?

docs/protocol.md, "Entering and watching a chat", line by line; D5, D7, D15 and D19.
"""

from bots.after_hours import said_after_hours, said_meanwhile
from bots.assignment import (
    Looks,
    assigned_by_rules,
    by_basic,
    by_last,
    by_tag,
    waiting_looks,
)
from chatserver.core.chat import Chat, Entry, State, evolve
from chatserver.core.commands import Expire, NewDialog, Open, PickTag, Send
from chatserver.core.dialogs import check_taken
from chatserver.core.events import (
    Assigned,
    AutoReply,
    DialogClosed,
    DialogOpened,
    Greeting,
    Prompt,
    TagOffer,
    TagPicked,
)
from chatserver.core.facts import NOTHING, Decision, Facts
from chatserver.core.messages import written
from chatserver.core.people import SYSTEM, Author, Client
from chatserver.core.products import Bot
from chatserver.core.refusals import Conflict, Forbidden, NotFound, Refused, StalePrompt

MINUTE_MS = 60_000


def open_chat(chat: Chat, command: Open, facts: Facts) -> Decision:
    """Let the client in: they are greeted, or shown the conversation as it stands.

    A chat that is switched off, or whose offer is not accepted, only shows (D19).
    """
    place = _place(chat, command.place, facts.client)
    try:
        check_taken(facts, begins=chat.state is State.CLOSED)
    except Refused:
        if chat.dialog == 0:
            raise
        return NOTHING
    if chat.state is State.BOT:
        return Decision(expires_at=_deadline(facts))
    # After an employee ended it, entry shows the conversation (D7).
    if chat.state is State.STAFF or chat.reason not in (None, "timeout"):
        return NOTHING
    if facts.product.bot.speaks:
        return _met_by_bot(facts, (_opened(chat, SYSTEM),), place=place)
    if chat.n_client == 0:
        return Decision((_opened(chat, SYSTEM), _greeting(facts)), place=place)
    return NOTHING


def client_sends(chat: Chat, command: Send, facts: Facts) -> Decision:
    """Take a client's message; it is never refused for want of somebody to answer (D5)."""
    if command.link is not None:
        raise Forbidden
    check_taken(facts, begins=chat.state is State.CLOSED)
    message = written(command, facts)
    if chat.state is State.STAFF:
        return _to_staff(chat, message, facts)
    if chat.state is State.BOT:
        # Whatever is sent instead of a topic goes to the basic settings (requirement 114).
        looks = by_basic(facts, place=facts.place(chat.place))
        return _assigned(chat, (message,), looks, facts, place=chat.place)
    place = _place(chat, None, facts.client)
    begun = (_opened(chat, message.by), message)
    if facts.product.bot.speaks:
        return _met_by_bot(facts, begun, place=place)
    return _met_by_staff(chat, facts, begun, place=place)


def new_dialog(chat: Chat, command: NewDialog, facts: Facts) -> Decision:
    """Start anew after the last dialog was closed."""
    place = _place(chat, command.place, facts.client)
    check_taken(facts, begins=True)
    if chat.state is not State.CLOSED:
        raise Conflict(dialog=chat.dialog, state=chat.state.value)
    begun = (_opened(chat, facts.asker.author),)
    if facts.product.bot.speaks:
        return _met_by_bot(facts, begun, place=place)
    return _met_by_staff(chat, facts, begun, place=place)


def pick_tag(chat: Chat, command: PickTag, facts: Facts) -> Decision:
    """Take the chosen topic, answer it, and give the chat to whom the topic's rules choose."""
    check_taken(facts)
    tag = facts.product.bot.tag(command.tag)
    if chat.state is not State.BOT or command.prompt != chat.prompt or tag is None:
        raise StalePrompt(**_standing_prompt(chat, facts.product.bot))
    picked = TagPicked(prompt=command.prompt, tag=tag.id, text=tag.text)
    entries: tuple[Entry, ...] = (Entry(picked, facts.asker.author),)
    if tag.autoreply:
        entries += (Entry(AutoReply(tag.autoreply), _bot(facts)),)
    looks = by_tag(tag, facts, place=facts.place(chat.place))
    offer = TagOffer(tag.id, tag.text)
    return _assigned(chat, entries, looks, facts, place=chat.place, tag=offer)


def expire(chat: Chat, _: Expire, facts: Facts) -> Decision:
    """Let the prompt fall once its time is up: a question is never dropped (D7)."""
    if chat.state is not State.BOT or chat.expires_at is None or facts.now < chat.expires_at:
        return NOTHING
    if chat.acted:
        looks = by_basic(facts, place=facts.place(chat.place))
        return _assigned(chat, (), looks, facts, place=chat.place)
    return Decision((Entry(DialogClosed(chat.dialog, "timeout"), SYSTEM),))


def lapsed(chat: Chat, facts: Facts) -> tuple[Chat, Decision]:
    """Return the chat with its timer's effect where that is due, and the effect.

    So it cannot be seen whether the job that fires timers came early or late: what is decided at
    or after the deadline finds the prompt fallen.
    """
    effect = expire(chat, Expire(chat.id), facts)
    for entry in effect.entries:
        chat = evolve(chat, entry, at=facts.now)
    return chat, effect


def _to_staff(chat: Chat, message: Entry, facts: Facts) -> Decision:
    said = (message, *added(said_meanwhile(chat, facts), facts))
    if chat.cause is not None and (chat.staff is not None or chat.acted):
        return Decision(said)
    if chat.cause == "manual":
        # A person put it into a department before the client spoke: there it waits from now on.
        looks = waiting_looks(chat, facts)
        if not looks[-1].candidates:
            return Decision(said)
        return _assigned(chat, (message,), looks, facts, place=chat.place, cause="queue")
    looks = by_last(chat, facts, place=facts.place(chat.place))
    return _assigned(chat, (message,), looks, facts, place=chat.place)


def _met_by_bot(facts: Facts, begun: tuple[Entry, ...], *, place: str | None) -> Decision:
    bot, by = facts.product.bot, _bot(facts)
    prompt = Prompt(bot.prompt, tuple(TagOffer(tag.id, tag.text) for tag in bot.tags))
    return Decision(
        (*begun, Entry(Greeting(bot.greeting), by), Entry(prompt, by)),
        keyed=len(begun) - 1,
        place=place,
        expires_at=_deadline(facts),
    )


def _met_by_staff(
    chat: Chat, facts: Facts, begun: tuple[Entry, ...], *, place: str | None
) -> Decision:
    looks = by_last(chat, facts, place=facts.place(place))
    return _assigned(chat, begun, looks, facts, place=place, keyed=len(begun) - 1)


def _assigned(
    chat: Chat,
    entries: tuple[Entry, ...],
    looks: Looks,
    facts: Facts,
    *,
    place: str | None,
    keyed: int = 0,
    tag: TagOffer | None = None,
    cause: str | None = None,
) -> Decision:
    entry, why = assigned_by_rules(
        chat, facts, looks, place=facts.place(place), tag=tag, cause=cause
    )
    assigned = entry.event
    assert isinstance(assigned, Assigned)
    department = assigned.department.id if assigned.department else None
    besides = added(said_after_hours(department, facts), facts)
    return Decision((*entries, entry, *besides), keyed=keyed, explanations=(why,), place=place)


def added(said: str | None, facts: Facts) -> tuple[Entry, ...]:
    """Return what the bot says besides, in whose name it speaks; None: nothing."""
    return () if said is None else (Entry(AutoReply(said), _bot(facts)),)


def _opened(chat: Chat, by: Author) -> Entry:
    return Entry(DialogOpened(chat.dialog + 1), by)


def _greeting(facts: Facts) -> Entry:
    basic = facts.product.basic
    return Entry(
        Greeting(basic.text, title=basic.title or None), Author("bot", None, facts.product.title)
    )


def _bot(facts: Facts) -> Author:
    """In whose name the bot speaks: the greeter's, or the product's (requirement 141)."""
    greeter = facts.staff.get(facts.product.bot.greeter or "")
    if greeter is None or not greeter.active:
        return Author("bot", None, facts.product.title)
    return Author("bot", greeter.id, greeter.name)


def _deadline(facts: Facts) -> int:
    return facts.now + facts.product.bot.restart_minutes * MINUTE_MS


def _place(chat: Chat, wanted: str | None, client: Client) -> str | None:
    """Where a dialog opened now would be: as wanted, else the last one's, else the first (D15)."""
    if wanted is not None:
        if wanted not in client.places:
            raise NotFound
        return wanted
    if chat.place in client.places:
        return chat.place
    return client.places[0] if client.places else None


def _standing_prompt(chat: Chat, bot: Bot) -> dict[str, object]:
    state: dict[str, object] = {"prompt": chat.prompt, "state": chat.state.value}
    if chat.prompt is None:
        return state
    tags = [{"id": tag.id, "text": tag.text} for tag in bot.tags]
    return state | {"text": bot.prompt, "tags": tags}
