"""What does a mini-app ask for in its miniapp.json, and how does that differ from before? (D13)"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chatserver.core.mistakes import Mistake
from chatserver.core.texts import has_visible, storable

SCOPES = (
    "profile.name",
    "profile.phone",
    "profile.email",
    "profile.photo",
    "profile.birth",
    "place.read",
    "role.read",
    "payments",
    "notifications",
    "chat.open",
    "storage",
)
ORIGINS = ("connect", "frame", "media")
MOST_ORIGINS = 20
PURPOSE = 200
_PORTS = 65_535
_FIELDS = frozenset({"scopes", "wasm", *ORIGINS})
# https, a host name with a dot, perhaps a port; no wildcard, no path, no address in numbers.
_ORIGIN = re.compile(
    r"https://(?!\d+(\.\d+){3}(:|$))([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
    r"(:(?P<port>[1-9]\d{0,4}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of data or a power, why it is asked for, and whether nothing works without it."""

    name: str
    purpose: str
    required: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build asks for. Without a miniapp.json: nothing."""

    scopes: tuple[Scope, ...] = ()
    connect: tuple[str, ...] = ()
    frame: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    wasm: bool = False

    @property
    def required(self) -> frozenset[str]:
        """The scopes without which the mini-app does not open."""
        return frozenset(scope.name for scope in self.scopes if scope.required)

    def document(self) -> dict[str, object]:
        """Return the manifest as plain JSON."""
        return {
            "scopes": [
                {"name": one.name, "purpose": one.purpose, "required": one.required}
                for one in self.scopes
            ],
            "connect": list(self.connect),
            "frame": list(self.frame),
            "media": list(self.media),
            "wasm": self.wasm,
        }


def read_manifest(document: object) -> tuple[Manifest, list[Mistake]]:
    """Return what a document asks for, and every mistake in it."""
    if not isinstance(document, dict):
        return Manifest(), [Mistake("", "type", "an object")]
    mistakes = [
        Mistake(f"/{name}", "unknown", "there is no such field")
        for name in document
        if name not in _FIELDS
    ]
    scopes = tuple(_scopes(document.get("scopes", []), mistakes))
    origins = {name: tuple(_origins(name, document.get(name, []), mistakes)) for name in ORIGINS}
    wasm = document.get("wasm", False)
    if not isinstance(wasm, bool):
        mistakes.append(Mistake("/wasm", "type", "true or false"))
    manifest = Manifest(
        scopes, origins["connect"], origins["frame"], origins["media"], wasm is True
    )
    return manifest, mistakes


def _scopes(value: object, mistakes: list[Mistake]) -> Iterable[Scope]:
    if not isinstance(value, list):
        mistakes.append(Mistake("/scopes", "type", "a list"))
        return
    seen: set[str] = set()
    for index, one in enumerate(value):
        scope = _scope(f"/scopes/{index}", one, mistakes)
        if scope is not None and scope.name in seen:
            mistakes.append(Mistake(f"/scopes/{index}/name", "duplicate", "it stands there twice"))
        elif scope is not None:
            seen.add(scope.name)
            yield scope


def _scope(pointer: str, one: object, mistakes: list[Mistake]) -> Scope | None:
    if not isinstance(one, dict) or set(one) - {"name", "purpose", "required"}:
        mistakes.append(Mistake(pointer, "type", "an object of name, purpose and required"))
        return None
    name, purpose, required = one.get("name"), one.get("purpose"), one.get("required", False)
    before = len(mistakes)
    if name not in SCOPES:
        mistakes.append(Mistake(f"{pointer}/name", "unknown", "there is no such scope"))
    if not isinstance(purpose, str) or not _says_why(purpose.strip()):
        text = f"why it is needed, in 1 to {PURPOSE} characters that can be read"
        mistakes.append(Mistake(f"{pointer}/purpose", "length", text))
    if not isinstance(required, bool):
        mistakes.append(Mistake(f"{pointer}/required", "type", "true or false"))
    if len(mistakes) > before:
        return None
    return Scope(str(name), str(purpose).strip(), required is True)


def _says_why(purpose: str) -> bool:
    return len(purpose) <= PURPOSE and has_visible(purpose) and storable(purpose)


def _origins(name: str, value: object, mistakes: list[Mistake]) -> Iterable[str]:
    if not isinstance(value, list) or len(value) > MOST_ORIGINS:
        mistakes.append(Mistake(f"/{name}", "type", f"a list of at most {MOST_ORIGINS} origins"))
        return
    for index, one in enumerate(value):
        if isinstance(one, str) and _is_origin(one):
            yield one
        else:
            text = "an origin like https://api.example.com, without a wildcard or a path"
            mistakes.append(Mistake(f"/{name}/{index}", "origin", text))


def _is_origin(text: str) -> bool:
    # It goes into a header as it is: nothing may stand behind it, not even the end of a line.
    found = _ORIGIN.fullmatch(text)
    return found is not None and int(found["port"] or 0) <= _PORTS


def changes_between(
    before: Mapping[str, object], after: Mapping[str, object]
) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return what a manifest adds and takes away, by field; fields that stay are left out.

    `purposes` are of scopes that both ask for: clients read other words from then on.
    """
    old, new = read_manifest(dict(before))[0], read_manifest(dict(after))[0]
    both = {one.name for one in old.scopes} & {one.name for one in new.scopes}
    pairs = {
        "scopes": (_named(old), _named(new)),
        "purposes": (_reasons(old, both), _reasons(new, both)),
        **{name: (set(getattr(old, name)), set(getattr(new, name))) for name in ORIGINS},
        "wasm": ({"wasm"} if old.wasm else set(), {"wasm"} if new.wasm else set()),
    }
    return {
        name: {"added": sorted(now - was), "removed": sorted(was - now)}
        for name, (was, now) in pairs.items()
        if was != now
    }


def _named(manifest: Manifest) -> set[str]:
    return {f"{one.name} ({'required' if one.required else 'optional'})" for one in manifest.scopes}


def _reasons(manifest: Manifest, names: Collection[str]) -> set[str]:
    return {f"{one.name}: {one.purpose}" for one in manifest.scopes if one.name in names}
