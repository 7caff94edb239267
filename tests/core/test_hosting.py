"""Which builds are handed out, and what may their pages do?"""

from dataclasses import replace
from itertools import product

import pytest

from chatserver.core.hosting import Standing, hosted, page_policy
from chatserver.core.manifests import Manifest
from chatserver.core.miniapps import App, Status

OLD, NEWEST = Standing(published=True), Standing(published=True, newest=True)
DRAFT, APPROVED = Standing(), Standing(newest=True)
SERVED = App(Status.ACTIVE, approved=True, licensed=True, offered=True, built=True, release="rel_1")
STATUSES = list(product(Status, (None, Status.INACTIVE, Status.TESTING, Status.ACTIVE)))


@pytest.mark.parametrize(("status", "shown"), STATUSES)
def test_what_was_published_stays_while_anything_is_served(
    status: Status, shown: Status | None
) -> None:
    app = replace(SERVED, status=status, shown=shown)
    under_way = status in (Status.IN_REVIEW, Status.READY)
    serves = (shown if under_way else status) in (Status.ACTIVE, Status.TESTING)
    assert hosted(app, OLD) is serves
    assert hosted(app, NEWEST)
    assert not hosted(app, DRAFT)


@pytest.mark.parametrize("status", Status)
def test_the_newest_approved_one_is_there_for_tokens_made_by_hand(status: Status) -> None:
    app = replace(SERVED, status=status, release=None, ready="rel_1")
    assert hosted(app, APPROVED)
    assert not hosted(replace(app, approved=False), APPROVED)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("ended", [{"suspended": True}, {"licensed": False}])
def test_nothing_is_there_while_it_is_suspended_or_without_a_licence(
    status: Status, ended: dict[str, bool]
) -> None:
    app = replace(SERVED, status=status, **ended)  # type: ignore[arg-type]
    assert not any(hosted(app, build) for build in (OLD, NEWEST, APPROVED, DRAFT))
    assert all(hosted(app, build, ticket=True) for build in (OLD, NEWEST, APPROVED, DRAFT))


@pytest.mark.parametrize("ticket", [True, False])
def test_a_revoked_build_is_nobodys(ticket: bool) -> None:
    revoked = replace(NEWEST, revoked=True)
    assert not hosted(SERVED, revoked, ticket=ticket)


PLAIN = Manifest()


def policy(manifest: Manifest = PLAIN, *, sandbox: bool = False) -> dict[str, str]:
    text = page_policy(
        manifest,
        own="'self'",
        api=("https://chat.example/miniapp/v1/",),
        frames=("https://chat.example",),
        sandbox=sandbox,
    )
    return dict(part.split(" ", 1) for part in text.split("; "))


def test_a_page_talks_to_us_and_to_itself_alone() -> None:
    assert policy() == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob: https:",
        "media-src": "'self' data: blob:",
        "connect-src": "'self' https://chat.example/miniapp/v1/",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "https://chat.example",
    }


def test_it_may_what_its_manifest_declares_and_no_more() -> None:
    asked = Manifest(
        connect=("https://api.example",),
        frame=("https://map.example",),
        media=("https://film.example",),
        wasm=True,
    )
    found = policy(asked)
    changed = {name: sources for name, sources in found.items() if sources != policy()[name]}
    assert changed == {
        "script-src": "'self' 'wasm-unsafe-eval'",
        "connect-src": "'self' https://chat.example/miniapp/v1/ https://api.example",
        "frame-src": "https://map.example",
        "media-src": "'self' data: blob: https://film.example",
    }


def test_without_an_origin_of_its_own_it_gets_none_at_all() -> None:
    flags = policy(sandbox=True)["sandbox"]
    assert flags == "allow-scripts allow-forms allow-popups allow-downloads"
