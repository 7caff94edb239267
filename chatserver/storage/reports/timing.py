"""Which dialogs may somebody count, and when were people asked in one, and when did they answer?"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from chatserver.core.inbox import Filter
from chatserver.core.people import Staff
from chatserver.core.reports import Wanted
from chatserver.storage.choosing import CHAT, Condition, Scope, lies_in, scope_of
from chatserver.storage.database import Database
from chatserver.storage.inbox import reading

_TABLES = SQLModel.metadata.tables
DIALOG = _TABLES["dialog"].c
SPAN = _TABLES["assignment"].c
EVENT = _TABLES["event"].c
NEVER: Final = 2**53  # behind every seq
END: ColumnElement[int] = func.coalesce(DIALOG.closed_seq, NEVER)
# The client has said something in this dialog.
_TOLD: Condition = EVENT.n_client > DIALOG.n_client

Column = ColumnElement[Any]


@asynccontextmanager
async def counting(
    db: Database, viewer: Staff, wanted: Wanted
) -> AsyncIterator[tuple[AsyncConnection, Scope]]:
    """Yield a connection, and what must be known to choose the dialogs. Reports take turns."""
    asked = Filter(objects=wanted.objects, products=wanted.products)
    async with db.long_questions, reading(db) as connection:
        yield connection, await scope_of(connection, viewer, asked)


def dialogs(scope: Scope, wanted: Wanted, *columns: Column) -> Select[Any]:
    """Return the question for the dialogs that are wanted and that the viewer may count: those of
    chats about places within their objects, as in every list (35).
    """
    joined = select(*columns).join_from(_TABLES["dialog"], _TABLES["chat"], DIALOG.chat == CHAT.id)
    return joined.where(*_chosen(scope, wanted))


def with_spans(question: Select[Any]) -> Select[Any]:
    """Return the question with each time that the dialog was given to somebody."""
    return question.join(_TABLES["assignment"], and_(*_DURING))


def _chosen(scope: Scope, wanted: Wanted) -> Sequence[Condition]:
    conditions = [
        DIALOG.org == scope.viewer.org,
        DIALOG.opened_at >= wanted.period.since,
        DIALOG.opened_at < wanted.period.until,
    ]
    within = (scope.viewer.objects, wanted.objects or None)
    conditions += (lies_in(scope, objects) for objects in within if objects is not None)
    for column, allowed in (
        (CHAT.product, wanted.products),
        (DIALOG.tag_id, wanted.tags),
        (first_span(SPAN.department), wanted.departments),
        (func.coalesce(DIALOG.reason, "open"), wanted.reasons),
        (DIALOG.score, wanted.scores),
    ):
        if allowed:
            conditions.append(column.in_(allowed))
    if wanted.answered is not None:
        # What never came to people is neither: the bot's endings are nobody's omission.
        answer = first_answer()
        conditions.append(first_span(SPAN.at).is_not(None))
        conditions.append(answer.is_not(None) if wanted.answered else answer.is_(None))
    return conditions


_DURING = (SPAN.chat == DIALOG.chat, SPAN.from_seq > DIALOG.opened_seq, SPAN.from_seq < END)


def first_span(column: Column) -> Column:
    """The column of the first time that the dialog was given to a department or an employee."""
    question = select(column).where(*_DURING).order_by(SPAN.number).limit(1)
    return question.correlate(_TABLES["dialog"]).scalar_subquery()


def first_word() -> Column:
    """When the client first said something."""
    return _first(_TOLD)


def first_answer(*conditions: Condition) -> Column:
    """When an employee first said something to a client who had."""
    return _first(_TOLD, EVENT.kind == "message", EVENT.by_kind == "staff", *conditions)


def _first(*conditions: Condition) -> Column:
    of_dialog = (EVENT.chat == DIALOG.chat, EVENT.seq > DIALOG.opened_seq, EVENT.seq < END)
    question = select(EVENT.at).where(*of_dialog, *conditions).order_by(EVENT.seq).limit(1)
    return question.correlate(_TABLES["dialog"], _TABLES["assignment"]).scalar_subquery()
