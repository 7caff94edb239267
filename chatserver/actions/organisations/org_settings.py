"""How does an organisation want its people to be served: time zone, language, looks, safety?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from chatserver.actions.attachments.uploads.unused import PUBLIC, claim_picture
from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.languages import DEFAULT as LOCALE
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.organisations.orgs import held_org
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Org
from chatserver.world import World
from chatserver.zones import DEFAULT as TIME_ZONE

COLOURS = ("primary", "accent")


@dataclass(frozen=True, slots=True)
class OrgSettings:
    """The settings of an organisation. `colours` None: the screen's own."""

    time_zone: str
    locale: str
    colours: Mapping[str, str | None]
    logo: str | None
    require_totp: bool
    version: int


async def org_settings(world: World, viewer: Viewer) -> OrgSettings:
    """Return the settings of the viewer's organisation; what was never set has its default."""
    async with world.db.session() as session:
        return _read(await session.get_one(Org, viewer.home.org.id))


async def change_org_settings(
    world: World, viewer: Viewer, wanted: Mapping[str, Any], *, expected: int | None
) -> None:
    """Set what is named, None: back to its default; of `colours` each that is named.

    Raises `Stale` or `Invalid`.
    """
    org = viewer.home.org.id
    async with world.db.transaction() as session:
        row = await held_org(session, org, expected=expected)
        logo = wanted.get("logo")
        wrong_logo = await claim_picture(session, org, logo, PUBLIC, pointer="/logo")
        refuse_if_any([*_wrong_zone(wanted), *wrong_logo])
        before = _read(row)
        settings = {**row.settings, **wanted}
        if wanted.get("colours"):
            settings["colours"] = {**before.colours, **wanted["colours"]}
        row.settings = {name: value for name, value in settings.items() if value is not None}
        row.version += 1
        session.add(row)
        changed = Changed(org, _shown(before), _shown(_read(row)))
        by = Person("staff", viewer.id)
        await record(session, world, by=by, org=org, action="org.settings", changed=[changed])


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _wrong_zone(wanted: Mapping[str, Any]) -> Iterator[Mistake]:
    zone = wanted.get("time_zone")
    if zone is not None and zone not in _zones():
        yield Mistake("/time_zone", "unknown", "there is no such time zone")


def _read(row: Org) -> OrgSettings:
    stored = row.settings
    colours = stored.get("colours") or {}
    return OrgSettings(
        time_zone=stored.get("time_zone") or TIME_ZONE,
        locale=stored.get("locale") or LOCALE,
        colours={name: colours.get(name) for name in COLOURS},
        logo=stored.get("logo"),
        require_totp=stored.get("require_totp") is True,
        version=row.version,
    )


def _shown(settings: OrgSettings) -> Mapping[str, object]:
    return {
        "time_zone": settings.time_zone,
        "locale": settings.locale,
        "colours": dict(settings.colours),
        "logo": settings.logo,
        "require_totp": settings.require_totp,
    }
