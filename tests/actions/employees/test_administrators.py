"""How does an organisation get its first Administrator?"""

import pytest
from sqlmodel import select

from chatserver.actions.callers.viewers import viewer_of
from chatserver.actions.directory import create_org
from chatserver.actions.employees.administrators import create_admin
from chatserver.actions.mistakes import Invalid
from chatserver.actions.sign_in.sessions import log_in
from chatserver.core.refusals import NotFound
from chatserver.core.rights import ORGANISATION
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import Org
from tests.small import Small


async def create(here: Small, org: str, email: str) -> str:
    return await create_admin(
        here.world, here.identity.passwords, org, email=email, name="Ida", password="long enough"
    )


@pytest.mark.any_kind
async def test_the_first_administrator_may_do_everything(here: Small) -> None:
    org = await create_org(here.world, "Topolya", by=SYSTEM)

    made = [await create(here, org, "ida@example.com"), await create(here, org, "ivo@example.com")]

    session = await log_in(
        here.world, here.identity, "ida@example.com", "long enough", address="192.0.2.1"
    )
    viewer = await viewer_of(here.world, Directories(here.world.db), session.claims)
    assert viewer.id == made[0]
    assert viewer.permissions == ORGANISATION
    assert {one.administrator for one in viewer.home.staff.values()} == {True}


async def organisations(here: Small) -> list[str]:
    async with here.world.db.session() as session:
        return sorted(await session.exec(select(Org.name)))


async def test_an_organisation_that_is_not_there_is_made_along_with_the_first(here: Small) -> None:
    before = await organisations(here)
    with pytest.raises(Invalid):
        await create(here, "Topolya", "nowhere")
    assert await organisations(here) == before
    await create(here, "Topolya", "ida@example.com")
    await create(here, "Topolya", "ivo@example.com")
    assert await organisations(here) == sorted([*before, "Topolya"])


async def test_of_two_organisations_with_one_name_neither_is_meant(here: Small) -> None:
    ids = [await create_org(here.world, "Topolya", by=SYSTEM) for _ in range(2)]
    with pytest.raises(NotFound):
        await create(here, "Topolya", "ida@example.com")
    assert await create(here, ids[1], "ida@example.com")
