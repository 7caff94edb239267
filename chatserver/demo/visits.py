"""Who opened which mini-app in the demo's past, and how did its page do?"""

from collections.abc import Sequence
from functools import partial
from random import Random

from chatserver.actions.callers.residents import Resident
from chatserver.actions.integrations.client_tokens import find_by_external_id
from chatserver.actions.miniapps.launches.opening import Wish, launch
from chatserver.actions.miniapps.launches.seen_pages import keep_seen
from chatserver.identity import Identity
from chatserver.ledger.directory import Directories
from chatserver.world import World

# Most come by a widget.
SOURCES = ("widget", "widget", "widget", "deeplink", "push")
# Of so many pages one meets trouble.
TROUBLED = 12


class Visits:
    """Lets clients open mini-apps, as their superapp would."""

    def __init__(self, world: World, directories: Directories, chance: Random) -> None:
        self._world = world
        self._identity = Identity.of(
            world.settings, find_client=partial(find_by_external_id, world), now=world.now
        )
        self._directories = directories
        self._chance = chance

    async def open(self, org: str, client: str, apps: Sequence[str], place: str) -> None:
        """Open one of these mini-apps, whose page tells how long it took to be there."""
        directory = await self._directories.fetch(org, clients=[client])
        assert directory is not None
        resident = Resident(directory.clients[client], directory)
        app, source = self._chance.choice(apps), self._chance.choice(SOURCES)
        wish = Wish(source, place=place, device="demo")
        opened = await launch(
            self._world, self._identity, resident, app, wish, issuer="https://demo.example"
        )
        await keep_seen(
            self._world,
            self._identity,
            opened.token,
            load_ms=round(self._chance.lognormvariate(6.6, 0.5)),
            errors=["timeout"] if self._chance.randrange(TROUBLED) == 0 else [],
        )
