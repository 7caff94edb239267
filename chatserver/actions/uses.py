"""What refers to a thing that somebody wants to take away?"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.core.refusals import Refused
from chatserver.storage.tables import (
    CatalogueObject,
    ChatRow,
    ClientPlace,
    MiniappGeneration,
    ObjectRow,
    ProductRow,
    StaffObject,
    StaffRow,
    WidgetObject,
)

Where = tuple[type[SQLModel], tuple[ColumnElement[bool] | bool, ...]]


class InUse(Refused):
    """Something still refers to it; `data.uses` counts what."""

    code = "in_use"
    sentence = "Something still refers to it."


async def refuse_if_used(session: AsyncSession, wheres: Mapping[str, Where], **more: int) -> None:
    """Raise `InUse` when any of these rows is there, or any other count is above nothing."""
    uses = {}
    for name, (table, conditions) in wheres.items():
        question = select(func.count()).select_from(table).where(*conditions)
        uses[name] = (await session.exec(question)).one()
    found = {name: count for name, count in {**uses, **more}.items() if count}
    if found:
        raise InUse(uses=found)


def uses_of_object(object_id: str) -> Mapping[str, Where]:
    """Return where an object may be referred to, bots aside."""
    living = MiniappGeneration.ended_at
    return {
        "objects": (ObjectRow, (col(ObjectRow.parent) == object_id,)),
        "staff": (StaffObject, (col(StaffObject.object) == object_id,)),
        "clients": (ClientPlace, (col(ClientPlace.place) == object_id,)),
        "chats": (ChatRow, (col(ChatRow.place) == object_id,)),
        "widgets": (WidgetObject, (col(WidgetObject.object) == object_id,)),
        "catalogue": (CatalogueObject, (col(CatalogueObject.object) == object_id,)),
        "tokens": (
            MiniappGeneration,
            (col(MiniappGeneration.place) == object_id, col(living).is_(None)),
        ),
    }


def uses_of_department(department: str) -> Mapping[str, Where]:
    """Return where a department may be referred to, settings of chats aside.

    A chat whose dialog has ended only remembers it.
    """
    return {
        "staff": (StaffRow, (col(StaffRow.department) == department,)),
        "chats": (
            ChatRow,
            (col(ChatRow.department) == department, col(ChatRow.state) != "closed"),
        ),
    }


async def settings_naming(session: AsyncSession, org: str, value: str) -> int:
    """Return how many products' settings name this object or department."""
    products = await session.exec(select(ProductRow).where(ProductRow.org == org))
    return sum(value in {*_named(row.basic), *_named(row.bot)} for row in products)


def _named(document: Any) -> Iterator[str]:  # noqa: ANN401 - a stored document, or a part of one
    """Yield every id of an object or department in a document of bots/settings.py."""
    if isinstance(document, list):
        for one in document:
            yield from _named(one)
        return
    if not isinstance(document, dict):
        return
    for name, value in document.items():
        if name == "department" and isinstance(value, str):
            yield value
        elif name == "objects" and isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))
        else:
            yield from _named(value)
