"""Is each cell of the widgets' decision table as it is written in the design?"""

from dataclasses import replace
from itertools import product

import pytest

from chatserver.core.miniapps import App, Status
from chatserver.core.visibility import (
    Audience,
    OrgKind,
    Viewer,
    may_be_target,
    release_for,
    shows,
)

OFF, R, D, T, A = Status
G, RES, X = Viewer
UO, DEV = OrgKind
# What is shown at all, of the thirty cells of published widgets.
SHOWN = {(T, X, UO), (T, X, DEV), (A, G, DEV), (A, RES, UO), (A, RES, DEV), (A, X, UO), (A, X, DEV)}
STRICT = App(licensed=True, offered=True, built=True, approved=True, release="rel_1")


def _strict(status: Status) -> App:
    """In review and Ready as they are before anything was published."""
    first = status in (R, D)
    return replace(STRICT, status=status, release=None if first else "rel_1")


@pytest.mark.parametrize(
    ("status", "viewer", "kind", "published"), list(product(Status, Viewer, OrgKind, (True, False)))
)
def test_the_sixty_cells(status: Status, viewer: Viewer, kind: OrgKind, published: bool) -> None:
    expected = published and (status, viewer, kind) in SHOWN
    assert shows(_strict(status), kind, viewer, Audience(published=published)) is expected


@pytest.mark.parametrize(
    ("status", "before", "viewer", "kind"), list(product((R, D), (OFF, T, A), Viewer, OrgKind))
)
def test_a_release_that_was_published_before_goes_on(
    status: Status, before: Status, viewer: Viewer, kind: OrgKind
) -> None:
    app = replace(STRICT, status=status, shown=before, ready="rel_2" if status is D else None)
    expected = (before, viewer, kind) in SHOWN
    assert shows(app, kind, viewer, Audience()) is expected
    if expected:
        new = status is D and viewer is X
        assert release_for(app, kind, viewer) == ("rel_2" if new else "rel_1")


@pytest.mark.parametrize("viewer", Viewer)
@pytest.mark.parametrize(
    "app",
    [replace(STRICT, status=A, suspended=True), replace(STRICT, status=A, licensed=False)],
    ids=["suspended", "no licence"],
)
def test_what_beats_the_table(app: App, viewer: Viewer) -> None:
    assert not shows(app, DEV, viewer, Audience())
    assert release_for(app, DEV, viewer) is None


def test_the_audience_beats_the_table() -> None:
    app = replace(STRICT, status=A)
    assert not shows(app, DEV, RES, Audience(same_org=False))
    assert not shows(app, DEV, RES, Audience(placed=False))
    # Whoever has not signed in has no place that could be missing.
    assert shows(app, DEV, G, Audience(placed=False))


def test_only_active_and_testing_are_offered_to_a_new_widget() -> None:
    offered = {status for status in Status if may_be_target(_strict(status))}
    assert offered == {A, T}
    assert not may_be_target(replace(STRICT, status=A, suspended=True))
