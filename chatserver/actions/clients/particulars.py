"""What may be told of a client beside name and phone: a mail address and a date of birth.

Nobody is known or found by them; mini-apps read them where the client lets them (O13).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import masked_birth, masked_email
from chatserver.actions.callers.time_zones import today_of
from chatserver.actions.mail_addresses import mail_address
from chatserver.actions.mistakes import Mistake
from chatserver.core.births import birth_date
from chatserver.world import World

_MISTAKES: Mapping[str, Mistake] = MappingProxyType(
    {
        "email": Mistake("/email", "malformed", "this is no email"),
        "birth": Mistake("/birth", "malformed", "this is no day between 1900-01-01 and today"),
    }
)


async def read_particulars(
    session: AsyncSession, world: World, org: str, wanted: Mapping[str, Any]
) -> tuple[dict[str, str | None], list[Mistake]]:
    """Return those that are named, in their canonical form (None takes one away), and what is
    wrong with them.
    """
    named = {name: wanted[name] for name in _MISTAKES if name in wanted}
    read = dict(named)
    if named.get("email") is not None:
        read["email"] = mail_address(named["email"])
    if named.get("birth") is not None:
        today = await today_of(session, world, org)
        read["birth"] = birth_date(named["birth"], today=today)
    wrong = [
        _MISTAKES[name] for name, said in named.items() if said is not None and read[name] is None
    ]
    return read, wrong


def masked_particulars(email: str | None, birth: str | None) -> dict[str, str | None]:
    """Return them as the audit shows them."""
    return {
        "email": None if email is None else masked_email(email),
        "birth": None if birth is None else masked_birth(birth),
    }
