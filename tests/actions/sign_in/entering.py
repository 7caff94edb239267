"""How a test's employees come in and stay."""

from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.sign_in.renewals import refresh_session
from chatserver.actions.sign_in.sessions import Session, log_in
from tests.small import Small

HERE = "192.0.2.1"


async def enter(here: Small, name: str = "ann", password: str = "") -> Session:
    return await log_in(
        here.world, here.identity, f"{name}@example.com", password or name, address=HERE
    )


async def renew(here: Small, value: str, attempt: str | None = None) -> Session:
    return await refresh_session(here.world, here.identity, value, attempt=attempt)


async def is_dead(here: Small, value: str) -> bool:
    try:
        await renew(here, value)
    except NotWelcome:
        return True
    return False
