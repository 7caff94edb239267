"""Whose phone is it, and how does it go over to somebody else?"""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, masked_phone, record_by
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.clients.client_cards import reached_client
from chatserver.actions.clients.tokens_ended import end_all_tokens
from chatserver.actions.mistakes import Mistake
from chatserver.core.phones import no_phone
from chatserver.core.refusals import NotFound
from chatserver.core.searching import haystack
from chatserver.storage.tables import ClientRow
from chatserver.world import World


async def holder_of(
    session: AsyncSession, org: str, phone: str | None, *, but: str
) -> ClientRow | None:
    """Return who else in the organisation has this phone."""
    question = select(ClientRow).where(
        ClientRow.org == org, ClientRow.phone == phone, ClientRow.id != but
    )
    return (await session.exec(question)).first() if phone is not None else None


async def phone_mistakes(
    session: AsyncSession,
    viewer: Viewer,
    phone: str | None,
    holder: ClientRow | None,
    *,
    take: bool,
) -> list[Mistake]:
    """Return what speaks against the phone (None: it is none), which is to be taken or not."""
    if phone is None:
        return [Mistake("/phone", "malformed", "this is no phone number")]
    if holder is None:
        return []
    taken = [Mistake("/phone", "taken", "another client has this phone", ("/take_phone",))]
    if not take:
        return taken
    try:
        await reached_client(session, viewer, holder.id)
    except NotFound:
        # Nobody takes something from a client that they may not see.
        return taken
    return []


async def release_phone(
    session: AsyncSession, world: World, viewer: Viewer, holder: ClientRow
) -> None:
    """Take the phone from who has it: all tokens of theirs end."""
    before = {"phone": masked_phone(holder.phone)}
    holder.phone = no_phone(holder.id)
    holder.search = haystack(holder.name, "")
    holder.version += 1
    await end_all_tokens(session, world, holder)
    # The number must be free before it is written elsewhere.
    await session.flush()
    changed = Changed(holder.id, before, {"phone": ""})
    await record_by(session, world, viewer, "client.phone_released", changed)
