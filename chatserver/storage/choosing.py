"""Which chats does an employee's question choose? In SQL what core/access.py and core/inbox.py
say of one chat in memory; a property test holds them together.

Everything that shows chats to staff, a list, its counts, a search, a table, is built of this one
predicate, so that none of them can show what another would not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy import true as sql_true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from chatserver.core.access import view_permission
from chatserver.core.inbox import Filter, Span
from chatserver.core.people import Staff
from chatserver.core.searching import Needle, numbers_with
from chatserver.storage.chat_order import minute_of
from chatserver.storage.matching import begins, holds

_TABLES = SQLModel.metadata.tables
CHAT = _TABLES["chat"].c
ORDER = _TABLES["chat_order"].c
_OBJECT = _TABLES["object"].c
_CLIENT = _TABLES["client"].c
_PRODUCT = _TABLES["product"].c
_ORG = _TABLES["org"].c
_KINDS = ("miniapp", "subscription")
# Spelled as in the partial indexes of the table: SQLite must see that a question is within one.
_STAFF: ColumnElement[str] = literal_column("'staff'")
_NOTHING: ColumnElement[int] = literal_column("0")
_IS_UNREAD: ColumnElement[bool] = literal_column("chat_order.unread")

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Scope:
    """An employee's question, with what must be known of the organisation to put it.

    `paths` are the ways of the objects that it or the employee's rights speak of; `rev` and
    `chats` are the organisation's counters, read before anything else.
    """

    viewer: Staff
    wanted: Filter
    paths: dict[str, str]
    rev: int
    chats: int


async def scope_of(connection: AsyncConnection, viewer: Staff, wanted: Filter) -> Scope:
    """Read what the question needs."""
    question = select(_ORG.rev, _ORG.chats).where(_ORG.id == viewer.org)
    found = (await connection.execute(question)).first()
    rev, chats = (0, 0) if found is None else found
    named = {*wanted.objects, *(viewer.objects or ())}
    paths: dict[str, str] = {}
    if named:
        rows = await connection.execute(
            select(_OBJECT.id, _OBJECT.path).where(
                _OBJECT.org == viewer.org, _OBJECT.id.in_(sorted(named))
            )
        )
        paths = {one.id: one.path for one in rows}
    return Scope(viewer, wanted, paths, rev, chats)


def access(scope: Scope, *, org: ColumnElement[str] = CHAT.org) -> Iterable[Condition]:
    """core.inbox.may_list, in SQL. `org` is the chat's organisation, in words of one's own where
    no index of organisations shall be used.
    """
    viewer = scope.viewer
    yield org == viewer.org
    yield CHAT.n_client > 0
    kinds = [kind for kind in _KINDS if view_permission(kind) in viewer.permissions]
    if not viewer.active or not kinds:
        yield false()
    if len(kinds) < len(_KINDS):
        yield CHAT.product.in_(
            select(_PRODUCT.id).where(_PRODUCT.org == viewer.org, _PRODUCT.kind.in_(kinds))
        )
    if viewer.objects is not None:
        yield lies_in(scope, viewer.objects)


def sees_everything(viewer: Staff) -> bool:
    """Whether no chat of the organisation is kept from this employee."""
    kinds = {view_permission(kind) for kind in _KINDS}
    return viewer.active and viewer.objects is None and kinds <= viewer.permissions


def asked(scope: Scope) -> Iterable[Condition]:
    """core.inbox.shows without may_list and without what is searched for, in SQL."""
    wanted = scope.wanted
    yield tab(scope.viewer, wanted.tab)
    for column, allowed in (
        (CHAT.department, wanted.departments),
        (CHAT.staff, wanted.staff),
        (CHAT.client, wanted.clients),
        (CHAT.product, wanted.products),
        (CHAT.tag_id, wanted.tags),
        (CHAT.state, wanted.states),
        (CHAT.platform, wanted.platforms),
        (CHAT.score, wanted.scores),
    ):
        if allowed:
            yield column.in_(allowed)
    for condition, stands in ((_unread(), wanted.unread), (_unanswered(), wanted.unanswered)):
        if stands is not None:
            yield condition if stands else ~condition
    yield from _within(CHAT.created_at, wanted.created)
    yield from _within(CHAT.updated_at, wanted.updated)
    yield from _within(CHAT.updated_minute, _in_minutes(wanted.updated))
    if wanted.objects:
        yield lies_in(scope, wanted.objects)


def asks_for_unread(scope: Scope) -> bool:
    """Whether chats without anything to read are left out."""
    return scope.wanted.tab == "new" or scope.wanted.unread is True


def unread(scope: Scope) -> Iterable[Condition]:
    """What `asked` says of such chats, for a question that joins their `chat_order`: by this they
    are found through its index.
    """
    yield ORDER.org == scope.viewer.org
    yield _IS_UNREAD


def found(scope: Scope) -> Sequence[Condition]:
    """What is searched for but words: one condition for each way to be found, each with its own
    index. Put into one OR they would have none.

    Nothing is searched for: one condition that always holds.
    """
    needle = scope.wanted.needle
    if needle is None:
        return [sql_true()]
    numbers = (_by_number(digits, scope.chats) for digits in needle.numbers)
    return [_by_client(scope.viewer.org, needle), *numbers]


def tab(viewer: Staff, name: str) -> Condition:
    """Return the condition of a tab."""
    conditions: dict[str, Condition] = {
        "all": sql_true(),
        "new": _unread(),
        "waiting": and_(CHAT.state == _STAFF, CHAT.staff.is_(None), CHAT.acted),
        "mine": and_(CHAT.staff == viewer.id, CHAT.state != "closed"),
    }
    return conditions[name]


def _unread() -> Condition:
    return CHAT.n_client - CHAT.staff_read_n - CHAT.staff_dead > _NOTHING


def _unanswered() -> Condition:
    return and_(func.coalesce(CHAT.spoke, "") == "client", CHAT.state != "closed")


def _within(column: ColumnElement[int], span: Span) -> Iterable[Condition]:
    if span.since is not None:
        yield column >= span.since
    if span.until is not None:
        yield column < span.until


def _in_minutes(span: Span) -> Span:
    """What is within the one is within the other, and an index knows the minutes alone."""
    since = None if span.since is None else minute_of(span.since)
    return Span(since, None if span.until is None else minute_of(span.until - 1) + 1)


def places_below(scope: Scope, objects: Iterable[str]) -> Select[tuple[str]]:
    """Return the question for these objects and those below them."""
    below = [
        begins(_OBJECT.path, scope.paths[one]) for one in sorted(objects) if one in scope.paths
    ]
    return select(_OBJECT.id).where(_OBJECT.org == scope.viewer.org, or_(false(), *below))


def lies_in(scope: Scope, objects: Iterable[str]) -> Condition:
    """Whether the chat's place is one of these objects or below one of them."""
    if scope.paths.keys().isdisjoint(objects):
        return false()
    return CHAT.place.in_(places_below(scope, objects))


def _by_client(org: str, needle: Needle) -> Condition:
    named = or_(*(holds(_CLIENT.search, text) for text in needle.texts))
    return CHAT.client.in_(select(_CLIENT.id).where(_CLIENT.org == org, named))


def _by_number(digits: str, chats: int) -> Condition:
    few = numbers_with(digits, upto=chats)
    if few is not None:
        return CHAT.number.in_(few)
    return cast(CHAT.number, String).contains(digits, autoescape=True)
