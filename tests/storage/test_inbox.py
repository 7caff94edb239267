"""Does the list's SQL say what the predicate in memory says?"""

from dataclasses import asdict, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlmodel import SQLModel

from chatserver.core.chat import Chat, State
from chatserver.core.events import TagOffer
from chatserver.core.inbox import Counts, Filter, Seen, Span, may_list, shows
from chatserver.core.people import Client, Place, Staff
from chatserver.core.rating import BEST, WORST
from chatserver.core.rights import Permission
from chatserver.core.searching import haystack, needle
from chatserver.storage import inbox, tables
from chatserver.storage.chat_order import COLUMNS, minute_of, row_of
from chatserver.storage.database import Database

ORG = "org_1"
PLACES = {
    "obj_north": ("obj_quarter", "obj_north"),
    "obj_n1": ("obj_quarter", "obj_north", "obj_n1"),
    "obj_south": ("obj_quarter", "obj_south"),
    "obj_s1": ("obj_quarter", "obj_south", "obj_s1"),
    "obj-n1": ("obj_far", "obj-n1"),
}
OBJECTS = {"obj_quarter": ("obj_quarter",), "obj_far": ("obj_far",), **PLACES}
PEOPLE = {"cl_1": ("Фёдор Ёлкин", "+79161234567"), "cl_2": ("Анна 100%_", "+79031112233")}
CLIENTS = {id_: Client(id_, name, ORG, phone, ()) for id_, (name, phone) in PEOPLE.items()}
KINDS = {"prd_app": "miniapp", "prd_sub": "subscription"}
DEPARTMENTS = ("dep_1", "dep_2")
STAFF = ("st_ann", "st_bob")

few = st.integers(0, 3)
# Some of one minute, some of two, some where one ends.
times = st.sampled_from((0, 1, 59_999, 60_000, 60_001, 119_999, 120_000))


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


@st.composite
def chats(draw: st.DrawFn) -> list[Chat]:
    made = []
    for number in range(draw(st.integers(0, 8))):
        said = draw(few)
        read = draw(st.integers(0, said))
        made.append(
            Chat(
                id=f"chat_{number}",
                number=draw(st.sampled_from((7, 79, 100))) * 10 + number,
                org=ORG,
                client="",
                product="",
                place=draw(st.sampled_from((None, *PLACES))),
                platform=draw(st.sampled_from((None, "ios", "web"))),
                created_at=draw(times),
                updated_at=draw(times),
                state=draw(st.sampled_from(State)),
                acted=draw(st.booleans()),
                tag=draw(
                    st.sampled_from((None, TagOffer("tag_1", "Вода"), TagOffer("tag_2", "Свет")))
                ),
                department=draw(st.sampled_from((None, *DEPARTMENTS))),
                staff=draw(st.sampled_from((None, *STAFF))),
                spoke=draw(st.sampled_from((None, "client", "staff"))),
                score=draw(st.none() | st.integers(WORST, BEST)),
                n_client=said,
                staff_read_n=read,
                staff_dead=draw(st.integers(0, said - read)),
            )
        )
    return made


viewers = st.builds(
    Staff,
    id=st.just("st_ann"),
    name=st.just("Ann"),
    org=st.just(ORG),
    active=st.sampled_from((True, True, True, False)),
    department=st.none(),
    permissions=st.frozensets(
        st.sampled_from((Permission.CHATS_VIEW, Permission.SUBSCRIPTIONS_VIEW))
    ),
    objects=st.none() | st.frozensets(st.sampled_from(tuple(OBJECTS)), max_size=2),
)
spans = st.builds(Span, since=st.none() | times, until=st.none() | times)
typed = st.sampled_from(
    (
        "",
        "  ",
        "елкин",
        "ЁЛ",
        "916",
        "+7 (916)",
        "8 916 123-45-67",
        "№ 79",
        "79",
        "%",
        "_",
        "a",
        "анна 1",
    )
)
filters = st.builds(
    Filter,
    tab=st.sampled_from(("all", "new", "mine", "waiting")),
    needle=typed.map(needle),
    objects=some(tuple(OBJECTS)),
    departments=some(DEPARTMENTS),
    staff=some(STAFF),
    clients=some(tuple(PEOPLE)),
    products=some(("prd_app0", "prd_app1", "prd_sub0", "prd_sub1")),
    tags=some(("tag_1", "tag_2")),
    states=some(("bot", "staff", "closed")),
    platforms=some(("ios", "android", "web")),
    scores=st.lists(st.integers(WORST, BEST), max_size=2, unique=True).map(tuple),
    created=spans,
    updated=spans,
    unread=st.sampled_from((None, None, True, False)),
    unanswered=st.sampled_from((None, None, True, False)),
    sort=st.sampled_from(("updated", "created")),
)


@pytest.fixture
async def db(database: Database) -> Database:
    async with database.transaction() as session:
        session.add(tables.Org(id=ORG, name="Дом", rev=41, chats=1007, created_at=0))
        await session.flush()
        for id_, above in OBJECTS.items():
            path = f"/{'/'.join(above)}/"
            session.add(tables.ObjectRow(id=id_, org=ORG, kind="building", name=id_, path=path))
        for product in ("prd_app", "prd_sub"):
            for n in range(8):
                kind = KINDS[product]
                row = tables.ProductRow(id=f"{product}{n}", org=ORG, kind=kind, name="", title="")
                row.created_at = 0
                session.add(row)
        for id_, (name, phone) in PEOPLE.items():
            row_ = tables.ClientRow(id=id_, org=ORG, name=name, phone=phone, created_at=0)
            row_.search = haystack(name, phone)
            session.add(row_)
    return database


async def store(db: Database, made: list[Chat]) -> None:
    table = SQLModel.metadata.tables["chat"]
    async with db.transaction() as session:
        connection = await session.connection()
        order = SQLModel.metadata.tables["chat_order"]
        await connection.execute(order.delete())
        await connection.execute(table.delete())
        for rev, chat in enumerate(made, 1):
            chat.rev = rev
            await connection.execute(insert(table).values(row(chat)))
            at = dict(zip(COLUMNS, row_of(chat), strict=True))
            await connection.execute(insert(order).values(at))


def row(chat: Chat) -> dict[str, object]:
    values = asdict(chat)
    tag = values.pop("tag") or {"id": None, "text": None}
    values |= {"tag_id": tag["id"], "tag_text": tag["text"], "state": chat.state.value}
    return values | {"updated_minute": minute_of(chat.updated_at)}


def owned(made: list[Chat], whose: list[tuple[str, str]]) -> list[Chat]:
    """Give each chat its client and its product: a pair of its own."""
    return [
        replace(chat, client=client, product=f"{product}{number}")
        for number, (chat, (client, product)) in enumerate(zip(made, whose, strict=False))
    ]


def seen(chat: Chat) -> Seen:
    place = None
    if chat.place is not None:
        place = Place(chat.place, chat.place, "", frozenset(PLACES[chat.place]))
    return Seen(chat, KINDS[chat.product[:-1]], CLIENTS[chat.client], place)


pairs = st.lists(
    st.tuples(st.sampled_from(tuple(PEOPLE)), st.sampled_from(tuple(KINDS))),
    min_size=8,
    max_size=8,
)


@pytest.mark.slow
@given(made=chats(), whose=pairs, viewer=viewers, wanted=filters, size=st.integers(1, 4))
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_all_pages_together_are_what_the_predicate_shows_newest_first(
    db: Database,
    made: list[Chat],
    whose: list[tuple[str, str]],
    viewer: Staff,
    wanted: Filter,
    size: int,
) -> None:
    stored = owned(made, whose)
    await store(db, stored)

    listed: list[Chat] = []
    after = None
    while True:
        page = await inbox.page(db, viewer, wanted, after=after, limit=size)
        assert page.rev == 41
        listed += page.chats
        after = page.end
        if after is None:
            break

    def newest(chat: Chat) -> tuple[int, str]:
        return (chat.created_at if wanted.sort == "created" else chat.updated_at, chat.id)

    expected = [chat for chat in stored if shows(seen(chat), viewer, wanted)]
    assert listed == sorted(expected, key=newest, reverse=True)


@pytest.mark.slow
@given(made=chats(), whose=pairs, viewer=viewers)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_counts_are_those_of_the_tabs(
    db: Database, made: list[Chat], whose: list[tuple[str, str]], viewer: Staff
) -> None:
    stored = owned(made, whose)
    await store(db, stored)

    def count(viewer: Staff) -> Counts:
        tabs = [Filter(tab=tab) for tab in ("new", "mine", "waiting")]
        return Counts(*(sum(shows(seen(chat), viewer, tab) for chat in stored) for tab in tabs))

    bob = replace(viewer, id="st_bob")
    assert await inbox.counts(db, viewer) == count(viewer)
    counted = await inbox.counts_of_alike(db, [viewer, bob])
    assert counted == {"st_ann": count(viewer), "st_bob": count(bob)}


def test_a_chat_of_which_the_client_has_said_nothing_is_in_no_list() -> None:
    ann = Staff("st_ann", "Ann", ORG, True, None, frozenset({Permission.CHATS_VIEW}), None)
    quiet = Chat("chat_1", 1, ORG, "cl_1", "prd_app0", None, None, 0, 0, n_client=0)
    assert not may_list(seen(quiet), ann)
    assert may_list(seen(replace(quiet, n_client=1)), ann)
