"""How does something to chat with come to be?"""

import pytest
from sqlmodel import select

from chatserver.actions.mistakes import Invalid
from chatserver.actions.products import NewProduct, add_products
from chatserver.core.refusals import NotFound
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import ProductRow
from tests.seeds import DESK, FAR_DESK, FAR_HOUSE, HOUSE_1, SOSNY
from tests.small import Small

BASIC = {"title": "Hi", "text": "Write", "department": DESK}
TAG = {"text": "Lift", "rules": [{"objects": [HOUSE_1], "department": DESK}]}


async def test_a_product_has_tags_with_ids_and_the_organisations_name_as_title(
    here: Small,
) -> None:
    bot = {"on": True, "tags": [TAG, {"text": "Light"}], "restart_minutes": 5}
    ids = await add_products(
        here.world,
        SOSNY,
        [
            NewProduct("Lift app", BASIC, bot=bot),
            NewProduct("News app", BASIC, kind="subscription"),
        ],
        by=SYSTEM,
    )

    directory = await Directories(here.world.db).fetch(SOSNY)
    assert directory is not None
    lift, news = (directory.products[id_] for id_ in ids)
    assert (lift.title, lift.bot.on, lift.basic.pool.department) == ("Sosny", True, DESK)
    assert len({tag.id for tag in lift.bot.tags} - {""}) == 2
    assert (news.kind, news.bot.on) == ("subscription", False)


async def test_what_belongs_to_others_is_not_known_here(here: Small) -> None:
    foreign = {"text": "Lift", "rules": [{"objects": [FAR_HOUSE], "department": FAR_DESK}]}
    with pytest.raises(Invalid) as refused:
        await add_products(
            here.world,
            SOSNY,
            [
                NewProduct("Lift app", BASIC),
                NewProduct(
                    "x",
                    {**BASIC, "department": FAR_DESK},
                    title="t" * 31,
                    bot={"on": True, "tags": [foreign], "restart_minutes": 5},
                ),
            ],
            by=SYSTEM,
        )

    assert {(one.pointer, one.code) for one in refused.value.mistakes} == {
        ("/1/name", "length"),
        ("/1/title", "too_long"),
        ("/1/basic/department", "unknown_department"),
        ("/1/bot/tags/0/rules/0/objects/0", "unknown_object"),
        ("/1/bot/tags/0/rules/0/department", "unknown_department"),
    }
    async with here.world.db.session() as session:
        stored = await session.exec(select(ProductRow).where(ProductRow.name == "Lift app"))
        assert stored.all() == []


async def test_nobodys_products_cannot_be(here: Small) -> None:
    with pytest.raises(NotFound):
        await add_products(here.world, "org_none", [NewProduct("Lift app", BASIC)], by=SYSTEM)
