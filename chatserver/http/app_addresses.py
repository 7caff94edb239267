"""Where does a hosted mini-app's page lie, and as whom do we sign its tokens?

Never on the console's origin: each mini-app has an origin of its own wherever that can be had.
"""

from starlette.requests import Request

from chatserver.world import World

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


def page_url(request: Request, world: World, *, app: str, label: str, digest: str) -> str:
    """Return the address of a release's page: a host of its own, or the path on this one."""
    path = f"/apps/{app}/{digest}/"
    domain = str(getattr(world.settings.server, "apps_domain", ""))
    if domain:
        return f"https://{label}.{domain}{path}"
    here = request.base_url
    if here.hostname in _LOOPBACK:
        port = f":{here.port}" if here.port else ""
        return f"{here.scheme}://{label}.apps.localhost{port}{path}"
    return f"{own_address(request)}{path}"


def own_address(request: Request) -> str:
    """Return the address of this server as the request called it, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def issuer(request: Request, world: World) -> str:
    """Return what our tokens name as their issuer."""
    return world.settings.identity.token_issuer or own_address(request)
