"""What belongs to one employee alone: sessions, second factor, preferences, views?"""

from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, document, text


class StaffSession(SQLModel, table=True):
    """A session of an employee; its id is the family of its refresh tokens.

    `network` is what is kept of the address: of IPv4 the first three numbers, of IPv6 48 bits.
    Until `tokens_until` an access token of it may be about. With `enrols` it opens nothing but the
    way to a second factor. `renewal` is the hash of the refresh token that was used last, together
    with what its holder named the attempt.
    """

    __tablename__ = "staff_session"
    __table_args__ = (Index("ix_staff_session_org_ended_at", "org", "ended_at"),)

    id: str = Field(primary_key=True)
    staff: str = Field(foreign_key="staff.id", index=True)
    org: str | None = Field(default=None, foreign_key="org.id")
    device: str = ""
    network: str = ""
    created_at: int = big()
    used_at: int = big()
    tokens_until: int = big()
    expires_at: int = big(index=True)
    enrols: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    ended_at: int | None = big(nullable=True)
    renewal: str | None = None


class StaffTotp(SQLModel, table=True):
    """The second factor of an employee (RFC 6238); not asked for until it is confirmed.

    `secret` is sealed, `recovery` holds hashes of the codes that are left. `last_step` is the step
    of the last code that was taken: none counts twice.
    """

    __tablename__ = "staff_totp"

    staff: str = Field(primary_key=True, foreign_key="staff.id")
    secret: str = text()
    recovery: list[str] = Field(default_factory=list, sa_type=JSON)
    last_step: int = big(default=0)
    created_at: int = big()
    confirmed_at: int | None = big(nullable=True)


class StaffPreferences(SQLModel, table=True):
    """What an employee's screens remember, as one JSON document that nobody else reads."""

    __tablename__ = "staff_preferences"

    staff: str = Field(primary_key=True, foreign_key="staff.id")
    document: str = text()
    version: int = 1


class SavedView(SQLModel, table=True):
    """A list as an employee likes to see it: filter, columns and order under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("staff", "of", "name"),)

    id: str = Field(primary_key=True)
    staff: str = Field(foreign_key="staff.id", index=True)
    of: str
    name: str
    filter: dict[str, Any] = document()
    columns: list[str] = Field(default_factory=list, sa_type=JSON)
    order: str | None = None
    version: int = 1
    created_at: int = big()


class StaffNotice(SQLModel, table=True):
    """Something that an employee was told of (D17); with `once` nobody is told of it twice."""

    __tablename__ = "staff_notice"
    __table_args__ = (
        UniqueConstraint("staff", "once"),
        Index("ix_staff_notice_staff_id", "staff", "id"),
    )

    id: str = Field(primary_key=True)
    staff: str = Field(foreign_key="staff.id")
    kind: str
    subject: str
    data: dict[str, Any] = document()
    once: str | None = None
    at: int = big(index=True)
    read_at: int | None = big(nullable=True)
