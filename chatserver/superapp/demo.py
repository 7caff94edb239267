"""`/demo/`: how does one step into the shoes of any demo client or employee?

It plays the superapp's back end and asks nobody who they are, so it is there under `chatserver
demo` alone.
"""

from collections.abc import Mapping, Sequence
from html import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from chatserver.actions.callers.viewers import NotWelcome, viewer_of
from chatserver.actions.employees.staff_cards import own_card
from chatserver.actions.integrations.client_tokens import demo_client_token
from chatserver.actions.sign_in.demo_people import Circle, Somebody, demo_people
from chatserver.actions.sign_in.sessions import begin_session
from chatserver.core.refusals import NotFound
from chatserver.http.documents import extras
from chatserver.http.languages import language_of
from chatserver.http.me import MeWord
from chatserver.http.pages import page
from chatserver.superapp.counter import HereCounter
from chatserver.superapp.words import PersonaClientWord, PersonaStaffWord, PersonaWord
from chatserver.wire.times import rfc3339

WORDS = {
    "en": {
        "title": "Demo",
        "about": "Open a client in one window and an employee in another, and let them talk.",
        "platform": "The platform",
        "staff": "Employees",
        "clients": "Clients",
        "superapp": "The superapp",
        "miniapps": "Mini-apps alone",
    },
    "ru": {
        "title": "Демонстрация",
        "about": "Откройте клиента в одном окне, сотрудника в другом, и пусть они поговорят.",
        "platform": "Платформа",
        "staff": "Сотрудники",
        "clients": "Клиенты",
        "superapp": "Суперапп",
        "miniapps": "Мини-приложения без него",
    },
}

routes = APIRouter(prefix="/demo", tags=["demo"])


@routes.post("/tokens", openapi_extra=extras(permission=None, problems=["not_found"]))
async def tokens(body: PersonaWord, counter: HereCounter) -> PersonaClientWord | PersonaStaffWord:
    """Return a token for any client, or a session for any employee, of the demo."""
    if body.client is not None:
        issued = await demo_client_token(counter.world, counter.identity, body.client)
        return PersonaClientWord(token=issued.token, expires_at=rfc3339(issued.expires_at))
    try:
        session = await begin_session(counter.world, counter.identity, body.staff or "")
    except NotWelcome:
        raise NotFound from None
    viewer = await viewer_of(counter.world, counter.ledger.directories, session.claims)
    return PersonaStaffWord(
        token=session.access_token,
        expires_at=rfc3339(session.claims.expires_at),
        access_token=session.access_token,
        refresh_token=session.refresh_token,
        expires_in=session.expires_in,
        me=MeWord.of(await own_card(counter.world, viewer)),
    )


@routes.get("/", include_in_schema=False)
async def people(request: Request, counter: HereCounter) -> HTMLResponse:
    """List every demo client and employee, each a link into their screen."""
    language = language_of(request)
    say = WORDS[language]
    circles = "".join(_circle(one, say) for one in await demo_people(counter.world))
    return page(say["title"], f"<p>{say['about']}</p>{circles}", language=language)


@routes.get("", include_in_schema=False)
async def into() -> RedirectResponse:
    """Lead to the page."""
    return RedirectResponse("/demo/", 308)


def _circle(circle: Circle, say: Mapping[str, str]) -> str:
    """Whoever can talk with each other stands under one heading."""
    staff = _cards(circle.staff, "/console/?demo=")
    beside = (("/demo/app/?demo=", say["superapp"]), ("/demo/miniapps/", say["miniapps"]))
    clients = _cards(circle.clients, "/chat/?demo=", beside)
    return f"<h2>{escape(circle.name or say['platform'])}</h2>" + "".join(
        f"<h3>{say[name]}</h3>{cards}"
        for name, cards, people in (
            ("staff", staff, circle.staff),
            ("clients", clients, circle.clients),
        )
        if people
    )


def _cards(
    somebodies: Sequence[Somebody], screen: str, more: Sequence[tuple[str, str]] = ()
) -> str:
    """Each a link into their screen; `more`: other addresses, and what each is called."""
    cards = "".join(
        f'<div><a class="card" target="_blank" href="{screen}{escape(one.id)}">'
        f"<b>{escape(one.name)}</b>{escape(one.about)}</a>{_beside(one, more)}</div>"
        for one in somebodies
    )
    return f'<div class="cards">{cards}</div>'


def _beside(one: Somebody, more: Sequence[tuple[str, str]]) -> str:
    return " · ".join(
        f'<a class="note" target="_blank" href="{address}{escape(one.id)}">{name}</a>'
        for address, name in more
    )
