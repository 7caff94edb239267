"""How do builds and offers come in, and how are they read?"""

from urllib.parse import quote

import pytest

from chatserver.http.cursors import cursor_after
from chatserver.storage.tables import Offer
from tests.admin_api.placed import (
    MINIAPPS,
    another,
    ask,
    broken_off,
    card,
    counted,
    drafted,
    offer,
    published,
    register,
    submitted,
    upload,
)
from tests.doors import Doors
from tests.seeds import ANN, EVE, MOD, ZOE
from tests.zips import GOOD, PDF, packed

# Builds and offers (requirements 59, 60, 66, 67).


@pytest.mark.any_kind
async def test_a_build_is_kept_and_the_same_content_is_the_same_build(door: Doors) -> None:
    app = (await register(door)).json()["id"]

    first = await upload(door, app)
    again = await upload(door, app)
    other = await upload(door, app, another(2))

    assert first.status_code == 201
    assert (first.json()["state"], first.json()["entries"]) == ("validated", 3)
    assert again.json()["id"] == first.json()["id"] != other.json()["id"]
    listed = (await ask(door, "GET", f"{MINIAPPS}/{app}/builds", by=MOD)).json()["items"]
    assert [one["digest"] for one in listed] == [other.json()["digest"], first.json()["digest"]]
    stored = f"builds/{app}/{first.json()['digest']}/index.html"
    assert (await door.small.world.files.whole(stored)).startswith(b"<!doctype html>")
    assert (await card(door, app))["status"] == "inactive"


async def test_what_was_uploaded_last_is_sent_whether_it_was_there_before_or_not(
    door: Doors,
) -> None:
    app = await drafted(door)
    first, second = [(await upload(door, app, one)).json()["id"] for one in (packed(), another(2))]
    await upload(door, app)

    review = await submitted(door, app)

    held = await ask(door, "GET", f"/api/v1/moderation/reviews/{review}", by=MOD)
    assert held.json()["build"]["id"] == first
    listed = (await ask(door, "GET", f"{MINIAPPS}/{app}/builds")).json()["items"]
    assert [one["id"] for one in listed] == [first, second]


@pytest.mark.any_kind
async def test_a_bad_archive_is_refused_with_everything_and_leaves_nothing(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    bad = packed({"../evil.js": b"x", "a.php": b"x"})

    answer = await upload(door, app, bad)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "archive_invalid")
    assert {(one["path"], one["code"]) for one in problem["findings"]} == {
        ("../evil.js", "path_traversal"),
        ("a.php", "type_not_allowed"),
        ("index.html", "no_index"),
    }
    assert [one async for one in door.small.world.files.below("builds")] == []
    assert (await ask(door, "GET", f"{MINIAPPS}/{app}/builds")).json()["items"] == []


async def test_an_offer_is_a_pdf_in_versions(door: Doors) -> None:
    app = (await register(door)).json()["id"]

    first = await offer(door, app)
    same = await offer(door, app)
    second = await offer(door, app, PDF + b"\n% second")
    wrong = await offer(door, app, b"<html>")

    assert [one["number"] for one in first.json()["items"]] == [1]
    assert [one["number"] for one in same.json()["items"]] == [1]
    assert [one["number"] for one in second.json()["items"]] == [2, 1]
    assert (wrong.status_code, wrong.json()["code"]) == (415, "type_not_allowed")
    assert (await ask(door, "DELETE", f"{MINIAPPS}/{app}/offer")).status_code == 204
    assert (await card(door, app))["offer"]["number"] == 1
    assert await counted(door, Offer) == 2
    assert len([one async for one in door.small.world.files.below("offers")]) == 2


@pytest.mark.any_kind
async def test_an_offers_name_is_one_that_can_be_read(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    name = quote("C:\\offers\\New\0\r\n \u202eоферта.pdf" + "x" * 1000)
    headers = {**await door.staff(ANN), "X-File-Name": name}
    answer = await door.caller.put(f"{MINIAPPS}/{app}/offer", headers=headers, content=PDF)
    assert answer.status_code == 200, answer.text
    shown = answer.json()["items"][0]["name"]
    assert (shown[:15], len(shown)) == ("New оферта.pdfx", 120)


@pytest.mark.any_kind
async def test_a_build_and_an_offer_may_come_in_a_form(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    path, headers = f"{MINIAPPS}/{app}", await door.staff(ANN)
    whole = (await upload(door, app)).json()

    built = await door.caller.post(
        f"{path}/builds", headers=headers, files={"file": ("a.zip", packed(), "application/zip")}
    )
    put = await door.caller.put(
        f"{path}/offer", headers=headers, files={"file": ("Terms.pdf", PDF, "application/pdf")}
    )
    none = await door.caller.post(f"{path}/builds", headers=headers, files={"zip": b"PK"})

    assert (built.status_code, built.json()) == (201, whole)
    assert (put.status_code, put.json()["items"][0]["name"]) == (200, "Terms.pdf")
    assert (none.status_code, none.json()["errors"][0]["pointer"]) == (422, "/file")


@pytest.mark.any_kind
async def test_a_key_that_cannot_be_written_is_told_all_the_same(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    answer = await upload(door, app, packed({**GOOD, "miniapp.json": b'{"\\ud800": 1}'}))
    assert [one["path"] for one in answer.json()["findings"]] == ["miniapp.json#/?"]


@pytest.mark.any_kind
async def test_who_breaks_an_upload_off_is_no_fault_of_ours(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    for method, path in (("POST", "builds"), ("PUT", "offer")):
        assert await broken_off(door, method, f"{MINIAPPS}/{app}/{path}") == 400


@pytest.mark.parametrize("what", ["builds", "offer", "reviews"])
async def test_whatever_there_is_of_a_mini_app_is_listed_page_by_page(
    door: Doors, what: str
) -> None:
    app = await drafted(door)
    for number in (2, 3):
        await upload(door, app, another(number))
        await offer(door, app, PDF + b"%" * number)
        await submitted(door, app)
        await ask(door, "POST", f"{MINIAPPS}/{app}/withdraw")
    path = f"{MINIAPPS}/{app}/{what}"
    whole = (await ask(door, "GET", path)).json()

    pages: list[object] = []
    cursor: str | None = ""
    while cursor is not None:
        query = f"?limit=1&cursor={cursor}" if cursor else "?limit=1"
        page = (await ask(door, "GET", f"{path}{query}")).json()
        pages += page["items"]
        cursor = page["next_cursor"]

    assert (len(whole["items"]), whole["next_cursor"]) == (2 if what == "reviews" else 3, None)
    assert pages == whole["items"]
    for bad in ("x", *(cursor_after(*key) for key in ("x", "xy", "123", ("9" * 18, "y")))):
        answer = await ask(door, "GET", f"{path}?cursor={bad}")
        assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    beyond = cursor_after("9" * 9) if what == "offer" else cursor_after("9" * 17, "y")
    assert (await ask(door, "GET", f"{path}?cursor={beyond}")).json() == whole


@pytest.mark.any_kind
async def test_an_offer_is_read_by_whoever_sees_the_mini_app(door: Doors) -> None:
    app, other = await drafted(door), await drafted(door)
    [version] = (await ask(door, "GET", f"{MINIAPPS}/{app}/offer")).json()["items"]
    path = f"{MINIAPPS}/{app}/offer/{version['id']}"

    links = [(await ask(door, "GET", path, by=by)).json()["url"] for by in (ANN, EVE, MOD)]

    for link in links:
        read = await door.caller.get(link)
        assert (read.status_code, read.content) == (200, PDF)
        assert read.headers["content-type"] == "application/pdf"
    door.small.clock.at += 600_000
    assert (await door.caller.get(links[0])).status_code == 404
    assert (await ask(door, "GET", path, by=ZOE)).status_code == 404
    wrong = await ask(door, "GET", f"{MINIAPPS}/{other}/offer/{version['id']}")
    assert wrong.status_code == 404


@pytest.mark.any_kind
async def test_an_offer_of_more_than_ten_mebibytes_is_not_kept(door: Doors) -> None:
    app = (await register(door)).json()["id"]
    answer = await offer(door, app, PDF + b"0" * (10 * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert [one async for one in door.small.world.files.below("offers")] == []


async def test_the_offer_in_force_cannot_be_deleted(door: Doors) -> None:
    app = await published(door)
    answer = await ask(door, "DELETE", f"{MINIAPPS}/{app}/offer")
    assert answer.status_code == 404
    assert (await card(door, app))["offer"]["binds"] is True
