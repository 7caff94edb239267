"""`/demo/miniapps/…`: how does a demo client open a mini-app, as their superapp would?

The token goes in the fragment here, as with one that was made by hand: there is no host beside the
page that could hand it over.
"""

from html import escape
from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from chatserver.actions.callers.residents import Resident, resident_of
from chatserver.actions.integrations.client_tokens import demo_client_token
from chatserver.actions.miniapps.launches.consents import accept
from chatserver.actions.miniapps.launches.offers import OfferView
from chatserver.actions.miniapps.launches.opening import Wish, launch
from chatserver.actions.miniapps.launches.screens import Tile, tiles
from chatserver.actions.miniapps.launches.tokens import Minted
from chatserver.core.refusals import OfferRequired
from chatserver.http.app_addresses import build_path, issuer, page_url
from chatserver.http.ids import Id
from chatserver.http.languages import language_of
from chatserver.http.offer_links import offer_link
from chatserver.http.pages import page
from chatserver.superapp.counter import Counter, HereCounter
from chatserver.superapp.launch_words import DeclineWord
from chatserver.superapp.visitors import channel

routes = APIRouter(prefix="/demo/miniapps", include_in_schema=False)

SCREENS = {
    "en": {"home": "Main", "house": "Home", "showcase": "Showcase", "services": "Services"},
    "ru": {"home": "Главная", "house": "Дом", "showcase": "Витрина", "services": "Сервисы"},
}
WORDS = {
    "en": {
        "offer": "The offer",
        "data": "It asks for:",
        "agree": "Agree",
        "agreed": "You agreed.",
        "open": "Open",
        "nothing": "It asks for no data.",
    },
    "ru": {
        "offer": "Договор оферты",
        "data": "Приложение запрашивает:",
        "agree": "Согласиться",
        "agreed": "Согласие сохранено.",
        "open": "Открыть",
        "nothing": "Данных приложение не запрашивает.",
    },
}


@routes.get("/{client_id}")
async def screens(client_id: Id, request: Request, counter: HereCounter) -> HTMLResponse:
    """Show what stands on the four screens of this client's superapp."""
    language = language_of(request)
    resident = await _resident(counter, client_id)
    found = await tiles(counter.world, resident, screen=None, place=None)
    order = list(SCREENS[language])
    found.sort(key=lambda one: order.index(one.screen))
    body = "".join(
        f'<h2>{SCREENS[language][screen]}</h2><div class="cards">'
        f"{''.join(_tile(client_id, tile) for tile in some)}</div>"
        for screen, some in groupby(found, key=lambda one: one.screen)
    )
    return page(resident.client.name, body, language=language)


@routes.get("/{client_id}/{miniapp_id}")
async def open_miniapp(
    client_id: Id, miniapp_id: Id, request: Request, counter: HereCounter
) -> Response:
    """Launch it for the client's first premises, or show the offer that is to be accepted first."""
    found = await _launched(client_id, miniapp_id, request, counter)
    if isinstance(found, OfferView):
        return _ask(request, counter, found)
    path = build_path(found.digest)
    url = page_url(request, counter.world, app=found.app, label=found.label, path=path)
    return RedirectResponse(f"{url}#token={found.token}", 303)


@routes.post("/{client_id}/{miniapp_id}")
async def agree(
    client_id: Id, miniapp_id: Id, request: Request, counter: HereCounter
) -> HTMLResponse:
    """Accept the offer with all data that is asked for, if it is still to be accepted."""
    offer = await _launched(client_id, miniapp_id, request, counter)
    if isinstance(offer, OfferView):
        resident = await _resident(counter, client_id)
        scopes = [str(one["name"]) for one in offer.scopes]
        by = channel(counter, request, DeclineWord(platform="web"))
        await accept(counter.world, resident, offer.id, scopes, by)
    language = language_of(request)
    say = WORDS[language]
    # A form may lead to this host alone, and the page lies on another: a link goes there.
    return page(say["agreed"], f'<p><a href="">{say["open"]}</a></p>', language=language)


async def _launched(
    client_id: str, miniapp_id: str, request: Request, counter: Counter
) -> Minted | OfferView:
    """Return a launch, or the offer that is in its way."""
    resident = await _resident(counter, client_id)
    place = resident.client.places[0] if resident.client.places else None
    push = request.query_params.get("notification")
    world = counter.world
    wish = Wish("deeplink" if push is None else "push", place, push=push)
    try:
        return await launch(
            world, counter.identity, resident, miniapp_id, wish, issuer=issuer(request, world)
        )
    except OfferRequired as required:
        shown = required.data["offer"]
        assert isinstance(shown, dict)
        return OfferView(**shown)


async def _resident(counter: Counter, client_id: str) -> Resident:
    issued = await demo_client_token(counter.world, counter.identity, client_id)
    claims = await counter.identity.verify_client(issued.token)
    return await resident_of(counter.ledger.directories, claims)


def _tile(client_id: str, tile: Tile) -> str:
    text = f"<b>{escape(tile.title)}</b>{escape(tile.text)}"
    if tile.app is None:
        return f'<div class="card">{text}</div>'
    address = f"/demo/miniapps/{escape(client_id)}/{escape(tile.app)}"
    return f'<a class="card" target="_blank" href="{address}">{text}</a>'


def _ask(request: Request, counter: Counter, offer: OfferView) -> HTMLResponse:
    language = language_of(request)
    say = WORDS[language]
    url, _ = offer_link(request, counter.world, counter.identity, offer.id)
    scopes = "".join(
        f"<li><code>{escape(str(one['name']))}</code> {escape(str(one['purpose']))}</li>"
        for one in offer.scopes
    )
    data = f"<p>{say['data']}</p><ul>{scopes}</ul>" if scopes else f"<p>{say['nothing']}</p>"
    body = (
        f'<p><a href="{escape(url)}" target="_blank">{say["offer"]} ({offer.number})</a></p>'
        f'{data}<form method="post"><button>{say["agree"]}</button></form>'
    )
    return page(offer.title, body, language=language)
