"""`/b/{digest}/…` on a mini-app's own host, `/apps/{app}/{digest}/…`: the hosted builds.

Nothing else is served on those hosts, no cookie is set or read, and a build never changes: all of
it may be kept for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Host, Route, Router

from chatserver.actions.miniapps.builds import build_folder
from chatserver.actions.miniapps.launches.hosting import HostedBuild, hosted_build
from chatserver.actions.miniapps.launches.previews import ticket_holds
from chatserver.core.archives import INDEX, TYPES, extension, name_findings
from chatserver.core.hosting import page_policy
from chatserver.core.refusals import NotFound
from chatserver.files import NoSuchFile
from chatserver.http.app_addresses import LOCAL_DOMAIN, api_addresses
from chatserver.http.sending import ranged_response
from chatserver.identity import Identity
from chatserver.world import World

FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, eq=False)
class Hosting:
    """Hands the files of builds out."""

    world: World
    identity: Identity

    def routes(self) -> Sequence[BaseRoute]:
        """Return the hosts of mini-apps; without `apps_domain` their paths on this one, too."""
        own = Router([*self._pages("/b", own_origin=True), *self._tickets("/p", own_origin=True)])
        domain = self.world.settings.server.apps_domain
        if domain:
            return [Host(f"{{label}}.{domain}", own)]
        return [
            Host(f"{{label}}.{LOCAL_DOMAIN}", own),
            *self._tickets("/apps/{label}/p", own_origin=False),
            *self._pages("/apps/{label}", own_origin=False),
        ]

    def _pages(self, at: str, *, own_origin: bool) -> Sequence[BaseRoute]:
        async def answer(request: Request) -> Response:
            return await self._answer(request, own_origin=own_origin)

        return [
            Route(f"{at}/{{digest}}/{{path:path}}", answer),
            Route(f"{at}/{{digest}}", _into_folder),
        ]

    def _tickets(self, at: str, *, own_origin: bool) -> Sequence[BaseRoute]:
        return self._pages(f"{at}/{{ticket}}", own_origin=own_origin)

    async def _answer(self, request: Request, *, own_origin: bool) -> Response:
        # A service worker would outlive the version that it came with.
        if request.headers.get("service-worker") == "script":
            raise NotFound
        where, digest = request.path_params["label"], request.path_params["digest"]
        ticket = request.path_params.get("ticket")
        if "\0" in where + digest:
            raise NotFound
        if ticket is not None and not ticket_holds(self.identity, digest, ticket):
            raise NotFound
        build = await hosted_build(self.world, where, digest, ticket=ticket is not None)
        headers = self._headers(request, build, own_origin=own_origin)
        if ticket is not None:
            headers["Cache-Control"] = "private, no-store"
        return await self._file(request, build, headers)

    async def _file(
        self, request: Request, build: HostedBuild, headers: dict[str, str]
    ) -> Response:
        path = request.path_params["path"] or INDEX
        kind = TYPES.get(extension(path))
        key = f"{build_folder(build.app, build.digest)}/{path}"
        # What the gate lets in nowhere is nowhere, and no store need be asked for it.
        if kind is None or any(name_findings(path)):
            raise NotFound
        try:
            size = await self.world.files.size(key)
        except NoSuchFile:
            raise NotFound from None
        return ranged_response(
            request,
            headers,
            mime=kind,
            size=size,
            tag=build.digest,
            read=lambda start, end: self.world.files.read(key, start, end),
        )

    def _headers(self, request: Request, build: HostedBuild, *, own_origin: bool) -> dict[str, str]:
        here = api_addresses(request, self.world)
        server = self.world.settings.server
        policy = page_policy(
            build.manifest,
            # An origin that the sandbox took away is not 'self': its files are named.
            own="'self'" if own_origin else _folder_of(request),
            api=tuple(f"{address}/miniapp/v1/" for address in here),
            frames=tuple(dict.fromkeys((*here, *server.allowed_origins, *build.superapps))),
            sandbox=not own_origin,
        )
        return {
            "Content-Security-Policy": policy,
            "Cache-Control": FOR_EVER,
            # Without an origin, its own scripts and pictures come to a page from elsewhere.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "same-origin" if own_origin else "cross-origin",
        }


def _folder_of(request: Request) -> str:
    """Return the address of the build itself, which ends with a slash."""
    path = request.path_params["path"]
    whole = str(request.url.replace(query="", fragment=""))
    return whole.removesuffix(request.url.path) + request.url.path.removesuffix(path)


async def _into_folder(request: Request) -> Response:
    """Relative addresses in the page begin at its folder."""
    return RedirectResponse(f"{request.url.path}/", 308)
