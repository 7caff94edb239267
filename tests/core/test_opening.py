"""In which order is it told what stands in the way of opening a mini-app?"""

from dataclasses import replace
from itertools import product

import pytest

from chatserver.core.miniapps import App, Status
from chatserver.core.opening import (
    AppSuspended,
    Consent,
    NoPlace,
    NotAvailable,
    PlaceRequired,
    Scope,
    SignInRequired,
    check_consent,
    check_widget,
    place_to_open,
    release_to_open,
    scopes_of,
)
from chatserver.core.refusals import OfferRequired, Refused
from chatserver.core.visibility import Audience, OrgKind, Viewer, release_for

UO, DEV = OrgKind
ACTIVE = App(
    status=Status.ACTIVE, licensed=True, offered=True, built=True, approved=True, release="rel_1"
)
NAME = Scope("profile.name", "To greet you.", required=True)
PHONE = Scope("profile.phone", "To call.", required=False)


@pytest.mark.parametrize(("status", "viewer", "kind"), list(product(Status, Viewer, OrgKind)))
def test_a_link_opens_what_a_published_widget_would_show(
    status: Status, viewer: Viewer, kind: OrgKind
) -> None:
    app = replace(ACTIVE, status=status)
    if release_for(app, kind, viewer) is None:
        with pytest.raises(NotAvailable):
            release_to_open(app, kind, viewer)
    elif viewer is Viewer.GUEST:
        with pytest.raises(SignInRequired):
            release_to_open(app, kind, viewer)
    else:
        assert release_to_open(app, kind, viewer) == "rel_1"


@pytest.mark.parametrize(
    ("app", "viewer", "refusal"),
    [
        (replace(ACTIVE, suspended=True), Viewer.ORDINARY, AppSuspended),
        (replace(ACTIVE, suspended=True, status=Status.INACTIVE), Viewer.ORDINARY, NotAvailable),
        (replace(ACTIVE, suspended=True, status=Status.TESTING), Viewer.ORDINARY, NotAvailable),
        (replace(ACTIVE, suspended=True, status=Status.TESTING), Viewer.TESTER, AppSuspended),
        (replace(ACTIVE, suspended=True), Viewer.GUEST, NotAvailable),
        (replace(ACTIVE, licensed=False), Viewer.ORDINARY, NotAvailable),
    ],
)
def test_a_suspension_is_told_only_to_whom_it_takes_something(
    app: App, viewer: Viewer, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        release_to_open(app, UO, viewer)


def test_a_tap_needs_the_widgets_audience() -> None:
    check_widget(ACTIVE, UO, Viewer.ORDINARY, Audience())
    check_widget(replace(ACTIVE, suspended=True), UO, Viewer.ORDINARY, Audience())
    for audience in (Audience(published=False), Audience(placed=False), Audience(same_org=False)):
        with pytest.raises(NotAvailable):
            check_widget(ACTIVE, UO, Viewer.ORDINARY, audience)


def test_the_only_premises_need_not_be_named() -> None:
    both = {"obj_1": "Flat 1", "obj_2": "Flat 2"}
    assert place_to_open(None, {"obj_1": "Flat 1"}) == "obj_1"
    assert place_to_open("obj_2", both) == "obj_2"
    for wanted in (None, "obj_3"):
        with pytest.raises(PlaceRequired) as refused:
            place_to_open(wanted, both)
        assert refused.value.data["places"] == [
            {"id": "obj_1", "name": "Flat 1"},
            {"id": "obj_2", "name": "Flat 2"},
        ]
    with pytest.raises(NoPlace):
        place_to_open("obj_1", {})


@pytest.mark.parametrize(
    ("consent", "enough"),
    [
        (None, False),
        (Consent("off_1", frozenset()), False),
        (Consent("off_1", frozenset({"profile.phone"})), False),
        (Consent("off_1", frozenset({"profile.name"})), True),
        (Consent("off_1", frozenset({"profile.name", "profile.phone"})), True),
        (Consent("off_2", frozenset({"profile.name"})), False),
    ],
)
def test_consent_is_of_this_offer_with_all_that_is_required(
    consent: Consent | None, enough: bool
) -> None:
    def check() -> None:
        check_consent(consent, offer="off_1", scopes=[NAME, PHONE], shown={"id": "off_1"})

    if enough:
        check()
        return
    with pytest.raises(OfferRequired) as refused:
        check()
    assert refused.value.data == {"offer": {"id": "off_1"}}


def test_the_manifest_names_what_is_asked_for() -> None:
    manifest = {
        "scopes": [
            {"name": "profile.name", "purpose": "To greet you.", "required": True},
            {"name": "profile.phone", "purpose": "To call."},
        ]
    }
    assert scopes_of(manifest) == (NAME, PHONE)
    assert scopes_of({}) == ()
