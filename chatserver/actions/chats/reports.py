"""How does an organisation's work on its chats go?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatserver.actions.callers.time_zones import time_zone_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.periods import days
from chatserver.core.people import Named
from chatserver.core.reports import NOTHING, By, Episode, Figures, Load, Period, Wanted
from chatserver.storage import reports
from chatserver.storage.reports import Position
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of a day (its date is the id and the name), a product, a topic, a department."""

    about: Named
    figures: Figures


@dataclass(frozen=True, slots=True)
class DialogReport:
    """The figures of a period and of its groups: of days each, in their order, of others the
    largest first.
    """

    period: Period
    total: Figures
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class StaffReport:
    """What employees had to do in a period, the busiest first."""

    period: Period
    loads: Sequence[tuple[Named, Load]]


async def report_dialogs(world: World, viewer: Viewer, wanted: Wanted, *, by: By) -> DialogReport:
    """Return what became of the dialogs that the employee may count (35)."""
    async with world.db.session() as session:
        zone = await time_zone_of(session, viewer.home.org.id)
    dates = list(days(wanted.period, zone)) if by == "day" else []
    total, groups = await reports.dialog_figures(
        world.db, viewer.staff, wanted, by=by, days=dates, hours=viewer.home.hours
    )
    if by == "day":
        found = {one.key: one.figures for one in groups}
        lines = [Line(Named(date, date), found.get(date, NOTHING)) for _, date in dates]
    else:
        names = _names(viewer, by)
        lines = [
            Line(Named(one.key, one.text) if one.text else _named(one.key, names), one.figures)
            for one in groups
        ]
    return DialogReport(wanted.period, total, lines)


def _names(viewer: Viewer, by: By) -> Mapping[str, str]:
    return _products(viewer) if by == "product" else viewer.home.departments


def _products(viewer: Viewer) -> Mapping[str, str]:
    return {id_: product.name for id_, product in viewer.home.products.items()}


async def report_staff(world: World, viewer: Viewer, wanted: Wanted) -> StaffReport:
    """Return what employees had to do in the dialogs that the employee may count (35)."""
    loads = await reports.staff_loads(world.db, viewer.staff, wanted, hours=viewer.home.hours)
    people = viewer.home.staff
    named = [(Named(id_, people[id_].name), load) for id_, load in loads.items() if id_ in people]
    return StaffReport(wanted.period, named)


@dataclass(frozen=True, slots=True)
class ListedDialog:
    """A dialog behind a figure, with the names that its product and department have now."""

    episode: Episode
    product: Named
    department: Named | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of dialogs; `end` None: the last one."""

    rows: Sequence[ListedDialog]
    end: Position | None


async def list_dialogs(
    world: World, viewer: Viewer, wanted: Wanted, *, after: Position | None, limit: int
) -> Listed:
    """Return a page of the dialogs behind the figures, the newest first."""
    found = await reports.episodes(
        world.db, viewer.staff, wanted, after=after, limit=limit + 1, hours=viewer.home.hours
    )
    products, departments = _products(viewer), viewer.home.departments
    rows = [
        ListedDialog(
            one,
            _named(one.product, products),
            None if one.department is None else _named(one.department, departments),
        )
        for one in found[:limit]
    ]
    if len(found) <= limit:
        return Listed(rows, None)
    last = found[limit - 1]
    return Listed(rows, Position(last.opened_at, last.chat, last.dialog))


def _named(id_: str, names: Mapping[str, str]) -> Named:
    return Named(id_, names.get(id_, id_))
