"""In which words is the log of changes told of?"""

from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, Field

from chatserver.actions.audit_log import Entry
from chatserver.core.audit import Action
from chatserver.wire.times import rfc3339


class ActorWord(BaseModel):
    """Who made a change: `staff`, `client`, `api_key` or `system`."""

    kind: str
    id: str | None
    name: str | None


class AuditEntryWord(BaseModel):
    """One change. Phones, mail addresses and dates of birth in it are masked; of an erased client
    the values are null.
    """

    id: str
    at: str
    actor: ActorWord
    action: Annotated[str, Field(json_schema_extra={"enum": list(get_args(Action))})]
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Return it as it is written."""
        actor = ActorWord(kind=entry.actor_kind, id=entry.actor, name=entry.actor_name)
        return cls(
            id=entry.id,
            at=rfc3339(entry.at),
            actor=actor,
            action=entry.action,
            subject=entry.subject,
            before=dict(entry.before),
            after=dict(entry.after),
        )


class AuditWord(BaseModel):
    """A page of the log, the newest change first."""

    items: list[AuditEntryWord]
    next_cursor: str | None
