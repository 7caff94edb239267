"""Which headers protect a page from others, and others from it?"""

from collections.abc import Mapping, Sequence

from secure import (
    ContentSecurityPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
)
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatserver.actions.integrations.superapps import SuperappOrigins

# What a browser must not do with anything that is not one of our pages.
CLOSED = ContentSecurityPolicy().default_src("'none'").frame_ancestors("'none'")


def screen_policy(frames: Sequence[str]) -> ContentSecurityPolicy:
    """Return the policy of a screen: its own files and host; `frames` may embed it."""
    return (
        ContentSecurityPolicy()
        .default_src("'self'")
        .script_src("'self'")
        # The components set sizes and colours as style attributes.
        .style_src("'self'", "'unsafe-inline'")
        .img_src("'self'", "data:", "blob:")
        .connect_src("'self'")
        .object_src("'none'")
        .base_uri("'none'")
        .form_action("'self'")
        .frame_ancestors(*(frames or ["'none'"]))
    )


def page_policy(frames: str = "'none'") -> ContentSecurityPolicy:
    """Return the policy of the server's own small pages, which have a style and no script;
    `frames` may embed them.
    """
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .style_src("'unsafe-inline'")
        .base_uri("'none'")
        .form_action("'self'")
        .frame_ancestors(frames)
    )


def _headers(csp: ContentSecurityPolicy, *, microphone: bool = False) -> Mapping[str, str]:
    # An employee dictates (requirement 174), so the console keeps the microphone.
    allowed = "self" if microphone else ""
    return Secure(
        csp=csp,
        xcto=XContentTypeOptions().nosniff(),
        referrer=ReferrerPolicy().no_referrer(),
        permissions=PermissionsPolicy().microphone(allowed).camera("").geolocation(""),
    ).headers


def superapp_headers(apps: str) -> Mapping[str, str]:
    """Return the headers of the demo's superapp: it frames mini-apps, and our own chat."""
    return _headers(screen_policy(()).frame_src("'self'", apps), microphone=True)


class SecurityHeaders:
    """Adds the headers by the path; what an answer says itself is left as it is.

    `embedders` are the origins that may show the client's chat in a frame, beside the superapps'.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        embedders: Sequence[str] = (),
        superapp_origins: SuperappOrigins | None = None,
    ) -> None:
        self.app = app
        self._embedders = embedders
        self._superapps = superapp_origins or SuperappOrigins()
        self._chat = (self._superapps.known, self._chat_headers())
        page = _headers(page_policy())
        self._by_path: Sequence[tuple[str, Mapping[str, str]]] = (
            ("/console/", _headers(screen_policy(()), microphone=True)),
            ("/demo/", page),
            ("/m/", page),
            ("/docs", page),
            # The demo's superapp shows the fake payee in a view of its own.
            ("/pay/", _headers(page_policy("'self'"))),
        )
        self._closed = _headers(CLOSED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        chosen = self._chosen(path)

        async def dress(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in chosen.items():
                    headers.setdefault(name, value)
                if path.startswith(("/api/", "/superapp/", "/miniapp/", "/public/")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, dress)

    def _chosen(self, path: str) -> Mapping[str, str]:
        if not path.startswith("/chat/"):
            return next((h for start, h in self._by_path if path.startswith(start)), self._closed)
        if self._chat[0] != self._superapps.known:
            self._chat = (self._superapps.known, self._chat_headers())
        return self._chat[1]

    def _chat_headers(self) -> Mapping[str, str]:
        frames = ["'self'", *self._embedders, *sorted(self._superapps.known)]
        return _headers(screen_policy(frames), microphone=True)
