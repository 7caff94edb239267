"""Who changed what? Written in the transaction of the change itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.happenings import tell_endpoints
from chatserver.core.audit import Action
from chatserver.core.webhook_events import Change, events_of, means_anything
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import AuditRow
from chatserver.world import World

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that was changed: how it stood before and how after."""

    subject: str
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)


async def record(
    session: AsyncSession,
    world: World,
    *,
    by: Person,
    org: str | None,
    action: Action,
    changed: Iterable[Changed],
) -> None:
    """Write an audit row for each change; phones, e-mails and dates of birth must be masked already
    (D16).

    What a change means to the organisation's endpoints is told them with it.
    """
    now, every = world.now(), list(changed)
    rows = [
        {
            "id": world.new_id("aud"),
            "org": org,
            "at": now,
            "actor_kind": by.kind,
            "actor": by.id,
            "action": action,
            "subject": one.subject,
            "before": dict(one.before),
            "after": dict(one.after),
        }
        for one in every
    ]
    await insert_rows(session, AuditRow, rows)
    if org is not None and means_anything(action):
        changes = (Change(one.subject, one.before, one.after) for one in every)
        happened = [one for change in changes for one in events_of(action, change)]
        await tell_endpoints(session, world, org, happened)


async def record_by(
    session: AsyncSession, world: World, viewer: Viewer, action: Action, changed: Changed
) -> None:
    """Write an audit row of what an employee changed where they belong."""
    by = Person("staff", viewer.id)
    await record(session, world, by=by, org=viewer.org, action=action, changed=[changed])


def person_behind(staff: str, key: str | None) -> Person:
    """Return who acted: an employee, or a key that they have made."""
    return Person("staff", staff) if key is None else Person("api_key", key)


def masked_phone(phone: str) -> str:
    """Return a phone as the audit shows it: its country's beginning and its last two digits."""
    return f"{phone[:2]}{'*' * max(0, len(phone) - 4)}{phone[-2:]}"


def masked_email(email: str) -> str:
    """Return an e-mail as the audit shows it: its first letter and its domain."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}***@{domain}"


def masked_birth(birth: str) -> str:
    """Return a date of birth as the audit shows it: its year."""
    return f"{birth[:4]}-**-**"
