"""How does an organisation get its first Administrator?"""

import pytest

from chatserver.actions.callers.viewers import viewer_of
from chatserver.actions.directory import create_org
from chatserver.actions.employees.administrators import create_admin
from chatserver.actions.mistakes import Invalid
from chatserver.actions.sign_in.sessions import log_in
from chatserver.core.refusals import NotFound
from chatserver.core.rights import ORGANISATION
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import SYSTEM
from tests.small import Small


async def create(here: Small, org: str, email: str) -> str:
    return await create_admin(
        here.world, here.identity.passwords, org, email=email, name="Ida", password="long enough"
    )


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


async def test_an_administrator_needs_an_organisation_and_an_address(here: Small) -> None:
    with pytest.raises(NotFound):
        await create(here, "org_none", "ida@example.com")
    with pytest.raises(Invalid):
        await create(here, "org_sosny", "nowhere")
