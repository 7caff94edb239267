"""How does a chat get its responsible, and how is the choice put on record? (D6, requirement 35)"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chatserver.core.access import reaches, send_permission
from chatserver.core.chat import Chat, Entry
from chatserver.core.events import Assigned, TagOffer
from chatserver.core.facts import Explanation, Facts, LeftOut, Look
from chatserver.core.people import Author, Named, Place, Staff
from chatserver.core.products import LEAST_BUSY, Pool
from chatserver.core.workload import least


def barrier(
    staff: Staff, *, department: str | None, product_kind: str, place: Place | None
) -> str | None:
    """Return what keeps the employee from such a chat in this department, or None.

    inactive, moved (to another department), no_permission, no_access. A chat without a department
    asks for no membership.
    """
    if not staff.active:
        return "inactive"
    if department is not None and staff.department != department:
        return "moved"
    if send_permission(product_kind) not in staff.permissions:
        return "no_permission"
    return None if reaches(staff, place) else "no_access"


def survey(
    pool: Pool, facts: Facts, *, place: Place | None, source: str, rule: int | None = None
) -> Look:
    """Look at a pool: who of it can get the chat, and who cannot, and why.

    Where the settings prefer some of those who can, the others are left out, but never all.
    """
    department = facts.department(pool.department)
    if department is None:
        return Look(source, pool.department, None, rule)
    if pool.staff:
        people = [facts.staff.get(one) or _stranger(one, facts) for one in set(pool.staff)]
    else:
        people = [one for one in facts.staff.values() if one.department == department.id]
    look = look_at(people, facts, place=place, source=source, department=department, rule=rule)
    return _preferred(look, facts)


def look_at(
    people: Iterable[Staff],
    facts: Facts,
    *,
    place: Place | None,
    source: str,
    department: Named | None,
    rule: int | None = None,
) -> Look:
    """Sort people into those who can get the chat and those who cannot, both by id.

    The order of the candidates must not depend on who looks: the draw falls on a position.
    """
    candidates, left_out = [], []
    for one in sorted(people, key=lambda staff: staff.id):
        why = barrier(
            one,
            department=department.id if department else None,
            product_kind=facts.product.kind,
            place=place,
        )
        if why is None and one.id in facts.silent:
            why = "unanswered"
        if why is None:
            candidates.append((one.id, one.name))
        else:
            left_out.append(LeftOut(one.id, one.name, why))
    return Look(
        source,
        department.id if department else None,
        department.name if department else None,
        rule,
        candidates=tuple(candidates),
        left_out=tuple(left_out),
    )


def _preferred(look: Look, facts: Facts) -> Look:
    basic, workload = facts.product.basic, facts.workload
    kept = {id_ for id_, _ in look.candidates}
    passed: dict[str, str] = {}
    if basic.skip_away and (here := kept - workload.away):
        passed |= dict.fromkeys(kept - here, "away")
        kept = here
    if basic.choice == LEAST_BUSY:
        free = least(workload.held, kept)
        passed |= dict.fromkeys(kept - free, "busier")
    if not passed:
        return look
    others = [LeftOut(id_, name, passed[id_]) for id_, name in look.candidates if id_ in passed]
    return replace(
        look,
        candidates=tuple(one for one in look.candidates if one[0] not in passed),
        left_out=tuple(sorted((*look.left_out, *others), key=lambda one: one.staff)),
    )


def drawn(candidates: Sequence[tuple[str, str]], draw: float) -> tuple[str, str]:
    """Return the candidate on whose share of [0, 1) the number falls; all shares are equal."""
    return candidates[min(int(draw * len(candidates)), len(candidates) - 1)]


def assign(
    chat: Chat,
    facts: Facts,
    looks: Sequence[Look],
    *,
    cause: str,
    place: Place | None,
    by: Author,
    tag: TagOffer | None = None,
) -> tuple[Entry, Explanation]:
    """Give the chat to somebody of the last look; with nobody there it waits in its department.

    Returns the entry for the log and why it came out so.
    """
    final = looks[-1]
    chance = final.source not in ("last", "named")
    chosen = drawn(final.candidates, facts.draw) if final.candidates else None
    department = _department(looks)
    explanation = Explanation(
        cause=cause,
        tag=tag.id if tag else None,
        tag_text=tag.text if tag else None,
        place=place.id if place else None,
        looks=tuple(looks),
        draw=facts.draw if chosen and chance else None,
        chosen=chosen[0] if chosen else None,
        chosen_name=chosen[1] if chosen else None,
        by=by.id if by.kind == "staff" else None,
    )
    event = Assigned(
        assignment=chat.assignment + 1,
        cause=cause,
        department=department,
        staff=Named(*chosen) if chosen else None,
    )
    return Entry(event, by), explanation


def _department(looks: Sequence[Look]) -> Named | None:
    """The department of the last look; where that has none, of the nearest before it."""
    if looks[-1].candidates:
        looks = looks[-1:]
    for look in reversed(looks):
        if look.matched and look.department is not None and look.department_name is not None:
            return Named(look.department, look.department_name)
    return None


def _stranger(staff_id: str, facts: Facts) -> Staff:
    """Somebody whom the settings name and the organisation does not know (any more)."""
    return Staff(
        id=staff_id,
        name=staff_id,
        org=facts.product.org,
        active=False,
        department=None,
        permissions=frozenset(),
        objects=frozenset(),
    )
