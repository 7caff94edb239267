"""Who are the others? A second organisation, so that what is foreign can be shown to stay so."""

from dataclasses import dataclass

from chatserver.actions.directory import (
    NewObject,
    NewRole,
    add_departments,
    add_objects,
    add_roles,
    create_org,
)
from chatserver.actions.employees.people import NewClient, NewStaff, add_clients, add_staff
from chatserver.actions.miniapps.launches.brought import bring_consents
from chatserver.core.rights import Permission
from chatserver.demo.apps import Page, Sheet
from chatserver.demo.placing import Platform, Wanted, place
from chatserver.demo.stories import Story
from chatserver.demo.talk import Actors, Scene
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import SYSTEM
from chatserver.world import World

ORG = "ТСЖ «Соседний дом»"
DOMAIN = "neighbour.example"
STAFF = (("nina", "Орлова Нина Макаровна"), ("fedor", "Шадов Фёдор Ильич"))
CLIENTS = (
    ("Крылов Пётр Денисович", "+79990100001"),
    ("Лапина Яна Юрьевна", "+79990100002"),
    ("Синицын Олег Борисович", "+79990100003"),
)
YARD = Page(
    "communication",
    "Новости и вопросы двора",
    Sheet("Наш двор", ("Ворота чинят в четверг", "Субботник в мае")),
    Sheet("Our yard", ("The gate is mended on Thursday", "Cleaning day in May")),
    "#3f7d20",
)
STORY = Story(
    "yard",
    None,
    ("> Когда починят ворота?", "< Мастер приедет в четверг.", "> Спасибо, ждём."),
    "unread",
)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What was made of the second organisation."""

    org: str
    staff: tuple[str, ...]
    clients: tuple[str, ...]
    products: tuple[str, ...]


async def make_neighbours(
    world: World, ledger: Ledger, platform: Platform, *, password_hash: str
) -> Neighbours:
    """Make the second organisation, with one chat in it."""
    org = await create_org(world, ORG, by=SYSTEM)
    (quarter,) = await add_objects(world, org, [NewObject("quarter", "Соседний двор")], by=SYSTEM)
    building = NewObject("building", "Дом 9", quarter, "Луговая улица, 9")
    (house,) = await add_objects(world, org, [building], by=SYSTEM)
    flats = [
        NewObject("premises", f"кв. {n}", house, f"Луговая улица, 9, кв. {n}")
        for n in range(1, len(CLIENTS) + 1)
    ]
    homes = await add_objects(world, org, flats, by=SYSTEM)
    (department,) = await add_departments(world, org, ["Правление"], by=SYSTEM)
    roles = [
        NewRole("Администратор", administrator=True),
        NewRole("Оператор чатов", frozenset({Permission.CHATS_SEND})),
    ]
    role_ids = await add_roles(world, org, roles, by=SYSTEM)
    staff = [
        NewStaff(f"{word}@{DOMAIN}", name, role, department, None, password_hash)
        for (word, name), role in zip(STAFF, role_ids, strict=True)
    ]
    staff_ids = await add_staff(world, org, staff, by=SYSTEM)
    people = [
        NewClient(name, phone, (home,)) for (name, phone), home in zip(CLIENTS, homes, strict=True)
    ]
    clients = await add_clients(world, org, people, by=SYSTEM)
    basic = {"title": "Правление", "text": "Пишите, ответим.", "department": department}
    yard = Wanted("ND-Yard 1", YARD, ({**basic, "public_title": "Наш двор"}, {}))
    products = await place(world, org, [yard], platform=platform, editor=staff_ids[0])
    await bring_consents(world, org, products[0], clients, by=SYSTEM)
    scene = Scene("neighbour-1", STORY, clients[0], products[0], homes[0], None)
    await Actors(ledger, lambda: None).play(scene)
    return Neighbours(org, tuple(staff_ids), tuple(clients), tuple(products))
