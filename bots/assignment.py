"""Who gets a chat? (D5, D6, requirements 113-114, 120-125, 130-138)

The first rule of the tag that holds the client's place; nobody left there: the basic settings;
nobody there either: the chat waits in its department until somebody becomes eligible.
"""

from dataclasses import replace

from chatserver.core.chat import Chat, Entry, State
from chatserver.core.commands import HandOut, PassOn
from chatserver.core.events import TagOffer
from chatserver.core.facts import NOTHING, Decision, Explanation, Facts, LeftOut, Look
from chatserver.core.hours import closed_at
from chatserver.core.people import SYSTEM, Place
from chatserver.core.products import Pool, Rule, Tag
from chatserver.core.responsible import assign, barrier, survey

Looks = tuple[Look, ...]


def by_tag(tag: Tag, facts: Facts, *, place: Place | None) -> Looks:
    """Look at the tag's rules up to the first that matches; with nobody there at the basic pool.

    Only the first match counts: whoever wants a second one adds people to the first.
    """
    looks: Looks = ()
    for number, rule in enumerate(tag.rules):
        if holds(rule, place):
            match = survey(rule.pool, facts, place=place, source="rule", rule=number)
            looks += (match,)
            return looks if match.candidates else looks + by_basic(facts, place=place)
        looks += (_passed_by(rule, facts, number),)
    return looks + by_basic(facts, place=place)


def by_basic(facts: Facts, *, place: Place | None) -> Looks:
    """Look at the basic settings."""
    return (survey(facts.product.basic.pool, facts, place=place, source="basic"),)


def by_last(chat: Chat, facts: Facts, *, place: Place | None) -> Looks:
    """Look at the last responsible, whom a chat without a bot keeps (D7); else at the basics.

    One who is away is passed over for somebody who is there, where the settings want it so.
    """
    basics = by_basic(facts, place=place)
    if chat.staff is None:
        return basics
    look = _look_at_last(chat.staff, chat, facts, place=place)
    if look.candidates and _is_missed(chat.staff, basics[-1], facts):
        [(id_, name)] = look.candidates
        return (replace(look, candidates=(), left_out=(LeftOut(id_, name, "away"),)), *basics)
    return (look,) if look.candidates else (look, *basics)


def _look_at_last(staff_id: str, chat: Chat, facts: Facts, *, place: Place | None) -> Look:
    """Look whether who is, or was, responsible may keep the chat; of a department that is gone by
    now nobody is any more.
    """
    staff, department = facts.staff.get(staff_id), facts.department(chat.department)
    kind = facts.product.kind
    name, why = staff_id, "inactive"
    if staff is not None:
        name = staff.name
        why = barrier(staff, department=chat.department, product_kind=kind, place=place) or ""
        why = why or ("unanswered" if staff_id in facts.silent else "")
    return Look(
        "last",
        chat.department,
        department.name if department else None,
        candidates=() if why else ((staff_id, name),),
        left_out=(LeftOut(staff_id, name, why),) if why else (),
    )


def _is_missed(last: str, basics: Look, facts: Facts) -> bool:
    away = facts.workload.away
    if not facts.product.basic.skip_away or last not in away:
        return False
    return any(id_ not in away for id_, _ in basics.candidates)


def holds(rule: Rule, place: Place | None) -> bool:
    """Whether the rule is for this place; one without objects is for all."""
    if not rule.objects:
        return True
    return place is not None and not rule.objects.isdisjoint(place.ancestors)


def assigned_by_rules(
    chat: Chat,
    facts: Facts,
    looks: Looks,
    *,
    place: Place | None,
    tag: TagOffer | None = None,
    cause: str | None = None,
) -> tuple[Entry, Explanation]:
    """Give the chat to somebody of these looks; the cause says whether a rule chose."""
    if cause is None:
        cause = "tag" if looks[-1].source == "rule" else "default"
    return assign(chat, facts, looks, cause=cause, place=place, by=SYSTEM, tag=tag)


def hand_out(chat: Chat, _: HandOut, facts: Facts) -> Decision:
    """Bring an open chat in line with who is eligible now (D5).

    Taken from a responsible who no longer is; given to somebody when it waits. A chat that waits
    for nobody yet, or keeps the responsible of an earlier dialog, is left alone.
    """
    if chat.state is not State.STAFF or chat.cause is None:
        return NOTHING
    if chat.staff is not None:
        return _taken_back(chat.staff, chat, facts)
    looks = waiting_looks(chat, facts)
    if not chat.waits or not looks[-1].candidates:
        return NOTHING
    return _handed(chat, facts, looks, cause="queue")


def pass_on(chat: Chat, command: PassOn, facts: Facts) -> Decision:
    """Give the chat to somebody who has not had it since the client asked (decision 0128).

    Whoever answered, ended the dialog or gave it to somebody meanwhile was in time. With nobody
    else there it stays where it is; and nobody gets it who has gone home.
    """
    stands = (chat.assignment, chat.n_staff) == (command.assignment, command.n_staff)
    asked = chat.unanswered and chat.state is State.STAFF and chat.cause is not None
    wanted = facts.product.basic.answer_minutes is not None
    if not (stands and asked and wanted) or chat.staff is None or facts.now < command.due:
        return NOTHING
    place = facts.place(chat.place)
    facts = replace(facts, silent=command.tried | {chat.staff})
    last = _look_at_last(chat.staff, chat, facts, place=place)
    looks = (last, *waiting_looks(chat, facts))
    hours = facts.hours.get(looks[-1].department or "")
    if not looks[-1].candidates or (hours is not None and closed_at(hours, facts.now)):
        return NOTHING
    return _handed(chat, facts, looks, cause="unanswered")


def waiting_looks(chat: Chat, facts: Facts) -> Looks:
    """Look where the dialog belongs now: where a person put it, else by its tag or the basics."""
    place = facts.place(chat.place)
    if chat.cause == "manual" and chat.department is not None:
        return (survey(Pool(chat.department), facts, place=place, source="department"),)
    tag = facts.product.bot.tag(chat.tag.id) if chat.tag is not None else None
    return by_basic(facts, place=place) if tag is None else by_tag(tag, facts, place=place)


def _taken_back(staff_id: str, chat: Chat, facts: Facts) -> Decision:
    last = _look_at_last(staff_id, chat, facts, place=facts.place(chat.place))
    if last.candidates:
        return NOTHING
    return _handed(chat, facts, (last, *waiting_looks(chat, facts)), cause="returned")


def _handed(chat: Chat, facts: Facts, looks: Looks, *, cause: str) -> Decision:
    place = facts.place(chat.place)
    entry, why = assigned_by_rules(chat, facts, looks, place=place, tag=chat.tag, cause=cause)
    return Decision((entry,), explanations=(why,))


def _passed_by(rule: Rule, facts: Facts, number: int) -> Look:
    department = facts.department(rule.pool.department)
    name = department.name if department else None
    return Look("rule", rule.pool.department, name, number, matched=False)
