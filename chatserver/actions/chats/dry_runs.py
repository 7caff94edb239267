"""To whom would a chat go, were it opened now? Nothing is drawn, and nothing changes (D6)."""

from dataclasses import dataclass

from bots.after_hours import said_after_hours
from bots.assignment import by_basic, by_tag
from bots.explain import told_of
from chatserver.actions.callers.reach import premises_mistakes
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.facts import AT_EASE, Facts, Look
from chatserver.core.people import Asker
from chatserver.core.refusals import NotFound
from chatserver.ledger.directory import Directories
from chatserver.ledger.workloads import workload_of
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Tried:
    """A client who would enter from these premises and choose this tag; None: write instead."""

    client: str
    premises: str
    tag: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked at, in order; the last look is where somebody would be chosen.

    `after_hours` is what the bot would say since the department does not work now; None: it does.
    """

    looks: tuple[Look, ...]
    sentences: tuple[str, ...]
    after_hours: str | None

    @property
    def rule(self) -> int | None:
        """Which rule of the tag matches the premises, counted from 0."""
        return next((one.rule for one in self.looks if one.source == "rule" and one.matched), None)


async def dry_run(
    world: World,
    directories: Directories,
    viewer: Viewer,
    app_id: str,
    tried: Tried,
    *,
    language: str,
) -> Found:
    """Return who could be chosen, who is left out, and why.

    Raises `NotFound` for a mini-app or a client that is not the employee's to see, `Invalid` for
    premises that are not the client's, or no tag of this bot.
    """
    async with world.db.session() as session:
        mistakes = await premises_mistakes(session, viewer, tried.client, tried.premises)
    directory = await directories.fetch(
        viewer.home.org.id, clients=[tried.client], places=[tried.premises]
    )
    product = directory.products.get(app_id) if directory is not None else None
    if directory is None or product is None or product.kind != "miniapp":
        raise NotFound
    tag = product.bot.tag(tried.tag) if tried.tag is not None else None
    if tried.tag is not None and tag is None:
        mistakes.append(Mistake("/tag_id", "unknown", "the bot has no such tag"))
    refuse_if_any(mistakes)
    client = directory.clients[tried.client]
    workload = AT_EASE
    if product.basic.asks_for_workload:
        workload = await world.db.read(workload_of(viewer.home.org.id))
    facts = Facts(
        now=world.now(),
        asker=Asker(client=client),
        product=product,
        client=client,
        places=directory.places,
        staff=directory.staff,
        departments=directory.departments,
        draw=0.0,
        target=None,
        edit_window_ms=0,
        workload=workload,
        hours=directory.hours,
        locale=directory.locale,
    )
    place = facts.place(tried.premises)
    looks = by_basic(facts, place=place) if tag is None else by_tag(tag, facts, place=place)
    sentences = told_of(looks, tag.text if tag is not None else None, language)
    return Found(looks, sentences, said_after_hours(looks[-1].department, facts))
