"""`/m/{app}`, `/.well-known/…`: what do browsers, phones and partners find at fixed addresses?"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse

from chatserver.actions.miniapps.launches.deeplinks import Door, superapps_at
from chatserver.actions.miniapps.signing_keys import published_keys
from chatserver.http.documents import without_permission
from chatserver.http.ids import Id
from chatserver.http.languages import language_of
from chatserver.http.pages import page
from chatserver.superapp.counter import HereCounter

routes = APIRouter(tags=["links"])

# A key signs for months; who meets an unknown `kid` fetches anew.
KEYS_FRESH = "public, max-age=300"
# Stores by their codes; one that is not among them keeps its code.
_STORES = {
    "app_store": "App Store",
    "google_play": "Google Play",
    "rustore": "RuStore",
    "app_gallery": "AppGallery",
}
_OPENS = {"en": "Open in the app", "ru": "Открыть в приложении"}
_HEADING = {"en": "This opens in the app", "ru": "Это открывается в приложении"}
_INSTALL = {
    "en": "Not installed yet? Get it here:",
    "ru": "Ещё не установлено? Скачайте здесь:",
}


@routes.get("/.well-known/jwks.json", **without_permission())
async def jwks(counter: HereCounter) -> JSONResponse:
    """Return the public keys of mini-apps' tokens (RFC 7517)."""
    keys = await published_keys(counter.world, counter.identity)
    return JSONResponse(
        keys, headers={"Cache-Control": KEYS_FRESH, "Access-Control-Allow-Origin": "*"}
    )


@routes.get("/.well-known/assetlinks.json", include_in_schema=False)
async def assetlinks(request: Request, counter: HereCounter) -> JSONResponse:
    """Tell Android which apps open this host's links."""
    doors = await superapps_at(counter.world, request.url.hostname or "")
    return JSONResponse([_android(one) for one in _packages(doors, "android")])


@routes.get("/.well-known/apple-app-site-association", include_in_schema=False)
async def apple(request: Request, counter: HereCounter) -> JSONResponse:
    """Tell iOS which apps open this host's links."""
    doors = await superapps_at(counter.world, request.url.hostname or "")
    ids = [str(one["id"]) for one in _packages(doors, "ios")]
    details = [{"appIDs": ids, "components": [{"/": "/m/*"}]}] if ids else []
    return JSONResponse({"applinks": {"details": details}})


@routes.get("/m/{miniapp_id}", include_in_schema=False)
async def opens(miniapp_id: Id, request: Request, counter: HereCounter) -> HTMLResponse:
    """Lead a browser into the superapp, or to where it can be had.

    Nothing is looked up, so that the page is the same for a mini-app that is hidden or unknown.
    """
    language = language_of(request)
    doors = await superapps_at(counter.world, request.url.hostname or "")
    query = f"?{request.url.query}" if request.url.query else ""
    body = [
        f'<p><a class="card" href="{escape(_scheme_link(one, miniapp_id, query))}">'
        f"<b>{escape(one.name)}</b>{_OPENS[language]}</a></p>"
        for one in doors
    ]
    stores = [
        f'<li><a href="{escape(address)}" rel="noreferrer">{escape(one.name)}: {_store(store)}</a>'
        for one in doors
        for store, address in sorted(one.stores.items())
        if address.startswith("https://")
    ]
    if stores:
        body.append(f"<p>{_INSTALL[language]}</p><ul>{'</li>'.join(stores)}</li></ul>")
    return page(_HEADING[language], "".join(body), language=language)


def _store(code: str) -> str:
    return escape(_STORES.get(code, code))


def _scheme_link(door: Door, miniapp_id: str, query: str) -> str:
    """Return the address that the installed superapp takes over from the browser."""
    package = next(iter(_packages([door], "android")), None)
    host = door.link_host
    if package is None:
        return f"https://{host}/m/{miniapp_id}{query}"
    return f"intent://{host}/m/{miniapp_id}{query}#Intent;scheme=https;package={package['id']};end"


def _packages(doors: Sequence[Door], platform: str) -> Iterable[Mapping[str, Any]]:
    for door in doors:
        yield from (one for one in door.packages if one.get("platform") == platform)


def _android(package: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "relation": ["delegate_permission/common.handle_all_urls"],
        "target": {
            "namespace": "android_app",
            "package_name": package["id"],
            "sha256_cert_fingerprints": list(package.get("fingerprints", [])),
        },
    }
