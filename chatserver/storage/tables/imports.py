"""What is stored of tables that people bring along, and what was wrong with their lines?"""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, text


class ImportRow(SQLModel, table=True):
    """An import: which file, how far it is, and what came of it. Its bytes lie in the file store
    until it ends. `held_until` is how long the node that works on it may be silent.
    """

    __tablename__ = "import"
    __table_args__ = (
        CheckConstraint("kind IN ('objects', 'clients')", name="kind"),
        CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'refused', 'failed')", name="state"
        ),
        Index("ix_import_org_at", "org", "at"),
        Index("ix_import_state", "state", "at"),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    kind: str
    name: str = ""
    by: str | None = Field(default=None, foreign_key="staff.id")
    dry_run: bool = False
    state: str = "waiting"
    stage: str = "reading"
    lines: int = 0
    bad: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    tries: int = 0
    at: int = big()
    ended_at: int | None = big(nullable=True)
    held_until: int | None = big(nullable=True)


class ImportFinding(SQLModel, table=True):
    """What is wrong with a line of an import: where, which code, and the value that is meant."""

    __tablename__ = "import_finding"

    job: str = Field(primary_key=True, foreign_key="import.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    line: int = 0
    column: str = ""
    code: str
    value: str = text()
