"""Where does a hosted mini-app's page lie, and as whom do we sign its tokens?

Never on the console's origin: each mini-app has an origin of its own wherever that can be had.
"""

from urllib.parse import quote

from starlette.requests import Request

from chatserver.world import World

# Browsers take every name below `localhost` for this machine.
LOCAL_DOMAIN = "apps.localhost"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


def page_url(request: Request, world: World, *, app: str, label: str, path: str) -> str:
    """Return the address of a page: on a host of its own, or below a path of this one.

    `path` is one of `build_path` or `preview_path`.
    """
    server, here = world.settings.server, request.base_url
    if server.apps_domain:
        return f"https://{label}.{server.apps_domain}/{path}"
    if here.hostname in LOOPBACK:
        port = f":{here.port}" if here.port else ""
        return f"{here.scheme}://{label}.{LOCAL_DOMAIN}{port}/{path}"
    return f"{own_address(request)}/apps/{quote(app)}/{path.removeprefix('b/')}"


def build_path(digest: str) -> str:
    """Return where a build's page lies on its mini-app's own host."""
    return f"b/{digest}/"


def preview_path(digest: str, ticket: str) -> str:
    """Return where a build's page lies for whoever holds a ticket."""
    return f"p/{ticket}/{digest}/"


def api_addresses(request: Request, world: World) -> tuple[str, ...]:
    """Return where a hosted page finds us, whichever host it was asked for under."""
    server, here = world.settings.server, request.base_url
    if server.public_url:
        return (server.public_url,)
    if here.hostname in LOOPBACK or str(here.hostname).endswith(f".{LOCAL_DOMAIN}"):
        port = f":{here.port}" if here.port else ""
        return tuple(f"{here.scheme}://{name}{port}" for name in ("localhost", "127.0.0.1"))
    return (own_address(request),)


def page_origins(world: World) -> str:
    """Return every origin of a hosted page, as a policy names them."""
    domain = world.settings.server.apps_domain
    return f"https://*.{domain}" if domain else f"*.{LOCAL_DOMAIN}:*"


def own_address(request: Request) -> str:
    """Return the address of this server as the request called it, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def issuer(request: Request, world: World) -> str:
    """Return what our tokens name as their issuer: what a request calls us only where nobody has
    said it.
    """
    settings = world.settings
    named = settings.identity.token_issuer or settings.server.public_url
    return named or own_address(request)
