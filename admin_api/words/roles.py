"""In which words are roles, their permissions and switches told of, and the platform's accounts?"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from admin_api.words.directory import Email, Flag, Name, Reference
from admin_api.words.orgs import PersonName
from admin_api.words.word import Word
from chatserver.actions.employees.platform_staff import AccountCard
from chatserver.actions.employees.roles import RoleCard
from chatserver.core.rights import Permission
from chatserver.http.named import NamedWord

RoleName = Annotated[Name, Field(max_length=100, examples=["Concierge"])]
Permissions = Annotated[list[Permission], Field(max_length=50)]


class RoleNoticesWord(BaseModel):
    """The four switches of a role: of what its people are told, and how."""

    assigned_push: bool
    assigned_mail: bool
    message_push: bool
    message_mail: bool


class NoticeSwitchesWord(Word):
    """Switches that are to be set; those that are left out stay (of a new role: off)."""

    assigned_push: Flag = False
    assigned_mail: Flag = False
    message_push: Flag = False
    message_mail: Flag = False


class RoleWord(BaseModel):
    """A role. `permissions` are those that were chosen: `chats.send` brings `chats.view` by itself.

    The Administrator is built in: it has every permission and all objects, and stays as it is.
    """

    id: str
    name: str
    administrator: bool
    permissions: list[str]
    notices: RoleNoticesWord
    people: int
    version: int

    @classmethod
    def of(cls, card: RoleCard) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            name=card.name,
            administrator=card.administrator,
            permissions=list(card.permissions),
            notices=RoleNoticesWord(**card.notices),
            people=card.people,
            version=card.version,
        )


class RolesWord(BaseModel):
    """A page of roles."""

    items: list[RoleWord]
    next_cursor: str | None


class NewRoleWord(Word):
    """A role to be added."""

    name: RoleName
    permissions: Permissions = Field(default_factory=list)
    notices: NoticeSwitchesWord = Field(default_factory=NoticeSwitchesWord)


class RoleChangeWord(Word):
    """What is to be changed of a role; what is left out stays. `permissions` is the whole list."""

    name: RoleName = "-"
    permissions: Permissions = Field(default_factory=list)
    notices: NoticeSwitchesWord = Field(default_factory=NoticeSwitchesWord)


class PlatformAccountWord(BaseModel):
    """An account of the platform, which belongs to no organisation. `invitation`: how the way in
    stands of somebody who has set no password yet; null: they have one.
    """

    id: str
    kind: Literal["platform"] = "platform"
    name: str
    email: str
    active: bool
    role: NamedWord
    invitation: Literal["sent", "expired", "unsent"] | None
    version: int

    @classmethod
    def of(cls, card: AccountCard) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            name=card.name,
            email=card.email,
            active=card.active,
            role=NamedWord.of(card.role),
            invitation=card.invitation,
            version=card.version,
        )


class PlatformAccountsWord(BaseModel):
    """A page of the platform's accounts."""

    items: list[PlatformAccountWord]
    next_cursor: str | None


class NewPlatformAccountWord(Word):
    """An account to be made; an invitation goes to `email`."""

    name: PersonName
    email: Email
    role: Reference


class PlatformAccountChangeWord(Word):
    """What is to be changed of an account; what is left out stays."""

    name: PersonName = "-"
    email: Email = "-@-"
    role: Reference = "-"
    active: Flag = True
