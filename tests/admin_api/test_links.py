"""How is a password set by a mailed link, over HTTP and through a real mail server?"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx2
import pytest
from sqlmodel import col, select

from chatserver.actions.employees.invites import (
    FORGOTTEN,
    HOUR_MS,
    INVITE_HOURS,
    forgotten_handler,
    invite_staff,
    link_for_shell,
)
from chatserver.actions.employees.preferences import store_preferences
from chatserver.actions.notifying.mails import MAIL, mail_handler
from chatserver.actions.notifying.outbox import Courier
from chatserver.core.refusals import NotFound
from chatserver.notify import open_mailer
from chatserver.storage.database import Database
from chatserver.storage.tables import AuditRow, Org, OutboxRow, PasswordLink, StaffRow
from chatserver.world import World
from tests.doors import Doors, doors
from tests.seeds import ANN, ANSWERS, DOT, FAY, MOD, SOSNY
from tests.services.mailbox import Mailbox, mailbox, words

GOOD = "seven green kettles"


@dataclass
class Post:
    """A door whose world has a mail server."""

    door: Doors
    box: Mailbox

    @property
    def world(self) -> World:
        return self.door.small.world

    async def deliver(self) -> None:
        """Do what the job does: first the forgotten, then their mails."""
        handlers = {MAIL: mail_handler(self.world), FORGOTTEN: forgotten_handler(self.world)}
        for _ in range(2):
            await Courier(self.world, handlers).deliver()

    async def invite(self, staff: str) -> str:
        """Return the value of the link that was mailed."""
        async with self.world.db.transaction() as session:
            await invite_staff(session, self.world, staff)
        await self.deliver()
        return self.value()

    async def forget(self, email: str) -> httpx2.Response:
        return await self.door.ask("POST", "/api/v1/auth/reset", {}, {"email": email})

    def value(self) -> str:
        found = re.search(
            r"https://chat\.example\.com/console/\w+#(\w\w_\S+)", words(self.box.mails[-1])
        )
        assert found is not None
        return found[1]

    async def login(self, name: str, password: str) -> int:
        body = {"email": f"{name}@example.com", "password": password}
        return (await self.door.ask("POST", "/api/v1/auth/login", {}, body)).status_code

    async def post(self, path: str, password: str = GOOD) -> httpx2.Response:
        return await self.door.ask("POST", f"/api/v1/auth/{path}", {}, {"password": password})


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    async with mailbox() as box:

        def change(world: World) -> World:
            server = world.settings.server.model_copy(
                update={"public_url": "https://chat.example.com"}
            )
            settings = world.settings.model_copy(update={"server": server})
            return replace(world, settings=settings, mailer=open_mailer(box.settings))

        async with doors(database, change=change) as door:
            yield Post(door, box)


@pytest.mark.any_kind
async def test_who_is_invited_sets_a_password_and_comes_in(post: Post) -> None:
    value = await post.invite(DOT)

    shown = await post.door.caller.get(f"/api/v1/auth/invites/{value}")
    set_ = await post.post(f"invites/{value}")

    assert shown.json() == {
        "email": "dot@example.com",
        "name": "Dot",
        "org": {"id": SOSNY, "name": "Sosny"},
        "expires_at": "2026-01-04T12:00:00.000Z",
    }
    assert post.box.mails[0]["subject"] == "Приглашение в кабинет организации «Sosny»"
    assert (set_.status_code, set_.content) == (204, b"")
    assert await post.login("dot", GOOD) == 200
    assert await post.login("dot", "dot") == 401


async def test_it_is_told_of_everybody_how_their_invitation_stands(post: Post) -> None:
    ann = await post.door.staff(ANN)
    new = {"name": "Gus", "email": "gus@example.com", "role": ANSWERS}
    gus = (await post.door.ask("POST", "/api/v1/staff", ann, new)).json()["id"]

    async def told() -> dict[str, str | None]:
        page = (await post.door.ask("GET", "/api/v1/staff", ann)).json()
        return {one["id"]: one["invitation"] for one in page["items"]}

    assert (await told())[gus] == "sent"
    await post.deliver()
    post.door.small.clock.at += INVITE_HOURS * HOUR_MS
    ann = await post.door.staff(ANN)
    assert (await told())[gus] == "expired"
    await post.door.ask("POST", f"/api/v1/staff/{gus}/invite", ann, {})
    assert (await told())[gus] == "sent"
    await post.deliver()
    await post.post(f"invites/{post.value()}")
    assert set((await told()).values()) == {None}
    seen_by_dot = await post.door.ask("GET", "/api/v1/staff", await post.door.staff(DOT))
    assert all("invitation" not in one for one in seen_by_dot.json()["items"])


@pytest.mark.any_kind
async def test_the_organisations_language_is_written_or_ones_own(post: Post) -> None:
    async with post.world.db.transaction() as session:
        (await session.get_one(Org, SOSNY)).settings = {"locale": "en"}
    await post.invite(DOT)
    await store_preferences(post.world, DOT, {"locale": "ru"}, expected=None)
    await post.invite(DOT)
    assert [mail["subject"] for mail in post.box.mails] == [
        "You are invited to the console of Sosny",
        "Приглашение в кабинет организации «Sosny»",
    ]


@pytest.mark.any_kind
async def test_the_platforms_own_are_invited_too(post: Post) -> None:
    value = await post.invite(MOD)
    assert (await post.door.caller.get(f"/api/v1/auth/invites/{value}")).json()["org"] is None


@pytest.mark.any_kind
async def test_a_link_works_once_and_not_as_a_link_of_the_other_kind(post: Post) -> None:
    value = await post.invite(DOT)

    assert (await post.post(f"reset/{value}")).status_code == 404
    assert (await post.post(f"invites/{value}")).status_code == 204
    again = await post.post(f"invites/{value}", "another kettle")

    assert (again.status_code, again.json()["code"]) == (404, "not_found")
    assert await post.login("dot", GOOD) == 200


async def test_two_at_once_set_one_password(post: Post) -> None:
    value = await post.invite(DOT)
    answers = await asyncio.gather(
        *(post.post(f"invites/{value}", f"green kettle number {n}") for n in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [204, 404, 404, 404]


@pytest.mark.any_kind
async def test_a_link_ends_in_time_and_with_its_employee(post: Post) -> None:
    old = await post.invite(DOT)
    post.door.small.clock.at += INVITE_HOURS * HOUR_MS
    assert (await post.post(f"invites/{old}")).status_code == 404

    new = await post.invite(DOT)
    ann = await post.door.staff(ANN)
    await post.door.ask("PATCH", f"/api/v1/staff/{DOT}", ann, {"active": False})
    assert (await post.post(f"invites/{new}")).status_code == 404


@pytest.mark.any_kind
async def test_a_new_invitation_ends_the_old_one(post: Post) -> None:
    old = await post.invite(DOT)
    new = await post.invite(DOT)
    assert (await post.post(f"invites/{old}")).status_code == 404
    assert (await post.post(f"invites/{new}")).status_code == 204


@pytest.mark.parametrize("value", ["iv_x", "x", "iv_" + "a" * 43, "%00", "iv_" + "ы" * 43])
async def test_what_is_no_link_is_not_found(post: Post, value: str) -> None:
    for answer in (
        await post.door.caller.get(f"/api/v1/auth/invites/{value}"),
        await post.post(f"invites/{value}"),
        await post.post(f"reset/{value}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.any_kind
async def test_a_password_that_is_refused_leaves_the_link(post: Post) -> None:
    value = await post.invite(DOT)

    refused = await post.post(f"invites/{value}", "1234567890")

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "too_common")
    assert refused.json()["errors"][0]["pointer"] == "/password"
    assert await post.login("dot", "dot") == 200
    assert (await post.post(f"invites/{value}")).status_code == 204


@pytest.mark.any_kind
async def test_who_forgot_a_password_gets_another_and_every_session_ends(post: Post) -> None:
    before = await post.door.caller.post(
        "/api/v1/auth/login", json={"email": "dot@example.com", "password": "dot"}
    )
    assert (await post.forget(" Dot@Example.com ")).status_code == 202
    await post.deliver()
    value = post.value()

    assert (await post.post(f"reset/{value}")).status_code == 204

    refresh = {"refresh_token": before.json()["refresh_token"]}
    assert (await post.door.ask("POST", "/api/v1/auth/refresh", {}, refresh)).status_code == 401
    assert await post.login("dot", GOOD) == 200
    await post.deliver()
    assert post.box.mails[-1]["subject"] == "Пароль изменён"


async def test_nobody_learns_which_accounts_there_are(post: Post) -> None:
    async with post.world.db.transaction() as session:
        (await session.get_one(StaffRow, FAY)).active = False
    answers = [await post.forget(f"{name}@example.com") for name in ("dot", "fay", "nobody")]

    assert {(one.status_code, one.content) for one in answers} == {(202, b"")}
    async with post.world.db.session() as session:
        waiting = (await session.exec(select(OutboxRow))).all()
    assert [row.topic for row in waiting] == [FORGOTTEN] * 3
    await post.deliver()
    assert post.box.recipients == ["dot@example.com"]


@pytest.mark.any_kind
async def test_who_asks_too_often_is_mailed_no_more_and_told_the_same(post: Post) -> None:
    asked = []
    for _ in range(7):
        asked.append(await post.forget("dot@example.com"))
        await post.deliver()
    # Fifty from one address; who asked in vain is not counted.
    asked += [await post.forget(f"{n}@example.com") for n in range(46)]

    assert {one.status_code for one in asked} == {202}
    assert len(post.box.mails) == 5
    async with post.world.db.session() as session:
        rows = (await session.exec(select(OutboxRow))).all()
    assert len([row for row in rows if row.done_at is None]) == 45


async def test_nothing_in_the_database_opens_anything(post: Post) -> None:
    value = await post.invite(DOT)
    async with post.world.db.session() as session:
        links = (await session.exec(select(PasswordLink))).all()
        outbox = (await session.exec(select(OutboxRow))).all()
    assert value not in repr(links) + repr(outbox)


@pytest.mark.any_kind
async def test_a_password_that_was_set_is_audited_without_it(post: Post) -> None:
    value = await post.invite(DOT)
    await post.post(f"invites/{value}")
    async with post.world.db.session() as session:
        question = select(AuditRow).where(col(AuditRow.action) == "staff.password")
        [row] = (await session.exec(question)).all()
    assert (row.org, row.actor, row.subject, row.after) == (SOSNY, DOT, DOT, {})


async def test_where_no_mails_are_sent_the_shell_makes_a_link(post: Post) -> None:
    ann = await post.door.staff(ANN)
    new = {"name": "Gus", "email": "gus@example.com", "role": ANSWERS}
    gus = (await post.door.ask("POST", "/api/v1/staff", ann, new)).json()["id"]

    invited, until = await link_for_shell(post.world, gus)
    forgot, soon = await link_for_shell(post.world, DOT)

    at = "https://chat.example.com/console/"
    assert (invited.partition("#")[0], forgot.partition("#")[0]) == (f"{at}invite", f"{at}reset")
    assert (until - soon) == INVITE_HOURS * HOUR_MS - HOUR_MS
    assert await post.login("dot", "dot") == 200  # nothing has changed yet
    for link, page, name in ((invited, "invites", "gus"), (forgot, "reset", "dot")):
        assert (await post.post(f"{page}/{link.partition('#')[2]}")).status_code == 204
        assert await post.login(name, GOOD) == 200
    async with post.world.db.transaction() as session:
        made = (await session.exec(select(AuditRow).where(AuditRow.action == "staff.link"))).all()
        (await session.get_one(StaffRow, gus)).active = False
    assert {(one.subject, one.actor, str(one.after)) for one in made} == {
        (gus, None, "{'link': 'invite'}"),
        (DOT, None, "{'link': 'reset'}"),
    }
    with pytest.raises(NotFound):
        await link_for_shell(post.world, gus)
