"""Do the two ways of looking for a text find what Python finds, on either database?"""

from sqlalchemy import ColumnElement, create_engine
from sqlmodel import SQLModel, col, select

from chatserver.storage.database import Database
from chatserver.storage.matching import begins, holds
from chatserver.storage.tables import Meta, ObjectRow

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


def test_a_beginning_is_looked_up_in_an_index_of_sqlite() -> None:
    engine = create_engine("sqlite://")
    question = select(ObjectRow.id).where(
        ObjectRow.org == "org_1", begins(col(ObjectRow.path), "/obj_1/")
    )

    with engine.connect() as connection:
        tables = SQLModel.metadata.tables
        SQLModel.metadata.create_all(connection, tables=[tables["org"], tables["object"]])
        compiled = question.compile(engine, compile_kwargs={"literal_binds": True})
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    engine.dispose()

    assert "(org=? AND path>? AND path<?)" in " ".join(str(row[-1]) for row in plan)
