"""What does a change, or an entry of a chat's log, mean to an organisation's developer?

Every change is written into the audit log under the name of its action; here the names become
events (docs/decisions/0115). What stands in no table here tells nobody outside.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chatserver.core.events import (
    Assigned,
    Deleted,
    DialogClosed,
    DialogOpened,
    DialogRated,
    Edited,
    Event,
    Message,
)
from chatserver.core.miniapps import Act
from chatserver.core.webhook_kinds import Data

Happened = tuple[str, Data]  # the kind, and what it tells


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry of the audit log says."""

    subject: str
    before: Data
    after: Data

    def differs(self, name: str) -> bool:
        """Return whether this value is another after than before."""
        return self.before.get(name) != self.after.get(name)


_Meaning = Callable[[Change], Iterator[Happened]]


def events_of(action: str, change: Change) -> Iterator[Happened]:
    """Yield what happened with one change."""
    meaning = _MEANINGS.get(action)
    if meaning is not None:
        yield from meaning(change)


def means_anything(action: str) -> bool:
    """Return whether a change under this name can be an event at all."""
    return action in _MEANINGS


def event_of_log(event: Event, by: str) -> Happened | None:
    """Return what an entry of a chat's log tells, beside what each tells of its chat; None: nobody
    is told. `by`: client, staff or system.
    """
    match event:
        case DialogOpened():
            return "chat.opened", {"dialog": event.dialog}
        case Message():
            return "chat.message.created", {"by": by}
        case Edited():
            return "chat.message.edited", {"message": event.target}
        case Deleted():
            return "chat.message.deleted", {"message": event.target}
        case Assigned():
            department = event.department.id if event.department else None
            staff = event.staff.id if event.staff else None
            told = {"department": department, "staff": staff, "cause": event.cause}
            return "chat.assigned", told
        case DialogClosed():
            return "chat.closed", {"dialog": event.dialog, "reason": event.reason}
        case DialogRated():
            return "chat.rated", {"dialog": event.dialog, "score": event.score}
        case _:
            return None


def _of_app(kind: str) -> _Meaning:
    def meaning(change: Change) -> Iterator[Happened]:
        yield kind, {"mini_app": change.subject}

    return meaning


def _of(kind: str, name: str) -> _Meaning:
    def meaning(change: Change) -> Iterator[Happened]:
        yield kind, {name: change.subject}

    return meaning


def _status(change: Change, app: Data) -> Iterator[Happened]:
    if change.differs("status") or change.differs("suspended"):
        yield (
            "mini_app.status_changed",
            {
                **app,
                "status": change.after.get("status"),
                "before": change.before.get("status"),
                "suspended": change.after.get("suspended", False),
            },
        )


def _moved(kind: str | None = None) -> _Meaning:
    """An act of the status table: what it is called, and what it has changed."""

    def meaning(change: Change) -> Iterator[Happened]:
        app = {"mini_app": change.subject}
        if kind is not None:
            yield kind, app
        yield from _status(change, app)
        release = change.after.get("release")
        if change.differs("release") and release is not None:
            yield "version.published", {**app, "release": release}

    return meaning


def _cleared(change: Change) -> Iterator[Happened]:
    if change.before.get("status") == "in_review":
        yield "review.withdrawn", {"mini_app": change.subject}
    yield from _moved("licence.cleared")(change)


def _registered(change: Change) -> Iterator[Happened]:
    yield "mini_app.created", {"mini_app": change.subject}
    yield from _attached(change)


def _changed(change: Change) -> Iterator[Happened]:
    if any(change.differs(name) for name in ("name", "category", "description")):
        yield "mini_app.updated", {"mini_app": change.subject}
    yield from _attached(change)


def _attached(change: Change) -> Iterator[Happened]:
    licence = change.after.get("licence")
    if change.differs("licence") and licence is not None:
        yield "licence.attached", {"mini_app": change.subject, "licence": licence}


def _licence(kind: str) -> _Meaning:
    def meaning(change: Change) -> Iterator[Happened]:
        name = change.after.get("name") or change.before.get("name")
        yield kind, {"licence": change.subject, "name": name}

    return meaning


def _uploaded(change: Change) -> Iterator[Happened]:
    build = {"mini_app": change.subject, "build": change.after.get("build")}
    # What is kept has passed: the checks are made while it is uploaded.
    yield "build.uploaded", build
    yield "build.validated", build


def _revoked(change: Change) -> Iterator[Happened]:
    app = {"mini_app": change.after.get("miniapp")}
    yield "build.revoked", {**app, "build": change.subject}
    yield from _status(change, app)
    if change.differs("release") and change.after.get("release") is not None:
        yield from _released_again(change, app)


def _rolled_back(change: Change) -> Iterator[Happened]:
    yield from _released_again(change, {"mini_app": change.subject})


def _released_again(change: Change, app: Data) -> Iterator[Happened]:
    releases = {"release": change.after.get("release"), "before": change.before.get("release")}
    yield "version.rolled_back", {**app, **releases}


def _widget_gone(change: Change) -> Iterator[Happened]:
    if change.before.get("published"):
        yield "widget.hidden", {"widget": change.subject}


_MEANINGS: Mapping[str, _Meaning] = MappingProxyType(
    {
        "miniapp.register": _registered,
        "miniapp.change": _changed,
        "miniapp.payment": _of_app("mini_app.updated"),
        "miniapp.chat_switch": _of_app("mini_app.updated"),
        f"miniapp.{Act.SUBMIT}": _moved("review.submitted"),
        f"miniapp.{Act.CHANGE_OFFER}": _moved("review.submitted"),
        f"miniapp.{Act.APPROVE}": _moved("review.approved"),
        f"miniapp.{Act.REJECT}": _moved("review.rejected"),
        f"miniapp.{Act.WITHDRAW}": _moved("review.withdrawn"),
        f"miniapp.{Act.PUBLISH}": _moved(),
        f"miniapp.{Act.CHOOSE_INACTIVE}": _moved(),
        f"miniapp.{Act.CHOOSE_TESTING}": _moved(),
        f"miniapp.{Act.CHOOSE_ACTIVE}": _moved(),
        f"miniapp.{Act.CLEAR_LICENCE}": _cleared,
        f"miniapp.{Act.SUSPEND}": _moved("mini_app.suspended"),
        f"miniapp.{Act.UNSUSPEND}": _moved(),
        "miniapp.defer": _of_app("review.deferred"),
        "miniapp.roll_back": _rolled_back,
        "build.upload": _uploaded,
        "build.revoke": _revoked,
        "offer.put": _of_app("offer.changed"),
        "offer.delete": _of_app("offer.changed"),
        "licence.grant": _licence("licence.granted"),
        "licence.revoke": _licence("licence.revoked"),
        "widget.publish": _of("widget.published", "widget"),
        "widget.draft": _of("widget.hidden", "widget"),
        "widget.delete": _widget_gone,
        "client.add": _of("client.created", "client"),
        "client.change": _of("client.updated", "client"),
        "client.phone_released": _of("client.updated", "client"),
        "client.erase": _of("client.deleted", "client"),
    }
)
ACTIONS = frozenset(_MEANINGS)
