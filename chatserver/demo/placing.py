"""How do the demo's mini-apps get to their clients? By all the steps that real ones go."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from chatserver.actions.chats.chat_settings import save_basics, save_bot
from chatserver.actions.directory import NewRole, add_roles
from chatserver.actions.employees.people import NewStaff, add_staff
from chatserver.actions.miniapps.builds import add_build
from chatserver.actions.miniapps.licences import grant_licences
from chatserver.actions.miniapps.offers import put_offer
from chatserver.actions.miniapps.placement_rules import read_rules
from chatserver.actions.miniapps.publishing import choose_status, publish, switch_chat
from chatserver.actions.miniapps.registration import NewMiniapp, register_miniapp
from chatserver.actions.miniapps.reviews import approve, submit
from chatserver.core.miniapps import Status
from chatserver.core.rights import Permission
from chatserver.demo.apps import Page
from chatserver.demo.pages import packed
from chatserver.demo.paper import paper
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.world import World

DOMAIN = "platform.example"
# Free ones stay, so that the next mini-app can be registered.
SPARE_LICENCES = 3


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform's people: who gives licences, who reviews, and who switches chats on."""

    owner: str
    moderator: str
    support: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mini-app to be placed. `chat` are its documents, basic settings and bot; None: no chat."""

    name: str
    page: Page
    chat: tuple[Mapping[str, object], Mapping[str, object]] | None = None


async def make_platform(world: World, *, password_hash: str) -> Platform:
    """Make the platform's people, who belong to no organisation."""
    roles = {
        "owner": (
            "Владелец платформы",
            "Романова Софья Ивановна",
            {
                Permission.PLATFORM_ORGS,
                Permission.PLATFORM_LICENCES,
                Permission.PLATFORM_STAFF,
            },
        ),
        "moderator": (
            "Модератор",
            "Третьяков Марк Львович",
            {Permission.PLATFORM_MODERATION},
        ),
        "support": ("Поддержка", "Уварова Кира Денисовна", {Permission.PLATFORM_SUPPORT}),
    }
    new = [NewRole(title, frozenset(permissions)) for title, _, permissions in roles.values()]
    role_ids = await add_roles(world, None, new, by=SYSTEM)
    people = [
        NewStaff(f"{word}@{DOMAIN}", name, role, None, None, password_hash)
        for (word, (_, name, _)), role in zip(roles.items(), role_ids, strict=True)
    ]
    return Platform(*await add_staff(world, None, people, by=SYSTEM))


async def place(
    world: World, org: str, wanted: Sequence[Wanted], *, platform: Platform, editor: str
) -> list[str]:
    """Bring mini-apps as far as their pages say, and return their ids in order.

    The editor registers and sends them, the platform's people do what is theirs.
    """
    owner = Person("staff", platform.owner)
    licences = await grant_licences(world, org, len(wanted) + SPARE_LICENCES, by=owner)
    rules = (await read_rules(world)).version
    ids = []
    for one, licence in zip(wanted, licences, strict=False):
        new = NewMiniapp(licence.id, one.name, one.page.category, one.page.description, rules)
        ids.append(await register_miniapp(world, org, new, by=editor))
    # Each build is looked through in a process of its own, several at a time.
    await asyncio.gather(
        *(
            add_build(world, org, app, content=_pieces(packed(one.page)), by=editor)
            for app, one in zip(ids, wanted, strict=True)
        )
    )
    for app, one in zip(ids, wanted, strict=True):
        await _set_chat_up(world, org, app, one, platform=platform, editor=editor)
        await _bring(world, org, app, one, platform=platform, editor=editor)
    return ids


async def _set_chat_up(
    world: World, org: str, app: str, one: Wanted, *, platform: Platform, editor: str
) -> None:
    if one.chat is None:
        return
    basic, bot = one.chat
    await switch_chat(world, app, on=True, by=platform.support)
    await save_basics(world, org, app, dict(basic), by=editor, expected=None)
    if bot:
        await save_bot(world, org, app, dict(bot), by=editor, expected=None)


async def _bring(
    world: World, org: str, app: str, one: Wanted, *, platform: Platform, editor: str
) -> None:
    offer = paper(
        [
            f"Public offer: {one.page.en.heading}",
            "",
            "This mini-app belongs to the demonstration of the chat server.",
            "Whoever opens it agrees that it reads the data listed beside this text.",
            "Nothing is sold, nothing is delivered, and no money moves.",
        ]
    )
    await put_offer(world, org, app, name="offer.pdf", content=_pieces(offer), by=editor)
    review = await submit(world, org, app, by=editor)
    if one.page.status == "in_review":
        return
    await approve(world, review, by=platform.moderator)
    if one.page.status == "testing":
        await choose_status(world, org, app, Status.TESTING, by=editor)
    else:
        await publish(world, org, app, by=editor)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content
