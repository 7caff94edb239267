"""From whose page may a browser speak to us? (docs/protocol.md, "Connecting")"""

from urllib.parse import SplitResult, urlsplit

from chatserver.config import Server
from chatserver.http.app_addresses import LOCAL_DOMAIN

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def origin_allowed(origin: str | None, server: Server, host: str) -> bool:
    """Whether a request with this `Origin` and `Host` is let in.

    None, a caller that is no browser, is; so is a page of our own host, and those configured. A
    server that only this machine can reach takes every page of this machine, for those who
    develop a screen. The scheme of our own host is not compared: a proxy may end TLS before us.
    A mini-app's page, which has a host of its own that leads here, too, is not.
    """
    if origin is None:
        return True
    if origin.lower() in {one.lower() for one in server.allowed_origins}:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or _of_a_miniapp(parts, server):
        return False
    return parts.netloc.lower() == host.lower() != "" or _of_this_machine(parts, server)


def _of_a_miniapp(parts: SplitResult, server: Server) -> bool:
    name = (parts.hostname or "").removesuffix(".")
    return name.endswith(f".{server.apps_domain or LOCAL_DOMAIN}")


def _of_this_machine(parts: SplitResult, server: Server) -> bool:
    return server.on_loopback and parts.hostname in _THIS_MACHINE
