"""How does a mail come to be sent with what it tells of?"""

from dataclasses import asdict

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.notifying.outbox import Handler, tell
from chatserver.notify import Mail
from chatserver.storage.outbox import Taken
from chatserver.world import World

MAIL = "mail"


async def send_mail(
    session: AsyncSession,
    world: World,
    mail: Mail,
    *,
    org: str | None = None,
    collapse: str | None = None,
    after_ms: int = 0,
) -> None:
    """Let the mail go out once this transaction is committed, at least once.

    Without a mail server nothing is kept for later: what it says would be stale by then.
    """
    if world.mailer.on:
        body = asdict(mail)
        await tell(session, world, MAIL, body, org=org, collapse=collapse, after_ms=after_ms)


def mail_handler(world: World) -> Handler:
    """Return who hands mails of the outbox over."""

    async def hand_over(taken: Taken) -> None:
        await world.mailer.send(Mail(**taken.body), id_=taken.id)

    return hand_over
