"""What is on the superapp's screens of the demo, and what can be attached to a message there?"""

from collections.abc import AsyncIterator, Mapping, Sequence

from chatserver.actions.attachments.catalogue import add_item
from chatserver.actions.attachments.uploads.taking import About, Uploader, take_file
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.integrations.superapps import add_superapp
from chatserver.actions.miniapps.payment import set_payee
from chatserver.actions.miniapps.widgets import make_widget, set_published
from chatserver.actions.organisations.legal_entities import (
    NewAccount,
    add_account,
    add_legal_entity,
)
from chatserver.core.links import TRANSITIONS, Look
from chatserver.core.widgets import Draft
from chatserver.demo.apps import Page
from chatserver.demo.paintings import painting
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import SYSTEM
from chatserver.world import World

SUPERAPP: Mapping[str, object] = {
    "name": "Речной квартал",
    "kind": "branded",
    "link_host": "links.river.example",
    "stores": {
        "app_store": "https://apps.apple.com/app/id0000000001",
        "rustore": "https://www.rustore.ru/catalog/app/example.river",
    },
    "packages": [
        {"platform": "android", "id": "example.river", "fingerprints": []},
        {"platform": "ios", "id": "0000000000.example.river"},
    ],
    "origins": [],
}
_OTHER_WIDGETS = (
    Draft("home", "Афиша", "Что будет в квартале", position=10, target="events"),
    Draft("services", "Счета", "Все начисления", position=10, target="bills"),
)
# (kind, screen, title, text, word of the category)
_CATALOGUE = (
    ("service_category", None, "Уборка", "", None),
    ("service", None, "Уборка квартиры", "От 2 500 ₽, в удобный день", "Уборка"),
    ("partner_service", None, "Химчистка дивана", "Партнёр «Чистый дом»", "Уборка"),
    ("event_category", None, "Праздники двора", "", None),
    ("event", None, "День соседей", "Суббота, 12:00, во дворе корпуса 1", "Праздники двора"),
    ("screen", "requests", "Услуги управляющей компании", "Оставьте заявку", None),
    ("screen", "marketplace", "Все категории", "", None),
    ("screen", "events", "Афиша", "Что будет в квартале", None),
    ("screen", "privileges", "Клуб привилегий", "Скидки для жителей", None),
    ("screen", "notices", "Доска объявлений", "Отдам, продам, найду", None),
    ("screen", "parking", "Аренда машиномест", "Свободные места рядом", None),
    ("screen", "services", "Платные услуги", "", None),
    ("screen", "bills", "Счета", "", None),
)


async def furnish(world: World, org: str, apps: Mapping[str, Page], *, administrator: str) -> None:
    """Show the mini-apps (by id) on their screens, and fill the catalogue."""
    await add_superapp(world, {**SUPERAPP, "orgs": [org]}, by=SYSTEM)
    viewer = await _viewer(world, org, administrator)
    widgets = [
        Draft(page.screen, page.ru.heading, page.description, position=position, app=app)
        for position, (app, page) in enumerate(apps.items())
        if page.screen is not None
    ]
    for draft in (*widgets, *_OTHER_WIDGETS):
        widget = await make_widget(world, viewer, draft)
        await set_published(world, viewer, widget, published=True)
    await _fill_catalogue(world, viewer)


async def name_payee(world: World, org: str, apps: Sequence[str], *, editor: str) -> None:
    """Say who is paid in these mini-apps."""
    named = {"name": "ООО «Речной квартал»", "inn": "7700000009", "kpp": "770001001"}
    entity = await add_legal_entity(world, org, named, by=SYSTEM)
    account = NewAccount("Банк реки", "044525225", "40702810200000012345")
    account_id = await add_account(world, org, entity, account, by=SYSTEM)
    for app in apps:
        await set_payee(world, org, app, entity=entity, account=account_id, by=editor)


async def _fill_catalogue(world: World, viewer: Viewer) -> None:
    ids: dict[str, str] = {}
    for number, (kind, screen, title, text, category) in enumerate(_CATALOGUE):
        shows = TRANSITIONS[screen or kind].look is not Look.PLAIN
        wanted = {
            "kind": kind,
            "screen": screen,
            "title": title,
            "text": text,
            "image": await _picture(world, viewer, number) if shows else None,
            "category": None if category is None else ids[category],
            "published": True,
        }
        ids[title] = await add_item(world, viewer, wanted)


async def _picture(world: World, viewer: Viewer, number: int) -> str:
    async def content() -> AsyncIterator[bytes]:
        yield painting(number)

    by = Uploader(viewer.home.org.id, "staff", viewer.id)
    about = About("picture.png", "catalogue")
    return (await take_file(world, by, content(), lambda: about)).id


async def _viewer(world: World, org: str, staff_id: str) -> Viewer:
    directory = await Directories(world.db).fetch(org)
    assert directory is not None
    return Viewer(staff_id, directory.staff[staff_id].permissions, directory)
