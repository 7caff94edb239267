"""Through which statuses does a mini-app go, who may move it, and what is served meanwhile?

The one table of transitions (T1–T13; requirements 77–87; D1, D2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from chatserver.core.refusals import Refused


class Status(StrEnum):
    """The five statuses of the owner's document."""

    INACTIVE = "inactive"
    IN_REVIEW = "in_review"
    READY = "ready"
    TESTING = "testing"
    ACTIVE = "active"


class Act(StrEnum):
    """What can happen to a mini-app's status."""

    SUBMIT = "submit"
    CHANGE_OFFER = "change_offer"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    CHOOSE_INACTIVE = "choose_inactive"
    CHOOSE_TESTING = "choose_testing"
    CHOOSE_ACTIVE = "choose_active"
    CLEAR_LICENCE = "clear_licence"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"


class Actor(StrEnum):
    """Who does it: the partner with the right to edit, the platform, or the system by itself."""

    PARTNER = "partner"
    PLATFORM = "platform"
    SYSTEM = "system"


class Goal(StrEnum):
    """Where a transition leads, where that is no status of its own."""

    BEFORE = "before_review"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class App:
    """A mini-app as its rules see it.

    `before`: the status that a rejection leads back to. `shown`: the one by which it is served
    while it is looked at, and in the Ready that follows. `approved`: some build was, once.
    `release`: the one published last. `ready`: one that was approved after it.
    """

    status: Status = Status.INACTIVE
    before: Status | None = None
    shown: Status | None = None
    approved: bool = False
    licensed: bool = False
    offered: bool = False
    built: bool = False
    suspended: bool = False
    release: str | None = None
    ready: str | None = None


class IllegalTransition(Refused):
    """The status does not allow it; `data` says where it stands, why not, and all that is missing
    beside a status that would.
    """

    code = "illegal_transition"
    sentence = "The mini-app's status does not allow this."

    def __init__(self, app: App, act: Act, why: str, missing: Sequence[str] = ()) -> None:
        # Not `status`: in a problem that is the HTTP status (RFC 9457 §3.1.2).
        super().__init__(state=str(app.status), act=str(act), why=why, missing=list(missing))


class ReviewOpen(Refused):
    """What is being looked at cannot be changed: withdraw it first."""

    code = "review_open"
    sentence = "The mini-app is being reviewed; withdraw it first."


def check_not_in_review(status: str) -> None:
    """Refuse a change of what a moderator is looking at (B4). Refuses: ReviewOpen."""
    if status == Status.IN_REVIEW:
        raise ReviewOpen


_I, _R, _D, _T, _A = Status
_REVIEWED = (_I, _T, _A, _D)
_CHOICES: Mapping[Act, Status] = MappingProxyType(
    {Act.CHOOSE_INACTIVE: _I, Act.CHOOSE_TESTING: _T, Act.CHOOSE_ACTIVE: _A}
)

_P, _M, _S = Actor

# (from, act) -> (who, to). What is not here is not possible.
TRANSITIONS: Mapping[tuple[Status, Act], tuple[Actor, Status | Goal]] = MappingProxyType(
    {
        # T2, T9: a build or an offer goes to the moderator.
        **{(status, Act.SUBMIT): (_P, _R) for status in _REVIEWED},
        # T10: the offer was changed again after the first approval.
        **{(status, Act.CHANGE_OFFER): (_S, _R) for status in _REVIEWED},
        # T3, T4, T5.
        (_R, Act.APPROVE): (_M, _D),
        (_R, Act.REJECT): (_M, Goal.BEFORE),
        (_R, Act.WITHDRAW): (_P, Goal.BEFORE),
        # T6.
        (_D, Act.PUBLISH): (_P, _A),
        # T7, T8: once approved, the partner chooses freely among three.
        **{
            (status, act): (_P, to)
            for status in _REVIEWED
            for act, to in _CHOICES.items()
            if status is not to
        },
        # T13: while it is looked at a choice changes what is served, until it is published.
        **{(_R, act): (_P, Goal.SAME) for act in _CHOICES},
        # T11, T12.
        **{(status, Act.CLEAR_LICENCE): (_S, _I) for status in Status},
        **{(status, Act.SUSPEND): (_M, Goal.SAME) for status in Status},
        **{(status, Act.UNSUSPEND): (_M, Goal.SAME) for status in Status},
    }
)


def step(app: App, act: Act, actor: Actor) -> App:
    """Return the mini-app after this act, or raise `IllegalTransition`; pure."""
    found = TRANSITIONS.get((app.status, act))
    if found is None or found[0] is not actor:
        raise IllegalTransition(app, act, "status" if found is None else "actor")
    missing = _missing(app, act)
    if missing:
        raise IllegalTransition(app, act, missing[0], missing)
    to = found[1]
    if to is Goal.SAME:
        return _same(app, act)
    if to is Goal.BEFORE:
        back = app.before or _I
        return replace(app, status=back, before=None, shown=app.shown if back is _D else None)
    assert isinstance(to, Status)
    return _moved(app, act, to)


def _same(app: App, act: Act) -> App:
    """The shown status stays: a flag changes, or where the review returns to."""
    if act in _CHOICES:
        return replace(app, before=_CHOICES[act], shown=_CHOICES[act])
    return replace(app, suspended=act is Act.SUSPEND)


def _moved(app: App, act: Act, to: Status) -> App:
    if to is _R:
        shown = app.shown if app.status is _D else app.status
        return replace(app, status=to, before=app.status, shown=shown)
    if act is Act.APPROVE:
        return replace(app, status=to, approved=True, before=None)
    if act is Act.CLEAR_LICENCE:
        return replace(app, status=to, before=None, shown=None, licensed=False)
    # Publishing, and choosing Active or Testing, makes the approved release the served one.
    goes_out = to in (_T, _A) and app.ready is not None
    return replace(
        app,
        status=to,
        before=None,
        shown=None,
        release=app.ready if goes_out else app.release,
        ready=None if goes_out else app.ready,
    )


def _missing(app: App, act: Act) -> Sequence[str]:
    """Return everything that stands in the way besides the status."""
    needs: Mapping[str, bool] = {}
    if act is Act.SUBMIT:
        needs = {"licence": app.licensed, "offer": app.offered, "build": app.built}
    elif act is Act.CHANGE_OFFER:
        needs = {"approval": app.approved}
    elif act is Act.PUBLISH or act in _CHOICES:
        needs = {"approval": app.approved, "not_suspended": not app.suspended}
        if act is not Act.CHOOSE_INACTIVE:
            served = app.ready or app.release
            needs = {**needs, "licence": app.licensed, "release": served is not None}
        if act in _CHOICES and app.status is _R:
            needs = {**needs, "release": app.release is not None or act is Act.CHOOSE_INACTIVE}
    elif act is Act.SUSPEND:
        needs = {"not_suspended": not app.suspended}
    elif act is Act.UNSUSPEND:
        needs = {"suspended": app.suspended}
    return [name for name, there in needs.items() if not there]


def bereft(app: App, *, release: str | None, ready: str | None) -> App:
    """Return the mini-app with what is left of its releases once a build was revoked.

    Where nothing is left for a status to stand for, neither it nor a rejection leads there: what
    was ready is as before it, what was active or testing is inactive.
    """
    app = replace(app, release=release, ready=ready)

    def left(status: Status | None) -> Status | None:
        if status is _D and ready is None:
            status = app.shown or _I
        return _I if release is None and status in (_T, _A) else status

    status = left(app.status) or _I
    shown = left(app.shown) if status in (_R, _D) else None
    return replace(app, status=status, before=left(app.before), shown=shown)


@dataclass(frozen=True, slots=True)
class Served:
    """What clients get of a mini-app now: ordinary ones, and those with the tester's mark.

    A release's id, or None for nothing.
    """

    everybody: str | None = None
    testers: str | None = None

    def to(self, *, tester: bool) -> str | None:
        """Return the release that this client gets."""
        return self.testers if tester else self.everybody


NOTHING = Served()


def served(app: App) -> Served:
    """Return what is served (D2): from a later version's sending until it is published, the
    release before it goes on; in Ready testers get the new one already, and keep it while another
    is looked at.
    """
    if app.suspended or not app.licensed:
        return NOTHING
    if app.status in (_R, _D):
        shown = app.shown if app.release is not None else None
    else:
        shown = app.status
    if shown is _A:
        everybody, testers = app.release, app.release
    elif shown is _T:
        everybody, testers = None, app.release
    else:
        return NOTHING
    if app.ready is not None and _D in (app.status, app.before):
        testers = app.ready
    return Served(everybody, testers)
