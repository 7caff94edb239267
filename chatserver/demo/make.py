"""How does the quarter come into the database? By the actions and commands of real data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sqlmodel import col, select

from bots.settings import read_bot
from chatserver.actions.directory import (
    NewObject,
    NewRole,
    add_departments,
    add_objects,
    add_roles,
    create_org,
)
from chatserver.actions.employees.people import NewClient, NewStaff, add_clients, add_staff
from chatserver.actions.integrations.api_keys import make_superapp_key
from chatserver.actions.miniapps.launches.brought import bring_consents
from chatserver.demo import quarter
from chatserver.demo.apps import APPS, SILENT, App, Robot, Team
from chatserver.demo.calendar import Calendar
from chatserver.demo.placing import Platform, Wanted, place
from chatserver.demo.quarter import Resident
from chatserver.demo.sales import BILLS, make_sales
from chatserver.demo.screens import furnish, name_payee
from chatserver.demo.stories import STORIES
from chatserver.demo.talk import Actors, Scene
from chatserver.demo.visits import Visits
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import ProductRow
from chatserver.world import World

Ids = Mapping[str, str]  # a word of the plan -> the id that it got

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
PAST_DAYS = 14
# Mini-apps that are opened before each resident talks.
VISITS = 2


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, in the order in which it is shown."""

    org: str
    objects: Ids
    staff: Ids
    clients: tuple[str, ...]
    products: Ids
    silent: tuple[str, ...]


async def make_quarter(world: World, platform: Platform, *, password_hash: str) -> Made:
    """Make the organisation with everybody and everything in it, but for what was said.

    Its clients brought their consents along, so that everybody can chat at once; the mini-app for
    testers asks for one.
    """
    org = await create_org(world, quarter.ORG, by=SYSTEM)
    objects = await _objects(world, org)
    departments = await _named(world, org, quarter.DEPARTMENTS)
    roles = [
        NewRole(
            role.name,
            role.permissions,
            administrator=role.administrator,
            notices={"assigned_push": True, "message_push": True},
        )
        for role in quarter.ROLES.values()
    ]
    role_ids = dict(zip(quarter.ROLES, await add_roles(world, org, roles, by=SYSTEM), strict=True))
    staff = [
        NewStaff(
            email=one.email,
            name=one.name,
            role=role_ids[one.role],
            department=departments[one.department],
            objects=None if one.reach is None else tuple(objects[word] for word in one.reach),
            password_hash=password_hash,
        )
        for one in quarter.STAFF
    ]
    words = (one.word for one in quarter.STAFF)
    staff_ids = dict(zip(words, await add_staff(world, org, staff, by=SYSTEM), strict=True))
    everything = {**objects, **departments, **staff_ids}
    clients = [
        _client(one, objects, tester=number in quarter.TESTERS)
        for number, one in enumerate(quarter.residents())
    ]
    client_ids = await add_clients(world, org, clients, by=SYSTEM)
    apps = [Wanted(app.name, app.page, _chat(app, everything)) for app in APPS]
    silent = [Wanted(app.name, app.page) for app in SILENT]
    editor = staff_ids["lydia"]
    placed = await place(world, org, [*apps, *silent], platform=platform, editor=editor)
    ids = dict(
        zip([*(app.word for app in APPS), *(app.word for app in SILENT)], placed, strict=True)
    )
    pages = {ids[app.word]: app.page for app in (*APPS, *SILENT)}
    await furnish(world, org, pages, administrator=staff_ids["zakhar"])
    await name_payee(world, org, [ids["billing"], ids["passes"]], editor=editor)
    products = {app.word: ids[app.word] for app in APPS}
    miniapps = tuple(ids[app.word] for app in SILENT)
    for app in products.values():
        await bring_consents(world, org, app, client_ids, by=SYSTEM)
    return Made(org, objects, staff_ids, tuple(client_ids), products, miniapps)


async def make_key(world: World, orgs: Sequence[str]) -> str:
    """Make the API key of the demo's superapp."""
    return await make_superapp_key(world, "Demo superapp", orgs, by=SYSTEM)


async def make_history(world: World, ledger: Ledger, calendar: Calendar, made: Made) -> None:
    """Let the older residents and the staff talk, over the two weeks before now."""
    chance = Random(quarter.SEED)  # noqa: S311  the same talk every time
    actors = Actors(ledger, lambda: calendar.forward(chance.randrange(20_000, 240_000)))
    tags = await tags_of(world, made.org)
    residents = list(zip(quarter.residents(), made.clients, strict=True))[quarter.NEWCOMERS :]
    homes = [(client, made.objects[_flat(*one.flats[0])]) for one, client in residents]
    callers = Random(quarter.SEED)  # noqa: S311  the same here
    visits = Visits(world, ledger.directories, callers)
    apps = list(made.products.values())
    now = calendar.real()
    step = PAST_DAYS * DAY_MS // (len(residents) + 1)
    for number, (resident, client) in enumerate(residents):
        calendar.set(now - PAST_DAYS * DAY_MS + number * step)
        for visitor, at in callers.sample(homes, VISITS):
            await visits.open(made.org, visitor, apps, at)
            calendar.forward(callers.randrange(MINUTE_MS, HOUR_MS))
        # Some have talked in two mini-apps.
        for turn in range(1 + number % 2):
            story = STORIES[(number + turn * 7) % len(STORIES)]
            product = made.products[story.app]
            await actors.play(
                Scene(
                    label=f"demo-{number}-{turn}",
                    story=story,
                    client=client,
                    product=product,
                    place=made.objects[_flat(*resident.flats[0])],
                    tag=None if story.tag is None else tags[product][story.tag],
                )
            )
    await make_sales(
        world,
        calendar,
        org=made.org,
        app=made.products["billing"],
        clients=[client for _, client in residents[: len(BILLS)]],
        cashier=made.staff["zakhar"],
    )


async def tags_of(world: World, org: str) -> Mapping[str, Sequence[str]]:
    """Return the ids of each product's tags, in their order."""
    async with world.db.session() as session:
        rows = await session.exec(select(ProductRow).where(col(ProductRow.org) == org))
        return {row.id: [tag.id for tag in read_bot(row.bot).tags] for row in rows}


async def _objects(world: World, org: str) -> dict[str, str]:
    ids: dict[str, str] = {}

    async def add(new: Mapping[str, NewObject]) -> None:
        made = await add_objects(world, org, list(new.values()), by=SYSTEM)
        ids.update(zip(new, made, strict=True))

    await add({"quarter": NewObject("quarter", quarter.QUARTER)})
    await add(
        {word: NewObject("group", name, ids["quarter"]) for word, name in quarter.GROUPS.items()}
    )
    await add(
        {
            one.word: NewObject("building", one.name, ids[one.group], one.address)
            for one in quarter.BUILDINGS
        }
    )
    await add(
        {
            _flat(one.word, number): NewObject(
                "premises", f"кв. {number}", ids[one.word], f"{one.address}, кв. {number}"
            )
            for one in quarter.BUILDINGS
            for number in range(1, quarter.FLATS + 1)
        }
    )
    return ids


def _flat(building: str, number: int) -> str:
    return f"{building}/{number}"


async def _named(world: World, org: str, names: Mapping[str, str]) -> dict[str, str]:
    made = await add_departments(world, org, list(names.values()), by=SYSTEM)
    return dict(zip(names, made, strict=True))


def _client(one: Resident, objects: Ids, *, tester: bool) -> NewClient:
    places = tuple(objects[_flat(*flat)] for flat in one.flats)
    external = f"resident-{one.phone[-4:]}"
    return NewClient(one.name, one.phone, places, external, tester, one.email, one.birth)


def _chat(app: App, ids: Ids) -> tuple[Mapping[str, object], Mapping[str, object]]:
    basic = {
        "public_title": app.title,
        "title": app.greeting_title,
        "text": app.greeting,
        "ask_rating": True,
        **_team(app.team, ids),
    }
    return basic, _bot(app.robot, ids) if app.robot is not None else {}


def _bot(robot: Robot, ids: Ids) -> dict[str, object]:
    tags = [
        {
            "text": topic.text,
            "autoreply": topic.autoreply,
            "rules": [
                {"objects": [ids[word] for word in team.objects], **_team(team, ids)}
                for team in topic.rules
            ],
        }
        for topic in robot.topics
    ]
    return {
        "on": True,
        "greeter": ids[robot.greeter] if robot.greeter is not None else None,
        "greeting": robot.greeting,
        "prompt": robot.prompt,
        "tags": tags,
        "solved": robot.solved,
        "no_answer": robot.no_answer,
        "restart_minutes": robot.restart_minutes,
    }


def _team(team: Team, ids: Ids) -> dict[str, object]:
    return {"department": ids[team.department], "staff": [ids[word] for word in team.staff]}
