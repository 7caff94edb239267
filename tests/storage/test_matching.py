"""Do the two ways of looking for a text find what Python finds, on either database?"""

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from chatserver.storage.database import Database
from chatserver.storage.matching import begins, holds
from chatserver.storage.tables import Meta

NAMES = (
    "/obj_1/",
    "/obj_1/obj_2/",
    "/obj_10/",
    "/objx1/",
    "/obj%1/",
    "иванов пётр",
    "50% _x_ /",
    "",
)
TEXTS = ("/obj_1/", "/obj_1", "obj", "%", "_", "/", "иван", "петр", "пётр", "нет", "\\")


async def found(database: Database, condition: ColumnElement[bool]) -> set[str]:
    question = select(Meta.name).where(col(Meta.value) == "here", condition)
    async with database.session() as session:
        return set(await session.exec(question))


async def test_what_is_held_and_what_it_begins_with(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all(Meta(name=name, value="here") for name in NAMES)

    for text in TEXTS:
        held = await found(database, holds(col(Meta.name), text))
        begun = await found(database, begins(col(Meta.name), text))
        assert held == {name for name in NAMES if text in name}, text
        assert begun == {name for name in NAMES if name.startswith(text)}, text
