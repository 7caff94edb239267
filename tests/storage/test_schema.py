"""Do schema.sql, the tables and the migrations say the same, on both databases?"""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Inspector, create_engine, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from chatserver.storage.database import Database
from chatserver.storage.schema import schema_sql
from chatserver.storage.tables import SQLModel
from chatserver.storage.tables.search import FTS, POSTGRES_INDEXES

ROOT = Path(__file__).parents[2]


def _structure(connection: Connection) -> dict[str, Any]:
    """Everything that an inspector sees of a database, order aside."""
    inspector: Inspector = inspect(connection)
    return {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)
            ),
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (tuple(f["constrained_columns"]), f["referred_table"], f["name"] or "")
                for f in inspector.get_foreign_keys(table)
            ),
            "unique": sorted(
                (u["name"] or "", tuple(u["column_names"]))
                for u in inspector.get_unique_constraints(table)
            ),
            "checks": sorted(
                (c["name"] or "", c["sqltext"]) for c in inspector.get_check_constraints(table)
            ),
            "indexes": sorted(
                (i["name"] or "", tuple(i["column_names"]), bool(i["unique"]), _where(i))
                for i in inspector.get_indexes(table)
            ),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def _where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def test_schema_sql_is_what_the_tables_say() -> None:
    assert (ROOT / "schema.sql").read_text(encoding="utf-8") == schema_sql()


@pytest.mark.slow
def test_schema_sql_is_what_the_migrations_lead_to(sqlite_template: Path, tmp_path: Path) -> None:
    by_hand = tmp_path / "schema.db"
    plain = sqlite3.connect(by_hand)
    plain.executescript((ROOT / "schema.sql").read_text(encoding="utf-8"))
    plain.close()
    structures = []
    for path in (by_hand, sqlite_template):
        engine = create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            structures.append(_structure(connection))
        engine.dispose()
    assert structures[0] == structures[1]


def _said_by_tables(_: object, name: str | None, *__: object) -> bool:
    """Leave out what one of the databases has alone; the structures below compare that."""
    return not str(name).startswith(FTS) and name not in POSTGRES_INDEXES


@pytest.mark.slow
async def test_the_migrations_lead_to_what_the_tables_say(database: Database) -> None:
    async with database.engine.connect() as connection:
        differences = await connection.run_sync(
            lambda c: compare_metadata(
                MigrationContext.configure(c, opts={"include_object": _said_by_tables}),
                SQLModel.metadata,
            )
        )
    assert differences == []


@pytest.mark.postgres
async def test_postgresql_has_the_checks_and_partial_indexes_too(
    postgres_database_url: str, postgres_url: str
) -> None:
    structures = []
    for url in (postgres_database_url, postgres_url):
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            if url == postgres_url:
                await connection.run_sync(SQLModel.metadata.create_all)
            structures.append(await connection.run_sync(_structure))
        await engine.dispose()
    assert structures[0] == structures[1]
