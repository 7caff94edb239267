"""Which files of which builds are handed out to whoever asks, and under which policy? (B8, D2)"""

from dataclasses import dataclass

from chatserver.core.manifests import Manifest
from chatserver.core.miniapps import NOTHING, App, served


@dataclass(frozen=True, slots=True)
class Standing:
    """How a build stands: `published` once in a release; `newest` of those that were approved."""

    published: bool = False
    newest: bool = False
    revoked: bool = False


def hosted(app: App, build: Standing, *, ticket: bool = False) -> bool:
    """Return whether a build's files may be read.

    A page that is open goes on reading the files that it came with when a newer version is
    published, so every release that was published stays while anything is served. The newest
    approved one is there also while nothing is: tokens made by hand open it (K2). With a reviewer's
    `ticket` any build is, but for a revoked one.
    """
    if build.revoked:
        return False
    if ticket:
        return True
    if app.suspended or not app.licensed or not app.approved:
        return False
    return build.newest or (build.published and served(app) != NOTHING)


def page_policy(
    manifest: Manifest, *, own: str, api: tuple[str, ...], frames: tuple[str, ...], sandbox: bool
) -> str:
    """Return the Content-Security-Policy of a hosted page (docs/miniapps.md, "Where it runs").

    `own` stands for its own files, `api` for our door, `frames` for who may embed it. `sandbox`
    takes its origin from it, where it has none of its own.
    """
    wasm = ("'wasm-unsafe-eval'",) if manifest.wasm else ()
    parts = {
        "default-src": (own,),
        "script-src": (own, *wasm),
        "style-src": (own, "'unsafe-inline'"),
        "img-src": (own, "data:", "blob:", "https:"),
        "media-src": (own, "data:", "blob:", *manifest.media),
        "connect-src": (own, *api, *manifest.connect),
        "frame-src": manifest.frame or ("'none'",),
        "object-src": ("'none'",),
        "base-uri": ("'none'",),
        "form-action": (own,),
        "frame-ancestors": frames or ("'none'",),
    }
    policy = "; ".join(" ".join((name, *sources)) for name, sources in parts.items())
    flags = "allow-scripts allow-forms allow-popups allow-downloads"
    return f"sandbox {flags}; {policy}" if sandbox else policy
