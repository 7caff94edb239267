"""What can somebody at the server's own shell do without a door?"""

from chatserver.actions import naming
from chatserver.actions.clients.erasures import repeat_erasures
from chatserver.actions.employees.administrators import create_admin, create_platform_admin
from chatserver.actions.employees.invites import link_for_shell
from chatserver.actions.integrations.client_tokens import demo_client_token, find_by_external_id
from chatserver.actions.miniapps.orders import settling
from chatserver.actions.sign_in.enrolment import forget_factor
from chatserver.actions.sign_in.passwords import check_password
from chatserver.actions.sign_in.sessions import begin_session
from chatserver.config import Settings
from chatserver.identity import Identity, Passwords
from chatserver.main import open_world
from chatserver.storage.alone import unserved
from chatserver.storage.migrate import look_at_made, renew_epoch, upgrade
from chatserver.storage.trouble import Unfit
from chatserver.wire.times import rfc3339
from chatserver.world import World


async def add_admin(settings: Settings, *, org: str, email: str, name: str, password: str) -> str:
    """Add an Administrator and return their id; an organisation that is not there is made.

    The nodes that are up learn of it by their sweep. Raises `Invalid`, and `NotFound` where several
    organisations have the name.
    """
    check_password(password, email=email)
    await upgrade(settings.database.url)
    async with open_world(settings) as world:
        return await create_admin(
            world, Passwords(), org, email=email, name=name, password=password
        )


async def add_platform_admin(settings: Settings, *, email: str, name: str, password: str) -> str:
    """Add an account of the platform that may do everything there, and return its id.

    Raises `Invalid`.
    """
    check_password(password, email=email)
    await upgrade(settings.database.url)
    async with open_world(settings) as world:
        return await create_platform_admin(
            world, Passwords(), email=email, name=name, password=password
        )


async def after_restore(settings: Settings) -> int:
    """Make a database that came out of a backup fit to be served: every screen reads anew, and who
    was erased since is erased again. Return how many those were. Raises `Unfit` for an empty one,
    and for one that is served: its screens would not be told.
    """
    url = settings.database.url
    if (await look_at_made(url)).revision is None:
        raise Unfit("empty: nothing was brought back there")
    async with unserved(url):
        await upgrade(url)
        await renew_epoch(url)
        async with open_world(settings) as world:
            return await repeat_erasures(world)


async def client_token(settings: Settings, who: str) -> str:
    """Return a token for the client with this id or phone. Raises `NotFound`."""
    await _ready(settings)
    async with open_world(settings) as world:
        client = await naming.client(world, who)
        return (await demo_client_token(world, _identity(world), client)).token


async def staff_token(settings: Settings, email: str) -> str:
    """Return an access token for the employee with this e-mail.

    Raises `NotFound`, and `NotWelcome` for one who is not active.
    """
    await _ready(settings)
    async with open_world(settings) as world:
        employee = await naming.employee(world, email)
        return (await begin_session(world, _identity(world), employee)).access_token


async def forget_totp(settings: Settings, email: str) -> None:
    """Take the second factor away from the employee with this e-mail, who lost it.

    Raises `NotFound` for nobody, and for one who has none.
    """
    await _ready(settings)
    async with open_world(settings) as world:
        await forget_factor(world, await naming.employee(world, email))


async def password_link(settings: Settings, email: str) -> tuple[str, str]:
    """Return a link by which the employee with this e-mail sets a password, and until when.

    Raises `NotFound` for nobody, and for one without access.
    """
    await _ready(settings)
    async with open_world(settings) as world:
        link, until = await link_for_shell(world, await naming.employee(world, email))
    return link, rfc3339(until)


async def adrift_refunds(settings: Settings) -> list[str]:
    """Return the refunds of which no provider tells any more, one a line."""
    await _ready(settings)
    async with open_world(settings) as world:
        found = await settling.adrift_refunds(world.db, world.payments, now=world.now())
    return [
        f"{one.refund}: {one.amount // 100}.{one.amount % 100:02d} {one.currency} of payment"
        f" {one.payment} at {one.provider}, asked for at {rfc3339(one.at)}, order {one.order}"
        for one in found
    ]


async def settle_refund(
    settings: Settings, refund: str, reference: str | None, *, unread: bool
) -> bool:
    """Let a refund have gone under the provider's reference, or (None) never have gone; False: it
    was settled so before. Raises `Unsettled`.
    """
    await _ready(settings)
    async with open_world(settings) as world:
        return await settling.settle_refund(world, refund, reference, unread=unread)


async def _ready(settings: Settings) -> None:
    stands = await look_at_made(settings.database.url)
    if stands.lacks is not None:
        raise Unfit(stands.lacks)


def _identity(world: World) -> Identity:
    async def find_client(org: str, external_id: str) -> str | None:
        return await find_by_external_id(world, org, external_id)

    return Identity.of(world.settings, find_client=find_client, now=world.now)
