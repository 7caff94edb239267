"""Who sees a widget, and what does a tap on it do? (W1–W5, requirements 96–101, 107)"""

from dataclasses import dataclass
from enum import StrEnum

from chatserver.core.miniapps import App, Status, served

TARGET_STATUSES = (Status.ACTIVE, Status.TESTING)


class Viewer(StrEnum):
    """Who looks at the screen."""

    GUEST = "guest"
    ORDINARY = "ordinary"
    TESTER = "tester"


class OrgKind(StrEnum):
    """A management company (УО) or a developer."""

    MANAGEMENT = "management"
    DEVELOPER = "developer"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a widget is for, as far as the looker is concerned.

    `placed`: the looker has a place under the widget's objects, or the widget is for all.
    """

    published: bool = True
    same_org: bool = True
    placed: bool = True


def release_for(app: App, kind: OrgKind, viewer: Viewer) -> str | None:
    """Return the release that this viewer may open, or None: nothing is shown.

    A guest sees the apps of developers alone, and only what everybody gets.
    """
    if viewer is Viewer.GUEST:
        return served(app).everybody if kind is OrgKind.DEVELOPER else None
    return served(app).to(tester=viewer is Viewer.TESTER)


def shows(app: App, kind: OrgKind, viewer: Viewer, audience: Audience) -> bool:
    """Return whether a widget that leads to this mini-app is drawn."""
    if not (audience.published and audience.same_org):
        return False
    # Whoever has not signed in has no place yet.
    if viewer is not Viewer.GUEST and not audience.placed:
        return False
    return release_for(app, kind, viewer) is not None


def may_be_target(app: App) -> bool:
    """Return whether a new widget may lead to it: literally Active and Testing (D2)."""
    return app.status in TARGET_STATUSES and not app.suspended
