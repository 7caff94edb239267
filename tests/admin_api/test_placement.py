"""How does a mini-app get to clients: sent, published, chosen, taken back?"""

import pytest

from tests.admin_api.placed import (
    MINIAPPS,
    another,
    approved,
    ask,
    card,
    decide,
    drafted,
    offer,
    published,
    register,
    submitted,
    upload,
)
from tests.doors import Doors
from tests.zips import PDF

# Sending, publishing, choosing (T2-T10, T13, D2).


@pytest.mark.any_kind
@pytest.mark.parametrize("missing", [["offer", "build"], ["build"], ["offer"]])
async def test_what_is_missing_is_named(door: Doors, missing: list[str]) -> None:
    app = (await register(door)).json()["id"]
    if "build" not in missing:
        await upload(door, app)
    if "offer" not in missing:
        await offer(door, app)
    answer = await ask(door, "POST", f"{MINIAPPS}/{app}/submit")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert (answer.json()["why"], answer.json()["missing"]) == (missing[0], missing)


@pytest.mark.any_kind
async def test_what_is_looked_at_cannot_be_changed(door: Doors) -> None:
    app = await drafted(door)
    await submitted(door, app)
    path = f"{MINIAPPS}/{app}"
    nobody = {"legal_entity": None, "account": None}

    for answer in (
        await ask(door, "PATCH", path, {"name": "Other one"}),
        await ask(door, "PUT", f"{path}/payment", nobody),
        await ask(door, "DELETE", f"{path}/offer"),
        await upload(door, app, another(2)),
        await offer(door, app, PDF + b"%"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "review_open")
    again = await ask(door, "POST", f"{path}/submit")
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")


@pytest.mark.any_kind
async def test_what_was_sent_can_be_taken_back(door: Doors) -> None:
    app = await drafted(door)
    await submitted(door, app)
    back = (await ask(door, "POST", f"{MINIAPPS}/{app}/withdraw")).json()
    assert (back["status"], back["review"]) == ("inactive", None)
    assert back["last_review"]["state"] == "withdrawn"
    assert (await ask(door, "POST", f"{MINIAPPS}/{app}/withdraw")).status_code == 409
    assert await submitted(door, app)


@pytest.mark.any_kind
@pytest.mark.parametrize("step", ["publish", "testing", "active"])
async def test_before_the_first_approval_nothing_goes_out(door: Doors, step: str) -> None:
    app = await drafted(door)
    if step == "publish":
        answer = await ask(door, "POST", f"{MINIAPPS}/{app}/publish")
    else:
        answer = await ask(door, "PUT", f"{MINIAPPS}/{app}/status", {"status": step})
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


async def test_ready_cannot_be_chosen(door: Doors) -> None:
    app = await approved(door)
    answer = await ask(door, "PUT", f"{MINIAPPS}/{app}/status", {"status": "ready"})
    assert answer.status_code == 422


@pytest.mark.any_kind
async def test_once_approved_the_three_are_chosen_freely(door: Doors) -> None:
    app = await approved(door)
    assert (await card(door, app))["serves"] == {"everybody": None, "testers": None}
    release = (await card(door, app))["ready"]
    for status, serves in (
        ("testing", {"everybody": None, "testers": release}),
        ("active", {"everybody": release, "testers": release}),
        ("inactive", {"everybody": None, "testers": None}),
        ("active", {"everybody": release, "testers": release}),
        ("testing", {"everybody": None, "testers": release}),
        ("inactive", {"everybody": None, "testers": None}),
    ):
        answer = await ask(door, "PUT", f"{MINIAPPS}/{app}/status", {"status": status})
        assert (answer.json()["status"], answer.json()["serves"]) == (status, serves)


@pytest.mark.any_kind
async def test_a_later_version_is_served_once_it_is_published(door: Doors) -> None:
    app = await published(door)
    first = (await card(door, app))["release"]
    await upload(door, app, another(2))
    await decide(door, await submitted(door, app))

    ready = await card(door, app)
    stale = await ask(door, "POST", f"{MINIAPPS}/{app}/publish", if_match='"1"')
    out = await ask(door, "POST", f"{MINIAPPS}/{app}/publish", if_match=f'"{ready["version"]}"')

    second = ready["ready"]
    assert (ready["status"], ready["release"]) == ("ready", first)
    assert ready["serves"] == {"everybody": first, "testers": second}
    assert stale.status_code == 412
    assert out.json()["serves"] == {"everybody": second, "testers": second}
    back = await ask(door, "POST", f"{MINIAPPS}/{app}/rollback", {"release": first})
    assert back.json()["serves"] == {"everybody": first, "testers": first}
    foreign = await ask(door, "POST", f"{MINIAPPS}/{app}/rollback", {"release": "rel_none"})
    assert foreign.status_code == 404


@pytest.mark.any_kind
async def test_a_changed_offer_goes_to_the_moderators_by_itself(door: Doors) -> None:
    app = await published(door)
    before = await card(door, app)

    await offer(door, app, PDF + b"% changed")

    now = await card(door, app)
    assert (now["status"], now["serves"]) == ("in_review", before["serves"])
    assert (now["review"]["build"], now["review"]["offer"]) == (None, now["offer"]["id"])
    await decide(door, now["review"]["id"], "reject", {"reason_code": "other", "text": "No"})
    back = await card(door, app)
    assert (back["status"], back["serves"]) == ("active", before["serves"])


async def test_what_the_partner_did_not_send_is_not_sent_with_a_changed_offer(door: Doors) -> None:
    app = await drafted(door)
    await decide(door, await submitted(door, app), "reject", {"reason_code": "crash", "text": "x"})
    door.small.clock.at += 1000
    good = (await upload(door, app, another(2))).json()["id"]
    await decide(door, await submitted(door, app))
    await ask(door, "POST", f"{MINIAPPS}/{app}/publish")
    door.small.clock.at += 1000
    draft = (await upload(door, app, another(3))).json()["id"]

    await offer(door, app, PDF + b"% changed")

    review = (await card(door, app))["review"]
    assert review["build"] is None
    await decide(door, review["id"])
    assert (await card(door, app))["releases"][0]["build"] == good
    assert (await ask(door, "POST", f"{MINIAPPS}/{app}/submit")).json()["review"]["build"] == draft


async def test_during_a_review_a_choice_changes_what_is_served_meanwhile(door: Doors) -> None:
    app = await published(door)
    release = (await card(door, app))["release"]
    await upload(door, app, another(2))
    review = await submitted(door, app)

    chosen = await ask(door, "PUT", f"{MINIAPPS}/{app}/status", {"status": "testing"})

    assert chosen.json()["status"] == "in_review"
    assert chosen.json()["serves"] == {"everybody": None, "testers": release}
    await decide(door, review, "reject", {"reason_code": "other", "text": "No"})
    assert (await card(door, app))["status"] == "testing"
