"""How does something to chat with come to be: a mini-app or a subscription?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.settings import Known, check_basic, check_bot, complete_basic, complete_bot, read_bot
from chatserver.actions.audit import Changed, record
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.refusals import NotFound
from chatserver.ledger.directory import Directories, Directory
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import ObjectRow, ProductRow
from chatserver.world import World

TITLE = 30
NAME_LEAST, NAME_MOST = 5, 128
MOST_TAGS = 10


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product: `name` is for staff, `title` for clients (D18); without one: the organisation's.

    `basic` and `bot` are documents of bots.settings; the tags get their ids here.
    """

    name: str
    basic: Mapping[str, object]
    title: str = ""
    bot: Mapping[str, object] = field(default_factory=dict)
    kind: str = "miniapp"
    chat_on: bool = True


async def add_products(
    world: World, org: str, products: Sequence[NewProduct], *, by: Person
) -> list[str]:
    """Add products with their chats set up, and return their ids in order."""
    directory = await Directories(world.db).fetch(org)
    if directory is None:
        raise NotFound
    ids = [world.new_id("prd") for _ in products]
    now = world.now()
    async with world.db.transaction() as session:
        known = await _known(session, directory, products)
        refuse_if_any(_mistakes(products, known))
        rows = [
            {
                "id": id_,
                "org": org,
                "kind": one.kind,
                "name": one.name,
                "title": one.title or directory.org.name[:TITLE],
                "chat_on": one.chat_on,
                "basic": complete_basic(one.basic),
                "bot": complete_bot(
                    one.bot, new_ids=[world.new_id("tag") for _ in range(MOST_TAGS)]
                ),
                "version": 1,
                "created_at": now,
            }
            for id_, one in zip(ids, products, strict=True)
        ]
        await insert_rows(session, ProductRow, rows)
        made = [
            Changed(id_, after={"name": one.name, "title": one.title, "kind": one.kind})
            for id_, one in zip(ids, products, strict=True)
        ]
        await record(session, world, by=by, org=org, action="product.add", changed=made)
        await bump_acl(session, org)
    return ids


async def _known(
    session: AsyncSession, directory: Directory, products: Sequence[NewProduct]
) -> Known:
    """What the documents may speak of; of objects those that they do speak of."""
    rules = (rule for one in products for tag in read_bot(one.bot).tags for rule in tag.rules)
    wanted = {place for rule in rules for place in rule.objects}
    found = await session.exec(
        select(ObjectRow.id).where(
            ObjectRow.org == directory.org.id, col(ObjectRow.id).in_(sorted(wanted))
        )
    )
    return Known(
        departments=frozenset(directory.departments),
        staff=directory.staff,
        objects=frozenset(found),
    )


def _mistakes(products: Sequence[NewProduct], known: Known) -> Iterable[Mistake]:
    for index, one in enumerate(products):
        if not NAME_LEAST <= len(one.name) <= NAME_MOST:
            length = f"has {NAME_LEAST} to {NAME_MOST} characters"
            yield Mistake(f"/{index}/name", "length", length)
        if len(one.title) > TITLE:
            yield Mistake(f"/{index}/title", "too_long", f"has at most {TITLE} characters")
        for part, found in (
            ("basic", check_basic(dict(one.basic), known)),
            ("bot", check_bot(dict(one.bot), known)),
        ):
            for mistake in found:
                yield replace(mistake, pointer=f"/{index}/{part}{mistake.pointer}")
