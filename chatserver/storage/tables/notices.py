"""How far were people told of their chats, on which devices, and who looks at one just now?"""

from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, text


class DeviceRow(SQLModel, table=True):
    """A device that somebody has let us push to. `hash` stands for the platform and the token: a
    device has one owner, the last who registered it, and an employee's ends with the `session` in
    which it was registered. `org` None: an account of the platform's.
    """

    __tablename__ = "device"

    id: str = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="org.id", index=True)
    owner_kind: str
    owner: str = Field(index=True)
    session: str | None = Field(default=None, foreign_key="staff_session.id", index=True)
    platform: str
    token: str = text()
    hash: str = Field(unique=True)
    p256dh: str = ""
    auth: str = ""
    locale: str = ""
    created_at: int = big()
    seen_at: int = big()


class ToldRow(SQLModel, table=True):
    """How far a chat was told of: the assignment and the ordinals of either side's words.

    No foreign key: its lock on the chat would let the ledger wait.
    """

    __tablename__ = "told"

    chat: str = Field(primary_key=True)
    assignment: int = big(default=0)
    n_client: int = big(default=0)
    n_staff: int = big(default=0)


class NoticedRow(SQLModel, table=True):
    """Up to which `rev` an organisation's chats were looked through for what to tell."""

    __tablename__ = "noticed"

    org: str = Field(primary_key=True, foreign_key="org.id")
    rev: int = big(default=0)


class NodeRow(SQLModel, table=True):
    """A node that tells who looks at what through it, and until when that is believed."""

    __tablename__ = "node"

    id: str = Field(primary_key=True)
    until: int = big()


class LookRow(SQLModel, table=True):
    """A person has a chat on the screen of a device that is connected to this node."""

    __tablename__ = "look"

    person: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    node: str = Field(primary_key=True, index=True)
