"""Two at once, each over connections of their own: does one win, and is the other told so?"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest
from sqlmodel import select

from chatserver.actions.miniapps.licences import grant_licences, revoke_licence
from chatserver.actions.miniapps.offers import put_offer
from chatserver.actions.miniapps.publishing import choose_status, publish
from chatserver.actions.miniapps.registration import NewMiniapp, change_miniapp, register_miniapp
from chatserver.actions.miniapps.reviews import approve, reject, submit, withdraw
from chatserver.core.miniapps import Status
from chatserver.core.refusals import Refused
from chatserver.ledger.outcome import Person
from chatserver.storage.database import Database
from chatserver.storage.tables import Build, Licence, Miniapp, Offer, Release, Review
from chatserver.world import World
from tests.seeds import ANN, APP, BOB, MOD, NOON, QUIET, SOSNY
from tests.shelf import put_app
from tests.small import small
from tests.zips import PDF

PLATFORM = Person("staff", MOD)
Act = Callable[[World], Awaitable[object]]


@dataclass
class Town:
    """The same database twice, as two nodes have it."""

    first: World
    second: World

    async def at_once(self, *acts: Act) -> list[str]:
        """Let them collide, turn about on both nodes; return the codes of who was refused."""
        worlds = (self.first, self.second)
        told = await asyncio.gather(
            *(act(worlds[n % 2]) for n, act in enumerate(acts)), return_exceptions=True
        )
        refused = [one for one in told if isinstance(one, BaseException)]
        assert all(isinstance(one, Refused) for one in refused), refused
        return [one.code for one in refused if isinstance(one, Refused)]


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    first, second = await Database.open(database_url), await Database.open(database_url)
    here = (await small(first)).world
    # Their clocks run, so that what comes later is later.
    ticks = iter(range(NOON, NOON + 10_000_000))
    here = World(here.settings, first, here.bus, now=lambda: next(ticks), files=here.files)
    there = World(here.settings, second, here.bus, now=here.now, files=here.files)
    yield Town(here, there)
    await first.close()
    await second.close()


async def rows(world: World, table: type, **wanted: object) -> Sequence[object]:
    async with world.db.session() as session:
        return (await session.exec(select(table).filter_by(**wanted))).all()


async def pdf(number: int) -> AsyncIterator[bytes]:
    yield PDF + b"%% %d" % number


async def draft(world: World, *, build: bool = True) -> None:
    """Let the mini-app have a build and an offer that nobody has looked at."""
    await put_app(world, APP, status="inactive", approved=False, release=None)
    async with world.db.transaction() as session:
        release = await session.get_one(Release, f"rel_1{APP}")
        await session.delete(release)
        await session.flush()
        made = await session.get_one(Build, f"bld_1{APP}")
        made.state, made.by = "validated" if build else "revoked", ANN
        session.add(made)


def new(licence: str) -> NewMiniapp:
    return NewMiniapp(licence, "Passes 24-7", "transport", "Guests and cars", 1)


@pytest.mark.any_kind
async def test_a_licence_goes_to_one_of_those_who_register_with_it(town: Town) -> None:
    [licence] = await grant_licences(town.first, SOSNY, 1, by=PLATFORM)

    async def act(world: World) -> object:
        return await register_miniapp(world, SOSNY, new(licence.id), by=ANN)

    assert await town.at_once(*[act] * 6) == ["licence_in_use"] * 5
    assert len(await rows(town.first, Miniapp)) == 1


@pytest.mark.any_kind
async def test_a_licence_goes_to_one_of_those_who_swap_to_it(town: Town) -> None:
    for app in (APP, QUIET):
        await put_app(town.first, app)
    [licence] = await grant_licences(town.first, SOSNY, 1, by=PLATFORM)

    def swap(app: str) -> Act:
        wanted = {"licence": licence.id}
        return lambda world: change_miniapp(world, SOSNY, app, wanted, by=ANN, expected=None)

    assert await town.at_once(swap(APP), swap(QUIET)) == ["licence_in_use"]
    assert len(await rows(town.first, Licence, app=APP)) == 1
    assert len(await rows(town.first, Licence, app=QUIET)) == 1


async def test_numbers_of_licences_are_given_out_once(town: Town) -> None:
    acts: list[Act] = [lambda world: grant_licences(world, SOSNY, 3, by=PLATFORM)] * 4
    assert await town.at_once(*acts) == []
    numbers = sorted(
        one.number for one in await rows(town.first, Licence) if isinstance(one, Licence)
    )
    assert numbers == list(range(1, 13))


async def test_what_is_sent_twice_at_once_is_one_review(town: Town) -> None:
    await draft(town.first)
    act: Act = lambda world: submit(world, SOSNY, APP, by=ANN)  # noqa: E731
    assert await town.at_once(*[act] * 4) == ["illegal_transition"] * 3
    assert len(await rows(town.first, Review)) == 1


@pytest.mark.any_kind
async def test_a_review_is_decided_once(town: Town) -> None:
    await draft(town.first)
    review = await submit(town.first, SOSNY, APP, by=ANN)

    codes = await town.at_once(
        lambda world: approve(world, review, by=MOD),
        lambda world: reject(world, review, reason_code="other", reason="No", by=MOD),
        lambda world: withdraw(world, SOSNY, APP, by=ANN),
        lambda world: approve(world, review, by=MOD),
    )

    assert len(codes) == 3
    assert set(codes) <= {"conflict", "illegal_transition"}
    [row] = await rows(town.first, Miniapp)
    [found] = await rows(town.first, Review)
    assert isinstance(row, Miniapp)
    assert isinstance(found, Review)
    releases = await rows(town.first, Release)
    assert (row.status == "ready") is (found.state == "approved") is (len(releases) == 1)


async def test_it_is_published_once(town: Town) -> None:
    await draft(town.first)
    await approve(town.first, await submit(town.first, SOSNY, APP, by=ANN), by=MOD)
    act: Act = lambda world: publish(world, SOSNY, APP, by=BOB)  # noqa: E731
    assert await town.at_once(*[act] * 4) == ["illegal_transition"] * 3
    [release] = await rows(town.first, Release)
    assert isinstance(release, Release)
    assert release.published_at is not None


@pytest.mark.any_kind
async def test_of_two_who_read_the_same_card_one_publishes(town: Town) -> None:
    await put_app(town.first, APP)

    def choose(status: Status) -> Act:
        return lambda world: choose_status(world, SOSNY, APP, status, by=ANN, expected=1)

    codes = await town.at_once(choose(Status.TESTING), choose(Status.INACTIVE))
    assert codes == ["precondition_failed"]


async def test_nothing_is_published_beside_a_licence_that_ends(town: Town) -> None:
    await draft(town.first)
    await approve(town.first, await submit(town.first, SOSNY, APP, by=ANN), by=MOD)

    await town.at_once(
        lambda world: revoke_licence(world, SOSNY, f"lic_{APP}", by=PLATFORM),
        lambda world: publish(world, SOSNY, APP, by=ANN),
    )

    [row] = await rows(town.first, Miniapp)
    assert isinstance(row, Miniapp)
    assert row.status == "inactive"


async def test_offers_that_come_at_once_have_numbers_of_their_own(town: Town) -> None:
    await draft(town.first)

    def put(number: int) -> Act:
        return lambda world: put_offer(
            world, SOSNY, APP, name="offer.pdf", content=pdf(number), by=ANN
        )

    assert await town.at_once(*(put(n) for n in range(4))) == []
    offers = [one for one in await rows(town.first, Offer) if isinstance(one, Offer)]
    assert sorted(one.number for one in offers) == [1, 2, 3, 4, 5]


async def test_of_offers_that_change_a_published_app_at_once_one_goes_to_the_moderators(
    town: Town,
) -> None:
    await put_app(town.first, APP)

    def put(number: int) -> Act:
        return lambda world: put_offer(
            world, SOSNY, APP, name="offer.pdf", content=pdf(number), by=ANN
        )

    assert await town.at_once(*(put(n) for n in range(3))) == ["review_open"] * 2
    assert len(await rows(town.first, Review)) == 1
    assert len([one async for one in town.first.files.below("offers")]) == 1
