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


def page_policy() -> ContentSecurityPolicy:
    """Return the policy of the server's own small pages, which have a style and no script."""
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .style_src("'unsafe-inline'")
        .base_uri("'none'")
        .form_action("'self'")
        .frame_ancestors("'none'")
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


class SecurityHeaders:
    """Adds the headers by the path; what an answer says itself is left as it is.

    `embedders` are the origins that may show the client's chat in a frame.
    """

    def __init__(self, app: ASGIApp, *, embedders: Sequence[str] = ()) -> None:
        self.app = app
        page = _headers(page_policy())
        self._by_path: Sequence[tuple[str, Mapping[str, str]]] = (
            ("/console/", _headers(screen_policy(()), microphone=True)),
            ("/chat/", _headers(screen_policy(["'self'", *embedders]), microphone=True)),
            ("/demo/", page),
            ("/m/", page),
            ("/docs", page),
        )
        self._closed = _headers(CLOSED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        chosen = next((h for start, h in self._by_path if path.startswith(start)), self._closed)

        async def dress(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in chosen.items():
                    headers.setdefault(name, value)
                if path.startswith(("/api/", "/superapp/", "/miniapp/")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, dress)
