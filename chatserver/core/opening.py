"""May somebody open a mini-app now, from where, and what stands in the way? (L1–L4)"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chatserver.core.miniapps import App
from chatserver.core.refusals import OfferRequired, Refused
from chatserver.core.visibility import Audience, OrgKind, Viewer, release_for, shows


class NotAvailable(Refused):
    """It cannot be opened: unknown, hidden, switched off, or not for this person. Which it is
    nobody learns.
    """

    code = "not_available"
    sentence = "This mini-app is not available."


class AppSuspended(Refused):
    """The platform has suspended it."""

    code = "app_suspended"
    sentence = "This mini-app is suspended."


class SignInRequired(Refused):
    """A guest may see it, and has to sign in to open it; the same launch is repeated then."""

    code = "sign_in_required"
    sentence = "Sign in to open this mini-app."


class PlaceRequired(Refused):
    """One of the premises in `data.places` has to be named."""

    code = "place_required"
    sentence = "Choose the premises for which this is opened."


class NoPlace(Refused):
    """The client has no premises for which it could be opened."""

    code = "no_place"
    sentence = "You have no premises for which this can be opened."


class SessionReplaced(Refused):
    """The client opened it elsewhere since; only a new launch goes on (D3)."""

    code = "session_replaced"
    sentence = "This was opened on another device."


@dataclass(frozen=True, slots=True)
class Scope:
    """A datum that a mini-app asks for, and why."""

    name: str
    purpose: str
    required: bool


NOTIFICATIONS = "notifications"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a client agreed to last: an offer's id, the scopes granted with it, and whether they
    want to be notified.
    """

    offer: str
    scopes: frozenset[str]
    notifications: bool = False


def release_to_open(app: App, kind: OrgKind, viewer: Viewer) -> str:
    """Return the release that is opened; a widget's draft state does not matter here (W5).

    Refuses: NotAvailable, AppSuspended, SignInRequired.
    """
    release = release_for(app, kind, viewer)
    if release is None:
        lifted = replace(app, suspended=False)
        if app.suspended and release_for(lifted, kind, viewer) is not None:
            raise AppSuspended
        raise NotAvailable
    if viewer is Viewer.GUEST:
        raise SignInRequired
    return release


def check_widget(app: App, kind: OrgKind, viewer: Viewer, audience: Audience) -> None:
    """Refuse a tap on a widget that is not drawn for this person; its app's own state is told by
    `release_to_open`. Refuses: NotAvailable.
    """
    if not shows(replace(app, suspended=False), kind, viewer, audience):
        raise NotAvailable


def place_to_open(wanted: str | None, fitting: Mapping[str, str]) -> str:
    """Return for which premises it is opened: the wanted ones, else the only ones there are.

    `fitting`: ids and names of the client's premises for which it may be. Refuses: PlaceRequired,
    NoPlace.
    """
    if not fitting:
        raise NoPlace
    if wanted is not None and wanted in fitting:
        return wanted
    if wanted is None and len(fitting) == 1:
        return next(iter(fitting))
    raise PlaceRequired(places=[{"id": id_, "name": name} for id_, name in fitting.items()])


def check_consent(
    consent: Consent | None, *, offer: str, scopes: Sequence[Scope], shown: Mapping[str, object]
) -> None:
    """Refuse who has not agreed to this offer with all that is required (O12).

    `shown` is what the refusal tells of the offer. Refuses: OfferRequired.
    """
    if not agrees(consent, offer=offer, scopes=scopes):
        raise OfferRequired(offer=shown)


def agrees(consent: Consent | None, *, offer: str, scopes: Sequence[Scope]) -> bool:
    """Return whether the client agreed to this offer with all that is required."""
    needed = {scope.name for scope in scopes if scope.required}
    return consent is not None and consent.offer == offer and needed <= consent.scopes


def permits_pushes(consent: Consent | None, *, offer: str, scopes: Sequence[Scope]) -> bool:
    """Return whether the client wants pushes of what they are served, which asks for that."""
    asked = any(scope.name == NOTIFICATIONS for scope in scopes)
    agreed = agrees(consent, offer=offer, scopes=scopes)
    return asked and agreed and consent is not None and consent.notifications


def notified(before: Consent | None, scopes: Collection[str], wanted: bool | None = None) -> bool:
    """Return whether a client who grants these scopes is notified: as they say, else as they said
    before; who grants it for the first time wants it, and who does not grant it does not.
    """
    if NOTIFICATIONS not in scopes:
        return False
    if wanted is not None:
        return wanted
    granted_before = before is not None and NOTIFICATIONS in before.scopes
    return before.notifications if before is not None and granted_before else True


def scopes_of(manifest: Mapping[str, object]) -> tuple[Scope, ...]:
    """Return the data that a build's manifest asks for (D13)."""
    listed = manifest.get("scopes", ())
    assert isinstance(listed, Iterable)
    return tuple(
        Scope(str(one["name"]), str(one.get("purpose", "")), bool(one.get("required", False)))
        for one in listed
    )
