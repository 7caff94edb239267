"""How do employees end a dialog, hand it to somebody, and note what they know of the chat?"""

from dataclasses import replace

from chatserver.core.access import writer
from chatserver.core.chat import Chat, Entry, State
from chatserver.core.commands import Assign, CloseDialog, CloseUnrated, Manage, SetComment
from chatserver.core.events import DialogClosed
from chatserver.core.facts import Comment, Decision, Facts, Look
from chatserver.core.people import Author, Named, Place
from chatserver.core.products import Pool
from chatserver.core.refusals import (
    ChatDisabled,
    Closed,
    Conflict,
    NotEligible,
    NotFound,
    OfferRequired,
)
from chatserver.core.responsible import assign as assign_to
from chatserver.core.responsible import survey


def check_taken(facts: Facts, *, begins: bool = False) -> None:
    """Refuse where no dialog may start and no client be heard (D19), or there is none any more
    (X5); `begins`: a client wants to start one, which a mini-app that is served no more does not
    allow (X1).

    Refuses: ChatDisabled, OfferRequired.
    """
    product = facts.product
    if not product.talks or facts.client.erased:
        raise ChatDisabled
    if begins and not product.begins_for(facts.client):
        raise ChatDisabled
    offer = product.offer_for(facts.client)
    if offer is not None and offer not in facts.accepted:
        raise OfferRequired(offer=offer)


def close(chat: Chat, command: CloseDialog, facts: Facts) -> Decision:
    """End the dialog in the name of the responsible; with none, of who pressed (requirement 155).

    Whoever had the dialog before and has left since speaks no more.

    What stays unsaid in the log, who pressed, is the audit's. Where the settings say so, the client
    is asked how it was; whom nobody has answered is not asked, nor does whoever ends it have to.
    """
    presser = writer(facts)
    if command.dialog != chat.dialog:
        raise Conflict(dialog=chat.dialog, state=chat.state.value)
    if chat.state is State.CLOSED:
        raise Closed
    responsible = facts.staff.get(chat.staff) if chat.staff is not None else None
    speaker = responsible if responsible is not None and responsible.active else presser
    text = facts.product.bot.closing(command.reason) or None
    asks = chat.answered and facts.product.asks_rating and not isinstance(command, CloseUnrated)
    closed = DialogClosed(
        dialog=chat.dialog, reason=command.reason, text=text, asks=True if asks else None
    )
    return Decision((Entry(closed, Author("staff", speaker.id, speaker.name)),))


def assign(chat: Chat, command: Assign, facts: Facts) -> Decision:
    """Put the chat into a department and give it to one of it: who is named, else who is drawn.

    With nobody to draw it waits there. Of two who assign at once the second gets Conflict.
    """
    writer(facts)
    if chat.state is State.CLOSED:
        raise Closed
    if command.expect != chat.assignment:
        raise Conflict(**_standing(chat, facts))
    if facts.department(command.department) is None:
        raise NotFound
    place = facts.place(chat.place)
    look = _look(command, facts, place)
    assigned, why = assign_to(
        chat, facts, [look], cause="manual", place=place, by=facts.asker.author
    )
    return Decision((assigned,), explanations=(why,))


def comment(chat: Chat, command: SetComment, facts: Facts) -> Decision:
    """Write the comment, unless somebody else did so since it was read (requirement 171)."""
    writer(facts)
    if command.expect != chat.comment_version:
        raise Conflict(comment=chat.comment, comment_version=chat.comment_version)
    return Decision(comment=Comment(command.text))


def manage(chat: Chat, command: Manage, facts: Facts) -> Decision:
    """Assign and write the comment at once; where one is refused nothing is changed."""
    writer(facts)
    decision = Decision() if command.assign is None else assign(chat, command.assign, facts)
    if command.comment is None:
        return decision
    return replace(decision, comment=comment(chat, command.comment, facts).comment)


def _look(command: Assign, facts: Facts, place: Place | None) -> Look:
    if command.staff is None:
        return survey(Pool(command.department), facts, place=place, source="department")
    if command.staff not in facts.staff:
        raise NotFound
    pool = Pool(command.department, (command.staff,))
    look = survey(pool, facts, place=place, source="named")
    if not look.candidates:
        raise NotEligible
    return look


def _standing(chat: Chat, facts: Facts) -> dict[str, object]:
    staff = facts.staff[chat.staff] if chat.staff is not None else None
    return {
        "assignment": chat.assignment,
        "department": _word(facts.department(chat.department)),
        "staff": _word(Named(staff.id, staff.name) if staff else None),
    }


def _word(named: Named | None) -> dict[str, str] | None:
    return None if named is None else {"id": named.id, "name": named.name}
